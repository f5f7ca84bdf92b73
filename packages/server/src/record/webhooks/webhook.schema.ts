/** What the API says of webhooks for events, and of what was sent to them. */
import { PRIORITIES } from '@tocsin/core/kernel/scales.ts'
import { INCIDENT_EVENTS } from '@tocsin/core/people/webhook.ts'
import { z } from 'zod'
import { instantSchema } from '../../shell/http/instant-schema.ts'
import { listQuery } from '../../shell/http/paging.ts'
import { textSchema } from '../../shell/http/text-schema.ts'
import { TEST_EVENT } from './event-body.ts'
import { ON_CALL_CHANGED, ON_CALL_TEST } from './on-call-body.ts'

const instantOrNull = instantSchema.nullable()
const eventSchema = z.enum([...INCIDENT_EVENTS, TEST_EVENT, ON_CALL_CHANGED, ON_CALL_TEST])
const stateSchema = z
  .enum(['pending', 'taken', 'failed', 'replaced'])
  .describe(
    '`pending`: it waits for its next attempt. `failed`: it was given up; it can be repeated. `replaced`: others came on call before it was taken, and it is told of them instead.',
  )

const healthShape = {
  active: z.boolean(),
  secret: z.string().optional().describe('In the answer that created it, and never again.'),
  waiting: z.int().describe('Deliveries that wait for an attempt.'),
  failed: z.int().describe('Deliveries that were given up.'),
  failing_since: instantOrNull.describe('Since when no attempt has succeeded; null while all is well.'),
  last_taken_at: instantOrNull,
  last_error: z.string().nullable().describe('Of the last attempt; null when it was taken.'),
  disabled_at: instantOrNull.describe('When it was switched off because its receiver took nothing any more.'),
  disabled_because: z.enum(['failing_for_days', 'gone']).nullable(),
}

export const onCallWebhookShape = {
  ...{ id: z.string(), name: z.string(), url: z.string() },
  schedules: z.array(z.string()).describe('Ids.'),
  ...healthShape,
}

export const webhookShape = {
  id: z.string(),
  name: z.string(),
  url: z.string(),
  events: z.array(z.enum(INCIDENT_EVENTS)).optional().describe('Absent: every event.'),
  services: z.array(z.string()).optional().describe('Ids; absent: incidents of all services.'),
  teams: z.array(z.string()).optional().describe('Ids; absent: incidents of all teams.'),
  priorities: z.array(z.enum(PRIORITIES)).optional().describe('Absent: all.'),
  ...healthShape,
}

export const webhookParams = z.object({ id: textSchema(100) })
export const deliveryParams = z.object({ id: textSchema(100), delivery: z.uuid() })

const trySchema = z.object({
  at: instantSchema,
  ms: z.int().describe('How long the answer took.'),
  status: z.int().nullable().describe('Null where there was no answer.'),
  error: z.string().nullable().describe('What went wrong; null when it was taken.'),
  answer: z.string().describe('How the answer began.'),
})

const deliveryShape = {
  id: z.string(),
  event_id: z.string(),
  event_type: eventSchema,
  incident: z.string().nullable(),
  schedule: z.string().nullable().describe('Whose people on call it is about.'),
  occurred_at: instantSchema,
  state: stateSchema,
  due_at: instantOrNull.describe('Of the next attempt.'),
  attempts: z.int(),
  requested_at: instantSchema,
  ended_at: instantOrNull,
  tries: z.array(trySchema).describe('The last attempts, the newest last.'),
}

export const deliverySchema = z.object(deliveryShape).meta({ id: 'WebhookDelivery' })
export type DeliveryView = z.output<typeof deliverySchema>

export const deliveryDetailSchema = z
  .object({ ...deliveryShape, body: z.string().describe('What is sent, byte for byte.') })
  .meta({ id: 'WebhookDeliveryDetail' })

export const deliveryQuery = listQuery(['-requested_at'], {
  state: stateSchema.optional(),
  event: eventSchema.optional(),
  incident: textSchema(40).optional(),
})
