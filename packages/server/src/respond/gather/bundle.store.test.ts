import type { Message, OutChannel, SendResult } from '@tocsin/adapters/out/channel.ts'
import type { IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import type { PersonMessage } from '@tocsin/core/kernel/decision.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { ReachedLimit } from '@tocsin/core/respond/message-limit.ts'
import { ANA, aContact, aDirectory, aPolicy, aRule, aService, aStep, aUser } from '@tocsin/core/testing/directory.ts'
import { aDeclaration } from '@tocsin/core/testing/story.ts'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { describeOnEachEngine } from '../../shell/database/testing/database-harness.ts'
import { NODE_DEAD_AFTER_MS } from '../../shell/engine/node-loop.ts'
import { openIncident } from '../../shell/engine/open-incident.ts'
import { openEngineBench, until } from '../../shell/engine/testing/engine-bench.ts'
import { runCommand } from '../../shell/engine/transact.ts'
import { createDeliver } from '../deliver.ts'
import { createReporter } from '../report-attempts.ts'
import { createSendLoop } from '../send-loop.ts'
import { findRecentPages, lead, markBundled, takeAlong } from './bundle.queries.ts'
import { createBundle } from './bundle-pages.ts'
import { listGathered, markCarried } from './gather.queries.ts'
import { createGather } from './gather-pages.ts'

const BY_ANA = { kind: 'user', id: ANA, via: 'api' } as const
const TAKEN: SendResult = { handedOver: true, providerRef: 'SM1', isDelivered: false }
const NEVER: SendResult = { failure: { code: 'bad_address', retry: 'never', cause: 'no such number' } }
const LATER: SendResult = { failure: { code: 'timeout', retry: 'later', cause: 'no answer' } }

function person(name: string, own = {}) {
  return aUser(name, {
    contacts: [aContact('sms', { channel: 'sms', to: `+4917012${name.length}` }), aContact('ntfy')],
    rules: [aRule('0m', 'sms')],
    ...own,
  })
}

function organisation(...people: ReturnType<typeof person>[]): Directory {
  return aDirectory({
    users: people,
    services: people.map(({ id }) => aService(id, { policy: id as never })),
    policies: people.map(({ id }) => ({ ...aPolicy([aStep('0m', id), aStep('5m', id)]), id: id as never })),
    settings: { pageBundling: { seconds: 60, never: ['P1'] } },
  })
}

describeOnEachEngine('pages of several incidents in a burst', (open) => {
  async function begin(directory = organisation(person('ana'))) {
    const bench = await openEngineBench(await open(), directory)
    const { kysely } = bench.database
    const sent: { channel: string; message: Message }[] = []
    let world: (channel: string, message: Message) => SendResult | Promise<SendResult> = () => TAKEN
    const channelOf = (channel: string): OutChannel => ({
      ...{ channel, configSchema: z.unknown(), checkAddress: () => undefined, bundleMax: 6 },
      send: async (_net, _config, _contact, message) => {
        sent.push({ channel, message })
        return world(channel, message)
      },
    })
    const failed: string[] = []
    let reached: ReachedLimit | undefined
    let unmarkable = 0
    const nodeOf = (name: string, isDying = false) =>
      createSendLoop(
        bench.deps,
        { sendClass: 'page', concurrencyMax: 50, channelMax: 50 },
        name,
        createDeliver({
          ...{ net: {} as never, now: () => bench.clock.now() },
          ...{ channels: new Map(['sms', 'ntfy', 'email'].map((each) => [each, channelOf(each)])) },
          channelConfig: async () => undefined,
          contactSecret: async () => undefined,
          directory: () => bench.deps.directory.latest(),
          findLimit: async ({ target }) => (target.channel === 'sms' ? reached : undefined),
          links: ({ page }) => [{ action: 'acknowledge', url: `https://t.example.com/a/${page}` }],
          gather: createGather({
            listGathered: (word) => listGathered(kysely, word),
            markCarried: (pages, by) => markCarried(kysely, pages, by),
            failed: (error) => void failed.push(String(error)),
          }),
          bundle: createBundle({
            directory: () => bench.deps.directory.latest(),
            bundleMax: () => 6,
            findRecentPages: (message, times) => findRecentPages(kysely, message, times),
            lead: (message) => lead(kysely, message),
            async takeAlong(message, which) {
              const members = await takeAlong(kysely, message, which)
              // The process dies between gathering and sending.
              return isDying ? new Promise<never>(() => undefined) : members
            },
            async markCarried(pages, by, at) {
              if (unmarkable-- > 0) throw new Error('the database is away')
              await markBundled(kysely, pages, by, at)
            },
            sleep: async () => undefined,
            failed: (error, what) => void failed.push(`${what}: ${error}`),
          }),
        }),
        createReporter(bench.deps),
      )
    const loop = nodeOf('node 1')
    return {
      ...{ ...bench, sent, failed, nodeOf },
      beat(name: string) {
        const now = bench.clock.now()
        const node = { name, version: '1', startedAt: now, seenAt: now }
        return bench.store.beatNode(node, (now - NODE_DEAD_AFTER_MS) as Instant)
      },
      answer: (given: typeof world) => (world = given),
      limit: (given: ReachedLimit) => (reached = given),
      unmark: (times: number) => (unmarkable = times),
      declare: (priority = 'P2', user = 'ana'): Promise<IncidentId> =>
        openIncident(bench.deps, BY_ANA, (id) => {
          const severity = priority === 'P1' ? 'high' : 'medium'
          const scope = 'company_wide'
          return aDeclaration({ id, severity, scope, services: [user as never] })
        }),
      async send(rounds = 1) {
        for (let round = 0; round < rounds; round++) {
          await loop.round()
          await loop.drained()
        }
      },
      attempts: async (id: IncidentId) =>
        (await bench.facts(id)).flatMap((fact) => (fact.type === 'PageAttempted' ? [fact] : [])),
      rowOf: async (id: IncidentId) => (await bench.rows('outbox')).find(({ incident_id }) => incident_id === id),
    }
  }
  const short = (id: IncidentId) => `…${id.slice(-1)}`
  const told = ({ message }: { message: Message }) =>
    message.bundle?.map(({ id }) => short(id as IncidentId)) ?? [short(String(message.incident?.id) as IncidentId)]

  test('the first goes at once; those that follow go as one message when its window has passed, each with its own link', async () => {
    const { declare, send, sent, clock, attempts, rowOf, failed } = await begin()
    const first = await declare()
    await send()
    clock.forward('10s')
    const others = [await declare(), await declare(), await declare()]
    await send()
    expect(sent.map(told)).toEqual([[short(first)]])
    const until = (clock.now() + 50_000) as Instant
    for (const id of others)
      expect(await attempts(id)).toMatchObject([{ attempt: 0, because: 'bundled', result: { outcome: 'held', until } }])
    clock.forward('49s')
    await send()
    expect(sent).toHaveLength(1)
    clock.forward('1s')
    await send(1)
    clock.forward('2s')
    await send(2)
    expect(sent.map(told)).toEqual([[short(first)], others.map(short)])
    const message = sent[1]?.message
    expect(message).toMatchObject({ kind: 'page', urgency: 'high', subject: '3 more incidents page you' })
    expect(new Set(message?.bundle?.map(({ links }) => links[0]?.url)).size).toBe(3)
    for (const id of others) {
      const handedOver = { outcome: 'handed_over', providerRef: 'SM1', together: 2 }
      expect((await attempts(id)).at(-1)).toMatchObject({ attempt: 1, result: handedOver })
      expect(await rowOf(id)).toMatchObject({ state: 'done', provider_ref: 'SM1' })
    }
    expect(failed).toEqual([])
  })

  test.each([
    { times: 2, count: 2, what: 'for a moment while they are marked: nobody is told twice' },
    { times: 3, count: 3, what: 'for longer while they are marked: those that could not be go by themselves' },
  ])('the database is away $what', async ({ times, count }) => {
    const { declare, send, sent, clock, attempts, failed, unmark } = await begin()
    await declare()
    await send()
    const others = [await declare(), await declare()]
    await send()
    clock.forward('1m')
    unmark(times)
    await send()
    clock.forward('2m')
    await send(2)
    expect(sent).toHaveLength(count)
    expect(sent[1]?.message.bundle).toHaveLength(2)
    for (const id of others) expect((await attempts(id)).at(-1)).toMatchObject({ result: { outcome: 'handed_over' } })
    expect(failed).toHaveLength(count - 2)
  })

  test('several that come in the same instant: one goes, the others wait for it', async () => {
    const { declare, send, sent, clock } = await begin()
    const all = [await declare(), await declare(), await declare()]
    await send()
    expect(sent.map(told)).toEqual([[short(all[0] as IncidentId)]])
    clock.forward('2s')
    await send()
    expect(sent).toHaveLength(1)
    clock.forward('58s')
    await send()
    expect(sent.map(told)[1]).toEqual(all.slice(1).map(short))
  })

  test('P1 never waits, and neither does the first page of anybody else', async () => {
    const { declare, send, sent } = await begin(organisation(person('ana'), person('bo')))
    await declare()
    await send()
    const urgent = await declare('P1')
    const ofBo = await declare('P2', 'bo')
    await send()
    expect(sent.slice(1).flatMap(told).toSorted()).toEqual([short(urgent), short(ofBo)].toSorted())
  })

  test('who wants none gets each page at once', async () => {
    const { declare, send, sent } = await begin(organisation(person('ana', { bundleSeconds: 0 })))
    await declare()
    await send()
    await declare()
    await send()
    expect(sent.map(({ message }) => message.bundle)).toEqual([undefined, undefined])
  })

  test('what somebody takes meanwhile drops out, and the last that is left goes as a page like any other', async () => {
    const { deps, declare, send, sent, clock } = await begin()
    await declare()
    await send()
    const [taken, left] = [await declare(), await declare()]
    await send()
    await runCommand(deps, taken, { type: 'Acknowledge', by: ANA }, BY_ANA)
    clock.forward('1m')
    await send()
    expect(sent).toHaveLength(2)
    expect(sent[1]?.message).toMatchObject({ incident: { id: left } })
    expect(sent[1]?.message.bundle).toBeUndefined()
  })

  test('while the first hangs the second waits for it; when it fails the second goes at once', async () => {
    const { nodeOf, declare, sent, answer, clock } = await begin()
    let end: (result: SendResult) => void = () => undefined
    answer((channel, message) =>
      channel === 'sms' && message.incident?.id === first ? new Promise((resolve) => (end = resolve)) : TAKEN,
    )
    const first = await declare()
    const [one, two] = [nodeOf('node 1'), nodeOf('node 2')]
    await one.round()
    const second = await declare()
    await two.round()
    await two.drained()
    expect(sent.map(told)).toEqual([[short(first)]])
    end(NEVER)
    await one.drained()
    clock.forward('2s')
    await two.round()
    await two.drained()
    expect(sent.filter(({ channel }) => channel === 'sms').map(told)).toEqual([[short(first)], [short(second)]])
  })

  test.each(['somebody takes the page that leads', 'bundling is switched off', 'its limit is reached'])(
    'while a message is under way, none of its pages goes out by itself though %s',
    async (what) => {
      const { deps, nodeOf, beat, declare, send, sent, answer, limit, attempts, clock } = await begin()
      await declare()
      await send()
      const [lead, member] = [await declare(), await declare()]
      await send()
      clock.forward('1m')
      let end: (result: SendResult) => void = () => undefined
      answer(() => new Promise((resolve) => (end = resolve)))
      const [one, two] = [nodeOf('node 1'), nodeOf('node 2')]
      await one.round()
      await until(() => sent.length === 2)
      await beat('node 1')
      if (what === 'bundling is switched off') {
        const without = organisation(person('ana', { bundleSeconds: 0 }))
        deps.directory.latest = () => without
      } else if (what === 'its limit is reached') limit({ span: 'hour', max: 2 })
      else await runCommand(deps, lead, { type: 'Acknowledge', by: ANA }, BY_ANA)
      clock.forward('2s')
      await two.round()
      await two.drained()
      end(TAKEN)
      await one.drained()
      clock.forward('2s')
      await two.round()
      await two.drained()
      expect(sent.map(told)).toEqual([['…1'], [short(lead), short(member)]])
      expect((await attempts(member)).at(-1)).toMatchObject({ result: { outcome: 'handed_over', together: 1 } })
    },
  )

  test('what waits goes another way when its limit is reached by the time it would leave', async () => {
    const { declare, send, sent, limit, attempts, clock } = await begin()
    await declare()
    await send()
    const waiting = await declare()
    await send()
    limit({ span: 'hour', max: 1 })
    clock.forward('1m')
    await send(2)
    clock.forward('2s')
    await send(2)
    expect(sent.map((each) => [each.channel, ...told(each)])).toEqual([
      ['sms', '…1'],
      ['ntfy', short(waiting)],
    ])
    const results = (await attempts(waiting)).map(({ result }) => result)
    expect(results.map(({ outcome }) => outcome)).toEqual(['held', 'gave_up', 'handed_over'])
    expect(results[1]).toMatchObject({ code: 'over_limit' })
  })

  test('when the node dies whose message led with a page that was taken, the others go together soon', async () => {
    const { deps, nodeOf, beat, declare, send, sent, answer, clock } = await begin()
    await declare()
    await send()
    const [lead, ...members] = [await declare(), await declare(), await declare()]
    await send()
    clock.forward('1m')
    answer(() => new Promise(() => {}))
    await nodeOf('node 1').round()
    await until(() => sent.length === 2)
    await beat('node 1')
    await runCommand(deps, lead, { type: 'Acknowledge', by: ANA }, BY_ANA)
    answer(() => TAKEN)
    const two = nodeOf('node 2')
    for (let rounds = 0; rounds < 3; rounds++) {
      clock.forward('4s')
      await beat('node 2')
      await two.round()
      await two.drained()
    }
    expect(sent.slice(2).map(told)).toEqual([members.map(short)])
  })

  test('a message that fails for good fails for each page in it: each goes by the next contact, within seconds', async () => {
    const { declare, send, sent, answer, clock, attempts } = await begin()
    await declare()
    await send()
    const others = [await declare(), await declare(), await declare()]
    await send()
    answer((channel) => (channel === 'sms' ? NEVER : TAKEN))
    clock.forward('1m')
    for (let second = 0; second < 12; second++) {
      await send(2)
      clock.forward('1s')
    }
    const bySms = sent.filter(({ channel, message }) => channel === 'sms' && message.bundle)
    expect(bySms.map(told)).toEqual([others.map(short)])
    const byNext = sent.filter(({ channel }) => channel === 'ntfy').flatMap(told)
    expect(byNext.toSorted()).toEqual(others.map(short))
    for (const id of others) {
      const outcomes = (await attempts(id)).map(({ result }) => result.outcome)
      expect(outcomes.slice(0, 2)).toEqual(['held', 'gave_up'])
      expect(outcomes.at(-1)).toBe('handed_over')
    }
  })

  test('a message that may be tried again is tried again with all, and counts as an attempt of each', async () => {
    const { declare, send, sent, answer, clock, attempts } = await begin()
    await declare()
    await send()
    const others = [await declare(), await declare()]
    await send()
    let left = 1
    answer(() => (left-- > 0 ? LATER : TAKEN))
    clock.forward('1m')
    for (let second = 0; second < 8; second++) {
      await send(2)
      clock.forward('1s')
    }
    expect(sent.slice(1).map(told)).toEqual([others.map(short), others.map(short)])
    for (const id of others)
      expect((await attempts(id)).map(({ attempt, result }) => [attempt, result.outcome])).toEqual([
        [0, 'held'],
        [1, 'will_retry'],
        [2, 'handed_over'],
      ])
  })

  test('a node that dies between gathering and sending loses nothing and doubles nothing', async () => {
    const { declare, send, sent, nodeOf, clock, store, rowOf } = await begin()
    await declare()
    await send()
    const others = [await declare(), await declare()]
    await send()
    clock.forward('1m')
    await nodeOf('node that dies', true).round()
    const gathered = async () =>
      ((await rowOf(others[1] as IncidentId))?.message as { bundledIn?: string } | undefined)?.bundledIn
    for (let tries = 0; (await gathered()) === undefined && tries < 200; tries++) await clock.nextTurn()
    expect(await gathered()).toBeDefined()
    expect(sent).toHaveLength(1)
    await store.releaseSends({ class: 'page', node: 'node that dies', now: clock.now(), except: [] })
    for (let second = 0; second < 6; second++) {
      await send(2)
      clock.forward('1s')
    }
    expect(sent.slice(1).flatMap(told).toSorted()).toEqual(others.map(short))
    for (const id of others) expect(await rowOf(id)).toMatchObject({ state: 'done' })
  })

  test('a page that leads is in no other message any more: two that had each other would wait for each other', async () => {
    const { declare, send, clock, rowOf, database } = await begin()
    await declare()
    await send()
    const [one, other] = [await declare(), await declare()]
    await send()
    const messageOf = async (id: IncidentId) => (await rowOf(id))?.message as PersonMessage
    const [first, word] = [await messageOf(one), (await messageOf(one)).gather ?? '']
    expect(await lead(database.kysely, first)).toBe(true)
    await takeAlong(database.kysely, first, { word, max: 5, at: clock.now() })
    const second = await messageOf(other)
    expect(second.bundledIn).toBe(first.page)
    expect(await lead(database.kysely, second)).toBe(true)
    expect(await messageOf(other)).not.toHaveProperty('bundledIn')
  })

  test('a page waits behind no message that its provider reported as lost', async () => {
    const { declare, send, sent, database } = await begin()
    await declare()
    await send()
    await database.pool.query(`update outbox set last_error = 'undelivered: the line was busy'`)
    await declare()
    await send()
    expect(sent).toHaveLength(2)
  })

  test('a page waits behind no test that its reader asked for', async () => {
    const { declare, send, sent, database } = await begin()
    await declare()
    await database.pool.query(`update outbox set message = message || '{"goesAlone": true}'`)
    await send()
    await declare()
    await send()
    expect(sent).toHaveLength(2)
  })

  test('more than one message holds go in the next one at once', async () => {
    const { declare, send, sent, clock } = await begin()
    await declare()
    await send()
    for (let count = 0; count < 9; count++) await declare()
    await send()
    clock.forward('1m')
    for (let second = 0; second < 8; second++) {
      await send(2)
      clock.forward('1s')
    }
    expect(sent.slice(1).map((each) => told(each).length)).toEqual([6, 3])
  })
})
