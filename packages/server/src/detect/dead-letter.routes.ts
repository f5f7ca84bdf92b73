import type { Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import { z } from 'zod'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { readUuidPage } from '../shell/http/cursor-instant.ts'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { listOf, listQuery } from '../shell/http/paging.ts'
import { textSchema } from '../shell/http/text-schema.ts'
import { deleteDeadLetter, findDeadLetter, listDeadLetterIds, listDeadLetters } from './dead-letter.queries.ts'
import { type ReplayDeps, type ReplayResult, replayDeadLetter } from './replay.ts'

const sourceParams = z.object({ id: textSchema(200) })
const letterParams = z.object({ id: textSchema(200), letter: z.uuid() })

const letterSchema = z
  .object({
    id: z.string(),
    door: z.string(),
    method: z.string(),
    path: z.string().describe('Behind the address of the source.'),
    headers: z.record(z.string(), z.string()).describe('Without those that may authorise the sender.'),
    encoding: z.enum(['utf8', 'base64']),
    bytes: z.int(),
    error: z.string().describe('Why it could not be read, when that was tried last.'),
    times: z.int().describe('How often the same came.'),
    first_at: instantSchema,
    last_at: instantSchema,
    replays: z.int().describe('How often it was read again in vain.'),
    replayed_at: instantSchema.nullable(),
  })
  .meta({ id: 'DeadLetter' })

const resultSchema = z
  .object({
    id: z.string(),
    outcome: z
      .enum(['taken', 'unread', 'not_taken'])
      .describe(
        '`taken`: it was read, and is gone from here. `unread`: it still cannot be read. `not_taken`: it can, but could not be stored now.',
      ),
    signals: z.int(),
    changes: z.int(),
    problems: z.array(z.string()),
  })
  .meta({ id: 'ReplayResult' })

export function deadLetterRoutes(deps: ReplayDeps): ApiRoute[] {
  return [listRoute(deps), rawRoute(deps), replayRoute(deps), replayAllRoute(deps), discardRoute(deps)]
}

function listRoute({ db, door }: ReplayDeps): ApiRoute {
  return defineRoute({
    id: 'listDeadLetters',
    tag: 'sources',
    summary: 'List the requests of a source that could not be read',
    description: 'They are kept whole, a number and a size of them at most, until they are replayed or discarded.',
    method: 'GET',
    path: '/sources/:id/dead-letters',
    permission: 'configuration.read',
    params: sourceParams,
    query: listQuery(['-last_at'], {}),
    success: listOf(letterSchema),
    async handle({ params, query }) {
      if (!sourceOf(door, params.id)) return { rejected: { code: 'not_found' } }
      const { items, next } = await listDeadLetters(db, params.id, readUuidPage(query))
      return { items: items as ((typeof items)[number] & z.output<typeof letterSchema>)[], next }
    },
  })
}

function rawRoute({ db }: ReplayDeps): ApiRoute {
  return defineRoute({
    id: 'getDeadLetterRaw',
    tag: 'sources',
    summary: 'The body of a request that could not be read, as it arrived',
    description: 'As text; in base64, and with the header `X-Tocsin-Encoding: base64`, when it is no text.',
    method: 'GET',
    path: '/sources/:id/dead-letters/:letter/raw',
    permission: 'configuration.read',
    params: letterParams,
    success: z.string(),
    async handle({ params, reply }) {
      const found = await findDeadLetter(db, params.id, params.letter)
      if (!found) return { rejected: { code: 'not_found' } }
      // Never under the type that the sender chose: a page in a body would run as ours.
      reply.type('text/plain; charset=utf-8').header('x-tocsin-encoding', found.encoding)
      return found.body
    },
  })
}

function replayRoute(deps: ReplayDeps): ApiRoute {
  return defineRoute({
    id: 'replayDeadLetter',
    tag: 'sources',
    summary: 'Read a request again that could not be read',
    description: 'With the source as it is configured now. What is read counts as if it came now, and may page people.',
    method: 'POST',
    path: '/sources/:id/dead-letters/:letter/replay',
    permission: 'configuration.write',
    params: letterParams,
    success: resultSchema,
    async handle({ params, at }) {
      const source = sourceOf(deps.door, params.id)
      const result = source && (await replayDeadLetter(deps, source, params.letter, at))
      return result ?? { rejected: { code: 'not_found' as const } }
    },
  })
}

function replayAllRoute(deps: ReplayDeps): ApiRoute {
  return defineRoute({
    id: 'replayDeadLetters',
    tag: 'sources',
    summary: 'Read all requests of a source again that could not be read',
    description: 'The oldest first, one after the other; each has its own result.',
    method: 'POST',
    path: '/sources/:id/dead-letters/replay',
    permission: 'configuration.write',
    params: sourceParams,
    success: z.object({ items: z.array(resultSchema), next: z.null() }),
    async handle({ params, at }) {
      const source = sourceOf(deps.door, params.id)
      if (!source) return { rejected: { code: 'not_found' } }
      const items: ReplayResult[] = []
      for (const id of await listDeadLetterIds(deps.db, source.id)) {
        const result = await replayDeadLetter(deps, source, id, at as Instant)
        if (result) items.push(result)
      }
      return { items, next: null }
    },
  })
}

function discardRoute({ db }: ReplayDeps): ApiRoute {
  return defineRoute({
    id: 'discardDeadLetter',
    tag: 'sources',
    summary: 'Discard a request that could not be read',
    method: 'DELETE',
    path: '/sources/:id/dead-letters/:letter',
    permission: 'configuration.write',
    params: letterParams,
    async handle({ params }) {
      if (!(await deleteDeadLetter(db, params.id, params.letter))) return { rejected: { code: 'not_found' } }
      return undefined
    },
  })
}

function sourceOf({ engine }: ReplayDeps['door'], id: string) {
  return engine.directory.latest().sources.get(id as SourceId)
}
