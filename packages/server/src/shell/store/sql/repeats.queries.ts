import { type Kysely, sql } from 'kysely'
import { float8Array, int4Array, uuidArray } from '../../database/binary-arrays.ts'
import { HOT } from '../../database/hot-statements.ts'
import type { Schema } from '../../database/schema.ts'
import type { AcceptSignal } from '../store.ts'
import type { AcceptedRow } from './accept.queries.ts'
import { identityOf } from './accept.queries.ts'
import type { KnownAlert } from './known-alerts.ts'

/** A signal that says what its alert's row holds already, as far as we remember. */
export interface LikelyRepeat {
  signal: AcceptSignal
  known: KnownAlert
}

/**
 * Counts repeats, for a small part of what reading and comparing their words would cost. The row has the last word: one that
 * something happened to since (`seq`), or that fires no longer, is left alone and missing in the answer. Rows are locked in the
 * order of their identity, like everywhere.
 */
export async function countRepeats(db: Kysely<Schema>, repeats: readonly LikelyRepeat[]): Promise<AcceptedRow[]> {
  const inOrder = repeats.toSorted((a, b) => compareTexts(identityIn(a), identityIn(b)))
  const { rows } = await sql<{ id: string }>`${HOT} with r as materialized (
      select * from unnest(
        ${uuidArray(inOrder.map(({ known }) => known.id))}::uuid[],
        ${int4Array(inOrder.map(({ known }) => known.seq))}::int[],
        ${float8Array(inOrder.map(({ signal }) => signal.receivedAt))}::float8[],
        ${float8Array(inOrder.map(({ signal }) => signal.signal.expiresAt))}::float8[],
        ${int4Array(inOrder.map(({ signal }) => signal.repeats))}::int[]) with ordinality as x(id, seq, at, expires, n, o)
    ), mine as materialized (
      select a.id, r.at, r.expires, r.n from r join alerts a on a.id = r.id
      where a.seq = r.seq and a.state = 'firing' order by r.o for update of a
    )
    update alerts a set transition = 'repeated', last_seen_at = to_timestamp(m.at / 1000), repeats = a.repeats + m.n,
      expires_at = greatest(a.expires_at, to_timestamp(m.expires / 1000))
    from mine m where a.id = m.id returning a.id`.execute(db)
  const counted = new Set(rows.map((row) => row.id))
  return repeats
    .filter(({ known }) => counted.has(known.id))
    .map(({ signal, known }) => ({ ...rowOf(signal), ...known, transition: 'repeated' }))
}

function rowOf({ source, signal }: AcceptSignal): { source_id: string; key: string } {
  return { source_id: source, key: signal.key }
}

function identityIn({ signal }: LikelyRepeat): string {
  return identityOf(signal.source, signal.signal.key)
}

/** By code units, which for all but characters beyond the basic plane is the order of the database's bytes. */
function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
