/** Webhooks for events as the file and the API write them. */
import { checkHttpAddress } from '@tocsin/adapters/out/http-address.ts'
import { keyOfSecret, secretOfKey } from '@tocsin/adapters/out/webhook/standard-signature.ts'
import type { Instant, ServiceId, TeamId } from '@tocsin/core/kernel/brand.ts'
import { PRIORITIES, type Priority } from '@tocsin/core/kernel/scales.ts'
import { INCIDENT_EVENTS, type IncidentEventType, type Webhook, type WebhookId } from '@tocsin/core/people/webhook.ts'
import type { Selectable } from 'kysely'
import type { z } from 'zod'
import type { Schema } from '../database/schema.ts'
import type { Ids } from '../ports/ids.ts'
import { type ConfigKind, type Document, Hidden, kindOfTable } from './config-kind.ts'
import { form, idField, list, oneOf, switchField, text } from './fields.ts'
import { checkReference, type FieldProblem, type References } from './references.ts'
import { type RowContext, sealAgain } from './row-context.ts'

export type WebhookRow = Selectable<Schema['webhooks']>

/** Every event is a row for each webhook that wants it. */
export const WEBHOOKS_MAX = 100
const NAMED_MAX = 200
const SECRET_BYTES = 32

export const webhookInput = form({
  id: idField('ticket-system'),
  name: text('a name', 'Ticket system').optional(),
  url: text('an address', 'https://tickets.example.com/hooks/tocsin', 2_048),
  /** Empty: every event. */
  events: list(oneOf(INCIDENT_EVENTS)).default([]),
  /** Of incidents of one of these services; empty: of all. */
  services: list(text('the id of a service', 'payment-api'), NAMED_MAX).default([]),
  /** Of incidents of one of these teams; empty: of all. */
  teams: list(text('the id of a team', 'payments'), NAMED_MAX).default([]),
  priorities: list(oneOf(PRIORITIES)).default([]),
  /** What events are signed with, `whsec_` and 24 to 64 bytes in base64; without it one is made. */
  secret: text('a secret', `whsec_${'A'.repeat(43)}=`, 200)
    .refine((secret) => keyOfSecret(secret) !== undefined, 'expected whsec_ and 24 to 64 random bytes in base64')
    .optional(),
  active: switchField.default(true),
})
export type WebhookInput = z.output<typeof webhookInput>

const table = kindOfTable<WebhookRow>({
  name: 'webhook',
  table: 'webhooks',
  key: 'id',
  describe: (row): Document => ({
    ...{ id: row.id, name: row.name, url: row.url },
    ...(row.events.length > 0 && { events: row.events }),
    ...(row.services.length > 0 && { services: row.services }),
    ...(row.teams.length > 0 && { teams: row.teams }),
    ...(row.priorities.length > 0 && { priorities: row.priorities }),
    secret: new Hidden(row.secret_sealed),
    active: row.is_active,
  }),
})

export const webhookKind: ConfigKind<WebhookRow> = {
  ...table,
  /** With it goes what it was told, and what it was yet to be told. */
  async remove(db, id) {
    await db.deleteFrom('webhook_deliveries').where('webhook_id', '=', id).execute()
    await db.deleteFrom('webhook_health').where('webhook_id', '=', id).execute()
    await table.remove(db, id)
  },
}

export function checkWebhook({ url, services, teams }: WebhookInput, references: References): FieldProblem[] {
  const problem = checkHttpAddress(url)
  return [
    ...(problem === undefined ? [] : [{ path: ['url'], problem: `cannot be used: ${problem}` }]),
    ...services.flatMap((id, index) => checkReference(references, 'services', id, ['services', index])),
    ...teams.flatMap((id, index) => checkReference(references, 'teams', id, ['teams', index])),
  ]
}

/** A secret that is left out stays; of a new webhook one is made. */
export function webhookRow(input: WebhookInput, existing: WebhookRow | undefined, context: RowContext): WebhookRow {
  const { secrets, ids, at } = context
  const sealed =
    input.secret === undefined
      ? (existing?.secret_sealed ?? secrets.seal(newWebhookSecret(ids)))
      : sealAgain(secrets, existing?.secret_sealed, input.secret)
  return {
    ...{ id: input.id, name: input.name ?? input.id, url: input.url },
    ...{ events: unique(input.events), services: unique(input.services), teams: unique(input.teams) },
    priorities: unique(input.priorities),
    is_active: input.active,
    secret_sealed: sealed,
    former_secret_sealed: existing?.former_secret_sealed ?? null,
    former_secret_ends_at: existing?.former_secret_ends_at ?? null,
    owned_by: existing?.owned_by ?? 'app',
    created_at: existing?.created_at ?? at,
  }
}

export function newWebhookSecret(ids: Pick<Ids, 'token'>): string {
  return secretOfKey(Buffer.from(ids.token(SECRET_BYTES), 'base64url'))
}

/** As it is with a new secret; the former one goes on signing beside it until `formerEndsAt`. */
export function withNewSecret(row: WebhookRow, sealed: string, formerEndsAt: Instant): WebhookRow {
  return {
    ...row,
    secret_sealed: sealed,
    former_secret_sealed: row.secret_sealed,
    former_secret_ends_at: formerEndsAt,
  }
}

export function webhookOf(row: WebhookRow): Webhook {
  return {
    id: row.id as WebhookId,
    isActive: row.is_active,
    events: row.events as IncidentEventType[],
    services: row.services as ServiceId[],
    teams: row.teams as TeamId[],
    priorities: row.priorities as Priority[],
  }
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)]
}
