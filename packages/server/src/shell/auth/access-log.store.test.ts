import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { HOUR, MINUTE } from '@tocsin/core/kernel/instant.ts'
import { START } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { describeOnEachEngine } from '../database/testing/database-harness.ts'
import { systemClock } from '../ports/clock.ts'
import { createIds } from '../ports/ids.ts'
import { createAccessLog } from './access-log.ts'

const HOUR_START = (Math.ceil(START / HOUR) * HOUR) as Instant

describeOnEachEngine('the log of access', (open) => {
  const begin = async () => {
    const { kysely: db } = await open()
    const log = createAccessLog(createIds(systemClock))
    const from = (address: string, minutes = 0) => ({
      ...{ at: (HOUR_START + minutes * MINUTE) as Instant, address, agent: 'Firefox' },
    })
    return {
      log,
      db,
      from,
      fail: (address: string, user: string | null, minutes = 0) =>
        log.countAttempt(db, { act: 'sign_in_failed', user, origin: from(address, minutes) }),
      rows: () => db.selectFrom('access_events').selectAll().orderBy('last_at').execute(),
    }
  }

  test('attempts on one account from one network within an hour are one row with their number', async () => {
    const { fail, rows } = await begin()
    for (let minute = 0; minute < 5; minute++) await fail('2001:db8::1', 'ana', minute)
    await fail('2001:db8::2', 'ana', 5)
    await fail('203.0.113.9', 'ana', 6)
    await fail('203.0.113.9', null, 7)
    await fail('203.0.113.9', 'ana', 60)
    expect((await rows()).map(({ user_id, count }) => [user_id, count])).toEqual([
      ['ana', 6],
      ['ana', 1],
      [null, 1],
      ['ana', 1],
    ])
    const [first] = await rows()
    expect(first).toMatchObject({ at: HOUR_START, last_at: HOUR_START + 5 * MINUTE, actor: null, agent: 'Firefox' })
  })

  test('an attack from thousands of addresses writes so many rows an hour and counts the rest in one', async () => {
    const { fail, rows } = await begin()
    for (let n = 0; n < 260; n++) await fail(`198.51.100.${n % 250}.${n}`, null)
    const all = await rows()
    expect(all).toHaveLength(201)
    expect(all.reduce((sum, { count }) => sum + count, 0)).toBe(260)
    expect(all.find(({ address }) => address === null)).toMatchObject({ count: 60, detail: { is_overflow: true } })
    await fail('203.0.113.9', null, 61)
    expect((await rows()).at(-1)).toMatchObject({ address: '203.0.113.9', count: 1 })
  })

  test('that an address is refused is written once an hour', async () => {
    const { log, db, from, rows } = await begin()
    for (let n = 0; n < 10; n++)
      await log.countAttempt(db, { act: 'sign_in_failed', user: null, origin: from('203.0.113.9', n), isRefused: true })
    expect(await rows()).toMatchObject([{ count: 1, detail: { is_limited: true } }])
  })

  test('what somebody did who proved who they are is a row each', async () => {
    const { log, db, from, rows } = await begin()
    const actor = { kind: 'user' as const, id: 'ana' as UserId, via: 'console' as const }
    for (const minute of [1, 2])
      await log.record(db, { act: 'signed_in', user: 'ana', actor, origin: from('203.0.113.9', minute) })
    expect(await rows()).toMatchObject([
      { act: 'signed_in', actor, count: 1, address: '203.0.113.9' },
      { act: 'signed_in', actor, count: 1, address: '203.0.113.9' },
    ])
  })
})
