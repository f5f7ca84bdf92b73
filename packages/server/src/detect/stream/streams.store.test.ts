import { payloadText } from '@tocsin/adapters/in/testing/door-request.ts'
import { streamEvent } from '@tocsin/adapters/stream/stream-event.ts'
import { type StreamRuleInput, streamRulesOf } from '@tocsin/adapters/stream/stream-rule.ts'
import { tallyEvents } from '@tocsin/adapters/stream/tally.ts'
import { present } from '@tocsin/core/kernel/assert.ts'
import type { SourceId } from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { aDirectory, aSource } from '@tocsin/core/testing/directory.ts'
import { ms } from '@tocsin/core/testing/time.ts'
import { afterEach, expect, test } from 'vitest'
import { describeOnEachEngine } from '../../shell/database/testing/database-harness.ts'
import { type EngineBench, openEngineBench } from '../../shell/engine/testing/engine-bench.ts'
import { createWakeRound } from '../../shell/engine/wake-loop.ts'
import { createMatchRound } from '../match-loop.ts'
import { type DoorServer, keyOf, startDoorServer } from '../testing/door-server.ts'
import { createDetectWakeHandlers } from '../wakes.ts'
import { createEventCounter, type EventCounter } from './count-events.ts'
import { forgetQuietGroups } from './forget-quiet-groups.ts'

const FAILED_LOGINS: StreamRuleInput = {
  ...{ id: 'failed-logins', name: 'Failed logins', when: "text.startsWith('Failed')", more_than: 3, within: '5m' },
  ...{ by: { account: "text.extract('for ([^ ]+)')" }, severity: 'critical' },
  title: '{{count}} failed logins for {{account}}',
}

const QUIET = { quietPeriodMs: ms('0s'), groupBy: [] }
const sourceWith = (rules: StreamRuleInput[]) =>
  aDirectory({ sources: [aSource('auth', { ...QUIET, system: 'syslog', options: { rules } })] })

describeOnEachEngine('rules over streams', (open) => {
  let bench: EngineBench
  let counter: EventCounter
  const begin = async (rules: StreamRuleInput[] = [FAILED_LOGINS]) => {
    bench = await openEngineBench(await open(), sourceWith(rules))
    counter = createEventCounter(bench.deps)
  }
  const source = () => present(bench.deps.directory.latest().sources.get('auth' as SourceId), 'the source')
  const tallyOf = (...texts: string[]) =>
    tallyEvents(
      streamRulesOf(source().options),
      texts.map((body) => streamEvent({ body })),
      bench.clock.now(),
    )
  /** Events that come now, through a counter: by default the one of this node. */
  const feed = async (texts: string[], by = counter) => {
    const counted = by.count(source(), tallyOf(...texts))
    expect(counted).not.toBeNull()
    await counted
  }
  const fail = (account: string, times = 1, by = counter) =>
    feed(Array(times).fill(`Failed password for ${account}`), by)
  const wake = async () => {
    await bench.finish(createWakeRound(bench.deps, createDetectWakeHandlers(bench.deps)))
    await bench.finish(createMatchRound(bench.deps))
  }
  const alerts = async () => (await bench.rows('alerts')).map(({ title, state }) => `${state} ${title}`).sort()

  test('a rule fires when more came within its window than are allowed, once for each group', async () => {
    await begin()
    await fail('root', 3)
    expect(await alerts()).toEqual([])
    bench.clock.forward('4m')
    await fail('root')
    await fail('ana', 3)
    expect(await alerts()).toEqual(['firing 4 failed logins for root'])
    await fail('root', 10)
    expect(await alerts()).toEqual(['firing 4 failed logins for root'])
    await bench.finish(createMatchRound(bench.deps))
    expect(await bench.rows('alerts')).toMatchObject([
      {
        ...{ severity: 'critical', labels: { account: 'root', alertname: 'Failed logins', rule: 'failed-logins' } },
        annotations: { example: 'Failed password for root' },
        description: '4 in the last 5 minutes, more than 3 are too many.',
      },
    ])
    expect((await bench.incident()).record.title).toBe('4 failed logins for root')
  })

  test('what came before the window is not counted', async () => {
    await begin()
    await fail('root', 3)
    bench.clock.forward('5m10s')
    await fail('root', 3)
    expect(await alerts()).toEqual([])
    expect((await bench.rows('stream_counts')).length).toBe(1)
  })

  test('it clears by a wake when the window has passed below the threshold, and fires again as a new episode', async () => {
    await begin()
    await fail('root', 3)
    bench.clock.forward('2m')
    await fail('root', 3)
    const dueAt = async () => (await bench.rows('wakes')).map(({ key, due }) => [key, Number(due) - bench.clock.now()])
    // After three more minutes the first three are gone from the window, and three are allowed.
    const [[key, due] = []] = (await dueAt()).filter(([name]) => String(name).startsWith('stream:'))
    expect(key).toMatch(/^stream:auth:failed-logins:[0-9a-f]{32}$/)
    expect(due).toBe(ms('3m'))
    bench.clock.forward('2m50s')
    await wake()
    expect(await alerts()).toEqual(['firing 6 failed logins for root'])
    bench.clock.forward('10s')
    await wake()
    expect(await alerts()).toEqual(['resolved 6 failed logins for root'])
    expect((await bench.incident()).status).toBe('resolved')
    expect((await bench.rows('wakes')).filter(({ key: name }) => String(name).startsWith('stream:'))).toEqual([])
    await fail('root')
    expect(await alerts()).toEqual(['firing 4 failed logins for root'])
    expect(await bench.rows('alerts')).toMatchObject([{ episode: 2 }])
  })

  test('as long as too many go on coming it stays', async () => {
    await begin()
    await fail('root', 4)
    for (let minute = 0; minute < 10; minute++) {
      bench.clock.forward('1m')
      await fail('root', 4)
      await wake()
      expect(await alerts()).toEqual(['firing 4 failed logins for root'])
    }
    bench.clock.forward('5m5s')
    await wake()
    expect(await alerts()).toEqual(['resolved 4 failed logins for root'])
    expect(await bench.rows('stream_groups')).toEqual([])
    expect(await bench.rows('stream_counts')).toEqual([])
  })

  test('counts are in the database: another node, or a new start, goes on where one stopped', async () => {
    await begin()
    await fail('root', 2)
    const other = createEventCounter(bench.deps)
    await fail('root', 1, other)
    expect(await alerts()).toEqual([])
    await fail('root', 1, other)
    expect(await alerts()).toEqual(['firing 4 failed logins for root'])
  })

  test('nodes that count one group at the same time lose nothing, and one of them sees the threshold', async () => {
    await begin([{ ...FAILED_LOGINS, more_than: 39 }])
    const nodes = Array.from({ length: 4 }, () => createEventCounter(bench.deps))
    // Two groups in both orders: whoever holds one never waits for the other in a circle.
    const rounds = nodes.flatMap((node, index) =>
      Array.from({ length: 10 }, () => {
        const both = ['Failed password for root', 'Failed password for ana']
        return feed(index % 2 === 0 ? both : both.toReversed(), node)
      }),
    )
    await Promise.all(rounds)
    expect((await bench.rows('stream_counts')).map(({ n }) => Number(n))).toEqual([40, 40])
    expect(await alerts()).toEqual(['firing 40 failed logins for ana', 'firing 40 failed logins for root'])
  })

  test('a rule that is taken away ends what it had found', async () => {
    await begin()
    await fail('root', 4)
    await bench.setDirectory({ ...sourceWith([]), version: bench.deps.directory.latest().version + 1 })
    bench.clock.forward('5m')
    await wake()
    expect(await alerts()).toEqual(['resolved 4 failed logins for root'])
    expect(await bench.rows('wakes')).toEqual([])
  })

  test('groups beyond what a rule may tell apart are counted as one, which fires as such', async () => {
    await begin()
    await bench.database.pool.query(
      `insert into stream_groups (source_id, rule_id, group_id, labels, sample, quiet_at, is_firing)
       select 'auth', 'failed-logins', 'g' || n, '{}', '', $1::timestamptz, false
       from generate_series(1, $2::int) as n`,
      [new Date(bench.clock.now() + ms('5m')).toISOString(), LIMITS.streamGroupsPerRuleMax - 1],
    )
    await feed(['Failed password for root', ...Array.from({ length: 5 }, (_, n) => `Failed password for user${n}`)])
    expect(await alerts()).toEqual(['firing Failed logins: more groups than are told apart'])
    expect((await bench.rows('stream_groups')).length).toBe(LIMITS.streamGroupsPerRuleMax + 1)
    bench.clock.forward('6m')
    await wake()
    await forgetQuietGroups(bench.database.kysely, bench.deps)
    expect(await bench.rows('stream_groups')).toEqual([])
    expect(await bench.rows('stream_counts')).toEqual([])
    expect(await alerts()).toEqual(['resolved Failed logins: more groups than are told apart'])
  })

  test('groups that fire, or of which something is in the window, are not forgotten', async () => {
    await begin()
    await fail('root', 4)
    await fail('ana', 1)
    bench.clock.forward('4m')
    await forgetQuietGroups(bench.database.kysely, bench.deps)
    expect((await bench.rows('stream_groups')).length).toBe(2)
    bench.clock.forward('10m')
    await forgetQuietGroups(bench.database.kysely, bench.deps)
    expect(await bench.rows('stream_groups')).toMatchObject([{ is_firing: true }])
  })
})

describeOnEachEngine('doors of streams', (open) => {
  let server: DoorServer
  afterEach(() => server.stop())
  const RULES = { rules: [{ id: 'any', name: 'Anything', when: 'true', within: '1m' }] }
  const changes = { otlp: { options: RULES }, syslog: { options: RULES }, 'json-stream': { options: RULES } }
  const begin = async (isFull = false) => {
    server = await startDoorServer(await open(), { changes, isStorageFull: () => isFull })
  }
  const titles = async () => (await server.bench.rows('alerts')).map(({ source_id, title }) => `${source_id} ${title}`)
  const logs = () => payloadText('otlp', 'logs.request.json').replaceAll('1544712660300000000', '0')
  const bearer = { authorization: `Bearer ${keyOf('otlp')}` }

  test('logs come in under the key of the source, in a header or in the path', async () => {
    await begin()
    const allHeaders: Record<string, string>[] = [
      bearer,
      { 'x-tocsin-key': keyOf('otlp') },
      { 'api-key': keyOf('otlp') },
    ]
    for (const headers of allHeaders) expect((await server.post('/v1/logs', logs(), headers)).json).toEqual({})
    expect((await server.post(`/in/otlp/${keyOf('otlp')}/v1/logs`, logs())).status).toBe(200)
    expect((await server.post(`/in/otlp/${keyOf('otlp')}`, logs())).status).toBe(200)
    expect(await titles()).toEqual(['otlp Anything'])
    const counted = (await server.bench.rows('stream_counts')).reduce((sum, { n }) => sum + Number(n), 0)
    expect(counted).toBe(5)
  })

  test('an exporter without a key, or of another signal, is told in its own form', async () => {
    await begin()
    const { status, json } = await server.post('/v1/logs', logs())
    expect([status, json]).toMatchObject([401, { code: 16, message: expect.stringContaining('Bearer') }])
    expect((await server.post('/v1/traces', {}, bearer)).json).toMatchObject({ code: 5 })
    const type = { 'content-type': 'application/x-protobuf' }
    const refused = await server.post('/v1/logs', new Uint8Array([0xff]), { ...bearer, ...type })
    expect([refused.status, refused.headers['content-type']]).toEqual([400, 'application/x-protobuf'])
    // What cannot be read is kept, as at every door.
    expect(await server.bench.rows('dead_letters')).toMatchObject([{ source_id: 'otlp' }])
  })

  test('messages of syslog and events in JSON are counted by the same rules', async () => {
    await begin()
    expect((await server.post(`/in/syslog/${keyOf('syslog')}`, '<13>1 - h a - - - x')).status).toBe(200)
    expect((await server.post(`/in/json-stream/${keyOf('json-stream')}`, [{ event: 'x' }])).status).toBe(200)
    expect((await titles()).sort()).toEqual(['json-stream Anything', 'syslog Anything'])
  })

  test('a full disk sends everybody away until later', async () => {
    await begin(true)
    expect((await server.post('/v1/logs', logs(), bearer)).status).toBe(503)
    expect(await server.bench.rows('stream_counts')).toEqual([])
  })
})
