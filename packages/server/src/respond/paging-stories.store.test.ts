/** What others tell of pages that did not come, came twice or came for nothing. Each story is told once with the real store and rounds. */
import type { SendResult } from '@tocsin/adapters/out/channel.ts'
import type { IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import type { OutboxMessage } from '@tocsin/core/kernel/decision.ts'
import type { Fact, FactOf } from '@tocsin/core/kernel/fact.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Schedule } from '@tocsin/core/people/schedule.ts'
import {
  ANA,
  aDirectory,
  aPolicy,
  aSchedule,
  aStep,
  aUser,
  BOB,
  CAROL,
  schedule,
} from '@tocsin/core/testing/directory.ts'
import { anOpening } from '@tocsin/core/testing/story.ts'
import { at, ms } from '@tocsin/core/testing/time.ts'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { expect, test } from 'vitest'
import { createMatchRound } from '../detect/match-loop.ts'
import { startEngine } from '../shell/app/engine.ts'
import type { Schema } from '../shell/database/schema.ts'
import { describeOnEachEngine } from '../shell/database/testing/database-harness.ts'
import { openIncident } from '../shell/engine/open-incident.ts'
import { createStillClock, type EngineBench, openEngineBench, until } from '../shell/engine/testing/engine-bench.ts'
import { runCommand } from '../shell/engine/transact.ts'
import { createWakeRound } from '../shell/engine/wake-loop.ts'
import { systemClock } from '../shell/ports/clock.ts'
import { suspectsQuery } from '../shell/store/sql/audit.queries.ts'
import { freeLeasesQuery } from '../shell/store/sql/node.queries.ts'
import { aSend } from '../shell/store/testing/builders.ts'
import { createPagingAuditor } from './audit-paging.ts'
import { createReporter } from './report-attempts.ts'
import { createSendLoop } from './send-loop.ts'

const BY_ANA = { kind: 'user', id: ANA, via: 'api' } as const
const BY_BOB = { kind: 'user', id: BOB, via: 'api' } as const
const TAKEN: SendResult = { handedOver: true, isDelivered: false }
const LATER: SendResult = { failure: { code: 'timeout', retry: 'later', cause: 'no answer in time' } }

const declare = (bench: EngineBench): Promise<IncidentId> =>
  openIncident(bench.deps, BY_ANA, (id) => anOpening({ id, groupKey: id }))

const wake = (bench: EngineBench) => bench.finish(createWakeRound(bench.deps, {}))

/** Whom the incident asked for, in their order. */
const asked = (facts: readonly Fact[]): string[] =>
  facts.flatMap((fact) => (fact.type === 'PageRequested' ? [fact.user] : []))

const only = <Type extends Fact['type']>(facts: readonly Fact[], type: Type): FactOf<Type>[] =>
  facts.filter((fact): fact is FactOf<Type> => fact.type === type)

/** Ana by the schedule at once, and whoever is on call five minutes later. */
function onSchedule(primary: Schedule, ...others: string[]): Directory {
  const steps = [aStep('0m', schedule('primary')), aStep('5m', ...(others.length > 0 ? others : [schedule('primary')]))]
  return aDirectory({ schedules: [primary], policies: [aPolicy(steps)] })
}

describeOnEachEngine('stories of pages', (open) => {
  test('a restart during a wait loses no step, and whoever is paged late has all of their time', async () => {
    const database = await open()
    const clock = createStillClock()
    const id = await declare(await openEngineBench(database, aDirectory(), { clock }))
    clock.forward('3m')
    const restarted = await openEngineBench(database, aDirectory(), { clock })
    expect(await wake(restarted)).toEqual({ isMore: false, dueAt: at('5m') })
    expect(asked(await restarted.facts(id))).toEqual(['ana'])
    clock.forward('4m')
    const restartedLate = await openEngineBench(database, aDirectory(), { clock })
    expect(await wake(restartedLate)).toEqual({ isMore: false, dueAt: at('12m') })
    expect(asked(await restartedLate.facts(id))).toEqual(['ana', 'bob'])
  })

  test('an auditor too slow to come to its end is not taken for one that found nothing', async () => {
    const still = createStillClock()
    const slow = {
      ...still,
      now(): Instant {
        still.forward('31s')
        return still.now()
      },
    }
    const bench = await openEngineBench(await open(), aDirectory(), { clock: slow })
    await declare(bench)
    const told: boolean[] = []
    const auditor = createPagingAuditor(
      bench.deps,
      ({ isWhole }) => told.push(isWhole),
      async () => {},
    )
    const before = auditor.wellSince()
    await auditor.run(new AbortController().signal)
    expect(told).toEqual([false])
    expect(auditor.wellSince()).toBe(before)
    expect(bench.logged.map(({ level, message }) => [level, message])).toContainEqual([
      'error',
      'the auditor did not come to its end in time',
    ])
  })

  test('the auditor, and the look for leases of dead nodes, ask by index, however many wakes and sends there are', async () => {
    const bench = await openEngineBench(await open())
    await declare(bench)
    const { kysely } = bench.database
    await sql`insert into wakes (key, kind, subject, due, body) select 'w' || n, 'SnoozeDue', 'w' || n, ${'2026-02-01T00:00:00Z'}::timestamptz, '{}'
      from generate_series(1, 20000) n`.execute(kysely)
    await sql`insert into incidents select (jsonb_populate_record(i, jsonb_build_object('id', 'INC-2025-' || lpad(n::text, 6, '0'), 'status', 'closed',
        'group_key', null, 'open_group_key', null))).* from incidents i, generate_series(1, 1000) n`.execute(kysely)
    await sql`insert into outbox (key, class, state, due, attempts, message, requested_at)
      select 's' || n, 'chat', 'pending', ${'2026-02-01T00:00:00Z'}::timestamptz, 0, '{}', ${'2026-01-01T00:00:00Z'}::timestamptz
      from generate_series(1, 20000) n`.execute(kysely)
    for (const learn of [sql`select 1`, sql`analyze wakes, outbox, incidents`]) {
      await learn.execute(kysely)
      const now = bench.clock.now()
      const audit = await planOf(kysely, suspectsQuery({ after: '', limit: 500, now, askedSince: now }))
      expect(audit.match(/Index Cond: \(key = /g)).toHaveLength(7)
      expect(audit).toContain('incidents_audited')
      expect(audit).not.toContain('Seq Scan')
      expect(await planOf(kysely, freeLeasesQuery(now, now))).toContain('outbox_leased')
    }
  })

  test('an alert that goes on firing after somebody resolved it pages nobody; one that comes back pages once', async () => {
    const bench = await openEngineBench(await open())
    const see = async (...signals: Parameters<EngineBench['receive']>) => {
      await bench.receive(...signals)
      await bench.finish(createMatchRound(bench.deps))
    }
    await see({})
    const { id } = await bench.incident()
    await runCommand(bench.deps, id, { type: 'Resolve', because: 'said_by_responder' }, BY_ANA)
    for (let repeat = 0; repeat < 3; repeat++) await see({})
    expect((await bench.incident()).status).toBe('resolved')
    expect(asked(await bench.facts(id))).toEqual(['ana'])
    await see({ state: 'resolved' })
    await Promise.all([see({}), see({}), see({})])
    await see({})
    expect((await bench.incident()).status).toBe('open')
    expect(asked(await bench.facts(id))).toEqual(['ana', 'ana'])
  })

  test('of two who acknowledge at once one has it, the other hears so, and nobody is paged any more', async () => {
    const bench = await openEngineBench(await open())
    const id = await declare(bench)
    const outcomes = await Promise.all(
      [BY_ANA, BY_BOB].map((actor) => runCommand(bench.deps, id, { type: 'Acknowledge', by: actor.id }, actor)),
    )
    expect(outcomes.map((outcome) => ('rejected' in outcome ? outcome.rejected : outcome.because)).sort()).toEqual([
      'already_acknowledged',
      'asked',
    ])
    const acknowledged = only(await bench.facts(id), 'IncidentAcknowledged')
    expect(acknowledged).toHaveLength(1)
    const { response } = await bench.incident()
    expect([response.acknowledgedBy, response.owner]).toEqual([acknowledged[0]?.by, acknowledged[0]?.by])
    expect(await bench.rows('wakes')).toEqual([])
    bench.clock.forward('1h')
    await wake(bench)
    expect(asked(await bench.facts(id))).toEqual(['ana'])
    const pages = (await bench.rows('outbox')).filter(({ class: sendClass }) => sendClass === 'page')
    expect(pages.map(({ state }) => state)).toEqual(['cancelled'])
  })

  test('an override that is written during a page leaves that page with whom it asked, and the next step asks the other', async () => {
    const primary = aSchedule('primary', 'ana')
    const bench = await openEngineBench(await open(), onSchedule(primary))
    const sent: string[] = []
    const answers: ((result: SendResult) => void)[] = []
    const deliver = (message: OutboxMessage): Promise<SendResult> => {
      if (message.kind === 'page') sent.push(`${message.page.slice(-2)} ${message.user}`)
      return new Promise((resolve) => answers.push(resolve))
    }
    const room = { sendClass: 'page', concurrencyMax: 10, channelMax: 10 } as const
    const loop = createSendLoop(bench.deps, room, 'node', deliver, createReporter(bench.deps))
    const id = await declare(bench)
    await loop.round()
    await until(() => sent.length === 1)
    const override = {
      ...{ id: 'swap', mode: 'replace' as const, add: CAROL, remove: ANA },
      ...{ startsAt: at('0m'), endsAt: at('2h') },
    }
    await bench.setDirectory({ ...onSchedule({ ...primary, overrides: [override] }), version: 2 })
    answers.shift()?.(LATER)
    await loop.drained()
    bench.clock.forward('1s')
    await loop.round()
    await until(() => sent.length === 2)
    answers.shift()?.(TAKEN)
    await loop.drained()
    bench.clock.forward('5m')
    await wake(bench)
    await loop.round()
    await until(() => sent.length === 3)
    answers.shift()?.(TAKEN)
    await loop.drained()
    expect(sent).toEqual(['p1 ana', 'p1 ana', 'p2 carol'])
    const why = only(await bench.facts(id), 'StepFired').map(({ people }) => people.map((each) => each.why.override))
    expect(why).toEqual([[undefined], ['swap']])
  })

  test('a chat that answers nobody, with thousands of edits queued, holds up no page', async () => {
    const bench = await openEngineBench(await open(), aDirectory(), { clock: { ...systemClock, forward() {} } })
    const now = systemClock.now()
    const edits = Array.from({ length: 2_000 }, (_, index) => aSend(`edit-${index}`, { class: 'chat', due: now }))
    await bench.store.transaction((tx) =>
      tx.addSends(edits.map((row) => ({ ...row, message: { ...row.message, kind: 'notice' } }))),
    )
    const stuck: ((result: SendResult) => void)[] = []
    const paged: string[] = []
    const deliver = async (message: OutboxMessage): Promise<SendResult> => {
      if (message.kind !== 'page') return new Promise((resolve) => stuck.push(resolve))
      paged.push(message.user)
      return TAKEN
    }
    const engine = startEngine(bench.deps, { node: 'node', version: '0', flushesMax: 1 }, deliver)
    try {
      await until(() => stuck.length > 0)
      await declare(bench)
      await until(() => paged.length > 0)
      expect(paged).toEqual(['ana'])
      const { rows } = await sql<{ pending: number }>`select count(*)::int as pending from outbox
        where class = 'chat' and state = 'pending'`.execute(bench.database.kysely)
      expect(rows).toEqual([{ pending: edits.length }])
    } finally {
      await sql`delete from outbox where class = 'chat' and leased_by is null`.execute(bench.database.kysely)
      for (const release of stuck) release(TAKEN)
      await engine.stop()
    }
  })

  test('a node that is asked to stop lives as long as it sends: no other repeats what is under way', async () => {
    const bench = await openEngineBench(await open(), aDirectory(), { clock: { ...systemClock, forward() {} } })
    const stuck: ((result: SendResult) => void)[] = []
    const deliver = (): Promise<SendResult> => new Promise((resolve) => stuck.push(resolve))
    const engine = startEngine(bench.deps, { node: 'node', version: '0', flushesMax: 1 }, deliver)
    await declare(bench)
    await until(() => stuck.length > 0)
    const stopped = engine.stop()
    const lastWord = async (): Promise<Instant | undefined> => (await bench.rows('nodes'))[0]?.seen_at as Instant
    const before = await lastWord()
    await expect.poll(lastWord, { timeout: 5_000 }).not.toBe(before)
    for (const release of stuck) release(TAKEN)
    await stopped
    expect(await bench.rows('outbox')).toMatchObject([{ state: 'done', attempts: 1 }])
  })

  test('where nobody is on call at three in the morning the next step is called at once, and the incident says so', async () => {
    const bench = await openEngineBench(await open(), onSchedule(officeHours('ana'), 'bob'))
    bench.clock.forward('18h')
    const id = await declare(bench)
    const facts = await bench.facts(id)
    expect(only(facts, 'StepSkipped')).toMatchObject([{ step: 0, because: 'nobody_on_call', at: at('18h') }])
    expect(only(facts, 'PageRequested')).toMatchObject([{ user: BOB, at: at('18h') }])
  })

  test('where nobody at all is on call at three in the morning the admins are called at once, again and again', async () => {
    const bench = await openEngineBench(await open(), onSchedule(officeHours('ana')))
    bench.clock.forward('18h')
    const id = await declare(bench)
    expect(asked(await bench.facts(id))).toEqual(['root'])
    expect(await wake(bench)).toEqual({ isMore: false, dueAt: at('18h30m') })
    bench.clock.forward('30m')
    await wake(bench)
    expect(asked(await bench.facts(id))).toEqual(['root', 'root'])
    expect(only(await bench.facts(id), 'EscalationExhausted').map((fact) => fact.round)).toEqual([1, 2])
  })

  test('where nobody at all is on call and nobody is an admin, the incident still comes round, and says that nobody was there', async () => {
    const directory = onSchedule(officeHours('ana'))
    const users = new Map([...directory.users, ['root' as never, aUser('root', { isActive: false, role: 'admin' })]])
    const bench = await openEngineBench(await open(), { ...directory, users })
    bench.clock.forward('18h')
    const id = await declare(bench)
    expect(only(await bench.facts(id), 'EscalationExhausted')).toMatchObject([{ people: [] }])
    expect(await wake(bench)).toEqual({ isMore: false, dueAt: (at('18h') + ms('30m')) as Instant })
  })
})

async function planOf(db: Kysely<Schema>, query: RawBuilder<unknown>): Promise<string> {
  const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${query}`.execute(db)
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}

/** From nine to five on each day of the week. */
function officeHours(person: string): Schedule {
  const always = aSchedule('primary', person)
  const restrictions = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '09:00', to: '17:00' }))
  return { ...always, layers: always.layers.map((layer) => ({ ...layer, restrictions })) }
}
