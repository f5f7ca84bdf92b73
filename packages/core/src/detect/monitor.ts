/**
 * A monitor between its checks: what several findings in a row mean. One bad finding is not an outage and one good one no recovery;
 * each has to be confirmed, and what has to last (`forMs`) is believed only once it did. A check that ran says when the next is due.
 */
import type { DurationMs, Instant, SourceId } from '../kernel/brand.ts'
import { SECOND } from '../kernel/instant.ts'

export const MONITOR_LEVELS = ['ok', 'warning', 'critical'] as const
export type MonitorLevel = (typeof MONITOR_LEVELS)[number]

/** As which source the alerts of a monitor come in. No configured source is called so: ids hold no slash. */
export function sourceOfMonitor(id: string): SourceId {
  return `monitor/${id}` as SourceId
}

/** What one check came to. `no_data`: it could be asked, and there was nothing to judge. */
export type Finding = MonitorLevel | 'no_data'

export const NO_DATA_RULES = ['alert', 'keep', 'ok'] as const
export type NoDataRule = (typeof NO_DATA_RULES)[number]

export interface MonitorRules {
  everyMs: DurationMs
  /** Further bad checks that it takes until a bad one is believed. */
  confirm: number
  /** Further good checks that it takes until a good one is believed. */
  recover: number
  /** How long it has to be bad without a break before it is believed. */
  forMs: DurationMs
  noData: NoDataRule
}

/** Findings in a row that are not what is believed. */
export interface MonitorProgress {
  /** The mildest of them: what all of them agree on. */
  level: MonitorLevel
  count: number
  since: Instant
}

export interface MonitorState {
  /** What is believed; `pending` until the first finding is. */
  level: MonitorLevel | 'pending'
  since: Instant
  progress: MonitorProgress | null
}

export interface MonitorStep {
  state: MonitorState
  /** Whether another level is believed now. */
  isChanged: boolean
}

/** A suspicion is looked into soon, however seldom the monitor runs. */
export const RETRY_MS = (5 * SECOND) as DurationMs

export function evolveMonitor(state: MonitorState, finding: Finding, rules: MonitorRules, at: Instant): MonitorStep {
  const level = levelOf(state, finding, rules)
  if (level === state.level) return { state: { ...state, progress: null }, isChanged: false }
  const from = state.level === 'pending' ? 'ok' : state.level
  // The first good finding needs no confirmation: there was nothing before that it could be a break of.
  if (level === from) return believe(level, at)
  const progress = follow(state.progress, level, from, at)
  const isWorse = rank(level) > rank(from)
  const isCounted = progress.count > (isWorse ? rules.confirm : rules.recover)
  const hasLasted = !isWorse || at - progress.since >= rules.forMs
  if (isCounted && hasLasted) return believe(progress.level, at)
  return { state: { ...state, progress }, isChanged: false }
}

/**
 * When the next check is due. Slots are spread over the interval by the monitor's id, so that those of one interval do not
 * all run at once; what came late goes on in its slot, and what was missed is not made up for.
 */
export function calcNextCheck(id: string, { progress }: MonitorState, rules: MonitorRules, at: Instant): Instant {
  const { everyMs, forMs } = rules
  const phase = hashOf(id) % everyMs
  const slot = at + everyMs - ((((at - phase) % everyMs) + everyMs) % everyMs)
  if (!progress) return slot as Instant
  const isCounted = progress.level === 'ok' ? progress.count > rules.recover : progress.count > rules.confirm
  const soon = at + Math.min(RETRY_MS, everyMs)
  // Counted, but it has to last: the next look is in its slot, or when it has lasted.
  if (isCounted) return Math.min(slot, Math.max(soon, progress.since + forMs)) as Instant
  return Math.min(slot, soon) as Instant
}

function believe(level: MonitorLevel, at: Instant): MonitorStep {
  return { state: { level, since: at, progress: null }, isChanged: true }
}

function follow(
  progress: MonitorProgress | null,
  level: MonitorLevel,
  from: MonitorLevel,
  at: Instant,
): MonitorProgress {
  const isSameWay = progress && Math.sign(rank(progress.level) - rank(from)) === Math.sign(rank(level) - rank(from))
  if (!isSameWay) return { level, count: 1, since: at }
  const isMilder = Math.abs(rank(level) - rank(from)) < Math.abs(rank(progress.level) - rank(from))
  return { level: isMilder ? level : progress.level, count: progress.count + 1, since: progress.since }
}

function levelOf(state: MonitorState, finding: Finding, { noData }: MonitorRules): MonitorLevel {
  if (finding !== 'no_data') return finding
  if (noData === 'alert') return 'critical'
  return noData === 'keep' && state.level !== 'pending' ? state.level : 'ok'
}

function rank(level: MonitorLevel): number {
  return MONITOR_LEVELS.indexOf(level)
}

/** FNV-1a, 32 bits: spreads ids that differ in a digit. http://www.isthe.com/chongo/tech/comp/fnv/ */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  // One more turn: the last character alone moves too little of a large interval.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) >>> 0
}
