/** Joining: whether an alert of a group belongs to an incident that exists. */
import type { IncidentId, Instant } from '../kernel/brand.ts'
import type { Reason } from '../kernel/reason.ts'
import { isWorking, type Status } from '../kernel/scales.ts'
import type { Settings, Source } from '../people/directory.ts'

/** The group's latest incident, as the store finds it. */
export interface GroupIncident {
  id: IncidentId
  status: Status
  recordedAt: Instant
  resolvedAt?: Instant
}

export type Join =
  | { kind: 'join'; incident: IncidentId; because: Reason }
  /** `release`: the open incident that keeps the group has to let go of it first. */
  | { kind: 'open'; recurrenceOf?: IncidentId; release?: IncidentId; because: Reason }

export function calcJoin(latest: GroupIncident | undefined, source: Source, settings: Settings, at: Instant): Join {
  if (!latest) return { kind: 'open', because: 'new_group' }
  if (isWorking(latest.status)) {
    const isWindowOver = source.groupWindowMs !== undefined && at - latest.recordedAt >= source.groupWindowMs
    if (!isWindowOver) return { kind: 'join', incident: latest.id, because: 'joined_open_group' }
    return { kind: 'open', release: latest.id, because: 'group_window_passed' }
  }
  const isRelapse =
    latest.status === 'resolved' && latest.resolvedAt !== undefined && at - latest.resolvedAt < settings.reopenWindowMs
  if (isRelapse) return { kind: 'join', incident: latest.id, because: 'relapse_within_window' }
  return { kind: 'open', recurrenceOf: latest.id, because: 'new_group' }
}
