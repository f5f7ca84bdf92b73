/** Socket Mode against a stand-in of Slack: real sockets, a clock that the test moves. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { aContact, aDirectory, aSource, aUser } from '@tocsin/core/testing/directory.ts'
import { ms } from '@tocsin/core/testing/time.ts'
import { SLACK_TEAM, type SlackStandin, startSlackStandin } from '@tocsin/standins/slack.ts'
import { afterAll, afterEach, expect, test } from 'vitest'
import { describeOnServer } from '../../shell/app/testing/on-server.ts'
import { settled, type TestServer } from '../../shell/app/testing/start-test-server.ts'
import { systemClock } from '../../shell/ports/clock.ts'
import { createSystemNet } from '../../shell/ports/net.ts'
import { createSocketClient } from '../../shell/ports/socket-client.ts'
import { createSlackSocket, type SlackSocket } from './socket-line.ts'
import { listSocketStates, type SocketState, writeSocketState } from './socket-state.queries.ts'

const net = createSystemNet()
const openSocket = createSocketClient()
const DIRECTORY = aDirectory({
  sources: [aSource('monitor', { quietPeriodMs: ms('0s') })],
  users: [aUser('ana', { contacts: [aContact('slack', { channel: 'slack', to: 'U012ANA' })] })],
})
let slack: SlackStandin | undefined
const lines: SlackSocket[] = []

afterEach(async () => {
  for (const line of lines.splice(0)) line.close()
  await slack?.close()
  slack = undefined
})
afterAll(() => net.close())

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await isSo()) && tries < 300; tries++) await systemClock.sleep(10)
  expect(await isSo()).toBe(true)
}

/** One node of a workspace: `round` is what its loop does, `passed` moves its clock. */
async function aNode(server: TestServer, changes: Record<string, unknown> = {}) {
  slack ??= await startSlackStandin({ now: Date.now })
  let offset = 0
  let config: Record<string, unknown> = { token: slack.token, url: slack.url, app_token: slack.appToken, ...changes }
  const states: (SocketState | null)[] = []
  const clock = { ...systemClock, now: () => (systemClock.now() + offset) as Instant }
  const line = createSlackSocket({
    ...{ db: server.database.kysely, engine: { ...server.deps, clock }, net, secrets: server.secrets, openSocket },
    publicUrl: () => 'https://tocsin.example.com',
    channelConfig: () => config,
    report: () => Promise.reject(new Error('nobody calls')),
    keepFiles: () => Promise.reject(new Error('nobody sends files')),
    optedOut: () => Promise.reject(new Error('nobody opts out')),
    optedIn: () => Promise.reject(new Error('nobody opts in')),
    changed: async (state) => void states.push(state),
  })
  lines.push(line)
  const round = () => line.round()
  return {
    ...{ line, round, states },
    passed: (span: string) => {
      offset += ms(span)
    },
    configured: (next: Record<string, unknown>) => {
      config = next
    },
    async connected() {
      const before = slack?.socket.opened() ?? 0
      await round()
      await until(() => (slack?.socket.opened() ?? 0) > before)
      // Its hello is on the way.
      await until(async () => {
        await round()
        return states.at(-1)?.state === 'connected'
      })
    },
  }
}

const standin = (): SlackStandin => {
  if (!slack) throw new Error('Slack was not started')
  return slack
}

function slash(id: string, text: string) {
  const payload = {
    command: '/tocsin',
    text,
    user_id: 'U012ANA',
    team_id: SLACK_TEAM,
    response_url: 'http://x.invalid',
  }
  return { id, type: 'slash_commands', payload }
}

async function anIncident(server: TestServer): Promise<string> {
  await server.receive('monitor', [{ title: 'Disk full', severity: 'critical' }])
  return (await server.as('ana').get('/incidents')).body.items[0].id
}

describeOnServer('embedded', 'Socket Mode', (start) => {
  test('a slash command is answered with its acknowledgement', async () => {
    const server = await start(DIRECTORY)
    const incident = await anIncident(server)
    await (await aNode(server)).connected()
    const { payload } = await standin().socket.deliver(slash('e1', 'list'))
    expect(payload).toMatchObject({ response_type: 'ephemeral', text: expect.stringContaining(incident) })
    expect(standin().socket.problems()).toEqual([])
  })

  test('who reads Japanese is answered in Japanese', async () => {
    const people = [aUser('ana', { locale: 'ja', contacts: [aContact('slack', { channel: 'slack', to: 'U012ANA' })] })]
    const server = await start({ ...DIRECTORY, users: aDirectory({ users: people }).users })
    const incident = await anIncident(server)
    await (await aNode(server)).connected()
    const say = async (id: string, text: string) => (await standin().socket.deliver(slash(id, text))).payload?.text
    expect(await say('e1', 'help')).toContain('現在の当番')
    expect(await say('e2', 'list')).toContain('Disk full (未対応)')
    expect(await say('e3', `update ${incident}`)).toBe('番号のあとに本文を書いてください。')
  })

  test('a press is acknowledged to Slack at once, and acknowledges the incident', async () => {
    const server = await start(DIRECTORY)
    const incident = await anIncident(server)
    await (await aNode(server)).connected()
    const payload = {
      ...{ type: 'block_actions', user: { id: 'U012ANA' }, team: { id: SLACK_TEAM } },
      actions: [{ action_id: 'acknowledge', value: incident }],
    }
    expect((await standin().socket.deliver({ id: 'e1', type: 'interactive', payload })).payload).toBeUndefined()
    await until(async () => {
      await settled(server.database)
      return (await server.as('ana').get(`/incidents/${incident}`)).body.status === 'acknowledged'
    })
  })

  test('an envelope that comes again, to another node, is acknowledged alike and acted on once', async () => {
    const server = await start(DIRECTORY)
    await (await aNode(server)).connected()
    await (await aNode(server)).connected()
    const [one, other] = standin().socket.connections()
    const first = await standin().socket.deliver(slash('e1', 'report Checkout is slow'), one)
    const again = await standin().socket.deliver(slash('e1', 'report Checkout is slow'), other)
    expect(again).toEqual({ payload: first.payload, connection: other })
    expect((await server.as('ana').get('/incidents')).body.items).toHaveLength(1)
  })

  test('events and what nobody knows are acknowledged and change nothing', async () => {
    const server = await start(DIRECTORY)
    await (await aNode(server)).connected()
    const event = { type: 'event_callback', event: { type: 'message' } }
    for (const type of ['events_api', 'something_new'])
      expect(await standin().socket.deliver({ id: type, type, payload: event })).toMatchObject({ payload: undefined })
    expect((await server.as('ana').get('/incidents')).body.items).toEqual([])
  })

  test('before Slack ends a connection the next one is there, and both are listened to until then', async () => {
    const node = await aNode(await start(DIRECTORY))
    await node.connected()
    standin().socket.warn('warning')
    await until(async () => {
      await node.round()
      return standin().socket.opened() === 2
    })
    expect(standin().socket.connections()).toEqual([1, 2])
    expect(await standin().socket.deliver(slash('e1', 'list'), 1)).toMatchObject({ connection: 1 })
    expect(await standin().socket.deliver(slash('e2', 'list'), 2)).toMatchObject({ connection: 2 })
    standin().socket.cut(1)
    await until(() => standin().socket.connections().length === 1)
    node.passed('1m')
    await node.round()
    expect(standin().socket.opened()).toBe(2)
    expect(node.states.map((state) => state?.problem ?? null)).toEqual(node.states.map(() => null))
  })

  test('a connection that Slack warned of and did not end is ended here', async () => {
    const node = await aNode(await start(DIRECTORY))
    await node.connected()
    standin().socket.warn('refresh_requested')
    await until(async () => {
      await node.round()
      return standin().socket.opened() === 2
    })
    await systemClock.sleep(50)
    await node.round()
    node.passed('20s')
    await node.round()
    await until(() => standin().socket.connections().length === 1)
    expect(standin().socket.connections()).toEqual([2])
  })

  test('while Slack is away for a minute it is asked a few times, and once it is back everything works', async () => {
    const server = await start(DIRECTORY)
    const node = await aNode(server)
    await node.connected()
    standin().socket.leave()
    await until(async () => {
      await node.round()
      return node.states.at(-1)?.state === 'waiting'
    })
    const before = standin().requests().length
    for (let second = 0; second < 60; second++) {
      node.passed('1s')
      await node.round()
    }
    const asked = standin().requests().length - before
    expect(asked).toBeGreaterThanOrEqual(4)
    expect(asked).toBeLessThanOrEqual(7)
    standin().socket.comeBack()
    node.passed('1m')
    await node.connected()
    expect((await standin().socket.deliver(slash('e1', 'oncall'))).payload).toHaveProperty('text')
    expect(node.states.at(-1)).toMatchObject({
      state: 'connected',
      problem: { text: expect.stringContaining('internal_error') },
    })
  })

  test('a connection that is cut is opened again within seconds', async () => {
    const node = await aNode(await start(DIRECTORY))
    await node.connected()
    standin().socket.cut()
    await until(() => standin().socket.connections().length === 0)
    node.passed('3s')
    await node.connected()
    expect(standin().socket.opened()).toBe(2)
  })

  test('a token that Slack refuses is named and not tried all the time; another one is tried at once', async () => {
    const node = await aNode(await start(DIRECTORY), { app_token: 'xapp-1-A1-wrong-wrong' })
    for (let second = 0; second < 120; second++) {
      await node.round()
      node.passed('1s')
    }
    expect(standin().requests()).toHaveLength(1)
    expect(node.states.at(-1)).toMatchObject({
      ...{ state: 'waiting', problem: { text: expect.stringContaining('invalid_auth') } },
    })
    node.configured({ token: standin().token, url: standin().url, app_token: standin().appToken })
    await node.connected()
  })

  test('without a token nothing is opened, and one that is taken away ends the connection', async () => {
    const node = await aNode(await start(DIRECTORY), { app_token: undefined })
    await node.round()
    expect(standin().requests()).toEqual([])
    node.configured({ token: standin().token, url: standin().url, app_token: standin().appToken })
    await node.connected()
    node.configured({ token: standin().token, url: standin().url })
    await node.round()
    await until(() => standin().socket.connections().length === 0)
    expect(node.states.at(-1)).toBeNull()
  })

  test('how each node stands is told for as long as the node lives', async () => {
    const { database, deps } = await start(DIRECTORY)
    const now = deps.clock.now()
    const state: SocketState = { state: 'connected', since: now, problem: null }
    await until(async () => (await database.kysely.selectFrom('nodes').selectAll().execute()).length > 0)
    await writeSocketState(database.kysely, 'test', state)
    expect(await listSocketStates(database.kysely, deps.clock.now())).toEqual([{ ...state, node: 'test' }])
    await writeSocketState(database.kysely, 'gone', state)
    expect(await listSocketStates(database.kysely, deps.clock.now())).toHaveLength(1)
    await writeSocketState(database.kysely, 'test', null)
    expect(await listSocketStates(database.kysely, deps.clock.now())).toEqual([])
  })
})
