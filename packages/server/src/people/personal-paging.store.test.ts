import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Database } from '../shell/database/open-database.ts'
import { describeOnEachEngine } from '../shell/database/testing/database-harness.ts'
import { loadDirectory } from '../shell/store/sql/directory.queries.ts'
import { type AccountServer, type Browser, startAccountServer } from './testing/account-server.ts'

const NIGHTS = [{ days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], from: '22:00', to: '08:00' }]

describeOnEachEngine('personal paging', (open) => {
  let server: AccountServer
  let database: Database
  let ana: Browser
  beforeEach(async () => {
    database = await open()
    server = await startAccountServer(database)
    ana = await server.browserOfAdmin()
  })
  afterEach(() => server.app.close())

  const directoryUser = async () => [...(await loadDirectory(database.kysely)).users.values()][0]

  test('quiet hours are one’s own to set, hold in the directory, and are taken away by an empty list', async () => {
    expect((await ana.get('/users/me')).body.quiet_hours).toEqual([])
    expect((await ana.patch('/users/me', { quiet_hours: NIGHTS })).body).toMatchObject({
      quiet_hours: NIGHTS,
      hours: null,
    })
    expect((await directoryUser())?.quietHours).toContainEqual({ weekday: 5, from: '22:00', to: '08:00' })
    await ana.patch('/users/me', { name: 'Ana' })
    expect((await ana.get('/users/me')).body.quiet_hours).toEqual(NIGHTS)
    await ana.patch('/users/me', { quiet_hours: [] })
    expect((await directoryUser())?.quietHours).toBeUndefined()
  })

  test('the hour of a digest is one’s own to set, and is taken away by null', async () => {
    expect((await ana.get('/users/me')).body.low_digest_at).toBeNull()
    await ana.patch('/users/me', { quiet_hours: NIGHTS })
    expect((await ana.patch('/users/me', { low_digest_at: '09:30' })).body.low_digest_at).toBe('09:30')
    expect(await directoryUser()).toMatchObject({ lowDigestAt: '09:30', quietHours: expect.any(Array) })
    await ana.patch('/users/me', { low_digest_at: null })
    expect((await directoryUser())?.lowDigestAt).toBeUndefined()
    expect((await ana.patch('/users/me', { low_digest_at: '9 am' })).status).toBe(400)
  })

  test('quiet hours that keep somebody from hearing anything for more than three days are refused', async () => {
    const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
    const refused = await ana.patch('/users/me', { quiet_hours: [{ days, from: '00:00', to: '24:00' }] })
    expect(refused.status).toBe(400)
    expect(JSON.stringify(refused.body)).toContain('72 hours')
  })

  test('a rule may have hours of the week; none, or an empty list, is always', async () => {
    const hours = [{ days: ['Mon', 'Tue'], from: '22:00', to: '07:00' }]
    const rule = (own?: unknown) => ({ urgency: 'high', after: '0m', contact: 'mail', hours: own })
    const set = await ana.put('/users/me/rules', { items: [rule(hours), rule([]), rule(null), rule()] })
    expect(set.status).toBe(200)
    const items = (await ana.get('/users/me/rules')).body.items
    expect(items.map((each: { hours: unknown }) => each.hours)).toEqual([hours, null, null, null])
    expect((await ana.put('/users/me/rules', { items })).status).toBe(200)
    expect((await directoryUser())?.rules[0]?.hours).toContainEqual({ weekday: 1, from: '22:00', to: '07:00' })
    expect((await directoryUser())?.rules[1]).not.toHaveProperty('hours')
    const wrong = await ana.put('/users/me/rules', { items: [rule([{ days: ['Mon'], from: '25:00', to: '07:00' }])] })
    expect(wrong.status).toBe(400)
  })
})
