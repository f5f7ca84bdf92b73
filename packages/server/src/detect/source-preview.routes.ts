/** What a source would make of a body: its adapter is run on it, and nothing is kept. For the editor of mappings. */
import type { DoorReading, InAdapter } from '@tocsin/adapters/in/door.ts'
import { compileFields, type MappingError } from '@tocsin/adapters/in/json/mapping.ts'
import { findInAdapter, IN_ADAPTERS } from '@tocsin/adapters/in/registry.ts'
import { groupKeyOf } from '@tocsin/core/detect/placement.ts'
import { serviceOf } from '@tocsin/core/detect/service-of.ts'
import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { SOURCE_SEVERITIES } from '@tocsin/core/kernel/scales.ts'
import type { Directory, Source } from '@tocsin/core/people/directory.ts'
import { z } from 'zod'
import type { EngineDeps } from '../shell/engine/deps.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { namedSchema } from '../shell/http/named-schema.ts'
import { textSchema } from '../shell/http/text-schema.ts'
import { contextOf } from './admission.ts'
import { readRequest } from './read-request.ts'

/** Enough of any body that somebody wants to look at; the doors take more. */
const PAYLOAD_CHARS_MAX = 512 * 1024
const SIGNALS_SHOWN_MAX = 50

const HEADERS_MAX = 60

/** Names in any case: a request has them in lower case. */
export const headersInput = z
  .record(textSchema(200), textSchema(2_000))
  .refine((headers) => Object.keys(headers).length <= HEADERS_MAX, { error: `holds more than ${HEADERS_MAX} headers` })
  .transform((headers) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.trim().toLowerCase(), value])),
  )
  .optional()
  .describe('Those of the request; a `content-type` among them is asked before `content_type`.')

const previewBody = z.strictObject({
  payload: z.string().max(PAYLOAD_CHARS_MAX).describe('The body, as text.'),
  encoding: z.enum(['utf8', 'base64']).default('utf8').describe('`base64` when the body is no text.'),
  content_type: textSchema(200).default('application/json'),
  headers: headersInput,
  map: z
    .record(z.string(), z.string())
    .optional()
    .describe('In place of the mapping that the source has; for systems that take one.'),
})

const signalSchema = z.object({
  key: z.string(),
  state: z.enum(['firing', 'acknowledged', 'resolved']),
  title: z.string(),
  description: z.string().nullable(),
  severity: z.enum(SOURCE_SEVERITIES),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  link: z.string().nullable(),
  started_at: instantSchema.nullable(),
  is_test: z.boolean(),
  service: namedSchema.nullable().describe('Whose policy would be followed.'),
  group: z.string().describe('Alerts of one group come into one incident.'),
})

const previewSchema = z
  .object({
    signals: z.array(signalSchema).describe(`The first ${SIGNALS_SHOWN_MAX}.`),
    signals_count: z.int(),
    changes_count: z.int(),
    is_beat: z.boolean().describe('A sign of life of a heartbeat.'),
    problems: z.array(z.string()).describe('What the page of the source would say of it.'),
    errors: z
      .array(
        z.object({
          field: z.string(),
          message: z.string(),
          position: z.int().nullable().describe('In the expression, counted in characters from 0.'),
          line: z.int().nullable(),
          column: z.int().nullable(),
        }),
      )
      .describe('Expressions of the mapping that cannot be read.'),
    reply: z.object({ status: z.int(), body: z.string() }).describe('What the sender would be told.'),
  })
  .meta({ id: 'SourcePreview' })
type Preview = z.output<typeof previewSchema>

export function previewRoute({ engine }: { engine: EngineDeps }): ApiRoute {
  return defineRoute({
    id: 'previewSource',
    tag: 'sources',
    summary: 'Show what a source would make of a body',
    description: 'Nothing is kept and nobody is paged. Signatures are not checked.',
    method: 'POST',
    path: '/sources/:id/preview',
    permission: 'configuration.write',
    params: z.object({ id: textSchema(100) }),
    body: previewBody,
    success: previewSchema,
    async handle({ params, body, at }) {
      const directory = engine.directory.latest()
      const source = directory.sources.get(params.id as SourceId)
      const adapter = source && adapterOf(source)
      if (!source || !adapter) return { rejected: { code: 'not_found' } }
      const changed: Source = body.map === undefined ? source : { ...source, map: body.map }
      const reading = await readBody(adapter, changed, body, at)
      const errors = adapter.system === 'json' ? compileFields(changed.map ?? {}).errors : []
      return present(reading, errors, changed, directory)
    },
  })
}

/** The door at which webhooks of the source come in. */
export function adapterOf({ system }: Source): InAdapter | undefined {
  return findInAdapter(system) ?? Object.values<InAdapter>(IN_ADAPTERS).find((adapter) => adapter.system === system)
}

export async function readBody(
  adapter: InAdapter,
  source: Source,
  { payload, encoding, content_type, headers }: z.output<typeof previewBody>,
  at: Instant,
): Promise<DoorReading> {
  const bytes = Buffer.from(payload, encoding)
  if (bytes.byteLength > adapter.bodyBytesMax)
    return { signals: [], changes: [], problems: ['the body is too large'], reply: adapter.tooLarge() }
  const request = {
    ...{ method: 'POST', path: '', query: new URLSearchParams(), receivedAt: at },
    headers: { 'content-type': content_type, ...headers },
    body: bytes,
  }
  return readRequest(adapter, request, contextOf(source))
}

function present(
  { signals, changes, problems, beat, reply }: DoorReading,
  errors: readonly MappingError[],
  source: Source,
  directory: Directory,
): Preview {
  return {
    signals: signals.slice(0, SIGNALS_SHOWN_MAX).map((signal) => presentSignal(signal, source, directory)),
    signals_count: signals.length,
    changes_count: changes.length,
    is_beat: beat === true,
    problems,
    errors: errors.map(({ field, message, position, line, column }) => ({
      ...{ field, message },
      ...{ position: position ?? null, line: line ?? null, column: column ?? null },
    })),
    reply: { status: reply.status, body: reply.body.slice(0, LIMITS.textCharsMax) },
  }
}

function presentSignal(signal: Signal, source: Source, directory: Directory): Preview['signals'][number] {
  const { key, state, title, severity, labels, annotations, isTest } = signal
  const service = serviceOf(labels, source, directory)
  return {
    ...{ key, state, title, severity, labels, annotations, is_test: isTest },
    description: signal.description ?? null,
    link: signal.link ?? null,
    started_at: signal.startedAt ?? null,
    service: service === undefined ? null : { id: service, name: directory.services.get(service)?.name ?? service },
    group: groupKeyOf(signal, source, service),
  }
}
