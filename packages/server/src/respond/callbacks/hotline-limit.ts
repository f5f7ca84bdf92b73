/** How often one caller may ring the hot line: whoever rings on and on keeps others from it, and each call costs. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant, HOUR } from '@tocsin/core/kernel/instant.ts'
import { sql } from 'kysely'
import type { CallbackDeps } from './callback-deps.ts'

const PURPOSE = 'hot line call'

interface Call {
  from: string
  /** Twilio's name of it: what it asks again is the same call. */
  sid: string
  /** Calls within an hour; 0: any number. */
  max: number
}

/** Counts the call, and says whether it is one too many. A number that is withheld is one caller with all others that are. */
export async function isTooMany({ db, engine, secrets }: CallbackDeps, { from, sid, max }: Call): Promise<boolean> {
  if (max === 0) return false
  const at = engine.clock.now()
  // Who rang is nobody's business longer than the call: what is kept says only that it was the same number.
  const caller = secrets.mac('hot line caller', from)
  await db
    .insertInto('done_once')
    .values({ purpose: PURPOSE, key: `${caller}/${sid}`, at: formatInstant(at), answer: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const { count } = await db
    .selectFrom('done_once')
    .select((with_) => with_.fn.countAll<number>().as('count'))
    .where('purpose', '=', PURPOSE)
    .where('key', 'like', `${caller.replaceAll('_', '\\_')}/%`)
    .where('at', '>', sql<number>`${formatInstant((at - HOUR) as Instant)}::timestamptz`)
    .executeTakeFirstOrThrow()
  return Number(count) > max
}
