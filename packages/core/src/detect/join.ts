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
  /** The group's own incident was merged, and this is where it goes on; it keeps a group of its own. */
  isFollowed?: true
}

export type Join =
  | { kind: 'join'; incident: IncidentId; because: Reason }
  /** `release`: the incident that keeps the group has to let go of it first, so that it cannot come back into it. */
  | { kind: 'open'; recurrenceOf?: IncidentId; release?: IncidentId; because: Reason }

export function calcJoin(latest: GroupIncident | undefined, source: Source, settings: Settings, at: Instant): Join {
  if (!latest) return { kind: 'open', because: 'new_group' }
  const { id, status, recordedAt, resolvedAt, isFollowed } = latest
  // What is followed never had this group, and need not let go of it.
  const release = isFollowed ? {} : { release: id }
  // What comes back while it is being verified was not mended: however old the incident is, it is the same problem.
  if (status === 'verifying') return { kind: 'join', incident: id, because: 'relapse_while_verifying' }
  if (isWorking(status)) {
    const isWindowOver = source.groupWindowMs !== undefined && at - recordedAt >= source.groupWindowMs
    if (!isWindowOver)
      return { kind: 'join', incident: id, because: isFollowed ? 'joined_merged_group' : 'joined_open_group' }
    return { kind: 'open', ...release, because: 'group_window_passed' }
  }
  if (status !== 'resolved') return { kind: 'open', recurrenceOf: id, because: 'new_group' }
  if (resolvedAt !== undefined && at - resolvedAt < settings.reopenWindowMs)
    return { kind: 'join', incident: id, because: 'relapse_within_window' }
  return { kind: 'open', recurrenceOf: id, ...release, because: 'new_group' }
}
