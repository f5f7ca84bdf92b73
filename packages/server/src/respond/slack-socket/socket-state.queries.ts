/** How the connections of the nodes to Slack stand, so that whichever node is asked can say it. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'

export interface SocketState {
  state: 'connected' | 'connecting' | 'waiting'
  since: Instant
  /** What went wrong last, with these settings. */
  problem: { text: string; at: Instant } | null
  /** Of one that waits: when it is tried again. */
  retryAt?: Instant
}

export type NodeSocketState = SocketState & { node: string }

const CHANNEL = 'slack'
/** Nodes say each second that they live. */
const SILENT_MS = 10_000

/** @param state null when the node wants no connection any more */
export async function writeSocketState(db: Kysely<Schema>, node: string, state: SocketState | null): Promise<void> {
  if (!state) {
    await sql`delete from channel_connections where channel = ${CHANNEL} and node = ${node}`.execute(db)
    return
  }
  // Nodes that are gone left their last word behind.
  await sql`delete from channel_connections where channel = ${CHANNEL} and node <> ${node}
    and node not in (select name from nodes)`.execute(db)
  const text = JSON.stringify(state)
  await sql`insert into channel_connections (channel, node, state) values (${CHANNEL}, ${node}, ${text}::jsonb)
    on conflict (channel, node) do update set state = excluded.state`.execute(db)
}

/** Of nodes that live. */
export async function listSocketStates(db: Kysely<Schema>, at: Instant): Promise<NodeSocketState[]> {
  const seen = formatInstant((at - SILENT_MS) as Instant)
  const { rows } = await sql<{ node: string; state: SocketState }>`
    select c.node, c.state from channel_connections c join nodes n on n.name = c.node
    where c.channel = ${CHANNEL} and n.seen_at >= ${seen}::timestamptz order by c.node`.execute(db)
  return rows.map(({ node, state }) => ({ ...state, node }))
}
