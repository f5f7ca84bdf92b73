/** The attachments of the mail that brought an alert, taken out of it when somebody asks: they are kept as long as the mail is. */
import { openAttachments } from '@tocsin/adapters/in/email/attachment.ts'
import { email } from '@tocsin/adapters/in/email/read.ts'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Schema } from '../shell/database/schema.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { decodeBody } from './stored-body.ts'

const attachmentSchema = z.object({
  number: z.int().describe('From 1, in the order of the mail.'),
  name: z.string(),
  media_type: z.string().describe('As the sender says.'),
  bytes: z.int(),
})
const alertParams = z.object({ id: z.uuid() })

export function alertAttachmentRoutes({ db }: { db: Kysely<Schema> }): ApiRoute[] {
  return [
    defineRoute({
      id: 'listAlertAttachments',
      tag: 'alerts',
      summary: 'List the attachments of the mail that brought an alert',
      description: 'None for alerts that did not come by mail, or whose mail is no longer kept.',
      method: 'GET',
      path: '/alerts/:id/attachments',
      permission: 'alert.read',
      params: alertParams,
      success: z.object({ items: z.array(attachmentSchema), next: z.null() }),
      async handle({ params }) {
        const attachments = await attachmentsOf(db, params.id)
        const items = attachments.map(({ name, mediaType, content }, index) => ({
          ...{ number: index + 1, name, media_type: mediaType, bytes: content.byteLength },
        }))
        return { items, next: null }
      },
    }),
    defineRoute({
      id: 'getAlertAttachment',
      tag: 'alerts',
      summary: 'Download an attachment of the mail that brought an alert',
      description: 'As bytes to be saved, whatever its sender calls it.',
      method: 'GET',
      path: '/alerts/:id/attachments/:number',
      permission: 'alert.read',
      params: alertParams.extend({ number: z.coerce.number().int().min(1).max(1_000) }),
      success: z.any(),
      async handle({ params, reply }) {
        const found = (await attachmentsOf(db, params.id))[params.number - 1]
        if (!found) return { rejected: { code: 'not_found' } }
        const name = encodeURIComponent(found.name || `attachment-${params.number}`)
        // Never under the type that the sender chose: a page among them would run as ours.
        reply
          .type('application/octet-stream')
          .header('content-security-policy', "default-src 'none'; sandbox")
          .header('content-disposition', `attachment; filename*=UTF-8''${name}`)
        return Buffer.from(found.content)
      },
    }),
  ]
}

async function attachmentsOf(db: Kysely<Schema>, alert: string) {
  const row = await db
    .selectFrom('alerts')
    .innerJoin('deliveries', 'deliveries.id', 'alerts.delivery_id')
    .select(['deliveries.door', 'deliveries.body', 'deliveries.encoding', 'deliveries.content_type'])
    .where('alerts.id', '=', alert)
    .executeTakeFirst()
  return row?.door === email.system ? openAttachments(decodeBody(row), row.content_type) : []
}
