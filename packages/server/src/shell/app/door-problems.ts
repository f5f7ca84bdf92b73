/**
 * What was wrong with requests at the doors, noted for the page of their source. A sender that is set up wrongly is so with every
 * request, so that a few lines a minute say as much as all of them.
 */
import type { Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant, MINUTE } from '@tocsin/core/kernel/instant.ts'
import type { Kysely } from 'kysely'
import type { Schema } from '../database/schema.ts'
import type { EngineDeps } from '../engine/deps.ts'

const PER_REQUEST_MAX = 5
const PER_MINUTE_MAX = 30
const CHARS_MAX = 500

/** Takes the problems of a request, and never fails. */
export type NoteDoorProblems = (source: SourceId, problems: readonly string[]) => void

export function createDoorProblems(db: Kysely<Schema>, { clock, ids, log }: EngineDeps): NoteDoorProblems {
  const noted = new Map<SourceId, { since: Instant; count: number }>()
  const roomOf = (source: SourceId, now: Instant): number => {
    const minute = noted.get(source)
    if (minute && now - minute.since < MINUTE) return PER_MINUTE_MAX - minute.count
    noted.set(source, { since: now, count: 0 })
    return PER_MINUTE_MAX
  }
  return (source, problems) => {
    const now = clock.now()
    const kept = problems.slice(0, Math.min(PER_REQUEST_MAX, roomOf(source, now)))
    const minute = noted.get(source)
    if (minute) minute.count += kept.length
    if (kept.length === 0) return
    const at = formatInstant(now)
    const rows = kept.map((problem) => ({
      id: ids.next(),
      source_id: source,
      at,
      problem: problem.slice(0, CHARS_MAX),
    }))
    db.insertInto('door_problems')
      .values(rows)
      .execute()
      .catch((error: unknown) => log.warn({ error: String(error) }, 'problems of a door could not be noted'))
  }
}
