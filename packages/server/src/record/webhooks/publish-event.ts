/**
 * Writes down what each receiver is told of an event: the second half of what the commit of the facts began. It may run twice, because
 * the row that asks for it is leased; the event's id keeps a receiver from being told twice.
 */
import { replay } from '@tocsin/core/incident.ts'
import type { EventNotice } from '@tocsin/core/kernel/decision.ts'
import type { Kysely } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import { findIncident, type IncidentRow, listFacts } from '../incident.queries.ts'
import { rowOfState } from '../incident-row.ts'
import { insertDeliveries } from './delivery.queries.ts'
import { formatEvent } from './event-body.ts'

export const WEBHOOK_LOOP = 'webhooks'

export interface PublishDeps {
  db: Kysely<Schema>
  engine: Pick<EngineDeps, 'clock' | 'directory' | 'ids' | 'nudge'>
  publicUrl(): string
}

export function createPublisher({ db, engine, publicUrl }: PublishDeps): (event: EventNotice) => Promise<void> {
  return async (event) => {
    const [fact] = await listFacts(db, event.incident, event.fact - 1, 1)
    const row = await rowAt(db, event)
    // An incident that was deleted meanwhile is nobody's business any more.
    if (!fact || !row) return
    const id = `${event.incident}.${event.fact}`
    const body = formatEvent({ id, type: event.event, fact, row }, engine.directory.latest(), publicUrl())
    const at = engine.clock.now()
    const delivery = { event: id, type: event.event, incident: event.incident, occurredAt: fact.at, body, at }
    await insertDeliveries(
      db,
      event.webhooks.map((webhook) => ({ ...delivery, id: engine.ids.next(), webhook })),
    )
    engine.nudge.nudge(WEBHOOK_LOOP)
  }
}

/** The incident as it was when the fact was written, whatever happened since. */
async function rowAt(db: Kysely<Schema>, { incident, version }: EventNotice): Promise<IncidentRow | undefined> {
  const now = await findIncident(db, incident)
  if (!now || now.version === version) return now
  const facts = await listFacts(db, incident, 0, version)
  const [state, last] = [replay(facts), facts.at(-1)]
  return state && last ? rowOfState(state, last.at) : undefined
}
