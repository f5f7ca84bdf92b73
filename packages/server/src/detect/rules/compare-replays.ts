/** Two replays of the same signals, side by side: what the changed rules would have made different. */
import type { AlertId, Instant, ServiceId } from '@tocsin/core/kernel/brand.ts'
import { SECOND } from '@tocsin/core/kernel/instant.ts'
import type { Directory, EventRule } from '@tocsin/core/people/directory.ts'
import { type Place, Replay, type ReplayTotals, type StoredSignal } from './replay.ts'

/** How an alert fared with one of the two. */
export interface Fate {
  title: string
  severity: string
  service: ServiceId | null
  urgency: string | null
  /** Why it is in no incident; null when it is in one. */
  because: string | null
  /** The rule that keeps it out. */
  rule: string | null
}

export interface Example {
  alert: AlertId
  source: string
  title: string
  at: Instant
  before: Fate
  after: Fate
}

export const DIFFERENCES = ['muted', 'unmuted', 'changed'] as const
export type DifferenceKind = (typeof DIFFERENCES)[number]

interface RuleCount {
  matched: number
  failed: number
  muted: number
}

export interface Comparison {
  signals: number
  alerts: number
  before: ReplayTotals
  after: ReplayTotals
  counts: Record<DifferenceKind, number>
  examples: Record<DifferenceKind, Example[]>
  byRule: { rule: string; name: string; before: RuleCount; after: RuleCount }[]
  byService: {
    service: string
    before: { incidents: number; pages: number }
    after: { incidents: number; pages: number }
  }[]
}

const EXAMPLES_MAX = 20
const NOTHING = { incidents: 0, pages: 0 }

export class ReplayComparison {
  readonly #before: Replay
  readonly #after: Replay
  readonly #rules: { before: Map<string, RuleCount>; after: Map<string, RuleCount> } = {
    before: new Map(),
    after: new Map(),
  }
  readonly #names: Map<string, string>
  readonly #alerts = new Set<AlertId>()
  readonly #counts: Comparison['counts'] = { muted: 0, unmuted: 0, changed: 0 }
  readonly #examples: Comparison['examples'] = { muted: [], unmuted: [], changed: [] }
  #signals = 0

  constructor(directory: Directory, changed: readonly EventRule[]) {
    this.#before = new Replay(directory, directory.eventRules)
    this.#after = new Replay(directory, changed)
    this.#names = new Map([...directory.eventRules, ...changed].map(({ id, name }) => [id, name]))
  }

  /** Signals in the order of time; a round of {@link roundsOf}. */
  take(signals: readonly StoredSignal[]): void {
    const before = this.#before.take(signals)
    const after = this.#after.take(signals)
    this.#signals += signals.length
    for (const signal of signals) {
      this.#alerts.add(signal.alert)
      const [was, is] = [before.get(signal), after.get(signal)]
      if (was) this.#countRules(this.#rules.before, was)
      if (is) this.#countRules(this.#rules.after, is)
      if (was && is) this.#compare(signal, fateOf(signal, was), fateOf(signal, is))
    }
  }

  /** What is due until then still happens. */
  end(until: Instant): Comparison {
    this.#before.advance(until)
    this.#after.advance(until)
    const rules = new Set([...this.#names.keys(), ...this.#rules.before.keys(), ...this.#rules.after.keys()])
    const services = new Set([...this.#before.byService.keys(), ...this.#after.byService.keys()])
    const none = { matched: 0, failed: 0, muted: 0 }
    return {
      signals: this.#signals,
      alerts: this.#alerts.size,
      before: this.#before.totals,
      after: this.#after.totals,
      counts: this.#counts,
      examples: this.#examples,
      byRule: [...rules].map((rule) => ({
        rule,
        name: this.#names.get(rule) ?? rule,
        before: this.#rules.before.get(rule) ?? none,
        after: this.#rules.after.get(rule) ?? none,
      })),
      byService: [...services].map((service) => ({
        service,
        before: this.#before.byService.get(service) ?? NOTHING,
        after: this.#after.byService.get(service) ?? NOTHING,
      })),
    }
  }

  #countRules(counts: Map<string, RuleCount>, { placement }: Place): void {
    for (const { rule, problem } of placement.steps ?? []) {
      const count = counts.get(rule) ?? { matched: 0, failed: 0, muted: 0 }
      if (problem === undefined) count.matched += 1
      else count.failed += 1
      if (placement.kind === 'muted' && placement.rule === rule) count.muted += 1
      counts.set(rule, count)
    }
  }

  #compare(signal: StoredSignal, before: Fate, after: Fate): void {
    const kind = differenceOf(before, after)
    if (!kind) return
    this.#counts[kind] += 1
    const examples = this.#examples[kind]
    if (examples.length >= EXAMPLES_MAX || examples.some(({ alert }) => alert === signal.alert)) return
    const { alert, source, at } = signal
    examples.push({ alert, source, title: signal.signal.title, at, before, after })
  }
}

function fateOf({ signal }: StoredSignal, { placement }: Place): Fate {
  if (placement.kind === 'muted')
    return {
      ...{ title: signal.title, severity: signal.severity, service: null, urgency: null },
      ...{ because: placement.because, rule: placement.rule ?? null },
    }
  const { title = signal.title, severity, service, urgency } = placement
  return { title, severity, service: service ?? null, urgency: urgency ?? null, because: null, rule: null }
}

function differenceOf(before: Fate, after: Fate): DifferenceKind | undefined {
  if (before.because === null && after.because !== null) return 'muted'
  if (before.because !== null && after.because === null) return 'unmuted'
  if (before.because !== null) return undefined
  const fields = ['title', 'severity', 'service', 'urgency'] as const
  return fields.some((field) => before[field] !== after[field]) ? 'changed' : undefined
}

/** Signals of one second go together, as they would have in production, but never two of one alert. */
export function* roundsOf(signals: readonly StoredSignal[]): Generator<StoredSignal[]> {
  let round: StoredSignal[] = []
  let alerts = new Set<AlertId>()
  const secondOf = (signal: StoredSignal): number => Math.floor(signal.at / SECOND)
  for (const signal of signals) {
    const [first] = round
    if (first && (secondOf(first) !== secondOf(signal) || alerts.has(signal.alert))) {
      yield round
      round = []
      alerts = new Set()
    }
    round.push(signal)
    alerts.add(signal.alert)
  }
  if (round.length > 0) yield round
}
