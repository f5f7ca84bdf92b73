/** What a provider tells of a page after it took it: that it arrived, or that it did not. Both may be told more than once. */
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { PageId } from '@tocsin/core/kernel/brand.ts'
import type { Kysely } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import { transact } from '../../shell/engine/transact.ts'
import type { UnitOfWork } from '../../shell/engine/unit-of-work.ts'
import type { CallbackLink } from '../../shell/secrets/callback-links.ts'
import { connectionOf } from '../../shell/store/sql-store.ts'
import { listBundle } from '../gather/bundle.queries.ts'

export type Receipt = { arrived: true } | { arrived: false; cause: string }

const OUTBOX: Actor = { kind: 'system', part: 'outbox' }

/** Records it as a fact. That a page did not arrive makes it fail as if its provider had never taken it: the next contact is used at once. */
export async function recordReceipt(
  { db, engine }: { db: Kysely<Schema>; engine: EngineDeps },
  link: CallbackLink,
  receipt: Receipt,
): Promise<void> {
  // What is told of one message holds for every page that was in it.
  for (const each of await listBundle(db, link)) await recordOne(engine, each, receipt)
}

function recordOne(engine: EngineDeps, link: CallbackLink, receipt: Receipt): Promise<void> {
  const { incident, page, person } = link
  return transact(engine, async (unit) => {
    await unit.load([incident])
    if (!unit.state(incident) || (await isKnown(unit, link, receipt.arrived))) return
    if (receipt.arrived) {
      unit.run(incident, { type: 'RecordDelivery', page }, OUTBOX)
      return
    }
    const result = { outcome: 'gave_up', code: 'undelivered', cause: receipt.cause } as const
    // What looked like handed over counts as missed from now on.
    await connectionOf(unit.tx)
      .updateTable('outbox')
      .set({ last_error: `undelivered: ${receipt.cause}` })
      .where('key', '=', page)
      .execute()
    unit.run(incident, { type: 'RecordAttempt', page, attempt: 1, result, receiptFor: person }, OUTBOX)
    unit.nudgeAfterCommit('send:page')
  })
}

/** The commit fails for whoever reads this at the same time and writes second, and it is read again. */
async function isKnown(unit: UnitOfWork, { incident, page }: CallbackLink, arrived: boolean): Promise<boolean> {
  const rows = await connectionOf(unit.tx)
    .selectFrom('facts')
    .select(['type', 'data'])
    .where('stream', '=', incident)
    .where('type', '=', arrived ? 'PageDelivered' : 'PageAttempted')
    .execute()
  return rows.some(({ data }) => isAbout(data, page, arrived))
}

function isAbout(data: unknown, page: PageId, arrived: boolean): boolean {
  const fact = data as { page?: string; result?: { outcome?: string } }
  return fact.page === page && (arrived || fact.result?.outcome === 'gave_up')
}
