import type { NetRequest } from '@tocsin/adapters/out/net.ts'
import { signBody } from '@tocsin/adapters/out/webhook/signature.ts'
import { expect, test } from 'vitest'
import { startConfigurationServer } from '../../../shell/config/testing/configuration-server.ts'
import { describeOnEngine } from '../../../shell/database/testing/database-harness.ts'
import { createDirectoryCache } from '../../../shell/engine/directory-cache.ts'
import { createSqlStore } from '../../../shell/store/sql-store.ts'
import { startOnCallNode } from '../testing/on-call-node.ts'
import { createWebhookLoop } from './tell-webhooks.ts'

const HOUR = 3_600_000
const SECRET = 'a secret of the receiver'
const FILE = `version: 1
users:
  - { email: ana@example.com, name: Ana, role: admin }
  - { email: ben@example.com, name: Ben }
schedules:
  - id: main
    name: Main
    layers:
      - { zone: UTC, every: 1 day, handoff: "09:00", start: 2026-01-05, people: [ana@example.com, ben@example.com] }
`

describeOnEngine('embedded', 'a webhook that follows who is on call', (open) => {
  test('is told of each change once, signed, and again with the same key until it is taken', async () => {
    const database = await open()
    const server = await startConfigurationServer(database)
    expect((await server.as('admin').post('/configuration/apply', { file: FILE })).body.problems).toEqual([])
    const node = await startOnCallNode(database, server)
    const requests: NetRequest[] = []
    let status = 200
    const directory = await createDirectoryCache(createSqlStore(database.kysely))
    const loop = createWebhookLoop({
      db: database.kysely,
      engine: { clock: { now: server.now }, directory } as never,
      secrets: server.secrets,
      net: {
        async fetch(request) {
          requests.push(request)
          return { status, headers: {}, body: '' } as never
        },
      },
    })
    const forward = async (ms: number) => {
      server.forward(ms)
      await node()
      await loop.round()
    }
    const told = () => requests.map(({ body }) => JSON.parse(String(body)))
    const manager = server.as('manager')
    const url = 'https://chat.example.com/hooks/on-call'
    expect(await manager.post('/on-call/webhooks', { schedule: 'main', url, secret: 'short' })).toMatchObject({
      status: 400,
    })
    expect(
      await server.as('responder').post('/on-call/webhooks', { schedule: 'main', url, secret: SECRET }),
    ).toMatchObject({
      status: 403,
    })
    const made = await manager.post('/on-call/webhooks', { schedule: 'main', url, secret: SECRET })
    expect(made.status).toBe(201)
    await forward(1_000)
    await forward(1_000)
    expect(told()).toMatchObject([
      {
        event: 'on_call.changed',
        schedule: { id: 'main', name: 'Main' },
        people: [{ name: 'Ana', email: 'ana@example.com' }],
      },
    ])
    const [{ headers, body } = { headers: {}, body: '' }] = requests
    const { 'X-Tocsin-Timestamp': at, 'X-Tocsin-Signature': signature } = headers as Record<string, string>
    expect(signature).toBe(signBody(SECRET, String(at), String(body)))
    status = 503
    await forward(9 * HOUR)
    expect((await manager.get('/on-call/webhooks')).body.items).toMatchObject([{ last_error: 'answered 503' }])
    await forward(1_000)
    expect(requests).toHaveLength(2)
    status = 200
    await forward(10_000)
    await forward(10_000)
    const keys = requests.map((each) => (each.headers as Record<string, string>)['Idempotency-Key'])
    expect(requests).toHaveLength(3)
    expect(keys[1]).toBe(keys[2])
    expect(told()[2]).toMatchObject({ people: [{ name: 'Ben' }], because: 'handoff' })
    expect((await manager.get('/on-call/webhooks')).body.items).toMatchObject([{ last_error: null }])
    expect(await manager.delete(`/on-call/webhooks/${made.body.id}`)).toMatchObject({ status: 204 })
    await forward(24 * HOUR)
    expect(requests).toHaveLength(3)
    await server.app.close()
  })
})
