/**
 * Placement: where a firing alert belongs. Every firing alert gets exactly one answer: a group, whose open incident it joins
 * or opens, or a recorded reason why it is in no incident (law 2).
 */
import type { EventRuleId, Instant, ServiceId, SilenceId } from '../kernel/brand.ts'
import type { Directory, Source } from '../people/directory.ts'
import type { LabelTest } from './matcher.ts'
import { type RoutedAlert, type RuleStep, routeAlert } from './rules/route-alert.ts'
import type { CompiledRule, RuledSignal } from './rules/rule-subject.ts'
import type { Signal } from './signal.ts'

export interface Silence {
  id: SilenceId
  matches: LabelTest
  startsAt: Instant
  endsAt: Instant
}

export type MuteReason =
  | 'muted_by_silence'
  | 'muted_by_rule'
  | 'watchdog'
  | 'test_notification'
  | 'record_only_rule'
  | 'source_inactive'

/** `steps`: the event rules that it met on its way. `labels`: as they left them. Both absent when there is nothing to tell. */
export type Placement = (Grouped | Muted) & { steps?: RuleStep[]; labels?: Record<string, string> }

export type Grouped = { kind: 'group'; groupKey: string } & Omit<RoutedAlert, 'labels' | 'muted' | 'steps'>

export interface Muted {
  kind: 'muted'
  because: MuteReason
  silence?: SilenceId
  rule?: EventRuleId
  /** The alert is looked at again then, if it still fires. */
  until?: Instant
}

export interface PlacementInput {
  signal: RuledSignal
  source: Source
  directory: Directory
  /** The event rules in force, in their order. */
  rules: readonly CompiledRule[]
  /** The silences that are active at `at`. */
  silences: readonly Silence[]
  at: Instant
}

/** The event rules say what the alert is; what comes after them looks at that. */
export function placeAlert({ signal, source, directory, rules, silences, at }: PlacementInput): Placement {
  if (!source.isActive) return { kind: 'muted', because: 'source_inactive' }
  const { steps, ...routed } = routeAlert({ signal, source, directory, rules })
  const placement = placeRouted(signal, routed, source, silences, at)
  if (steps.length === 0) return placement
  return { ...placement, steps, ...(routed.labels !== signal.labels && { labels: routed.labels }) }
}

function placeRouted(
  signal: RuledSignal,
  { labels, muted, ...routed }: Omit<RoutedAlert, 'steps'>,
  source: Source,
  silences: readonly Silence[],
  at: Instant,
): Grouped | Muted {
  if (signal.recordOnly) return { kind: 'muted', because: signal.recordOnly }
  if (muted) return { kind: 'muted', because: muted.because, rule: muted.rule }
  const silence = findSilence(silences, labels, at)
  if (silence) return { kind: 'muted', because: 'muted_by_silence', silence: silence.id, until: silence.endsAt }
  return { kind: 'group', groupKey: groupKeyOf({ key: signal.key, labels }, source, routed.service), ...routed }
}

/** Of several silences that match, the one that ends last speaks: the alert need not be looked at before. */
function findSilence(silences: readonly Silence[], labels: Record<string, string>, at: Instant): Silence | undefined {
  const matching = silences.filter(
    (silence) => silence.startsAt <= at && at < silence.endsAt && silence.matches(labels),
  )
  return matching.sort((a, b) => b.endsAt - a.endsAt)[0]
}

/**
 * Alerts of one source and service with the same values of the chosen labels are one problem. Without chosen labels each
 * alert is its own. The parts are length-prefixed, so that no value can imitate another group.
 */
export function groupKeyOf(
  signal: Pick<Signal, 'key' | 'labels'>,
  source: Source,
  service: ServiceId | undefined,
): string {
  const parts = [source.id, service ?? '']
  if (source.groupBy.length === 0) parts.push('alert', signal.key)
  for (const label of source.groupBy)
    parts.push(label, Object.hasOwn(signal.labels, label) ? (signal.labels[label] ?? '') : '')
  return parts.map((part) => `${part.length}:${part}`).join('')
}
