/** What clients of Opsgenie are told of alerts, in the names that its API has for it. */
import { nameOfResponder } from '@tocsin/adapters/in/opsgenie/fields.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Source } from '@tocsin/core/people/directory.ts'
import type { SeenAlert } from './opsgenie-list.queries.ts'
import { respondersOfRow } from './opsgenie-row.ts'

/** An alert in a list. `incident` is ours: where people work on it. */
export function presentAlert(alert: SeenAlert, source: Source, at: Instant): Record<string, unknown> {
  const isSnoozed = alert.snoozed_until !== null && alert.snoozed_until > at
  const responders = respondersOfRow(alert).map((each) => ({ type: each.type, id: each.id ?? nameOfResponder(each) }))
  return {
    ...{ id: alert.id, tinyId: String(alert.tiny_id), alias: alert.alias, message: alert.message },
    ...{
      status: alert.status,
      acknowledged: alert.acknowledged,
      isSeen: alert.acknowledged || alert.status === 'closed',
    },
    ...{ tags: alert.tags, snoozed: isSnoozed, ...(isSnoozed && { snoozedUntil: textOf(alert.snoozed_until) }) },
    ...{ count: alert.count, lastOccurredAt: textOf(alert.last_occurred_at) },
    ...{ createdAt: textOf(alert.created_at), updatedAt: textOf(alert.updated_at) },
    ...{ source: alert.source ?? source.name, owner: alert.owner ?? '', priority: alert.priority },
    responders,
    teams: responders.filter(({ type }) => type === 'team').map(({ id }) => ({ id })),
    integration: { id: source.id, name: source.name, type: 'API' },
    report: reportOf(alert),
    ...(alert.incident_id !== null && { incident: alert.incident_id }),
  }
}

/** An alert by itself has more to say. */
export function presentWholeAlert(alert: SeenAlert, source: Source, at: Instant): Record<string, unknown> {
  return {
    ...presentAlert(alert, source, at),
    actions: alert.actions,
    entity: alert.entity ?? '',
    description: alert.description ?? '',
    details: alert.details,
  }
}

/** How long it took, in milliseconds since the alert was made; what has not happened yet is left out. */
function reportOf(alert: SeenAlert): Record<string, unknown> {
  const since = (at: number): number => Math.max(0, at - alert.created_at)
  const isClosed = alert.status === 'closed'
  return {
    ...(alert.acknowledged && alert.acknowledged_at !== null && { ackTime: since(alert.acknowledged_at) }),
    ...(isClosed && alert.closed_at !== null && { closeTime: since(alert.closed_at) }),
    ...(alert.acknowledged && { acknowledgedBy: alert.acknowledged_by ?? '' }),
    ...(isClosed && { closedBy: alert.closed_by ?? '' }),
  }
}

function textOf(at: number | null): string {
  return formatInstant((at ?? 0) as Instant)
}
