/** Receivers that follow who is on call, as the file and the API write them. */
import { checkHttpAddress } from '@tocsin/adapters/out/http-address.ts'
import type { Selectable } from 'kysely'
import type { z } from 'zod'
import type { Schema } from '../database/schema.ts'
import type { Ids } from '../ports/ids.ts'
import { type ConfigKind, type Document, Hidden, kindOfTable } from './config-kind.ts'
import { form, idField, list, switchField, text } from './fields.ts'
import { checkReference, type FieldProblem, type References } from './references.ts'
import { type RowContext, sealAgain } from './row-context.ts'

export type OnCallWebhookRow = Selectable<Schema['on_call_receivers']>

export const ON_CALL_WEBHOOKS_MAX = 200
const SCHEDULES_MAX = 200
const SECRET_CHARS_MIN = 16
const SECRET_BYTES = 32

export const onCallWebhookInput = form({
  id: idField('chat-groups'),
  name: text('a name', 'Groups of the chat').optional(),
  url: text('an address', 'https://chat.example.com/hooks/on-call', 2_048),
  /** Of each it is told whenever others are on call. */
  schedules: list(text('the id of a schedule', 'payments-primary'), SCHEDULES_MAX).min(
    1,
    'expected at least one schedule',
  ),
  /** What requests are signed with; without it one is made. */
  secret: text('a secret', 'a-secret-of-the-receiver', 500)
    .min(SECRET_CHARS_MIN, `must have ${SECRET_CHARS_MIN} characters or more`)
    .optional(),
  active: switchField.default(true),
})
export type OnCallWebhookInput = z.output<typeof onCallWebhookInput>

const table = kindOfTable<OnCallWebhookRow>({
  name: 'on_call_webhook',
  table: 'on_call_receivers',
  key: 'id',
  describe: (row): Document => ({
    ...{ id: row.id, name: row.name, url: row.url, schedules: row.schedules },
    secret: new Hidden(row.secret_sealed),
    active: row.is_active,
  }),
})

export const onCallWebhookKind: ConfigKind<OnCallWebhookRow> = {
  ...table,
  /** With it goes what it was told: one of the same id begins anew. */
  async remove(db, id) {
    const key = deliveriesOf(id)
    await db.deleteFrom('webhook_deliveries').where('webhook_id', '=', key).execute()
    await db.deleteFrom('webhook_health').where('webhook_id', '=', key).execute()
    await db.deleteFrom('on_call_told').where('receiver_id', '=', id).execute()
    await table.remove(db, id)
  },
}

/** As its deliveries and its health name it, so that a webhook for events can have the same id. */
export function deliveriesOf(id: string): string {
  return `on-call/${id}`
}

export function checkOnCallWebhook({ url, schedules }: OnCallWebhookInput, references: References): FieldProblem[] {
  const problem = checkHttpAddress(url)
  return [
    ...(problem === undefined ? [] : [{ path: ['url'], problem: `cannot be used: ${problem}` }]),
    ...schedules.flatMap((id, index) => checkReference(references, 'schedules', id, ['schedules', index])),
  ]
}

/** A secret that is left out stays; of a new one it is made. */
export function onCallWebhookRow(
  input: OnCallWebhookInput,
  existing: OnCallWebhookRow | undefined,
  { secrets, ids, at }: RowContext,
): OnCallWebhookRow {
  const sealed =
    input.secret === undefined
      ? (existing?.secret_sealed ?? secrets.seal(newOnCallSecret(ids)))
      : sealAgain(secrets, existing?.secret_sealed, input.secret)
  return {
    ...{ id: input.id, name: input.name ?? input.id, url: input.url, schedules: [...new Set(input.schedules)] },
    ...{ is_active: input.active, secret_sealed: sealed },
    ...{ owned_by: existing?.owned_by ?? 'app', created_at: existing?.created_at ?? at },
  }
}

export function newOnCallSecret(ids: Pick<Ids, 'token'>): string {
  return ids.token(SECRET_BYTES)
}
