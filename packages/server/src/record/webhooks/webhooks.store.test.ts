import type { IncidentCommand } from '@tocsin/core/incident.ts'
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import { ANA, aDirectory, aUser } from '@tocsin/core/testing/directory.ts'
import { anOpening, person } from '@tocsin/core/testing/story.ts'
import { ms } from '@tocsin/core/testing/time.ts'
import { startEventReceiver } from '@tocsin/standins/event-receiver.ts'
import { expect, onTestFinished, test } from 'vitest'
import { createReporter } from '../../respond/report-attempts.ts'
import { createSendLoop } from '../../respond/send-loop.ts'
import { startPublishing } from '../../shell/app/node-webhooks.ts'
import { NOW, startConfigurationServer } from '../../shell/config/testing/configuration-server.ts'
import { describeOnEachEngine } from '../../shell/database/testing/database-harness.ts'
import { createStillClock, openEngineBench } from '../../shell/engine/testing/engine-bench.ts'
import { transact } from '../../shell/engine/transact.ts'
import { createSystemNet } from '../../shell/ports/net.ts'

const PEOPLE = aDirectory({ users: [aUser('ana'), aUser('root', { role: 'admin' })] })
const ID = 'INC-2026-000001' as IncidentId

describeOnEachEngine('webhooks for events', (open) => {
  /** A node without its doors, the API, and a receiver that checks what a careful one checks. */
  const begin = async (body: object = {}) => {
    const database = await open()
    const bench = await openEngineBench(database, PEOPLE, { clock: createStillClock(NOW) })
    const server = await startConfigurationServer(database)
    const net = createSystemNet()
    const receiver = await startEventReceiver({ now: bench.clock.now })
    onTestFinished(async () => {
      await server.app.close()
      await receiver.close()
      net.close()
    })
    const refresh = async () => void (await bench.deps.directory.refresh())
    const parts = { database, ports: { net }, secrets: server.secrets, publicUrl: () => 'https://tocsin.example.com' }
    const loop = startPublishing(parts, bench.deps, refresh)
    const room = { sendClass: 'sync' as const, concurrencyMax: 4, channelMax: 4 }
    const never = () => Promise.reject(new Error('no message to a person is of this class'))
    const sync = createSendLoop(bench.deps, room, 'node 1', never, createReporter(bench.deps))
    const manager = server.as('manager')
    const made = await manager.post('/webhooks', {
      id: 'tickets',
      name: 'Tickets',
      url: `${receiver.url}/hook`,
      ...body,
    })
    expect(made.status).toBe(201)
    receiver.useSecret(made.body.secret)
    await refresh()
    const hand = async () => {
      await loop.round()
      await loop.drained()
    }
    return {
      ...{ ...bench, server, manager, receiver, made, loop, hand, sync },
      path: (rest: string) => `/webhooks/tickets${rest}`,
      async run(command: IncidentCommand) {
        await transact(bench.deps, async (unit) => {
          if (command.type !== 'OpenIncident') await unit.load([ID])
          expect(unit.run(ID, command, person(ANA))).toHaveProperty('facts')
        })
      },
      /** From the outbox to the receiver. */
      async tell() {
        await sync.round()
        await sync.drained()
        await hand()
      },
      forward(span: string) {
        bench.clock.forward(span)
        server.forward(ms(span))
      },
      listed: async (query = '') => (await manager.get(`/webhooks/tickets/deliveries${query}`)).body.items,
    }
  }
  const opening = anOpening({ id: ID })

  test('what happens is told once, signed, with the incident as the API shows it', async () => {
    const { run, tell, receiver, forward, listed } = await begin()
    await run(opening)
    forward('1m')
    await run({ type: 'AddNote', text: 'Looking at it' })
    await tell()
    await tell()
    expect(receiver.requests().map(({ path, answered }) => [path, answered])).toEqual([
      ['/hook', 204],
      ['/hook', 204],
    ])
    const told = (type: string) => receiver.events().find((event) => event.type === type)
    const [opened, noted] = [told('incident.opened'), told('incident.noted')]
    expect(opened).toMatchObject({
      ...{ version: 1, id: `${ID}.1`, type: 'incident.opened', occurred_at: '2026-01-06T00:00:00.000Z' },
      incident: {
        ...{ id: ID, title: 'Checkout fails', status: 'open', services: [{ id: 'api' }] },
        url: `https://tocsin.example.com/incidents/${ID}`,
      },
      change: { version: 1, type: 'IncidentOpened', actor: { kind: 'user', id: 'ana' } },
    })
    expect(noted).toMatchObject({
      ...{ type: 'incident.noted', occurred_at: '2026-01-06T00:01:00.000Z' },
      change: { data: { text: 'Looking at it' }, sentence: expect.stringContaining('Looking at it') },
    })
    expect(await listed('?state=taken')).toHaveLength(2)
  })

  test('the incident is told as it was then, whatever happened before the event went out', async () => {
    const { run, tell, receiver } = await begin({ events: ['incident.opened'] })
    await run(opening)
    await run({ type: 'EditIncident', title: 'Renamed' } as IncidentCommand)
    await tell()
    expect(receiver.events()).toMatchObject([{ type: 'incident.opened', incident: { title: 'Checkout fails' } }])
  })

  test('a receiver that fails is tried again with the same id until it takes the event, and every attempt is in the log', async () => {
    const { run, tell, hand, receiver, forward, listed, manager } = await begin({ events: ['incident.opened'] })
    receiver.failNext(500)
    receiver.failNext('reset', 2)
    await run(opening)
    await tell()
    expect(receiver.requests()).toHaveLength(1)
    expect(await listed()).toMatchObject([{ state: 'pending', due_at: '2026-01-06T00:00:05.000Z', attempts: 1 }])
    expect((await manager.get('/webhooks/tickets')).body).toMatchObject({ waiting: 1, last_error: 'answered 500' })
    await hand()
    expect(receiver.requests()).toHaveLength(1)
    forward('5s')
    await hand()
    forward('30s')
    await hand()
    expect(new Set(receiver.requests().map(({ id }) => id))).toEqual(new Set([`${ID}.1`]))
    expect(new Set(receiver.requests().map(({ body }) => body)).size).toBe(1)
    expect(receiver.events()).toHaveLength(1)
    const [delivery] = await listed()
    expect(delivery).toMatchObject({ state: 'taken', due_at: null })
    expect(delivery.tries[0]).toMatchObject({ status: 500, error: 'answered 500', answer: 'out of order' })
    expect(delivery.tries[1]).toMatchObject({ status: null, error: expect.stringContaining('could not be reached') })
    expect(delivery.tries.at(-1)).toMatchObject({ status: 204, error: null })
    expect((await manager.get('/webhooks/tickets')).body).toMatchObject({ waiting: 0, failed: 0, last_error: null })
  })

  test('after three days it is given up, and can be sent again alone or with all that failed since', async () => {
    const { run, tell, hand, receiver, forward, listed, manager, path } = await begin({ events: ['incident.opened'] })
    receiver.failNext(503, 12)
    await run(opening)
    await tell()
    for (const pause of ['5s', '30s', '2m', '10m', '30m', '1h', '3h', '6h', '12h', '24h', '24h']) {
      forward(pause)
      await hand()
    }
    const [{ id, state, attempts }] = await listed()
    expect([state, attempts, receiver.requests().length]).toEqual(['failed', 12, 12])
    expect((await manager.post(path('/replay-failed'), { since: '2026-01-06T00:00:01Z' })).body).toEqual({ count: 0 })
    expect((await manager.post(path('/replay-failed'), { since: '2026-01-05T00:00:00Z' })).body).toEqual({ count: 1 })
    await hand()
    expect(await listed('?state=taken')).toHaveLength(1)
    expect(await manager.post(path(`/deliveries/${id}/replay`))).toMatchObject({ status: 202 })
    await hand()
    expect(receiver.requests()).toHaveLength(14)
    expect(receiver.events()).toHaveLength(1)
  })

  test('a receiver that takes nothing for five days is switched off, and the admins are told once', async () => {
    const { run, tell, hand, receiver, forward, manager, rows } = await begin({ events: ['incident.noted'] })
    receiver.failNext(503, 40)
    await run(opening)
    for (let day = 0; day <= 5; day++) {
      await run({ type: 'AddNote', text: `Day ${day}` })
      await tell()
      forward('24h')
      await hand()
    }
    expect((await manager.get('/webhooks/tickets')).body).toMatchObject({
      ...{ active: false, disabled_because: 'failing_for_days', disabled_at: expect.any(String) },
    })
    const letters = (await rows('outbox')).filter(({ key }) => String(key).startsWith('letter/webhook-off/'))
    expect(letters).toMatchObject([
      { class: 'digest', message: { user: 'root', subject: 'The webhook “Tickets” was switched off' } },
    ])
    const before = receiver.requests().length
    forward('24h')
    await run({ type: 'AddNote', text: 'Nobody hears it' })
    await tell()
    expect(receiver.requests()).toHaveLength(before)
  })

  test('410 Gone switches it off at once', async () => {
    const { run, tell, receiver, manager } = await begin({ events: ['incident.opened'] })
    receiver.failNext(410)
    await run(opening)
    await tell()
    expect((await manager.get('/webhooks/tickets')).body).toMatchObject({ active: false, disabled_because: 'gone' })
  })

  test('a node that dies between the commit and the receiver loses nothing', async () => {
    const { run, sync, deps, receiver, forward, loop } = await begin({ events: ['incident.opened'] })
    await run(opening)
    // It dies over the row that asks for the event.
    const { publish } = deps
    deps.publish = () => new Promise(() => {})
    await sync.round()
    deps.publish = publish as NonNullable<typeof publish>
    forward('1m')
    const room = { sendClass: 'sync' as const, concurrencyMax: 4, channelMax: 4 }
    const other = createSendLoop(deps, room, 'node 2', () => Promise.reject(), createReporter(deps))
    await other.round()
    await other.drained()
    // Another dies over the delivery: its answer never comes.
    receiver.failNext('hang')
    await loop.round()
    await expect.poll(() => receiver.requests().length).toBe(1)
    expect(receiver.events()).toEqual([])
    forward('1m')
    await loop.round()
    await expect.poll(() => receiver.events().length).toBe(1)
    expect(receiver.requests().map(({ id }) => id)).toEqual([`${ID}.1`, `${ID}.1`])
  })

  test('a new secret signs beside the former one for a day, and then alone', async () => {
    const { run, tell, manager, receiver, made, forward, path } = await begin({ events: ['incident.noted'] })
    await run(opening)
    const rotated = await manager.post(path('/rotate-secret'))
    expect(rotated.body.secret).toMatch(/^whsec_/)
    expect(rotated.body.secret).not.toBe(made.body.secret)
    await run({ type: 'AddNote', text: 'with both' })
    await tell()
    receiver.useSecret(rotated.body.secret)
    await run({ type: 'AddNote', text: 'with both, too' })
    await tell()
    forward('25h')
    receiver.useSecret(made.body.secret)
    await run({ type: 'AddNote', text: 'with the new one' })
    await tell()
    expect(receiver.requests().map(({ answered }) => answered)).toEqual([204, 204, 401])
  })

  test('a test is tried once, also while the webhook is off, and says what came of it', async () => {
    const { manager, hand, receiver, listed, path } = await begin({ active: false })
    receiver.failNext(404)
    const { body } = await manager.post(path('/test'))
    await hand()
    expect(await listed()).toMatchObject([{ id: body.id, event_type: 'webhook.test', state: 'failed', attempts: 1 }])
    await manager.post(path('/test'))
    await hand()
    expect(receiver.events()).toMatchObject([{ type: 'webhook.test', incident: null }])
    expect((await manager.get('/webhooks/tickets')).body).toMatchObject({ failing_since: null, disabled_at: null })
  })

  test('the secret is told once, and what was sent is for those who may change the configuration', async () => {
    const { manager, made, server, rows, path, hand } = await begin()
    expect(made.body.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    for (const at of ['/webhooks', '/webhooks/tickets'])
      expect(JSON.stringify((await manager.get(at)).body)).not.toContain(made.body.secret)
    expect(JSON.stringify(await rows('config_history'))).not.toContain(made.body.secret)
    const { body } = await manager.post(path('/test'))
    await hand()
    for (const at of ['/deliveries', `/deliveries/${body.id}`]) {
      expect(await server.as('responder').get(path(at))).toMatchObject({ status: 403 })
      expect(await manager.get(path(at))).toMatchObject({ status: 200 })
    }
    expect(JSON.parse((await manager.get(path(`/deliveries/${body.id}`))).body.body)).toMatchObject({
      type: 'webhook.test',
    })
    expect(await manager.delete('/webhooks/tickets')).toMatchObject({ status: 204 })
    expect(await rows('webhook_deliveries')).toEqual([])
  })

  test('what cannot be is refused with what would do', async () => {
    const { manager } = await begin()
    const refused = async (body: object) => {
      const answer = await manager.post('/webhooks', { id: 'other', url: 'https://hooks.example.com', ...body })
      expect(answer.status).toBe(400)
      return answer.body.error.details
    }
    expect(await refused({ url: 'ftp://x' })).toMatchObject([{ field: 'url' }])
    expect(await refused({ events: ['incident.open'] })).toMatchObject([
      { field: 'events.0', problem: expect.stringContaining('Did you mean "incident.opened"?') },
    ])
    expect(await refused({ services: ['apy'] })).toMatchObject([{ field: 'services.0' }])
    expect(await refused({ secret: 'short' })).toMatchObject([{ field: 'secret' }])
  })
})
