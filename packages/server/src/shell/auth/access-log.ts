/**
 * The log of how people and keys came in, and of who tried. What somebody did who proved who they are is a row of its own; attempts
 * are counted in one row an hour for each address and account, and beyond so many rows an hour in a single one, so that no attack
 * fills the table or hides the rest. Names that belong to no account are not kept: people type passwords into the wrong field.
 */
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant, HOUR } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../database/schema.ts'
import type { Ids } from '../ports/ids.ts'
import { limitedAddress } from './attempt-limit.ts'
import type { RequestOrigin } from './request-origin.ts'

export const ACCESS_ACTS = [
  'signed_in',
  'sign_in_failed',
  'signed_out',
  'sessions_ended',
  'password_changed',
  'password_asked',
  'password_set',
  'key_first_used',
] as const
export type AccessAct = (typeof ACCESS_ACTS)[number]

export interface AccessEvent {
  act: AccessAct
  /** Whose account it is about; null for a key. */
  user: string | null
  actor: Actor
  origin: RequestOrigin
  detail?: Record<string, unknown>
}

export interface AccessAttempt {
  act: 'sign_in_failed' | 'password_asked'
  /** Null when no account has that name. */
  user: string | null
  origin: RequestOrigin
  /** There were too many: it was not even looked at. That is written once an hour for each address. */
  isRefused?: boolean
}

export interface AccessLog {
  /** Into `db`, which may be the transaction of what happened. */
  record(db: Kysely<Schema>, event: AccessEvent): Promise<void>
  countAttempt(db: Kysely<Schema>, attempt: AccessAttempt): Promise<void>
}

const AGENT_CHARS_MAX = 256
/** Rows of attempts that one node begins in an hour; beyond them one row counts the rest. */
const PLACES_PER_HOUR_MAX = 200

export function createAccessLog(ids: Ids): AccessLog {
  const places = createPlaces()
  return {
    async record(db, { act, user, actor, origin, detail = {} }) {
      const at = formatInstant(origin.at)
      await db
        .insertInto('access_events')
        .values({
          ...{ id: ids.next(), at, last_at: at, count: 1, act, user_id: user, place: null },
          ...{ actor: JSON.stringify(actor), address: origin.address, agent: shortened(origin.agent) },
          detail: JSON.stringify(detail),
        })
        .execute()
    },
    async countAttempt(db, { act, user, origin, isRefused = false }) {
      const found = places.find({ act, user, origin, isRefused })
      if (found === undefined) return
      const { place, isOverflow } = found
      const at = formatInstant(origin.at)
      const from = isOverflow
        ? { user_id: null, address: null, agent: null }
        : { user_id: user, address: origin.address, agent: shortened(origin.agent) }
      const detail = JSON.stringify({
        ...(isRefused && { is_limited: true }),
        ...(isOverflow && { is_overflow: true }),
      })
      await db
        .insertInto('access_events')
        .values({ id: ids.next(), at, last_at: at, count: 1, act, actor: null, ...from, detail, place })
        .onConflict((conflict) =>
          conflict.column('place').doUpdateSet({
            count: sql<number>`access_events.count + 1`,
            last_at: sql<string>`greatest(access_events.last_at, excluded.last_at)`,
            agent: sql<string | null>`excluded.agent`,
            detail: sql<string>`access_events.detail || excluded.detail`,
          }),
        )
        .execute()
    },
  }
}

interface Place {
  place: string
  isOverflow: boolean
}

/** Which row an attempt counts in; undefined when it was said already that the address is refused. */
function createPlaces(): { find(attempt: AccessAttempt): Place | undefined } {
  let hour = -1
  const known = new Set<string>()
  const refused = new Set<string>()
  return {
    find({ act, user, origin, isRefused }) {
      const current = hourOf(origin.at)
      if (current !== hour) {
        hour = current
        known.clear()
        refused.clear()
      }
      const from = limitedAddress(origin.address)
      if (isRefused) {
        if (refused.has(from) || refused.size >= PLACES_PER_HOUR_MAX) return undefined
        refused.add(from)
      }
      const place = `${hour} ${act} ${from} ${user ?? '-'}`
      if (known.has(place)) return { place, isOverflow: false }
      if (known.size >= PLACES_PER_HOUR_MAX) return { place: `${hour} ${act} others`, isOverflow: true }
      known.add(place)
      return { place, isOverflow: false }
    },
  }
}

function hourOf(at: Instant): number {
  return Math.floor(at / HOUR)
}

function shortened(agent: string): string {
  return agent.slice(0, AGENT_CHARS_MAX)
}
