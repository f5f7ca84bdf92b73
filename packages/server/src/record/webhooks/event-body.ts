/** The JSON of an event, version 1. It is public: fields are added, never changed. Described in docs/webhooks.md. */
import type { Fact } from '@tocsin/core/kernel/fact.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { INCIDENT_EVENTS } from '@tocsin/core/people/webhook.ts'
import { z } from 'zod'
import { namesOf } from '../../people/directory-names.ts'
import { instantSchema } from '../../shell/http/instant-schema.ts'
import type { IncidentRow } from '../incident.queries.ts'
import { factSchema, incidentSummarySchema } from '../incident.schema.ts'
import { presentFact } from '../present-fact.ts'
import { presentSummary } from '../present-summary.ts'

const VERSION = 1
export const TEST_EVENT = 'webhook.test'

const bodySchema = z.object({
  version: z.literal(VERSION),
  id: z.string(),
  type: z.enum([...INCIDENT_EVENTS, TEST_EVENT]),
  occurred_at: instantSchema,
  incident: incidentSummarySchema.extend({ url: z.string() }).nullable(),
  change: factSchema.nullable(),
})
type EventBody = z.output<typeof bodySchema>

export interface EventView {
  id: string
  type: Exclude<EventBody['type'], typeof TEST_EVENT>
  fact: Fact
  /** As the facts that were written together left it. */
  row: IncidentRow
}

/** The same text on every attempt, and for every receiver. */
export function formatEvent({ id, type, fact, row }: EventView, directory: Directory, publicUrl: string): string {
  const names = namesOf(directory)
  const { state: _, ...summary } = row
  return encode({
    ...{ version: VERSION, id, type, occurred_at: fact.at },
    incident: { ...presentSummary(summary, names), url: `${publicUrl}/incidents/${row.id}` },
    // No event is about one page, so that none has to be looked up.
    change: presentFact(fact, { names, page: () => undefined }),
  })
}

/** What a receiver is sent to see whether it hears us. */
export function formatTestEvent(id: string, at: EventBody['occurred_at']): string {
  return encode({ version: VERSION, id, type: TEST_EVENT, occurred_at: at, incident: null, change: null })
}

function encode(body: EventBody): string {
  return JSON.stringify(z.encode(bodySchema, body))
}
