import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { after, DAY } from '@tocsin/core/kernel/instant.ts'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Schema } from '../database/schema.ts'
import { CLOCK_SKEW_MS_MAX } from '../engine/node-loop.ts'
import { type ApiRoute, defineRoute } from '../http/api.ts'
import { instantSchema } from '../http/instant-schema.ts'
import {
  type ChannelLatency,
  type ChannelMisses,
  countMisses,
  countQueues,
  findOldestPage,
  measureDatabase,
  measurePages,
  QUEUE_COUNT_MAX,
} from './status.queries.ts'
import type { StorageState } from './storage-watch.ts'
import { LOOP_SILENT_MS_MAX } from './watchdog.ts'

/** What a node knows of itself. */
export interface SystemView {
  node: string
  version: string
  engine: 'embedded' | 'postgres'
  startedAt: Instant
  loops(): { loop: string; lastRoundAt: number }[]
  otherNodes(): { name: string; version: string; skewMs: number }[]
  /** Null where the disk is not ours to watch. */
  storage(): StorageState | null
  liveClients(): number
}

export interface StatusRouteDeps {
  db: Kysely<Schema>
  system: SystemView
}

const pagingSchema = z
  .object({
    since: instantSchema,
    channels: z.array(
      z.object({
        channel: z.string(),
        pages: z.int().describe('Handed over, of those that an incident asked for first.'),
        p50_ms: z.int().nullable(),
        p99_ms: z.int().nullable(),
        max_ms: z.int().nullable(),
        misses: z.array(z.object({ code: z.string(), count: z.int() })).describe('Pages that were given up.'),
      }),
    ),
    waiting: z.object({ pages: z.int(), oldest_due_at: instantSchema.nullable() }),
  })
  .meta({ id: 'PagingStatus' })
type PagingStatus = z.output<typeof pagingSchema>

const systemSchema = z
  .object({
    version: z.string(),
    engine: z.enum(['embedded', 'postgres']),
    server_time: instantSchema,
    nodes: z.array(
      z.object({
        name: z.string(),
        version: z.string(),
        is_this: z.boolean(),
        started_at: instantSchema.nullable(),
        skew_ms: z.int(),
        is_skewed: z.boolean().describe('Its clock makes wrong timelines.'),
      }),
    ),
    storage: z.object({
      database_bytes: z.int(),
      free_bytes: z.int().nullable(),
      is_low: z.boolean(),
      is_full: z.boolean().describe('Doors accept nothing until there is space.'),
    }),
    loops: z.array(
      z.object({ loop: z.string(), last_round_at: instantSchema, age_ms: z.int(), is_silent: z.boolean() }),
    ),
    queues: z.array(z.object({ queue: z.string(), count: z.int(), is_capped: z.boolean() })),
    live_clients: z.int(),
  })
  .meta({ id: 'SystemStatus' })

export function statusRoutes(deps: StatusRouteDeps): ApiRoute[] {
  return [pagingRoute(deps), systemRoute(deps)]
}

function pagingRoute({ db }: StatusRouteDeps): ApiRoute {
  return defineRoute({
    id: 'getPagingStatus',
    tag: 'status',
    summary: 'The paging meter: how fast pages were handed over, and which were not',
    method: 'GET',
    path: '/status/paging',
    permission: 'installation.read',
    query: z.strictObject({ since: instantSchema.optional().describe('Without it the last 24 hours.') }),
    success: pagingSchema,
    async handle({ query, at }) {
      const since = query.since ?? after(at, -DAY as typeof DAY)
      const latencies = await measurePages(db, since)
      const misses = await countMisses(db, since)
      const queues = await countQueues(db, at)
      const pages = queues.find(({ queue }) => queue === 'send:page')?.count ?? 0
      const waiting = { pages, oldest_due_at: await findOldestPage(db) }
      return { since, channels: presentChannels(latencies, misses), waiting }
    },
  })
}

function presentChannels(
  latencies: readonly ChannelLatency[],
  misses: readonly ChannelMisses[],
): PagingStatus['channels'] {
  const names = [...new Set([...latencies, ...misses].map(({ channel }) => channel))].sort()
  return names.map((channel) => {
    const latency = latencies.find((each) => each.channel === channel)
    return {
      channel,
      pages: latency?.pages ?? 0,
      p50_ms: latency?.p50 ?? null,
      p99_ms: latency?.p99 ?? null,
      max_ms: latency?.max ?? null,
      misses: misses.filter((each) => each.channel === channel).map(({ code, count }) => ({ code, count })),
    }
  })
}

function systemRoute({ db, system }: StatusRouteDeps): ApiRoute {
  return defineRoute({
    id: 'getSystemStatus',
    tag: 'status',
    summary: 'Engine, nodes, storage and queues',
    method: 'GET',
    path: '/status/system',
    permission: 'installation.read',
    success: systemSchema,
    async handle({ at }) {
      const storage = system.storage()
      const queues = await countQueues(db, at)
      return {
        version: system.version,
        engine: system.engine,
        server_time: at,
        nodes: presentNodes(system),
        storage: {
          database_bytes: await measureDatabase(db),
          free_bytes: storage?.freeBytes ?? null,
          is_low: storage?.isLow ?? false,
          is_full: storage?.isFull ?? false,
        },
        loops: system.loops().map(({ loop, lastRoundAt }) => presentLoop(loop, lastRoundAt as Instant, at)),
        queues: queues.map((each) => ({ ...each, is_capped: each.count >= QUEUE_COUNT_MAX })),
        live_clients: system.liveClients(),
      }
    },
  })
}

function presentLoop(loop: string, lastRoundAt: Instant, at: Instant) {
  const age = Math.max(0, at - lastRoundAt)
  return { loop, last_round_at: lastRoundAt, age_ms: age, is_silent: age > LOOP_SILENT_MS_MAX }
}

function presentNodes({ node, version, startedAt, otherNodes }: SystemView) {
  const self = { name: node, version, is_this: true, started_at: startedAt, skew_ms: 0, is_skewed: false }
  const others = otherNodes().map((other) => ({
    name: other.name,
    version: other.version,
    is_this: false,
    started_at: null,
    skew_ms: Math.round(other.skewMs),
    is_skewed: Math.abs(other.skewMs) > CLOCK_SKEW_MS_MAX,
  }))
  return [self, ...others]
}
