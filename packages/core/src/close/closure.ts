/** Closing: the record is done. Closed stays closed unless a command reopens it (law 7). */
import type { UserId } from '../kernel/brand.ts'
import type { Decision } from '../kernel/decision.ts'
import { decided, rejected } from '../kernel/decision.ts'
import type { Head } from '../kernel/fact.ts'

export type CloseCommand =
  | { type: 'Close'; reason: string; by?: UserId }
  | { type: 'Decline'; reason: string; by?: UserId }

export function decideClosure(head: Head, command: CloseCommand): Decision {
  if (command.reason.trim() === '') return rejected('reason_required')
  const by = command.by && { by: command.by }
  if (command.type === 'Decline') {
    if (head.status === 'resolved') return rejected('incident_already_resolved', { id: head.id })
    return decided('service_request', {
      type: 'IncidentDeclined',
      reason: command.reason,
      ...by,
      because: 'service_request',
    })
  }
  if (head.status !== 'resolved') return rejected('incident_not_resolved', { id: head.id, status: head.status })
  return decided('closed_by_hand', { type: 'IncidentClosed', reason: command.reason, ...by, because: 'closed_by_hand' })
}
