import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Kysely } from 'kysely'
import type { Schema } from '../database/schema.ts'
import type { Ids } from '../ports/ids.ts'
import { hashPassword, isOutdated, PASSWORD_COST, type ScryptCost, verifyPassword } from './password-hash.ts'

/** Passwords of people, and how many of them may be tried at once: each try takes a thread and 32 MiB for a third of a second. */
export interface Passwords {
  hash(password: string): Promise<string>
  /**
   * Whether the password is the person's; `busy` when too many wait already. It takes equally long for people who do not exist
   * (`undefined`) or have no password, so that nobody learns who does.
   */
  check(
    db: Kysely<Schema>,
    userId: string | undefined,
    password: string,
    at: Instant,
  ): Promise<'right' | 'wrong' | 'busy'>
}

const TRIES_AT_ONCE_MAX = 2
const WAITING_MAX = 20

export function createPasswords(ids: Pick<Ids, 'token'>, cost: ScryptCost = PASSWORD_COST): Passwords {
  const gate = createGate(TRIES_AT_ONCE_MAX, WAITING_MAX)
  let nobodys: Promise<string> | undefined
  async function fits(db: Kysely<Schema>, userId: string | undefined, password: string, at: Instant): Promise<boolean> {
    const stored = userId === undefined ? undefined : await findPasswordHash(db, userId)
    nobodys ??= hashPassword(ids.token(32), ids, cost)
    const isRight = await verifyPassword(password, stored ?? (await nobodys))
    if (!isRight || stored === undefined || userId === undefined) return false
    if (isOutdated(stored, cost)) await writePassword(db, userId, await hashPassword(password, ids, cost), at)
    return true
  }

  return {
    hash: (password) => hashPassword(password, ids, cost),
    async check(db, userId, password, at) {
      if (gate.isFull()) return 'busy'
      const isRight = await gate.pass(() => fits(db, userId, password, at))
      return isRight ? 'right' : 'wrong'
    },
  }
}

async function findPasswordHash(db: Kysely<Schema>, userId: string): Promise<string | undefined> {
  const row = await db.selectFrom('passwords').select('hash').where('user_id', '=', userId).executeTakeFirst()
  return row?.hash
}

/** Sets or replaces a person's password. `hash` comes from {@link Passwords.hash} or `hashPassword`. */
export async function writePassword(db: Kysely<Schema>, userId: string, hash: string, at: Instant): Promise<void> {
  const changed = { hash, changed_at: formatInstant(at) }
  await db
    .insertInto('passwords')
    .values({ user_id: userId, ...changed })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(changed))
    .execute()
}

function createGate(insideMax: number, waitingMax: number) {
  const waiting: (() => void)[] = []
  let inside = 0
  return {
    isFull: () => inside >= insideMax && waiting.length >= waitingMax,
    async pass<T>(work: () => Promise<T>): Promise<T> {
      if (inside >= insideMax) await new Promise<void>((resolve) => waiting.push(resolve))
      else inside += 1
      try {
        return await work()
      } finally {
        const next = waiting.shift()
        if (next) next()
        else inside -= 1
      }
    },
  }
}
