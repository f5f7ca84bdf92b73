import type { Kysely } from 'kysely'
import type { Schema } from '../../database/schema.ts'
import type { AcceptBatch, Accepted, AcceptSignal } from '../store.ts'
import { type AcceptedRow, acceptBatch, identityOf, mergeOutcomes } from './accept.queries.ts'
import type { KnownAlerts } from './known-alerts.ts'
import { countRepeats, type LikelyRepeat } from './repeats.queries.ts'

/**
 * See `Store.accept`. Most of what monitors send repeats what they said before: what we remember to be a repeat is counted by a
 * small statement of its own, and everything else, with what turned out to be none, goes the whole way. A request is answered
 * after both.
 */
export async function acceptKnowing(db: Kysely<Schema>, known: KnownAlerts, batch: AcceptBatch): Promise<Accepted[]> {
  const likely: LikelyRepeat[] = []
  const others: AcceptSignal[] = []
  for (const signal of batch.signals) {
    const alert = known.find(signal)
    if (alert) likely.push({ signal, known: alert })
    else others.push(signal)
  }
  const counted = likely.length > 0 ? await countRepeats(db, likely) : []
  others.push(...listMissed(likely, counted))
  const rows = await acceptOthers(db, known, { ...batch, signals: others })
  return mergeOutcomes(batch.signals, [...counted, ...rows])
}

function listMissed(likely: readonly LikelyRepeat[], counted: readonly AcceptedRow[]): AcceptSignal[] {
  if (likely.length === counted.length) return []
  const identities = new Set(counted.map((row) => identityOf(row.source_id, row.key)))
  return likely.flatMap(({ signal }) => (identities.has(identityOf(signal.source, signal.signal.key)) ? [] : [signal]))
}

async function acceptOthers(db: Kysely<Schema>, known: KnownAlerts, batch: AcceptBatch): Promise<AcceptedRow[]> {
  const { signals, changes, beats, deliveries } = batch
  const mustKeep = deliveries.some((delivery) => delivery.mustKeep)
  if (signals.length === 0 && changes.length === 0 && beats.length === 0 && !mustKeep) return []
  const whole = { ...batch, deliveries: deliveriesOf(batch) }
  const rows = await (beats.length > 0
    ? db.transaction().execute((trx) => acceptBatch(trx, whole))
    : acceptBatch(db, whole))
  known.learn(signals, rows)
  return rows
}

/** Bodies that may have to be kept: those that brought a repeat and nothing else are not even sent. */
function deliveriesOf({ signals, deliveries }: AcceptBatch): AcceptBatch['deliveries'] {
  const needed = new Set(signals.map((signal) => signal.delivery))
  return deliveries.filter((delivery) => delivery.mustKeep || needed.has(delivery.id))
}
