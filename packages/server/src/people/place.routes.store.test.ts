import { afterEach, beforeEach, expect, test } from 'vitest'
import { startConfigurationServer } from '../shell/config/testing/configuration-server.ts'
import type { Database } from '../shell/database/open-database.ts'
import { describeOnEachEngine } from '../shell/database/testing/database-harness.ts'
import { noteFailure } from './address-states.ts'

const FILE = `version: 1
users:
  - { email: ana@example.com, name: Ana, role: admin, locale: ja }
vendors:
  - { id: support, name: Support, mail: help@vendor.example, contacts: [{ channel: sms, to: "+4930123456" }] }
  - { id: idle, name: Idle, mail: idle@vendor.example }
policies:
  - id: main
    name: Main
    steps:
      - page: [{ user: ana@example.com }]
      - page: [{ vendor: support }, { channel: { name: slack, to: C012AB3CD } }]
  - id: other
    name: Other
    steps: [{ page: [{ channel: { name: slack, to: C012AB3CD } }, { channel: { name: teams, to: "https://broken.example.com/workflows/x" } }] }]
`
const MAIL = { channel: 'email', to: 'help@vendor.example' }

describeOnEachEngine('places', (open) => {
  let database: Database
  let server: Awaited<ReturnType<typeof startConfigurationServer>>
  beforeEach(async () => {
    database = await open()
    server = await startConfigurationServer(database)
    expect((await server.as('admin').post('/configuration/apply', { file: FILE })).body.problems).toEqual([])
  })
  afterEach(() => server.app.close())

  const list = async () => (await server.as('manager').get('/places')).body.items
  const stateOf = async (to: string) => (await list()).find((place: { to: string }) => place.to === to)

  test('every address that policies write to besides people is listed once, those that are used and unproven first', async () => {
    const items = await list()
    expect(
      items.map(
        ({
          channel,
          to,
          state,
          policies,
        }: {
          channel: string
          to: string
          state: string
          policies: { id: string }[]
        }) => [...[channel, to, state, policies.map(({ id }) => id).join()]],
      ),
    ).toEqual([
      ['email', 'help@vendor.example', 'unverified', 'main'],
      ['sms', '+4930123456', 'unverified', 'main'],
      ['slack', 'C012AB3CD', 'unverified', 'main,other'],
      ['teams', 'https://broken.example.com/workflows/x', 'unverified', 'other'],
      ['email', 'idle@vendor.example', 'unverified', ''],
    ])
  })

  test('a test message is verified by whoever saw it, or by a provider that knows that it arrived', async () => {
    const ana = server.asPerson('ana@example.com')
    expect(await ana.post('/places/confirm', MAIL)).toMatchObject({ status: 400 })
    expect(await ana.post('/places/test', MAIL)).toMatchObject({
      ...{ status: 200, body: { state: 'unverified', tested: { by: 'Ana' }, verified: null } },
    })
    expect(server.tests).toEqual([{ channel: 'email', address: MAIL.to, by: 'Ana', name: 'Support', locale: 'ja' }])
    expect((await ana.post('/places/confirm', MAIL)).body).toMatchObject({ state: 'verified', verified: { by: 'Ana' } })
    const slack = await ana.post('/places/test', { channel: 'slack', to: 'C012AB3CD' })
    expect(slack.body).toMatchObject({ state: 'verified' })
    expect((await list()).slice(-2).map(({ to }: { to: string }) => to)).toEqual(['C012AB3CD', 'idle@vendor.example'])
  })

  test('what failed last says so until it was shown to work again', async () => {
    const admin = server.as('admin')
    const broken = { channel: 'teams', to: 'https://broken.example.com/workflows/x' }
    expect(await admin.post('/places/test', broken)).toMatchObject({ status: 502, code: 'message_not_sent' })
    expect(await stateOf(broken.to)).toMatchObject({
      ...{ state: 'failed', failed: { how: 'refused', cause: 'the provider refused the address' } },
    })
    await admin.post('/places/test', MAIL)
    await admin.post('/places/confirm', MAIL)
    server.forward(60_000)
    const failure = { at: server.now(), how: 'came_back' as const, cause: '550 5.1.1 No such user' }
    await noteFailure(database.kysely, { channel: 'email', address: MAIL.to }, failure)
    expect(await stateOf(MAIL.to)).toMatchObject({ state: 'failed', failed: { how: 'came_back' } })
    server.forward(60_000)
    await admin.post('/places/confirm', MAIL)
    expect(await stateOf(MAIL.to)).toMatchObject({ state: 'verified', failed: null })
  })

  test('tests go nowhere but where the configuration writes to, and only by those who may change it', async () => {
    const elsewhere = { channel: 'email', to: 'somebody@example.net' }
    expect(await server.as('admin').post('/places/test', elsewhere)).toMatchObject({ status: 404 })
    expect(await server.as('responder').post('/places/test', MAIL)).toMatchObject({ code: 'forbidden' })
    expect(await server.as('responder').post('/places/confirm', MAIL)).toMatchObject({ code: 'forbidden' })
    expect(server.tests).toEqual([])
  })
})
