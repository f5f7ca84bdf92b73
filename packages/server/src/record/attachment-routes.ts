/**
 * Pictures in notes: sent as they are, and shown only as what they are. Bodies of pictures are read here alone, larger than those
 * of other requests may be, and only of whoever may write notes.
 */

import { actorLabel } from '@tocsin/core/kernel/actor.ts'
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import { actorOf, type Principal } from '../shell/auth/principal.ts'
import type { Schema } from '../shell/database/schema.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import { API_PREFIX, type ApiDeps, admit } from '../shell/http/api.ts'
import { errorSchema } from '../shell/http/error-answer.ts'
import { messageOfCode } from '../shell/http/message-of-code.ts'
import { Refusal } from '../shell/http/refusal.ts'
import { textSchema } from '../shell/http/text-schema.ts'
import { findAttachment, insertAttachment } from './attachment.queries.ts'
import { attachmentPath } from './attachment-name.ts'
import { sniffImage } from './image-type.ts'
import { incidentParams } from './incident.schema.ts'

export interface AttachmentDeps {
  db: Kysely<Schema>
  engine: Pick<EngineDeps, 'clock' | 'ids'>
  api: Pick<ApiDeps, 'authenticate' | 'refuseForeignOrigin'>
}

const attachmentSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    media_type: z.string(),
    bytes: z.int(),
    path: z.string().describe('Where it can be seen, and how notes refer to it.'),
  })
  .meta({ id: 'Attachment' })

const uploadQuery = z.strictObject({
  name: textSchema(LIMITS.attachmentNameCharsMax).default('').describe('The name of the file, for readers.'),
})
const shownParams = incidentParams.extend({ attachment: z.uuid() })

export function registerAttachments(app: FastifyInstance, deps: AttachmentDeps): void {
  const principals = new WeakMap<FastifyRequest, Principal>()
  const letIn = (access: 'incident.comment' | 'incident.read') => async (request: FastifyRequest) => {
    const principal = await admit(deps.api, access, request)
    if (principal) principals.set(request, principal)
  }
  app.register(async (scope) => {
    scope.addContentTypeParser(/^(image\/|application\/octet-stream)/, { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    )
    scope.post(`${API_PREFIX}/incidents/:id/attachments`, {
      bodyLimit: LIMITS.attachmentBytesMax,
      config: { access: 'incident.comment' },
      schema: UPLOAD,
      onRequest: letIn('incident.comment'),
      handler: async (request, reply) => upload(deps, request, principals.get(request), reply),
    })
    scope.get(`${API_PREFIX}/incidents/:id/attachments/:attachment`, {
      config: { access: 'incident.read' },
      schema: SHOW,
      onRequest: letIn('incident.read'),
      handler: async (request, reply) => show(deps, request, reply),
    })
  })
}

const SIGNED_IN: readonly Record<string, readonly string[]>[] = [{ session: [] }, { key: [] }]

const UPLOAD = {
  operationId: 'uploadAttachment',
  tags: ['incidents'],
  summary: 'Upload a picture for a note',
  description: [
    'The body is the picture: PNG, JPEG, GIF or WebP, whatever the header says. A note shows it by its `path`, as in',
    '`![name](path)`; a picture that no note shows is deleted after a day.',
    '',
    'Needs the permission `incident.comment`.',
  ].join('\n'),
  security: SIGNED_IN,
  params: incidentParams,
  querystring: uploadQuery,
  response: { 201: attachmentSchema, '4xx': errorSchema, '5xx': errorSchema },
}

const FULL = messageOfCode('too_many_attachments', { max: LIMITS.attachmentsPerIncidentMax })

const SHOW = {
  operationId: 'getAttachment',
  tags: ['incidents'],
  summary: 'Show a picture or a file of a note',
  description: [
    'A picture or a text as what it is; PDF as bytes to be saved.',
    '',
    'Needs the permission `incident.read`.',
  ].join('\n'),
  security: SIGNED_IN,
  params: shownParams,
  response: { '4xx': errorSchema, '5xx': errorSchema },
}

async function upload(
  { db, engine }: AttachmentDeps,
  request: FastifyRequest,
  principal: Principal | undefined,
  reply: FastifyReply,
): Promise<z.output<typeof attachmentSchema>> {
  const { id: incident } = request.params as z.output<typeof incidentParams>
  const { name } = request.query as z.output<typeof uploadQuery>
  const content = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const mediaType = sniffImage(content)
  if (!mediaType || !principal) throw new Refusal('unsupported_attachment')
  const id = engine.ids.next()
  const written = await insertAttachment(
    db,
    {
      ...{ id, incident: incident as IncidentId, name, mediaType, content },
      ...{ uploadedBy: actorLabel(actorOf(principal)), at: engine.clock.now() },
    },
    LIMITS.attachmentsPerIncidentMax,
  )
  if (written === 'no_incident') throw new Refusal('not_found')
  if (written === 'full') throw new Refusal('too_many_attachments', { message: FULL })
  reply.code(201).header('cache-control', 'no-store')
  return {
    ...{ id, name, media_type: mediaType, bytes: content.length },
    path: attachmentPath(incident, id),
  }
}

/** Should a browser ever take it for a page, then for one that may do nothing. It never changes. */
async function show({ db }: AttachmentDeps, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { id, attachment } = request.params as z.output<typeof shownParams>
  const found = await findAttachment(db, id, attachment)
  if (!found) throw new Refusal('not_found')
  // Browsers show no PDF on a page that may do nothing.
  const way = found.mediaType === 'application/pdf' ? 'attachment' : 'inline'
  return reply
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cache-control', 'private, max-age=31536000, immutable')
    .header('content-disposition', `${way}; filename*=UTF-8''${encodeURIComponent(found.name || attachment)}`)
    .type(found.mediaType === 'text/plain' ? 'text/plain; charset=utf-8' : found.mediaType)
    .send(found.content)
}
