import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant, MINUTE } from '@tocsin/core/kernel/instant.ts'
import { beforeEach, expect, test } from 'vitest'
import type { Database } from '../database/open-database.ts'
import { describeOnEachEngine } from '../database/testing/database-harness.ts'
import { systemClock } from '../ports/clock.ts'
import { createIds } from '../ports/ids.ts'
import { hashPassword } from './password-hash.ts'
import { createPasswords, writePassword } from './passwords.ts'
import { deleteExpiredAccess } from './session.queries.ts'
import { createSessions } from './sessions.ts'

const AT = Date.UTC(2026, 0, 5, 9) as Instant
const ANA = 'ana' as UserId
const ids = createIds(systemClock)
const from = (at: Instant) => ({ at, address: '203.0.113.9', agent: 'test' })

describeOnEachEngine('what is stored of sessions and passwords', (open) => {
  let database: Database
  beforeEach(async () => {
    database = await open()
    await database.kysely
      .insertInto('users')
      .values({
        ...{
          id: ANA,
          email: 'ana@example.com',
          name: 'Ana',
          role: 'admin',
          zone: 'UTC',
          locale: 'en',
          is_active: true,
        },
        ...{ owned_by: 'app', created_at: formatInstant(AT) },
      })
      .execute()
  })
  const count = async () => (await database.pool.query('select count(*) from sessions')).rows[0].count

  test('a person has at most fifty sessions: the oldest makes room', async () => {
    const sessions = createSessions(database.kysely, ids)
    const first = await sessions.start(database.kysely, ANA, from(AT))
    for (let n = 1; n <= 50; n += 1) await sessions.start(database.kysely, ANA, from((AT + n) as Instant))
    expect(await count()).toBe(50)
    expect(await sessions.find(first.token, AT)).toBeUndefined()
  })

  test('what nobody issued is refused, whatever it looks like', async () => {
    const sessions = createSessions(database.kysely, ids)
    for (const token of ['', 'x', `${'a'.repeat(42)}'`, 'a'.repeat(43), 'a'.repeat(5000)]) {
      expect(await sessions.find(token, AT)).toBeUndefined()
    }
  })

  test('a session that ends while it is being looked up is not remembered', async () => {
    const sessions = createSessions(database.kysely, ids)
    const { id, token } = await sessions.start(database.kysely, ANA, from(AT))
    const looking = sessions.find(token, AT)
    sessions.forget(ANA)
    await looking
    await database.kysely.deleteFrom('sessions').where('id', '=', id).execute()
    expect(await sessions.find(token, AT)).toBeUndefined()
  })

  test('that a session is used is written every few minutes, not every time', async () => {
    const sessions = createSessions(database.kysely, ids)
    const { token } = await sessions.start(database.kysely, ANA, from(AT))
    const lastUse = async () => (await database.pool.query('select last_used_at from sessions')).rows[0].last_used_at
    await sessions.find(token, (AT + MINUTE) as Instant)
    expect(await lastUse()).toBe(AT)
    await sessions.find(token, (AT + 6 * MINUTE) as Instant)
    expect(await lastUse()).toBe(AT + 6 * MINUTE)
  })

  test('the clean-up takes what has expired and leaves the rest', async () => {
    const sessions = createSessions(database.kysely, ids)
    const { expiresAt } = await sessions.start(database.kysely, ANA, from(AT))
    await sessions.start(database.kysely, ANA, from((AT + MINUTE) as Instant))
    expect(await deleteExpiredAccess(database.kysely, expiresAt)).toBe(0)
    expect(await deleteExpiredAccess(database.kysely, (expiresAt + 1) as Instant)).toBe(1)
    expect(await count()).toBe(1)
  })

  test('a hash of an older cost is replaced when its owner signs in', async () => {
    const cost = { ln: 9, r: 8, p: 1 }
    await writePassword(database.kysely, ANA, await hashPassword('a good one', ids, { ln: 8, r: 8, p: 1 }), AT)
    const passwords = createPasswords(ids, cost)
    const stored = async () => (await database.pool.query('select hash from passwords')).rows[0].hash
    expect(await passwords.check(database.kysely, ANA, 'a bad one', AT)).toBe('wrong')
    expect(await stored()).toContain('ln=8')
    expect(await passwords.check(database.kysely, ANA, 'a good one', AT)).toBe('right')
    expect(await stored()).toContain('ln=9')
    expect(await passwords.check(database.kysely, ANA, 'a good one', AT)).toBe('right')
  })

  test('a crowd that tries passwords at once is bounded, and those within the bound are answered', async () => {
    await writePassword(database.kysely, ANA, await hashPassword('a good one', ids, { ln: 8, r: 8, p: 1 }), AT)
    const passwords = createPasswords(ids, { ln: 8, r: 8, p: 1 })
    const tries = Array.from({ length: 200 }, () => passwords.check(database.kysely, ANA, 'a good one', AT))
    const outcomes = await Promise.all(tries)
    expect(outcomes.slice(0, 22)).toEqual(Array(22).fill('right'))
    expect(outcomes.slice(22)).toEqual(Array(178).fill('busy'))
    expect(await passwords.check(database.kysely, ANA, 'a good one', AT)).toBe('right')
  })
})
