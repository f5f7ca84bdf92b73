import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant, HOUR, MINUTE } from '@tocsin/core/kernel/instant.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Database } from '../shell/database/open-database.ts'
import { describeOnEachEngine } from '../shell/database/testing/database-harness.ts'
import { BY_ACCOUNT_MAIL, countMessages } from './message-use.queries.ts'
import { type AccountServer, type Browser, startAccountServer } from './testing/account-server.ts'

const NOW = Date.UTC(2026, 0, 5, 9) as Instant

describeOnEachEngine('the use of limits', (open) => {
  let server: AccountServer
  let database: Database
  let ana: Browser
  let id: string
  beforeEach(async () => {
    database = await open()
    server = await startAccountServer(database)
    ana = await server.browserOfAdmin()
    id = (await ana.get('/users/me')).body.id
  })
  afterEach(() => server.app.close())

  let count = 0
  /** A message that went out, or is about to. */
  async function message(changes: {
    ago?: number
    channel?: string
    user?: string
    ref?: string
    key?: string
    leased?: boolean
  }) {
    count += 1
    const { ago = 0, channel = 'sms', user = id, ref, key = `INC-2026-000001/p${count}`, leased = false } = changes
    const at = formatInstant((NOW - ago) as Instant)
    await database.kysely
      .insertInto('outbox')
      .values({
        ...{
          key,
          class: 'page',
          incident_id: null,
          state: leased ? 'pending' : 'done',
          due: at,
          requested_at: at,
          attempts: 1,
        },
        ...{
          leased_by: leased ? 'node' : null,
          ended_at: leased ? null : at,
          provider_ref: ref ?? null,
          last_error: null,
        },
        message: JSON.stringify({ kind: 'page', user, target: { channel } }),
      })
      .execute()
  }
  const counted = (except = 'z') => countMessages(database.kysely, { user: id, channel: 'sms', at: NOW, except })

  test('messages count for an hour and a day, each of its own person and channel', async () => {
    await message({})
    await message({ ago: 59 * MINUTE })
    await message({ ago: HOUR })
    await message({ ago: 25 * HOUR })
    await message({ channel: 'voice' })
    await message({ user: 'bea' })
    await message({ ref: BY_ACCOUNT_MAIL })
    expect(await counted()).toEqual({ hour: 2, day: 3 })
  })

  test('of two that are under way at once only the later one counts the other', async () => {
    await message({ key: 'a', leased: true })
    await message({ key: 'b', leased: true })
    expect(await counted('a')).toEqual({ hour: 0, day: 0 })
    expect(await counted('b')).toEqual({ hour: 1, day: 1 })
  })

  test('people see how much of each limit they have used, since when, and when it is free again', async () => {
    await ana.post('/users/me/contacts', { channel: 'sms', to: '+819012345678' })
    await message({ ago: 10 * MINUTE })
    await message({ ago: 2 * HOUR })
    const { items } = (await ana.get('/users/me/message-use')).body
    expect(items).toEqual([
      {
        channel: 'email',
        hour: { used: 0, max: null, since: null, frees_at: null },
        day: expect.objectContaining({ max: null }),
      },
      {
        channel: 'sms',
        hour: { used: 1, max: 30, since: '2026-01-05T08:50:00.000Z', frees_at: '2026-01-05T09:50:00.000Z' },
        day: { used: 2, max: 120, since: '2026-01-05T07:00:00.000Z', frees_at: '2026-01-06T07:00:00.000Z' },
      },
    ])
  })
})
