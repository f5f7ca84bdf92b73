import type { Database } from '../database/open-database.ts'
import type { Probes, Readiness } from '../http/probes.ts'
import type { LiveFeed } from './live-feed.ts'
import type { MeterReadings, Meters } from './meters.ts'
import type { TocsinNode } from './node.ts'
import { countQueues } from './status.queries.ts'
import { listSilentLoops } from './watchdog.ts'

export interface ReadinessParts {
  node: TocsinNode
  database: Database
  meters: Meters
  feed: LiveFeed
}

export function createProbes(parts: ReadinessParts): Probes {
  return {
    readiness: () => lookAround(parts),
    metrics: async () => parts.meters.expose(await readMeters(parts)),
  }
}

async function lookAround({ node, database }: ReadinessParts): Promise<Readiness> {
  const silent = listSilentLoops(node.engine, node.deps.clock.now())
  const parts = {
    database: await askDatabase(database),
    engine: silent.length === 0 ? 'ok' : `these loops hang: ${silent.join(', ')}`,
    storage: node.storage()?.isFull ? 'the disk is full: doors refuse what comes' : 'ok',
  }
  return { isReady: Object.values(parts).every((part) => part === 'ok'), parts }
}

async function askDatabase({ pool }: Database): Promise<string> {
  try {
    await pool.query('select 1')
    return 'ok'
  } catch (error) {
    return `the database does not answer: ${error instanceof Error ? error.message : String(error)}`
  }
}

async function readMeters({ node, database, feed }: ReadinessParts): Promise<MeterReadings> {
  const now = node.deps.clock.now()
  return {
    queues: await countQueues(database.kysely, now).catch(() => null),
    loops: node.engine.heartbeat().map(({ loop, lastRoundAt }) => ({ loop, ageMs: now - lastRoundAt })),
    nodes: node.engine.nodes.others().map(({ name, skewMs }) => ({ name, skewMs })),
    liveClients: feed.listenersCount(),
  }
}
