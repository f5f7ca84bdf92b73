/**
 * Tells the owners of noisy sources once a week. Which digest was written is a row, written with its letters: of several nodes one writes
 * it, and none a second time after a restart. The review reads whole histories, so it is made before the transaction begins.
 */
import {
  type DigestOwner,
  type DueDigest,
  listDueDigests,
  ownerOfSource,
  peopleOf,
} from '@tocsin/core/detect/quiet/noise-digest.ts'
import type { SourceId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Kysely } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import { timestamptz } from '../../shell/database/timestamptz.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import { transact } from '../../shell/engine/transact.ts'
import { connectionOf } from '../../shell/store/sql-store.ts'
import { type DigestItem, digestWords, pickItems } from './digest-words.ts'
import { listNoise, type NoisyAlert } from './noise.queries.ts'
import type { WriteLetter } from './write-letter.ts'

export const DIGEST_LOOK_MS = 60_000
/** Rows of digests are kept as long as anybody may ask whether one was sent. */
const KEPT_MS = 400 * 86_400_000

export interface DigestDeps {
  db: Kysely<Schema>
  engine: EngineDeps
  publicUrl(): string
  write: WriteLetter
}

export async function sendDueDigests(deps: DigestDeps): Promise<void> {
  const { db, engine } = deps
  const directory = engine.directory.latest()
  const due = await withoutWritten(db, listDueDigests(directory, engine.clock.now()))
  for (const [, digests] of Map.groupBy(due, ({ since }) => since)) {
    const [first] = digests
    if (!first) continue
    const noise = await listNoise(db, first, directory)
    for (const digest of digests) await writeDigest(deps, digest, noise)
  }
}

async function withoutWritten(db: Kysely<Schema>, due: readonly DueDigest[]): Promise<DueDigest[]> {
  if (due.length === 0) return []
  const weeks = [...new Set(due.map(({ week }) => week))]
  const rows = await db.selectFrom('noise_digests').select(['owner', 'week']).where('week', 'in', weeks).execute()
  const written = new Set(rows.map(({ owner, week }) => `${owner} ${week}`))
  return due.filter(({ owner, week }) => !written.has(`${owner} ${week}`))
}

/** One without anything to say is written down too, so that it is not made again each minute. */
async function writeDigest({ engine, publicUrl, write }: DigestDeps, due: DueDigest, noise: readonly NoisyAlert[]) {
  const { owner, week } = due
  await transact(engine, async (unit) => {
    const { directory } = unit
    const db = connectionOf(unit.tx)
    const row = await db
      .insertInto('noise_digests')
      .values({ owner, week, at: formatInstant(unit.at) })
      .onConflict((conflict) => conflict.doNothing())
      .returning('week')
      .executeTakeFirst()
    if (!row) return
    await db
      .deleteFrom('noise_digests')
      .where('at', '<', timestamptz(unit.at - KEPT_MS))
      .execute()
    const picked = pickItems(itemsOf(directory, owner, noise, publicUrl()))
    if (picked.items.length === 0) return
    const team = owner === 'admins' ? null : (directory.teams.get(owner)?.name ?? owner)
    const digest = { team, ...picked }
    const view = owner === 'admins' ? '/alerts/noise' : `/alerts/noise?team=${encodeURIComponent(owner)}`
    for (const to of peopleOf(directory, owner))
      await write(unit, {
        ...{ key: `noise-digest/${owner}/${week}/${to}`, to, view },
        words: (language) => digestWords(digest, language),
      })
  })
}

function itemsOf(directory: Directory, owner: DigestOwner, noise: readonly NoisyAlert[], url: string): DigestItem[] {
  return noise
    .filter((row) => ownerOfSource(directory, row.source as SourceId) === owner)
    .map((row) => ({
      ...row,
      sourceName: directory.sources.get(row.source as SourceId)?.name ?? row.source,
      url: `${url}/alerts/noise?source=${encodeURIComponent(row.source)}`,
    }))
}
