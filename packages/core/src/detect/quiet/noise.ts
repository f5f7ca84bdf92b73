/**
 * Noise: what alerts cost people and how little came of it. Figures are counted by source and name of the alert over some days; the
 * score orders them, and the proposal is what would help most. Both are words of advice: nothing acts on them by itself.
 */
import type { DurationMs, Instant } from '../../kernel/brand.ts'
import { MINUTE } from '../../kernel/instant.ts'

export interface NoiseFigures {
  /** Episodes that began. */
  fired: number
  /** Of these, those in an incident on which a person did something. */
  actedOn: number
  /** Of these, those that cleared within five minutes without anybody having done anything. */
  brief: number
  /** Of these, those that began within ten minutes after the one before had cleared. */
  cameBack: number
  /** Pages that woke somebody: sent between 22:00 and 07:00 where the person lives. */
  woke: number
  /** Of these, those that somebody marked as noise. */
  marked: number
  /** How many episodes ended before each of these spans. */
  shorterThan: Readonly<Record<NoiseWait, number>>
}

/** Spans that are proposed for waiting, by what they are called. */
export const NOISE_WAITS = { '2m': 2 * MINUTE, '5m': 5 * MINUTE, '15m': 15 * MINUTE } as const
export type NoiseWait = keyof typeof NOISE_WAITS

export type NoiseProposal =
  /** Let alerts of the source count only once they have fired for so long. */
  | { kind: 'wait'; wait: NoiseWait; spares: number }
  /** Do not believe that it cleared before it was stable. */
  | { kind: 'flapping'; spares: number }
  /** Nobody ever did anything about it. */
  | { kind: 'record_only'; spares: number }
  /** It fires all the time and nobody ever did anything: take its rule away at the sender. */
  | { kind: 'delete'; spares: number }

export const BRIEF_MS = (5 * MINUTE) as DurationMs
export const CAME_BACK_MS = (10 * MINUTE) as DurationMs

const NIGHT_FROM = 22
const NIGHT_TO = 7
/** What happened less often says little. */
const FIRED_MIN = 3
const FIRED_ALWAYS = 50

/** Whether it is night on the clock of a zone. */
export function isNight(at: Instant, zone: string): boolean {
  const { hour } = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
  return hour >= NIGHT_FROM || hour < NIGHT_TO
}

/** Sleep counts most, then what somebody called noise, then everything that nobody needed. */
export function calcNoiseScore({ fired, actedOn, brief, cameBack, woke, marked }: NoiseFigures): number {
  return woke * 10 + marked * 5 + Math.max(0, fired - actedOn) + brief + cameBack
}

/** What would help most; undefined where it is as it should be, or too seldom to say. */
export function proposeQuiet(figures: NoiseFigures): NoiseProposal | undefined {
  const { fired, actedOn, cameBack, brief, shorterThan } = figures
  if (fired < FIRED_MIN) return undefined
  if (actedOn === 0 && fired >= FIRED_ALWAYS) return { kind: 'delete', spares: fired }
  if (cameBack * 2 >= fired) return { kind: 'flapping', spares: cameBack }
  if (brief * 2 >= fired) {
    const wait = (Object.keys(NOISE_WAITS) as NoiseWait[]).find((each) => shorterThan[each] * 2 >= fired) ?? '5m'
    return { kind: 'wait', wait, spares: shorterThan[wait] }
  }
  return actedOn === 0 ? { kind: 'record_only', spares: fired } : undefined
}
