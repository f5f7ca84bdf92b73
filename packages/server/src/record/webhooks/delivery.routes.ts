import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { z } from 'zod'
import type { ConfigKind } from '../../shell/config/config-kind.ts'
import type { ConfigurationDeps } from '../../shell/config/configuration-deps.ts'
import { type WebhookRow, webhookKind } from '../../shell/config/webhook-configuration.ts'
import { type ApiRoute, defineRoute } from '../../shell/http/api.ts'
import { readUuidPage } from '../../shell/http/cursor-instant.ts'
import { instantSchema } from '../../shell/http/instant-schema.ts'
import { listOf } from '../../shell/http/paging.ts'
import {
  findDelivery,
  insertDeliveries,
  type ListedDelivery,
  listDeliveries,
  replayDeliveries,
} from './delivery.queries.ts'
import { formatTestEvent, TEST_EVENT } from './event-body.ts'
import {
  type DeliveryView,
  deliveryDetailSchema,
  deliveryParams,
  deliveryQuery,
  deliverySchema,
  webhookParams,
} from './webhook.schema.ts'

const TAG = 'webhooks'

/** A kind of webhooks: where its routes are, and what is sent to try one. */
export interface WebhookFamily<Row> {
  kind: ConfigKind<Row>
  tag: string
  path: '/webhooks' | '/on-call/webhooks'
  /** In operation ids. */
  noun: 'Webhook' | 'OnCallWebhook'
  /** As deliveries name it. */
  keyOf(id: string): string
  test: { type: string; description: string; body(row: Row, event: { id: string; at: Instant }): string }
}

const EVENTS: WebhookFamily<WebhookRow> = {
  ...{ kind: webhookKind, tag: TAG, path: '/webhooks', noun: 'Webhook', keyOf: (id) => id },
  test: {
    type: TEST_EVENT,
    description: 'An event `webhook.test` of no incident',
    body: (_, { id, at }) => formatTestEvent(id, at),
  },
}

/** The log of what was sent, sending it again, and sending a test. */
export function deliveryRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return [...logRoutes(deps, EVENTS), replayRoute(deps), replayFailedRoute(deps)]
}

/** The log of a family, and how one of it is tried. */
export function logRoutes<Row>(deps: ConfigurationDeps, family: WebhookFamily<Row>): ApiRoute[] {
  return [listRoute(deps, family), showRoute(deps, family), testRoute(deps, family)]
}

function listRoute<Row>({ db }: ConfigurationDeps, { kind, tag, path, noun, keyOf }: WebhookFamily<Row>): ApiRoute {
  return defineRoute({
    id: `list${noun}Deliveries`,
    tag,
    summary: 'List what a webhook was told, the newest first',
    description: 'With every attempt and how its answer began. Kept as long as other messages.',
    method: 'GET',
    path: `${path}/:id/deliveries`,
    permission: 'configuration.write',
    params: webhookParams,
    query: deliveryQuery,
    success: listOf(deliverySchema),
    async handle({ params, query }) {
      if (!(await kind.find(db, params.id))) return { rejected: { code: 'not_found' } }
      const { state, event, incident } = query
      const { items, next } = await listDeliveries(
        db,
        keyOf(params.id),
        { state, event, incident },
        readUuidPage(query),
      )
      return { items: items.map(presentDelivery), next }
    },
  })
}

function showRoute<Row>({ db }: ConfigurationDeps, { tag, path, noun, keyOf }: WebhookFamily<Row>): ApiRoute {
  return defineRoute({
    id: `get${noun}Delivery`,
    tag,
    summary: 'Show a delivery with what is sent',
    method: 'GET',
    path: `${path}/:id/deliveries/:delivery`,
    permission: 'configuration.write',
    params: deliveryParams,
    success: deliveryDetailSchema,
    async handle({ params }) {
      const row = await findDelivery(db, keyOf(params.id), params.delivery)
      return row ? { ...presentDelivery(row), body: row.body } : { rejected: { code: 'not_found' } }
    },
  })
}

function replayRoute({ db }: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'replayWebhookDelivery',
    tag: TAG,
    summary: 'Send a delivery again',
    description: 'At once, with the same body and the same `webhook-id`, whether it was taken or not.',
    method: 'POST',
    path: '/webhooks/:id/deliveries/:delivery/replay',
    permission: 'configuration.write',
    params: deliveryParams,
    success: deliverySchema,
    status: 202,
    async handle({ params: { id, delivery }, at }) {
      await replayDeliveries(db, id, { id: delivery }, at)
      return readDelivery(db, id, delivery)
    },
  })
}

function replayFailedRoute({ db }: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'replayFailedWebhookDeliveries',
    tag: TAG,
    summary: 'Send everything again that failed',
    description: 'Deliveries that were given up, of events since an instant; the oldest first.',
    method: 'POST',
    path: '/webhooks/:id/replay-failed',
    permission: 'configuration.write',
    params: webhookParams,
    body: z.strictObject({ since: instantSchema.describe('Of events that occurred then or later.') }),
    success: z.object({ count: z.int().describe('How many are sent again.') }).meta({ id: 'WebhookReplay' }),
    status: 202,
    async handle({ params: { id }, body, at }) {
      if (!(await webhookKind.find(db, id))) return { rejected: { code: 'not_found' } }
      return { count: await replayDeliveries(db, id, { failedSince: body.since }, at) }
    },
  })
}

function testRoute<Row>({ db, ids }: ConfigurationDeps, family: WebhookFamily<Row>): ApiRoute {
  const { kind, tag, path, noun, keyOf, test } = family
  return defineRoute({
    id: `test${noun}`,
    tag,
    summary: 'Send a test event to a webhook',
    description: `${test.description}, tried once, also while the webhook is off. The delivery shows what came of it.`,
    method: 'POST',
    path: `${path}/:id/test`,
    permission: 'configuration.write',
    params: webhookParams,
    success: deliverySchema,
    status: 202,
    async handle({ params, at }) {
      const row = await kind.find(db, params.id)
      if (!row) return { rejected: { code: 'not_found' } }
      const [id, webhook] = [ids.next(), keyOf(params.id)]
      const event = `test.${id}`
      const body = test.body(row, { id: event, at })
      await insertDeliveries(db, [{ id, webhook, event, type: test.type, occurredAt: at, body, at }])
      return readDelivery(db, webhook, id)
    },
  })
}

/** A delivery as it stands. */
async function readDelivery(db: ConfigurationDeps['db'], webhook: string, id: string) {
  const row = await findDelivery(db, webhook, id)
  return row ? presentDelivery(row) : { rejected: { code: 'not_found' as const } }
}

function presentDelivery(row: ListedDelivery): DeliveryView {
  return {
    ...{ id: row.id, event_id: row.event_id, event_type: row.event_type as DeliveryView['event_type'] },
    schedule: row.schedule_id,
    ...{ incident: row.incident_id, occurred_at: row.occurred_at as Instant, state: row.state },
    due_at: row.state === 'pending' ? (row.due_at as Instant) : null,
    ...{ attempts: row.attempts, requested_at: row.requested_at as Instant, ended_at: row.ended_at as Instant | null },
    tries: row.tries.map((tried) => ({ ...tried, at: tried.at as Instant })),
  }
}
