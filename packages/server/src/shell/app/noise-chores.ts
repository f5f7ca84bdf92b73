/** The letters of the quiet rooms: the weekly digest of noise, and notices of sources from which more comes than is taken as it comes. */
import { DIGEST_LOOK_MS, sendDueDigests } from '../../detect/quiet/send-digests.ts'
import type { SourceNotices } from '../../detect/quiet/source-notices.ts'
import { queueLetter } from '../../respond/queue-letter.ts'
import type { Database } from '../database/open-database.ts'
import type { EngineDeps } from '../engine/deps.ts'
import type { Chore } from './chores.ts'

const NOTICE_FLUSH_MS = 5_000

export function noiseChores(
  { database, publicUrl }: { database: Database; publicUrl(): string },
  engine: EngineDeps,
  notices: SourceNotices,
): Chore[] {
  const digest = { db: database.kysely, engine, publicUrl, write: queueLetter }
  return [
    { name: 'noise-digest', everyMs: DIGEST_LOOK_MS, run: () => sendDueDigests(digest) },
    { name: 'source-notices', everyMs: NOTICE_FLUSH_MS, run: () => notices.flush(engine, queueLetter) },
  ]
}
