/** Reads dead letters again, with the source as it is configured now. What is read then counts as if it came now. */
import type { DoorReading, DoorRequest } from '@tocsin/adapters/in/door.ts'
import { findInAdapter } from '@tocsin/adapters/in/registry.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Source } from '@tocsin/core/people/directory.ts'
import type { Kysely } from 'kysely'
import type { Schema } from '../shell/database/schema.ts'
import { contextOf } from './admission.ts'
import { deleteDeadLetter, findDeadLetter, noteFailedReplay } from './dead-letter.queries.ts'
import { isUnread } from './dead-letters.ts'
import { type DoorDeps, takeIn } from './door.ts'
import { readRequest } from './read-request.ts'
import { decodeBody } from './stored-body.ts'

export interface ReplayDeps {
  db: Kysely<Schema>
  door: DoorDeps
}

/** `unread`: it still cannot be read, and stays. `not_taken`: it can, but could not be committed now, and stays. */
export interface ReplayResult {
  id: string
  outcome: 'taken' | 'unread' | 'not_taken'
  signals: number
  changes: number
  /** What was odd, or why not. */
  problems: string[]
}

/** Undefined when there is no such letter. Whether its sender was genuine was found out when it came. */
export async function replayDeadLetter(
  { db, door }: ReplayDeps,
  source: Source,
  id: string,
  at: Instant,
): Promise<ReplayResult | undefined> {
  const letter = await findDeadLetter(db, source.id, id)
  if (!letter) return undefined
  const adapter = findInAdapter(letter.door)
  if (adapter?.system !== source.system) {
    return fail(db, id, at, `the source is of the system ${source.system} now, and the request was for ${letter.door}`)
  }
  const request: DoorRequest = {
    method: letter.method,
    path: letter.path,
    query: new URLSearchParams(letter.query),
    headers: letter.headers,
    body: decodeBody(letter),
    receivedAt: at,
  }
  const reading = await readRequest(adapter, request, contextOf(source))
  const unconfirmed = reading.confirm && (await door.outside.fetch(reading.confirm))
  if (unconfirmed && 'problem' in unconfirmed) return fail(db, id, at, unconfirmed.problem)
  if (isUnread(reading, request)) return fail(db, id, at, reading.problems.join('; '))
  const reply = await takeIn(door, adapter, source, request, reading)
  if (reply.status >= 500) return { ...resultOf(id, reading), outcome: 'not_taken' }
  await deleteDeadLetter(db, source.id, id)
  return resultOf(id, reading)
}

function resultOf(id: string, { signals, changes, problems }: DoorReading): ReplayResult {
  return { id, outcome: 'taken', signals: signals.length, changes: changes.length, problems }
}

async function fail(db: Kysely<Schema>, id: string, at: Instant, problem: string): Promise<ReplayResult> {
  await noteFailedReplay(db, id, problem, at)
  return { id, outcome: 'unread', signals: 0, changes: 0, problems: [problem] }
}
