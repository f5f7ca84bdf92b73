import type { IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import { ANA, aDirectory, aSource } from '@tocsin/core/testing/directory.ts'
import { ms } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { createMatchRound } from '../../detect/match-loop.ts'
import { type RestFinding, saveFinding } from '../../people/fairness/rest-findings.queries.ts'
import type { Retention } from '../config/options.ts'
import { describeOnEachEngine } from '../database/testing/database-harness.ts'
import { type EngineBench, openEngineBench } from '../engine/testing/engine-bench.ts'
import { runCommand } from '../engine/transact.ts'
import { aChange, aDelivery, aSend, idOf } from '../store/testing/builders.ts'
import { cleanUp } from './retention.ts'

const BY_ANA = { kind: 'user', id: ANA, via: 'api' } as const
const DAY = ms('1d')
const ALL: Retention = { deliveriesMs: DAY, alertsMs: DAY, sendsMs: DAY, changesMs: DAY, incidentsMs: DAY }
const RUNNING = new AbortController().signal

describeOnEachEngine('the clean-up', (open) => {
  const begin = async () => {
    const bench = await openEngineBench(
      await open(),
      aDirectory({ sources: [aSource('monitor', { quietPeriodMs: ms('0s') })] }),
    )
    const match = createMatchRound(bench.deps)
    return {
      ...bench,
      bench,
      match: () => bench.finish(match),
      clean: (retention = ALL, time = bench.clock.now()) => cleanUp(bench.database.kysely, retention, time, RUNNING),
      keys: async () => (await bench.rows('alerts')).map((row) => row.key).sort(),
    }
  }
  const close = async (bench: EngineBench, id: IncidentId) => {
    await runCommand(bench.deps, id, { type: 'Resolve', because: 'said_by_responder' }, { kind: 'key', name: 'ci' })
    await runCommand(bench.deps, id, { type: 'Close', reason: 'done' }, BY_ANA)
  }

  test('what was let through against a rule of rest goes 400 days after its end', async () => {
    const { bench, clock, clean } = await begin()
    const finding = (kind: RestFinding['kind'], endsAt: number): RestFinding => ({
      ...{ user: ANA, kind, schedules: [], because: 'nobody_else', actor: BY_ANA },
      ...{ startsAt: (endsAt - DAY) as Instant, endsAt: endsAt as Instant, letThroughAt: (endsAt - DAY) as Instant },
    })
    const now = clock.now()
    await saveFinding(bench.database.kysely, finding('days_in_a_row', now - 401 * DAY))
    await saveFinding(bench.database.kysely, finding('rest_after_night', now - 399 * DAY))
    expect(await clean({})).toMatchObject({ rest: 1 })
    expect((await bench.rows('rest_findings')).map(({ kind }) => kind)).toEqual(['rest_after_night'])
  })

  test('an alert goes with all that belongs to it once it is over and its incident too; everything else stays', async () => {
    const { bench, receive, match, incidents, clock, clean, keys, rows } = await begin()
    await receive(...['closed', 'fires in a closed one', 'open', 'waits'].map((key) => ({ key })), {
      ...{ key: 'watchdog', recordOnly: 'watchdog' as const },
    })
    await match()
    await receive(...['closed', 'open', 'watchdog'].map((key) => ({ key, state: 'resolved' as const })))
    await match()
    for (const { id, record } of await incidents()) {
      if (/^(closed|fires)/.test(record.groupKey?.split(':').at(-1) ?? '')) await close(bench, id)
    }
    await receive({ key: 'waits', state: 'resolved' })
    clock.forward('2d')
    const deleted = await clean({ alertsMs: DAY })
    expect(deleted).toMatchObject({ alertsMs: 2 })
    expect(await keys()).toEqual(['fires in a closed one', 'open', 'waits'])
    const left = new Set((await rows('alerts')).map((row) => row.id))
    for (const table of ['signals', 'placements'])
      expect(
        (await rows(table)).every((row) => left.has(row.alert_id)),
        table,
      ).toBe(true)
    await match()
    await clean({ alertsMs: DAY })
    expect(await keys()).toContain('waits')
  })

  test('an alert that is deleted at the moment at which it fires again is a new one', async () => {
    const { receive, match, clock, clean, rows, incidents } = await begin()
    await receive({ key: 'a', recordOnly: 'watchdog' })
    await match()
    await receive({ key: 'a', state: 'resolved' })
    await match()
    clock.forward('2d')
    await Promise.all([clean(), receive({ key: 'a' })])
    await match()
    expect(await rows('alerts')).toMatchObject([{ key: 'a', state: 'firing' }])
    expect(await rows('placements')).toHaveLength(1)
    expect(await incidents()).toHaveLength(1)
  })

  test('a closed incident goes with its facts and sends, a reopened one stays', async () => {
    const { bench, receive, match, incidents, clock, clean, rows, deps } = await begin()
    await receive({ key: 'a' }, { key: 'b' }, { key: 'c' })
    await match()
    const ids = (await incidents()).map(({ id }) => id) as [IncidentId, IncidentId, IncidentId]
    await close(bench, ids[0])
    await close(bench, ids[1])
    clock.forward('2d')
    await runCommand(deps, ids[1], { type: 'Reopen', because: 'said_by_responder' }, BY_ANA)
    expect(await clean()).toMatchObject({ incidentsMs: 1 })
    expect((await incidents()).map(({ id }) => id)).toEqual([ids[1], ids[2]])
    expect(new Set((await rows('facts')).map((row) => row.stream))).toEqual(new Set([ids[1], ids[2]]))
    const ofFirst = (await rows('outbox')).filter((row) => row.incident_id === ids[0])
    expect(ofFirst.map((row) => [row.class, row.state])).toEqual([['status', 'pending']])
  })

  test('bodies, changes, problems and sends go by their age; a send that has not ended stays', async () => {
    const { store, database, clock, clean, rows } = await begin()
    const write = async (name: string, time: typeof clock) => {
      await store.accept({
        ...{ signals: [], beats: [], changes: [aChange({ id: idOf(`c ${name}`), at: time.now() })] },
        deliveries: [aDelivery({ id: idOf(`d ${name}`), receivedAt: time.now(), mustKeep: true })],
      })
      await store.transaction((tx) => tx.addSends([aSend(name, { due: time.now() }), aSend(`${name} waits`)]))
      await store.transaction((tx) => tx.cancelSends([name], time.now()))
      await database.kysely
        .insertInto('door_problems')
        .values({ id: idOf(`p ${name}`), source_id: 'monitor', at: new Date(time.now()).toISOString(), problem: 'bad' })
        .execute()
    }
    await write('old', clock)
    clock.forward('2d')
    await write('new', clock)
    expect(await clean()).toMatchObject({ deliveriesMs: 2, changesMs: 1, sendsMs: 1 })
    expect((await rows('deliveries')).map((row) => row.id)).toEqual([idOf('d new')])
    expect((await rows('changes')).map((row) => row.id)).toEqual([idOf('c new')])
    expect((await rows('door_problems')).map((row) => row.id)).toEqual([idOf('p new')])
    expect((await rows('outbox')).map((row) => row.key).sort()).toEqual(['new', 'new waits', 'old waits'])
  })

  test('nothing goes whose retention is for ever', async () => {
    const { receive, match, clock, clean, rows } = await begin()
    await receive({ key: 'a', recordOnly: 'watchdog' })
    await receive({ key: 'a', state: 'resolved' })
    await match()
    clock.forward('2d')
    expect(await clean({})).toEqual({ access: 0, attachments: 0, rest: 0, monitoring: 0, once: 0 })
    expect(await rows('alerts')).toHaveLength(1)
  })

  test('it takes pieces until nothing is left, and ends between two of them when the node stops', async () => {
    const { database, clean, rows, clock } = await begin()
    const fill = (count: number) =>
      database.pool.query(
        `insert into door_problems (id, source_id, at, problem)
         select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'monitor', '2025-01-01', 'bad' from generate_series(1, $1) n`,
        [count],
      )
    await fill(2_500)
    expect(await clean()).toMatchObject({ deliveriesMs: 2_500 })
    await fill(2_500)
    const stopping = new AbortController()
    stopping.abort()
    await cleanUp(database.kysely, ALL, clock.now(), stopping.signal)
    expect(await rows('door_problems')).toHaveLength(2_500)
  })

  test('the history of an alert that comes back all the time is bounded', async () => {
    const { database, receive, match, clean, rows, clock } = await begin()
    await receive({ key: 'flaps', recordOnly: 'watchdog' })
    await match()
    await database.pool.query(`insert into signals (alert_id, seq, kind, episode, at, title, severity)
      select id, n, 'fired', n, '2025-01-01', 'Disk full', 'high' from alerts, generate_series(2, 3000) n`)
    await database.pool.query('update alerts set seq = 3000')
    expect(await clean({ alertsMs: DAY }, clock.now())).toMatchObject({ alertsMs: 1_999 })
    const [first] = (await rows('signals')).map((row) => Number(row.seq)).sort((a, b) => a - b)
    expect([first, (await rows('signals')).length]).toEqual([1, 1_001])
  })

  test('sessions and links that expired go too, and one kind that fails does not keep the others', async () => {
    const { database, clean, rows } = await begin()
    await database.pool.query(
      `insert into sessions (id, user_id, token_hash, created_at, last_used_at, expires_at, address, agent)
       values ('s', 'ana', 'h', '2025-01-01', '2025-01-01', '2025-02-01', '', '')`,
    )
    await database.pool.query('alter table changes rename to changes_away')
    try {
      await expect(clean()).rejects.toThrow('changes')
    } finally {
      await database.pool.query('alter table changes_away rename to changes')
    }
    expect(await rows('sessions')).toEqual([])
    expect(await clean()).toMatchObject({ access: 0, changesMs: 0 })
  })
})
