import { afterEach, beforeEach, expect, test } from 'vitest'
import { startConfigurationServer } from '../../shell/config/testing/configuration-server.ts'
import type { Database } from '../../shell/database/open-database.ts'
import { describeOnEachEngine } from '../../shell/database/testing/database-harness.ts'

/** The server's clock stands at 2026-01-06 00:00 UTC. */
const FILE = `version: 1
users:
  - email: ana@example.com
    name: Ana
    role: admin
    contacts:
      - { id: mobile, channel: voice, to: "+4930123456" }
      - { id: hook, channel: webhook, to: "https://hooks.example.com/ana" }
  - { email: vic@example.com, name: Vic, role: viewer }
teams:
  - { id: payments, name: Payments, members: [ana@example.com] }
vendors:
  - id: database-support
    name: Support of the database
    phone: "+81 3 1234 5678"
    reference: Contract 4711
    hours: { zone: Asia/Tokyo, within: [{ days: [Mon, Tue], from: "09:00", to: "17:00" }] }
schedules:
  - id: main
    name: Main
    layers: [{ zone: UTC, every: 1 week, handoff: "Mon 09:00", start: 2026-01-05, people: [ana@example.com] }]
`

describeOnEachEngine('emergency contacts', (open) => {
  let database: Database
  let server: Awaited<ReturnType<typeof startConfigurationServer>>

  beforeEach(async () => {
    database = await open()
    server = await startConfigurationServer(database)
    expect((await server.as('admin').post('/configuration/apply', { file: FILE })).body.problems).toEqual([])
  })
  afterEach(() => server.app.close())

  test('show vendors with phone, reference and hours, and of people what they chose to show and nothing else', async () => {
    const [ana, vic] = [server.asPerson('ana@example.com'), server.asPerson('vic@example.com')]
    const before = await vic.get('/emergency-contacts')
    expect(before.body.items).toMatchObject([
      {
        ...{ user: { name: 'Ana' }, email: 'ana@example.com', contacts: [] },
        ...{ teams: [{ name: 'Payments' }], on_call: [{ name: 'Main' }] },
      },
      { user: { name: 'Vic' }, on_call: [], contacts: [] },
    ])
    expect(before.body.vendors).toEqual([
      {
        ...{ id: 'database-support', name: 'Support of the database', phone: '+81 3 1234 5678', contacts: [] },
        reference: 'Contract 4711',
        hours: { zone: 'Asia/Tokyo', within: [{ days: ['Mon', 'Tue'], from: '09:00', to: '17:00' }] },
      },
    ])
    expect((await ana.get('/emergency-contacts/mine')).body.items).toEqual([
      { id: 'mobile', channel: 'voice', to: '+4930123456', is_verified: expect.any(Boolean), is_shown: false },
    ])
    const chosen = await ana.put('/emergency-contacts/mine', { contacts: ['mobile'] })
    expect(chosen.body.items).toMatchObject([{ id: 'mobile', is_shown: true }])
    const shown = await vic.get('/emergency-contacts')
    expect(shown.body.items[0].contacts).toEqual([{ channel: 'voice', to: '+4930123456' }])
    expect((await ana.put('/emergency-contacts/mine', { contacts: [] })).body.items).toMatchObject([
      { is_shown: false },
    ])
    expect((await vic.get('/emergency-contacts')).body.items[0].contacts).toEqual([])
  })

  test('a contact that is for machines, or of somebody else, cannot be shown', async () => {
    for (const contact of ['hook', 'none']) {
      const refused = await server.asPerson('ana@example.com').put('/emergency-contacts/mine', { contacts: [contact] })
      expect(refused).toMatchObject({ status: 400, body: { error: { details: [{ field: 'contacts.0' }] } } })
    }
    expect((await server.as('admin').put('/emergency-contacts/mine', { contacts: [] })).status).toBe(403)
  })

  test('another number under the same name is not shown before it is chosen again', async () => {
    const ana = server.asPerson('ana@example.com')
    expect((await ana.put('/emergency-contacts/mine', { contacts: ['mobile'] })).status).toBe(200)
    const moved = FILE.replace('+4930123456', '+4930999999')
    expect((await server.as('admin').post('/configuration/apply', { file: moved })).body.problems).toEqual([])
    expect((await ana.get('/emergency-contacts')).body.items[0].contacts).toEqual([])
    expect((await ana.get('/emergency-contacts/mine')).body.items).toMatchObject([
      { to: '+4930999999', is_shown: false },
    ])
  })

  test('readiness lists those on duty, and everybody who is active when asked', async () => {
    const viewer = server.as('viewer')
    const names = ({ body }: { body: { items: { user: { name: string } }[] } }) =>
      body.items.map(({ user }) => user.name)
    expect(names(await viewer.get('/on-call/readiness'))).toEqual(['Ana'])
    expect(names(await viewer.get('/on-call/readiness?people=all')).sort()).toEqual(['Ana', 'Vic'])
  })
})
