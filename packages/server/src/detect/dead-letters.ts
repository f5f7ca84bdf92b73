/**
 * Dead letters: requests that could not be read, kept whole with what was wrong, until somebody has mended the mapping and has them
 * read again. Only requests that were known to be genuine come here. Invariants:
 * - a sender is refused only after its request is kept, for none of them sends again what it was refused;
 * - of a source there are a number and a size of them at most, the newest; the same request that comes again is counted;
 * - what authorises a sender is not kept.
 */
import { hash } from 'node:crypto'
import type { DoorReading, DoorRequest } from '@tocsin/adapters/in/door.ts'
import type { Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import { MINUTE } from '@tocsin/core/kernel/instant.ts'
import type { Kysely } from 'kysely'
import type { Schema } from '../shell/database/schema.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import { saveDeadLetter } from './dead-letter.queries.ts'
import { headersToReplay, storable } from './kept-headers.ts'
import { encodeBody } from './stored-body.ts'

export interface DeadLetters {
  /** Resolves when it is kept, or when there were so many of the source that this one says nothing new. */
  keep(source: SourceId, door: string, request: DoorRequest, error: string): Promise<void>
}

const PER_MINUTE_MAX = 60
const ERROR_CHARS_MAX = 1_000

export function createDeadLetters(db: Kysely<Schema>, { clock, ids }: Pick<EngineDeps, 'clock' | 'ids'>): DeadLetters {
  const kept = new Map<SourceId, { since: Instant; count: number }>()
  const mayKeep = (source: SourceId, now: Instant): boolean => {
    const minute = kept.get(source)
    if (!minute || now - minute.since >= MINUTE) {
      kept.set(source, { since: now, count: 1 })
      return true
    }
    minute.count += 1
    return minute.count <= PER_MINUTE_MAX
  }
  return {
    async keep(source, door, request, error) {
      if (!mayKeep(source, clock.now())) return
      await saveDeadLetter(db, {
        id: ids.next(),
        source,
        door,
        fingerprint: fingerprintOf(door, request),
        method: request.method,
        path: storable(request.path),
        query: storable(request.query.toString()),
        headers: headersToReplay(request.headers),
        ...encodeBody(request.body),
        bytes: request.body.byteLength,
        error: storable(error).slice(0, ERROR_CHARS_MAX),
        at: request.receivedAt,
      })
    },
  }
}

/** Nothing of the request was taken although it said something: this is not about methods, nor about what is fine and empty. */
export function isUnread(
  { signals, changes, beat, tally, reply, problems }: DoorReading,
  { body }: DoorRequest,
): boolean {
  const isTaken = signals.length > 0 || changes.length > 0 || beat === true || tally !== undefined
  return !isTaken && reply.status >= 400 && problems.length > 0 && body.byteLength > 0
}

function fingerprintOf(door: string, { path, body }: DoorRequest): string {
  return hash('sha256', Buffer.concat([Buffer.from(`${door}\n${path}\n`), body]))
}
