/**
 * Placement: where a firing alert belongs. Every firing alert gets exactly one answer: a group, whose open incident it joins
 * or opens, or a recorded reason why it is in no incident (law 2).
 */
import type { Instant, ServiceId, SilenceId } from '../kernel/brand.ts'
import type { SourceSeverity } from '../kernel/scales.ts'
import type { Directory, Source } from '../people/directory.ts'
import type { LabelTest } from './matcher.ts'
import type { Signal } from './signal.ts'

export interface Silence {
  id: SilenceId
  matches: LabelTest
  startsAt: Instant
  endsAt: Instant
}

export type MuteReason = 'muted_by_silence' | 'watchdog' | 'test_notification' | 'record_only_rule' | 'source_inactive'

export type Placement =
  | { kind: 'group'; groupKey: string; service?: ServiceId; severity: SourceSeverity }
  /** `until`: the alert is looked at again then, if it still fires. */
  | { kind: 'muted'; because: MuteReason; silence?: SilenceId; until?: Instant }

export interface PlacementInput {
  signal: Pick<Signal, 'key' | 'labels' | 'severity' | 'recordOnly'>
  source: Source
  directory: Directory
  /** The silences that are active at `at`. */
  silences: readonly Silence[]
  at: Instant
}

export function placeAlert({ signal, source, directory, silences, at }: PlacementInput): Placement {
  if (!source.isActive) return { kind: 'muted', because: 'source_inactive' }
  if (signal.recordOnly) return { kind: 'muted', because: signal.recordOnly }
  const silence = findSilence(silences, signal.labels, at)
  if (silence) return { kind: 'muted', because: 'muted_by_silence', silence: silence.id, until: silence.endsAt }
  const service = serviceOf(signal.labels, source, directory)
  const severity = signal.severity === 'unknown' ? source.defaultSeverity : signal.severity
  return { kind: 'group', groupKey: groupKeyOf(signal, source, service), severity, ...(service && { service }) }
}

/** Of several silences that match, the one that ends last speaks: the alert need not be looked at before. */
function findSilence(silences: readonly Silence[], labels: Record<string, string>, at: Instant): Silence | undefined {
  const matching = silences.filter(
    (silence) => silence.startsAt <= at && at < silence.endsAt && silence.matches(labels),
  )
  return matching.sort((a, b) => b.endsAt - a.endsAt)[0]
}

/** The source's own service; else the one that the label `service` names by id or name. */
export function serviceOf(labels: Record<string, string>, source: Source, directory: Directory): ServiceId | undefined {
  if (source.service) return source.service
  const named = Object.hasOwn(labels, 'service') ? labels.service : undefined
  if (!named) return undefined
  if (directory.services.has(named as ServiceId)) return named as ServiceId
  for (const service of directory.services.values()) if (service.name === named) return service.id
  return undefined
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
