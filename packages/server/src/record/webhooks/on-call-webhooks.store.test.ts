import type { NetRequest } from '@tocsin/adapters/out/net.ts'
import { signBody } from '@tocsin/adapters/out/webhook/signature.ts'
import { aDirectory, aUser } from '@tocsin/core/testing/directory.ts'
import { expect, onTestFinished, test } from 'vitest'
import { startOnCallNode } from '../../respond/on-call/testing/on-call-node.ts'
import { startPublishing } from '../../shell/app/node-webhooks.ts'
import { NOW, startConfigurationServer } from '../../shell/config/testing/configuration-server.ts'
import type { Database } from '../../shell/database/open-database.ts'
import { describeOnEachEngine, describeOnEngine } from '../../shell/database/testing/database-harness.ts'
import { createStillClock, openEngineBench } from '../../shell/engine/testing/engine-bench.ts'
import { listStoredSecrets } from '../../shell/secrets/stored-secrets.ts'
import { createOnCallPublisher } from './publish-on-call.ts'

const HOUR = 3_600_000
const SECRET = 'a secret of the receiver'
const URL = 'https://chat.example.com/hooks/on-call'
const layer = (...people: string[]) =>
  `{ zone: UTC, every: 1 day, handoff: "09:00", start: 2026-01-05, people: [${people.map((name) => `${name}@example.com`).join(', ')}] }`
const FILE = `version: 1
users:
  - { email: ana@example.com, name: Ana, role: admin }
  - { email: ben@example.com, name: Ben }
schedules:
  - { id: main, name: Main, layers: [${layer('ana', 'ben')}] }
  - { id: other, name: Other, layers: [${layer('ben', 'ana')}] }
`

/** A node on the server's clock, and a receiver that answers as it is told. */
async function begin(database: Database) {
  const people = aDirectory({ users: [aUser('root', { role: 'admin' })] })
  const bench = await openEngineBench(database, people, { clock: createStillClock(NOW) })
  const server = await startConfigurationServer(database)
  onTestFinished(() => server.app.close())
  expect((await server.as('admin').post('/configuration/apply', { file: FILE })).body.problems).toEqual([])
  const engine = { ...bench.deps, clock: { ...bench.deps.clock, now: server.now } }
  const record = await startOnCallNode(database, server)
  const requests: NetRequest[] = []
  const receiver = { status: 200 }
  const net = {
    async fetch(request: NetRequest) {
      requests.push(request)
      return { status: receiver.status, headers: {}, body: 'noted' } as never
    },
  }
  const refresh = async () => void (await engine.directory.refresh())
  const parts = {
    database,
    ports: { net: net as never },
    secrets: server.secrets,
    publicUrl: () => 'https://t.example.com',
  }
  const [publisher, loop] = [
    createOnCallPublisher({ db: database.kysely, engine }),
    startPublishing(parts, engine, refresh),
  ]
  await refresh()
  return {
    ...{ server, manager: server.as('manager'), requests, receiver, record, publisher },
    async forward(ms: number) {
      server.forward(ms)
      await record()
      await publisher.round()
      await loop.round()
      await loop.drained()
    },
    told: () => requests.map(({ body }) => JSON.parse(String(body))),
    log: async (id = 'groups') => (await server.as('manager').get(`/on-call/webhooks/${id}/deliveries`)).body.items,
  }
}

const HEADER = (request: NetRequest | undefined, name: string) =>
  (request?.headers as Record<string, string> | undefined)?.[name] ?? ''

describeOnEngine('postgres', 'two nodes that tell who is on call', (open) => {
  test('take turns: whoever had to wait tells what is newest by then', async () => {
    const database = await open()
    const { server, manager, forward, record, publisher } = await begin(database)
    await manager.post('/on-call/webhooks', {
      id: 'groups',
      name: 'Groups',
      url: URL,
      schedules: ['main'],
      secret: SECRET,
    })
    await forward(1_000)
    const [locked, ending] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const other = database.kysely.transaction().execute(async (tx) => {
      await tx.selectFrom('on_call_receivers').select('id').forUpdate().execute()
      locked.resolve()
      await ending.promise
    })
    await locked.promise
    server.forward(9 * HOUR)
    await record()
    const round = publisher.round()
    await waitsForLock(database)
    server.forward(24 * HOUR)
    await record()
    ending.resolve()
    await Promise.all([other, round])
    const facts = await database.kysely
      .selectFrom('on_call_facts')
      .select('seq')
      .where('schedule_id', '=', 'main')
      .execute()
    const deliveries = await database.kysely.selectFrom('webhook_deliveries').select(['event_id', 'state']).execute()
    const [first, last] = [facts[0]?.seq, facts.at(-1)?.seq]
    expect(deliveries.filter(({ state }) => state === 'pending')).toEqual([
      { event_id: `main.${last}`, state: 'pending' },
    ])
    expect(deliveries.map(({ event_id }) => event_id)).toEqual([`main.${first}`, `main.${last}`])
  })
})

async function waitsForLock({ pool }: Database): Promise<void> {
  const isWaiting = async () =>
    (await pool.query("select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"))
      .rowCount
  await expect.poll(isWaiting, { timeout: 10_000 }).toBe(1)
}

describeOnEachEngine('a webhook that follows who is on call', (open) => {
  test('is told of each change once, signed, and again with the same key until it is taken', async () => {
    const { server, manager, requests, receiver, forward, told, log } = await begin(await open())
    const body = { id: 'groups', name: 'Groups', url: URL, schedules: ['main'], secret: SECRET }
    expect(await manager.post('/on-call/webhooks', { ...body, secret: 'short' })).toMatchObject({ status: 400 })
    expect(await server.as('responder').post('/on-call/webhooks', body)).toMatchObject({ status: 403 })
    const nowhere = await manager.post('/on-call/webhooks', { ...body, schedules: ['man'] })
    expect(JSON.stringify(nowhere.body)).toContain('Did you mean')
    expect(await manager.post('/on-call/webhooks', body)).toMatchObject({ status: 201, body: { schedules: ['main'] } })
    await forward(1_000)
    await forward(1_000)
    expect(told()).toMatchObject([
      {
        ...{ event: 'on_call.changed', schedule: { id: 'main', name: 'Main' } },
        people: [{ name: 'Ana', email: 'ana@example.com' }],
      },
    ])
    const [first] = requests
    const at = HEADER(first, 'X-Tocsin-Timestamp')
    expect(HEADER(first, 'X-Tocsin-Signature')).toBe(signBody(SECRET, at, String(first?.body)))
    receiver.status = 503
    await forward(9 * HOUR)
    const { items } = (await manager.get('/on-call/webhooks')).body
    expect(items[0]).not.toHaveProperty('secret')
    expect(items).toMatchObject([{ last_error: 'answered 503', waiting: 1, failing_since: expect.any(String) }])
    await forward(1_000)
    expect(requests).toHaveLength(2)
    receiver.status = 200
    await forward(10_000)
    await forward(10_000)
    expect(requests).toHaveLength(3)
    expect(HEADER(requests[1], 'Idempotency-Key')).toBe(HEADER(requests[2], 'Idempotency-Key'))
    expect(told()[2]).toMatchObject({ people: [{ name: 'Ben' }], because: 'handoff' })
    expect((await log()).map((each: { state: string; attempts: number }) => [each.state, each.attempts])).toEqual([
      ['taken', 2],
      ['taken', 1],
    ])
    expect((await log())[0].tries).toMatchObject([
      { status: 503, answer: 'noted' },
      { status: 200, error: null },
    ])
    expect(await manager.delete('/on-call/webhooks/groups')).toMatchObject({ status: 204 })
    await forward(24 * HOUR)
    expect(requests).toHaveLength(3)
  })

  test('that was away is told of those who are on call now, not of those who were', async () => {
    const { manager, receiver, forward, told, log } = await begin(await open())
    receiver.status = 500
    await manager.post('/on-call/webhooks', { id: 'groups', url: URL, schedules: ['main'] })
    await forward(1_000)
    await forward(9 * HOUR)
    receiver.status = 200
    await forward(HOUR)
    expect(told().map(({ people }) => people[0].name)).toEqual(['Ana', 'Ben', 'Ben'])
    expect((await log()).map(({ state }: { state: string }) => state)).toEqual(['taken', 'replaced'])
  })

  test('follows several schedules, each by itself, and a new address is told at once', async () => {
    const { manager, requests, forward, told } = await begin(await open())
    const made = await manager.post('/on-call/webhooks', { id: 'groups', url: URL, schedules: ['main', 'other'] })
    await forward(1_000)
    await forward(1_000)
    const states = () => told().map(({ schedule, people }) => `${schedule.id} ${people[0].name}`)
    expect(states().sort()).toEqual(['main Ana', 'other Ben'])
    const moved = { name: 'Groups', url: `${URL}/2`, schedules: ['main'] }
    expect(await manager.put('/on-call/webhooks/groups', moved)).toMatchObject({ status: 200 })
    await forward(1_000)
    await forward(1_000)
    expect(requests.slice(2).map(({ url }) => url)).toEqual([`${URL}/2`])
    expect(HEADER(requests[2], 'X-Tocsin-Signature')).toBe(
      signBody(made.body.secret, HEADER(requests[2], 'X-Tocsin-Timestamp'), String(requests[2]?.body)),
    )
  })

  test('is tried with those who are on call now, also while it is off, and told again when somebody asks', async () => {
    const { manager, receiver, forward, told, log } = await begin(await open())
    await manager.post('/on-call/webhooks', { id: 'groups', url: URL, schedules: ['main'], active: false })
    await forward(1_000)
    expect(told()).toEqual([])
    receiver.status = 404
    expect(await manager.post('/on-call/webhooks/groups/test')).toMatchObject({ status: 202 })
    await forward(1_000)
    await forward(HOUR)
    expect(told()).toMatchObject([{ event: 'on_call.test', schedule: { id: 'main' }, people: [{ name: 'Ana' }] }])
    expect(await log()).toMatchObject([{ event_type: 'on_call.test', state: 'failed', schedule: null }])
    receiver.status = 200
    await manager.put('/on-call/webhooks/groups', { url: URL, schedules: ['main'] })
    await forward(1_000)
    expect(await manager.post('/on-call/webhooks/groups/tell')).toMatchObject({ status: 204 })
    await forward(1_000)
    expect(told().slice(1)).toMatchObject([{ event: 'on_call.changed' }, { event: 'on_call.changed' }])
    expect(await manager.post('/on-call/webhooks/nobody/tell')).toMatchObject({ status: 404 })
  })

  test('that took nothing for five days is switched off, and told at once when it is switched on again', async () => {
    const { manager, receiver, requests, forward } = await begin(await open())
    receiver.status = 500
    await manager.post('/on-call/webhooks', { id: 'groups', url: URL, schedules: ['main'] })
    for (let half = 0; half <= 10; half += 1) await forward(12 * HOUR)
    expect((await manager.get('/on-call/webhooks/groups')).body).toMatchObject({
      ...{ active: false, disabled_because: 'failing_for_days' },
    })
    const count = requests.length
    await forward(48 * HOUR)
    expect(requests).toHaveLength(count)
    receiver.status = 200
    await manager.put('/on-call/webhooks/groups', { url: URL, schedules: ['main'] })
    await forward(1_000)
    expect((await manager.get('/on-call/webhooks/groups')).body).toMatchObject({ active: true, last_error: null })
  })
})

describeOnEngine('embedded', 'on-call webhooks of the configuration file', (open) => {
  const withHook = (hook: string) => `${FILE}on_call_webhooks:\n  - { id: groups, url: "${URL}", ${hook} }\n`

  test('the file says what they are, again and again, and nobody else changes them', async () => {
    const { server, manager } = await begin(await open())
    const apply = async (file: string, more = {}) =>
      (await server.as('admin').post('/configuration/apply', { file, ...more })).body
    const text = withHook(`name: Groups, schedules: [main, other], secret: "${SECRET}"`)
    expect(await apply(text)).toMatchObject({ problems: [], changes: [{ kind: 'on_call_webhook', name: 'groups' }] })
    expect(await apply(text)).toMatchObject({ problems: [], changes: [] })
    const { body } = await manager.get('/on-call/webhooks/groups')
    expect(body).toMatchObject({ name: 'Groups', owned_by: 'file', schedules: ['main', 'other'], active: true })
    expect(await manager.delete('/on-call/webhooks/groups')).toMatchObject({ code: 'owned_by_file' })
    expect((await manager.post('/on-call/webhooks/groups/rotate-secret')).body.secret).toMatch(/^.{32,}$/)
    const pruned = await apply(FILE, { prune: true })
    expect(pruned).toMatchObject({ problems: [], changes: [{ kind: 'on_call_webhook', action: 'delete' }] })
    expect((await manager.get('/on-call/webhooks')).body.items).toEqual([])
  })

  test('what one follows has to be there and stays, and its secret is sealed anew with the others', async () => {
    const database = await open()
    const { server, manager } = await begin(database)
    const wrong = await server.as('admin').post('/configuration/apply', { file: withHook('schedules: [mains]') })
    expect(JSON.stringify(wrong.body.problems)).toContain('Did you mean \\"main\\"?')
    const none = await server.as('admin').post('/configuration/apply', { file: withHook('schedules: []') })
    expect(JSON.stringify(none.body.problems)).toContain('expected at least one schedule')
    const mine = {
      id: 'mine',
      name: 'Mine',
      layers: [{ zone: 'UTC', every: '1 day', handoff: '09:00', start: '2026-01-05', people: ['ana@example.com'] }],
    }
    await manager.post('/schedules', mine)
    await manager.post('/on-call/webhooks', { id: 'groups', url: URL, schedules: ['mine'] })
    const refused = await manager.delete('/schedules/mine')
    expect(refused).toMatchObject({ code: 'still_used' })
    expect(JSON.stringify(refused.body)).toContain('is used by the on-call webhook groups')
    const sealed = await listStoredSecrets(database.kysely)
    expect(sealed.filter(({ kind }) => kind === 'on-call webhook').map(({ id }) => id)).toEqual(['groups'])
  })
})
