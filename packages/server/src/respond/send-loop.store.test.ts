import type { SendResult } from '@tocsin/adapters/out/channel.ts'
import { present } from '@tocsin/core/kernel/assert.ts'
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import type { MessageToPerson } from '@tocsin/core/kernel/decision.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { ANA, aContact, aDirectory, aRule, aUser, BOB } from '@tocsin/core/testing/directory.ts'
import { anOpening } from '@tocsin/core/testing/story.ts'
import { at } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { describeOnEachEngine } from '../shell/database/testing/database-harness.ts'
import { openIncident } from '../shell/engine/open-incident.ts'
import { openEngineBench, until } from '../shell/engine/testing/engine-bench.ts'
import { runCommand } from '../shell/engine/transact.ts'
import { aSend, aSendBy } from '../shell/store/testing/builders.ts'
import { createReporter } from './report-attempts.ts'
import { createSendLoop, type Deliver } from './send-loop.ts'

const BY_ANA = { kind: 'user', id: ANA, via: 'api' } as const
const TAKEN: SendResult = { handedOver: true, providerRef: '250 ok', isDelivered: false }
const LATER: SendResult = { failure: { code: 'timeout', retry: 'later', cause: 'no answer in time' } }
const NEVER: SendResult = { failure: { code: 'bad_address', retry: 'never', cause: 'no such user' } }
/** Ana is reached by mail, else by ntfy. */
const TWO_WAYS = aDirectory({
  users: [
    aUser('ana', {
      contacts: [aContact('mail', { to: 'ana@example.com' }), aContact('ntfy')],
      rules: [aRule('0m', 'mail')],
    }),
  ],
})

interface Sent {
  message: MessageToPerson
  attempt: number
}

describeOnEachEngine('sends', (open) => {
  /** `world` answers each message; without an answer the send stays under way until the test ends it. */
  const begin = async (
    world: (sent: Sent) => SendResult | Promise<SendResult> | undefined,
    concurrencyMax = 10,
    channelMax = 10,
  ) => {
    const bench = await openEngineBench(await open(), TWO_WAYS)
    const sent: Sent[] = []
    const pending: ((result: SendResult) => void)[] = []
    const deliver: Deliver = (message, attempt) => {
      sent.push({ message, attempt })
      const answer = world({ message, attempt })
      return answer === undefined ? new Promise((resolve) => pending.push(resolve)) : Promise.resolve(answer)
    }
    const nodeOf = (name: string, room = concurrencyMax) =>
      createSendLoop(
        bench.deps,
        { sendClass: 'page', concurrencyMax: room, channelMax },
        name,
        deliver,
        createReporter(bench.deps),
      )
    const loop = nodeOf('node 1')
    return {
      ...{ ...bench, bench, sent, pending, nodeOf, loop },
      async send() {
        const round = await loop.round()
        await loop.drained()
        return round
      },
      declare: (): Promise<IncidentId> => openIncident(bench.deps, BY_ANA, (id) => anOpening({ id })),
      rowOf: async (key: string) => (await bench.rows('outbox')).find((row) => row.key === key),
      attempts: async (id: IncidentId) =>
        (await bench.facts(id)).flatMap((fact) =>
          fact.type === 'PageAttempted' ? [[fact.page.slice(-2), fact.attempt, fact.result.outcome]] : [],
        ),
    }
  }
  const under = (count: number, sent: Sent[]): Promise<void> => until(() => sent.length >= count)

  test('a page that is taken becomes a fact with the provider’s word, and is not sent again', async () => {
    const { send, declare, sent, rowOf, attempts, clock } = await begin(() => TAKEN)
    const id = await declare()
    await send()
    expect(sent.map(({ message, attempt }) => [message.user, message.target.channel, attempt])).toEqual([
      ['ana', 'email', 1],
    ])
    expect(await rowOf(`${id}/p1`)).toMatchObject({ state: 'done', provider_ref: '250 ok', leased_by: null })
    expect(await attempts(id)).toEqual([['p1', 1, 'handed_over']])
    clock.forward('1h')
    await send()
    expect(sent).toHaveLength(1)
  })

  test('what fails is tried again after 1, 4, 12 and 30 s; then another way is tried, and the next step waits for nobody', async () => {
    const { send, declare, sent, rowOf, attempts, clock } = await begin(({ message }) =>
      message.target.channel === 'email' ? LATER : TAKEN,
    )
    const id = await declare()
    for (const pause of ['1s', '4s', '12s', '30s']) {
      expect((await send()).isMore).toBe(false)
      const { dueAt } = await send()
      clock.forward(pause)
      expect(dueAt).toBe(clock.now())
    }
    await send()
    expect(sent.map(({ message, attempt }) => [message.target.channel, attempt])).toEqual([
      ['email', 1],
      ['email', 2],
      ['email', 3],
      ['email', 4],
      ['email', 5],
    ])
    expect(await rowOf(`${id}/p1`)).toMatchObject({ state: 'dead', last_error: 'timeout: no answer in time' })
    await send()
    expect(sent.at(-1)?.message).toMatchObject({ target: { channel: 'ntfy' }, because: 'contact_gave_up' })
    expect((await attempts(id)).slice(-2)).toEqual([
      ['p1', 5, 'gave_up'],
      ['p2', 1, 'handed_over'],
    ])
  })

  test('when no way to somebody is left the next step is called at once', async () => {
    const { send, declare, sent, facts } = await begin(({ message }) => (message.user === 'ana' ? NEVER : TAKEN))
    const id = await declare()
    for (let round = 0; round < 4; round++) await send()
    expect(sent.map(({ message }) => message.user)).toEqual(['ana', 'ana', 'bob'])
    expect((await facts(id)).map(({ type }) => type)).toContain('PersonUnreachable')
  })

  test('a provider’s wish to wait is heeded up to a minute', async () => {
    const wish = (retryAfterMs: number): SendResult => ({
      failure: { code: 'rate_limited', retry: 'later', cause: 'slow down', retryAfterMs },
    })
    const { send, declare, rowOf, clock } = await begin(({ attempt }) => wish(attempt === 1 ? 20_000 : 86_400_000))
    const id = await declare()
    await send()
    expect((await rowOf(`${id}/p1`))?.due).toBe(at('20s'))
    clock.forward('20s')
    await send()
    expect((await rowOf(`${id}/p1`))?.due).toBe(at('1m20s'))
  })

  test('an error of our own over one message is a failed attempt and holds up no other', async () => {
    const { send, store, sent, rows, logged } = await begin(({ message }) => {
      if (message.page === 'bad') throw new RangeError('Invalid time zone')
      return TAKEN
    })
    await store.transaction((tx) => tx.addSends(['a', 'bad', 'c'].map((key) => aSend(key))))
    await send()
    expect(sent).toHaveLength(3)
    expect((await rows('outbox')).map(({ key, state }) => `${key} ${state}`).sort()).toEqual([
      'a done',
      'bad pending',
      'c done',
    ])
    expect(logged.map(({ message }) => message)).toEqual(['a message could not be made or handed over'])
  })

  test('a page that was under way when somebody took it is not tried again', async () => {
    const { loop, declare, sent, pending, rowOf, attempts, deps, clock, send } = await begin(() => undefined)
    const id = await declare()
    await loop.round()
    await under(1, sent)
    await runCommand(deps, id, { type: 'Acknowledge', by: BOB }, BY_ANA)
    pending[0]?.(LATER)
    await loop.drained()
    expect(await rowOf(`${id}/p1`)).toMatchObject({ state: expect.not.stringMatching('pending') })
    clock.forward('1h')
    await send()
    expect(sent).toHaveLength(1)
    expect(await attempts(id)).toEqual([['p1', 1, 'gave_up']])
  })

  test('a lease that ends gives the page to another node; who comes late changes nothing, but what was taken is said', async () => {
    const { loop, nodeOf, declare, sent, pending, rowOf, attempts, clock } = await begin(() => undefined)
    const id = await declare()
    await loop.round()
    await under(1, sent)
    const other = nodeOf('node 2')
    await other.round()
    expect(sent).toHaveLength(1)
    clock.forward('1m')
    await other.round()
    await under(2, sent)
    expect(sent.map(({ message, attempt }) => [message.page, attempt])).toEqual([
      [`${id}/p1`, 1],
      [`${id}/p1`, 2],
    ])
    pending[0]?.(LATER)
    await loop.drained()
    expect(await rowOf(`${id}/p1`)).toMatchObject({ state: 'pending', leased_by: 'node 2', attempts: 2 })
    pending[1]?.(TAKEN)
    await other.drained()
    expect(await rowOf(`${id}/p1`)).toMatchObject({ state: 'done' })
    expect(await attempts(id)).toEqual([['p1', 2, 'handed_over']])
  })

  test('what was taken is not sent again when the node that had its lease meanwhile dies', async () => {
    const { loop, nodeOf, declare, sent, pending, store, rowOf, attempts, clock } = await begin(() => undefined)
    const id = await declare()
    await loop.round()
    await under(1, sent)
    clock.forward('1m')
    await nodeOf('node 2').round()
    await under(2, sent)
    pending[0]?.(TAKEN)
    await loop.drained()
    expect(await rowOf(`${id}/p1`)).toMatchObject({ state: 'done', leased_by: null })
    const beat = { name: 'node 3', version: '1', startedAt: at('0m'), seenAt: clock.now() }
    expect(await store.beatNode(beat, clock.now())).toMatchObject({ freed: 0 })
    clock.forward('1h')
    await nodeOf('node 3').round()
    expect(sent).toHaveLength(2)
    expect(await attempts(id)).toEqual([['p1', 1, 'handed_over']])
  })

  test('what a dead node had leased goes out from another, with the same key', async () => {
    const { loop, nodeOf, declare, sent, store, clock } = await begin(({ attempt }) =>
      attempt === 1 ? undefined : TAKEN,
    )
    await declare()
    await loop.round()
    await under(1, sent)
    clock.forward('4s')
    const beat = { name: 'node 2', version: '1', startedAt: at('0m'), seenAt: clock.now() }
    expect(await store.beatNode(beat, at('1s'))).toMatchObject({ freed: 1 })
    const other = nodeOf('node 2')
    await other.round()
    await other.drained()
    expect(new Set(sent.map(({ message }) => message.page)).size).toBe(1)
    expect(sent).toHaveLength(2)
  })

  test('a message over which every attempt ends without an outcome comes to an end', async () => {
    const { nodeOf, declare, sent, rowOf, clock } = await begin(() => undefined)
    const id = await declare()
    for (let life = 1; life <= LIMITS.pageAttemptsMax + 1; life++) {
      await nodeOf(`life ${life}`).round()
      await under(Math.min(life, LIMITS.pageAttemptsMax), sent)
      clock.forward('1m')
    }
    expect(sent.filter(({ message }) => message.page === `${id}/p1`)).toHaveLength(LIMITS.pageAttemptsMax)
    await until(async () => (await rowOf(`${id}/p1`))?.state === 'dead')
  })

  test('no more is under way than there is room for, and what ends makes room', async () => {
    const { loop, store, sent, pending, nudged } = await begin(() => undefined, 2)
    await store.transaction((tx) => tx.addSends(['a', 'b', 'c'].map((key) => aSend(key))))
    expect(await loop.round()).toEqual({ isMore: false, dueAt: null })
    await under(2, sent)
    await loop.round()
    expect(sent).toHaveLength(2)
    nudged.length = 0
    pending[0]?.(TAKEN)
    await until(() => nudged.includes('send:page'))
    await loop.round()
    await under(3, sent)
    expect(sent).toHaveLength(3)
    for (const end of pending) end(TAKEN)
    await loop.drained()
  })

  test('what its provider has answered makes room before that is written', async () => {
    const { loop, store, sent, nudged, rowOf } = await begin(() => TAKEN, 10, 1)
    await store.transaction((tx) => tx.addSends(['a', 'b'].map((key) => aSend(key))))
    const { transaction } = store
    let write = (): void => {}
    const writing = new Promise<void>((resolve) => {
      write = resolve
    })
    store.transaction = (work) => writing.then(() => transaction(work))
    await loop.round()
    await until(() => nudged.includes('send:page'))
    await loop.round()
    await under(2, sent)
    expect([(await rowOf('a'))?.state, (await rowOf('b'))?.state]).toEqual(['pending', 'pending'])
    write()
    await loop.drained()
    expect([(await rowOf('a'))?.state, (await rowOf('b'))?.state]).toEqual(['done', 'done'])
  })

  test('while nothing can be written, a channel sends some more than it may at once, and leaves room to others', async () => {
    const { loop, store, sent } = await begin(() => TAKEN, 10, 1)
    const keys = ['a', 'b', 'c', 'd', 'e', 'f']
    await store.transaction((tx) => tx.addSends([...keys.map((key) => aSendBy('email', key)), aSendBy('ntfy', 'n')]))
    const { transaction } = store
    let write = (): void => {}
    const writing = new Promise<void>((resolve) => {
      write = resolve
    })
    store.transaction = (work) => writing.then(() => transaction(work))
    for (let round = 0; round < keys.length; round++) {
      await loop.round()
      await under(Math.min(round + 2, 5), sent)
    }
    expect(sent.map(({ message }) => message.target.channel).sort()).toEqual([...Array(4).fill('email'), 'ntfy'])
    write()
    await loop.drained()
    for (let round = 0; round < 2; round++) {
      await loop.round()
      await loop.drained()
    }
    expect(sent).toHaveLength(7)
  })

  test('a channel that hangs fills its own room: what goes another way goes out, and what ends makes room again', async () => {
    const hangs = ({ message }: Sent) => (message.target.channel === 'email' ? undefined : TAKEN)
    const { loop, store, sent, pending, clock, rowOf } = await begin(hangs, 10, 2)
    const by = (channel: string, ...keys: string[]) =>
      store.transaction((tx) => tx.addSends(keys.map((key) => aSendBy(channel, key))))
    await by('email', 'a', 'b', 'c')
    await by('ntfy', 'n')
    const { dueAt } = await loop.round()
    await until(async () => (await rowOf('n'))?.state === 'done')
    expect(sent.map(({ message }) => message.target.channel).sort()).toEqual(['email', 'email', 'ntfy'])
    // The third mail is due, but nothing is to be looked for before one of the two ends.
    expect(dueAt === null || dueAt > clock.now()).toBe(true)
    await by('ntfy', 'm')
    await loop.round()
    await until(async () => (await rowOf('m'))?.state === 'done')
    pending[0]?.(TAKEN)
    await until(async () => (await rowOf('a'))?.state === 'done' || (await rowOf('b'))?.state === 'done')
    await loop.round()
    await under(5, sent)
    for (const end of pending) end(TAKEN)
    await loop.drained()
    expect((await rowOf('c'))?.state).toBe('done')
  })

  test('an outcome that could not be written is written a little later: the page does not go out again', async () => {
    const { send, declare, sent, deps, store, attempts, rowOf } = await begin(() => TAKEN)
    const id = await declare()
    let failures = 2
    deps.store = {
      ...store,
      transaction: (work) => {
        failures -= 1
        return failures >= 0 ? Promise.reject(new Error('Connection terminated')) : store.transaction(work)
      },
    }
    await send()
    expect([sent.length, (await rowOf(`${id}/p1`))?.state]).toEqual([1, 'done'])
    expect(await attempts(id)).toEqual([['p1', 1, 'handed_over']])
  })

  test('what failed goes out again at once although nobody could write that it failed; what was taken waits for its lease', async () => {
    const { send, declare, sent, bench, store, clock, attempts, rowOf } = await begin(({ message }) =>
      message.kind === 'page' && message.title === 'taken' ? TAKEN : LATER,
    )
    const failing = await declare()
    const taken = await openIncident(bench.deps, BY_ANA, (id) => anOpening({ id, groupKey: 'other', title: 'taken' }))
    const away = { ...store, transaction: () => Promise.reject(new Error('Connection terminated')) }
    const pages = () => sent.map(({ message, attempt }) => [message.kind === 'page' && message.incident, attempt])
    bench.deps.store = away
    await send()
    bench.deps.store = store
    await send()
    expect(pages().slice(2)).toEqual([[failing, 2]])
    expect(await attempts(failing)).toEqual([['p1', 2, 'will_retry']])
    clock.forward('1m')
    await send()
    expect(pages().filter(([incident]) => incident === taken)).toEqual([
      [taken, 1],
      [taken, 2],
    ])
    expect((await rowOf(`${taken}/p1`))?.state).toBe('done')
  })

  test('what is under way again is given back to nobody when only the answer to writing its last attempt was lost', async () => {
    const { loop, declare, sent, pending, bench, store, clock, nudged } = await begin(({ attempt }) =>
      attempt === 1 ? LATER : undefined,
    )
    await declare()
    let writeAgain = (): void => {}
    const again = new Promise<void>((resolve) => (writeAgain = resolve))
    let writes = 0
    bench.deps.store = {
      ...store,
      async transaction(work) {
        writes += 1
        if (writes > 1) return again.then(() => store.transaction(work))
        await store.transaction(work)
        throw new Error('Connection terminated')
      },
    }
    await loop.round()
    await until(() => writes === 2)
    clock.forward('1s')
    await loop.round()
    await under(2, sent)
    nudged.length = 0
    writeAgain()
    await until(() => nudged.includes('send:page'))
    bench.deps.store = { ...store, claimSends: () => Promise.reject(new Error('Connection terminated')) }
    await expect(loop.round()).rejects.toThrow()
    bench.deps.store = store
    await loop.round()
    expect(sent.map(({ attempt }) => attempt)).toEqual([1, 2])
    for (const end of pending) end(TAKEN)
    await loop.drained()
  })

  test('an outcome that its incident refuses ends its row all the same, and those of others are written', async () => {
    const { send, declare, sent, rows, bench, database, clock, logged } = await begin(() => TAKEN)
    const broken = await declare()
    const sound = await openIncident(bench.deps, BY_ANA, (id) => anOpening({ id, groupKey: 'sound' }))
    await database.pool.query(`update incidents set state = state - 'response' where id = $1`, [broken])
    await send()
    expect((await rows('outbox')).map(({ key, state }) => `${key} ${state}`).sort()).toEqual([
      `${broken}/p1 done`,
      `${sound}/p1 done`,
    ])
    expect((await bench.facts(sound)).at(-1)).toMatchObject({ type: 'PageAttempted' })
    expect(logged.map(({ message }) => message)).toEqual([
      'the outcome of a send could not be recorded on its incident',
    ])
    clock.forward('1h')
    await send()
    expect(sent).toHaveLength(2)
  })

  test('a notice ends its row, and is sent also when its incident is gone', async () => {
    const { bench, store, rowOf } = await begin(() => TAKEN)
    const notice = aSend('n1', { class: 'status' })
    await store.transaction((tx) => tx.addSends([{ ...notice, message: { ...notice.message, kind: 'notice' } }]))
    const said: MessageToPerson[] = []
    const room = { sendClass: 'status' as const, concurrencyMax: 1, channelMax: 1 }
    const deliver: Deliver = async (message) => {
      said.push(message)
      return TAKEN
    }
    const loop = createSendLoop(bench.deps, room, 'node 1', deliver, createReporter(bench.deps))
    await loop.round()
    await loop.drained()
    expect(present(said[0], 'a message').kind).toBe('notice')
    expect(await rowOf('n1')).toMatchObject({ state: 'done' })
  })
})
