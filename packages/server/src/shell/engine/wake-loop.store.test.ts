import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import { ANA, aDirectory } from '@tocsin/core/testing/directory.ts'
import { anOpening } from '@tocsin/core/testing/story.ts'
import { at } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { describeOnEachEngine, describeOnEngine } from '../database/testing/database-harness.ts'
import { aWake } from '../store/testing/builders.ts'
import { openIncident } from './open-incident.ts'
import { type EngineBench, openEngineBench } from './testing/engine-bench.ts'
import { runCommand, transact } from './transact.ts'
import { createWakeRound, type WakeHandlers } from './wake-loop.ts'

const BY_ANA = { kind: 'user', id: ANA, via: 'api' } as const

const declare = (bench: EngineBench, name = 'disk'): Promise<IncidentId> =>
  openIncident(bench.deps, BY_ANA, (id) => anOpening({ id, groupKey: name }))

describeOnEachEngine('wakes', (open) => {
  const begin = async (handlers: WakeHandlers = {}) => {
    const bench = await openEngineBench(await open(), aDirectory())
    const round = createWakeRound(bench.deps, handlers)
    return { ...bench, bench, wake: () => bench.finish(round) }
  }
  const steps = (facts: { type: string }[]) =>
    facts.filter(({ type }) => /^(Step|Escalation)/.test(type)).map(({ type }) => type)

  test('a step that is due fires, arms the next one, and the loop sleeps until then', async () => {
    const { bench, wake, clock, facts, rows } = await begin()
    const id = await declare(bench)
    expect(await wake()).toEqual({ isMore: false, dueAt: at('5m') })
    clock.forward('5m')
    expect(await wake()).toEqual({ isMore: false, dueAt: at('10m') })
    clock.forward('5m')
    expect((await wake()).dueAt).toBe(at('40m'))
    expect(steps(await facts(id))).toEqual(['EscalationStarted', 'StepFired', 'StepFired', 'EscalationExhausted'])
    expect((await rows('outbox')).filter((row) => row.class === 'page')).toHaveLength(4)
  })

  test('a wake whose incident was taken meanwhile, or does not exist, is gone and does nothing', async () => {
    const { bench, wake, clock, deps, facts, rows } = await begin()
    const id = await declare(bench)
    await runCommand(deps, id, { type: 'Acknowledge', by: ANA }, BY_ANA)
    const body = { kind: 'EscalationStepDue', run: 1, pass: 0, step: 1 }
    await bench.store.transaction((tx) =>
      tx.saveWakes([
        aWake('stale', { kind: 'EscalationStepDue', subject: id, body }),
        aWake('lost', { kind: 'EscalationStepDue', subject: 'INC-2026-999999', body }),
      ]),
    )
    const before = (await facts(id)).length
    clock.forward('1h')
    expect(await wake()).toEqual({ isMore: false, dueAt: null })
    expect([(await facts(id)).length, await rows('wakes')]).toEqual([before, []])
  })

  test('one that fails is put off, longer each time, while all others are carried out', async () => {
    const { bench, wake, clock, facts, rows, logged } = await begin()
    const ids: IncidentId[] = []
    for (let n = 0; n < 7; n++) ids.push(await declare(bench, `group ${n}`))
    const poison = aWake('0 poison', {
      kind: 'EscalationStepDue',
      subject: ids[3] as string,
      body: 'poison',
      due: at('1m'),
    })
    await bench.store.transaction((tx) => tx.saveWakes([poison]))
    clock.forward('5m')
    await wake()
    for (const id of ids) expect(steps(await facts(id)).filter((type) => type === 'StepFired')).toHaveLength(2)
    const row = async () => (await rows('wakes')).find(({ key }) => key === '0 poison')
    expect(await row()).toMatchObject({ attempts: 1, due: at('5m1s'), last_error: expect.stringContaining('Error') })
    expect(logged.map(({ message }) => message)).toContain('a wake failed and will be tried again')
    clock.forward('1s')
    await wake()
    expect(await row()).toMatchObject({ attempts: 2, due: at('5m3s') })
    for (let tries = 0; tries < 12; tries++) {
      clock.forward('1m')
      await wake()
    }
    expect((await row())?.due).toBe(clock.now() + 60_000)
  })

  test('a wake of a kind that this version does not know is kept for one that does', async () => {
    const { bench, wake, clock, rows } = await begin()
    const id = await declare(bench)
    await bench.store.transaction((tx) => tx.saveWakes([aWake('new', { kind: 'SomethingNewDue' as never })]))
    clock.forward('5m')
    await wake()
    expect(steps(await bench.facts(id))).toContain('StepFired')
    expect((await rows('wakes')).find(({ key }) => key === 'new')).toMatchObject({ attempts: 1 })
  })

  test('when the database is away nothing is put off', async () => {
    const { bench, deps, store, clock, rows } = await begin()
    await declare(bench)
    clock.forward('5m')
    const round = createWakeRound(deps, {})
    let calls = 0
    deps.store = {
      ...store,
      transaction: (work) => {
        calls += 1
        // The look succeeds, the transaction after it does not.
        return calls === 2 ? Promise.reject(new Error('Connection terminated')) : store.transaction(work)
      },
    }
    await expect(bench.finish(round)).rejects.toThrow('Connection terminated')
    expect(await rows('wakes')).toMatchObject([{ attempts: 0, due: at('5m') }])
    await bench.finish(round)
    expect(await rows('wakes')).toMatchObject([{ attempts: 0, due: at('10m') }])
  })

  test('wakes that are not about incidents go to their handler, which may set them anew', async () => {
    const handled: string[][] = []
    const { bench, wake, rows } = await begin({
      HeartbeatDue: async (unit, wakes) => {
        handled.push(wakes.map(({ subject }) => subject))
        for (const each of wakes.slice(0, 1)) unit.setWake({ ...each, due: at('1h') })
      },
    })
    await bench.store.transaction((tx) =>
      tx.saveWakes(['a', 'b'].map((name) => aWake(name, { kind: 'HeartbeatDue', subject: name }))),
    )
    await wake()
    expect(handled).toEqual([['a', 'b']])
    expect(await rows('wakes')).toMatchObject([{ key: 'a', due: at('1h') }])
  })
})

describeOnEngine('postgres', 'wakes on several nodes', (open) => {
  test('each step fires once, and whoever takes an incident at that moment never waits in a circle', async () => {
    const bench = await openEngineBench(await open(), aDirectory())
    const ids: IncidentId[] = []
    for (let n = 0; n < 60; n++) ids.push(await declare(bench, `group ${n}`))
    bench.clock.forward('5m')
    const { rows: before } = await bench.database.pool.query(
      'select deadlocks from pg_stat_database where datname = current_database()',
    )
    const nodes = [1, 2, 3].map(() => createWakeRound(bench.deps, {}))
    const takers = ids
      .filter((_, n) => n % 2 === 0)
      .map((id) => runCommand(bench.deps, id, { type: 'Acknowledge', by: ANA }, BY_ANA))
    const helpers = ids
      .filter((_, n) => n % 2 === 1)
      .map((id) =>
        transact(bench.deps, async (unit) => {
          await unit.load([id])
          unit.run(id, { type: 'EscalateNow' }, BY_ANA)
        }),
      )
    await Promise.all([...nodes.map((round) => bench.finish(round)), ...takers, ...helpers])
    await Promise.all(nodes.map((round) => bench.finish(round)))
    for (const id of ids) {
      const places = (await bench.facts(id)).flatMap((fact) =>
        fact.type === 'StepFired' ? [`${fact.run}/${fact.pass}/${fact.step}`] : [],
      )
      expect(new Set(places).size, id).toBe(places.length)
    }
    const { rows: after } = await bench.database.pool.query(
      'select deadlocks from pg_stat_database where datname = current_database()',
    )
    expect(after).toEqual(before)
  })
})
