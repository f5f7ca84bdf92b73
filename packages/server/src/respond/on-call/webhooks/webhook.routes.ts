import { checkHttpAddress } from '@tocsin/adapters/out/http-address.ts'
import type { Instant, ScheduleId } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { z } from 'zod'
import { namesOf } from '../../../people/directory-names.ts'
import type { ConfigurationDeps } from '../../../shell/config/configuration-deps.ts'
import { type ApiRoute, defineRoute } from '../../../shell/http/api.ts'
import { instantSchema } from '../../../shell/http/instant-schema.ts'
import { namedSchema } from '../../../shell/http/named-schema.ts'
import { invalidField } from '../../../shell/http/refusal.ts'
import { filledText, textSchema } from '../../../shell/http/text-schema.ts'
import { deleteWebhook, insertWebhook, listWebhooks, type WebhookRow } from './webhook.queries.ts'

const TAG = 'on call'
const WEBHOOKS_MAX = 200
const SECRET_CHARS_MIN = 16

const webhookSchema = z
  .object({
    id: z.string(),
    schedule: namedSchema,
    url: z.string(),
    last_told_at: instantSchema.nullable(),
    last_error: z.string().nullable().describe('Of the last attempt; null when it was taken.'),
    created_at: instantSchema,
  })
  .meta({ id: 'OnCallWebhook' })

/** Receivers that are told whenever others are on call, so that groups of a chat can follow. */
export function onCallWebhookRoutes({ db, ids, secrets, directory }: ConfigurationDeps): ApiRoute[] {
  return [
    defineRoute({
      id: 'listOnCallWebhooks',
      tag: TAG,
      summary: 'Receivers that are told who is on call',
      method: 'GET',
      path: '/on-call/webhooks',
      permission: 'configuration.read',
      success: z.object({ items: z.array(webhookSchema), next: z.null() }),
      async handle() {
        return { items: (await listWebhooks(db)).map((row) => present(row, directory())), next: null }
      },
    }),
    defineRoute({
      id: 'addOnCallWebhook',
      tag: TAG,
      summary: 'Tell a receiver whenever others are on call in a schedule',
      description:
        'It is told at once who is on call now. Each POST is signed like those of the channel `webhook`: `X-Tocsin-Signature` is `v1=` and the HMAC-SHA256 of `<X-Tocsin-Timestamp>.<body>` under the secret, which is never shown again.',
      method: 'POST',
      path: '/on-call/webhooks',
      permission: 'configuration.write',
      body: z.strictObject({ schedule: filledText(100), url: filledText(2048), secret: textSchema(500) }),
      success: webhookSchema,
      status: 201,
      async handle({ body, at }) {
        if (!directory().schedules.has(body.schedule as ScheduleId))
          throw invalidField('schedule', 'is none that there is')
        const problem = checkHttpAddress(body.url)
        if (problem !== undefined) throw invalidField('url', problem, 'https://chat.example.com/hooks/on-call')
        if (body.secret.length < SECRET_CHARS_MIN)
          throw invalidField('secret', `must have ${SECRET_CHARS_MIN} characters or more`)
        if ((await listWebhooks(db)).length >= WEBHOOKS_MAX)
          throw invalidField('schedule', `cannot be followed: there are ${WEBHOOKS_MAX} webhooks already`)
        const { schedule, url } = body
        const row = await insertWebhook(db, { id: ids.next(), schedule, url, sealed: secrets.seal(body.secret), at })
        return present(row, directory())
      },
    }),
    defineRoute({
      id: 'deleteOnCallWebhook',
      tag: TAG,
      summary: 'Tell a receiver no longer',
      method: 'DELETE',
      path: '/on-call/webhooks/:id',
      permission: 'configuration.write',
      params: z.object({ id: textSchema(100) }),
      async handle({ params: { id } }) {
        return (await deleteWebhook(db, id)) ? undefined : { rejected: { code: 'not_found' as const } }
      },
    }),
  ]
}

function present(row: WebhookRow, directory: Directory): z.output<typeof webhookSchema> {
  return {
    ...{ id: row.id, schedule: namesOf(directory).schedule(row.schedule_id), url: row.url },
    last_told_at: row.last_told_at as Instant | null,
    ...{ last_error: row.last_error, created_at: row.created_at as Instant },
  }
}
