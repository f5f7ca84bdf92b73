import type { IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { ANA, aDirectory, aPolicy, aStep, aUser } from '@tocsin/core/testing/directory.ts'
import { anOpening } from '@tocsin/core/testing/story.ts'
import { at, START } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { describeOnEachEngine } from '../database/testing/database-harness.ts'
import { StoreConflict } from '../store/store.ts'
import { aSend, aWake, incidentId } from '../store/testing/builders.ts'
import { CHAIN_START, hashFact } from './fact-chain.ts'
import { openIncident } from './open-incident.ts'
import { type EngineBench, openEngineBench } from './testing/engine-bench.ts'
import { runCommand, transact } from './transact.ts'
import { UnitOfWork } from './unit-of-work.ts'

const SYSTEM = { kind: 'system', part: 'matcher' } as const
const BY_ANA = { kind: 'user', id: ANA, via: 'api' } as const

describeOnEachEngine('a transaction of the engine', (open) => {
  const begin = async (...args: Parameters<typeof openEngineBench> extends [unknown, ...infer Rest] ? Rest : never) =>
    openEngineBench(await open(), ...args)
  const declare = (bench: EngineBench, changes: Partial<ReturnType<typeof anOpening>> = {}): Promise<IncidentId> =>
    openIncident(bench.deps, BY_ANA, (id) => anOpening({ id, ...changes }))

  test('a command leaves its facts, the incident, its wakes and its sends, and tells after the commit', async () => {
    const bench = await begin()
    const id = await declare(bench)
    expect(id).toBe('INC-2026-000001')
    const facts = await bench.facts(id)
    expect(facts.map(({ type }) => type)).toEqual([
      'IncidentOpened',
      'SeverityAssessed',
      'ScopeAssessed',
      'PriorityAssessed',
      'AlertsAttached',
      'EscalationStarted',
      'StepFired',
      'PageRequested',
    ])
    expect(await bench.incident()).toMatchObject({ id, version: 8, status: 'open' })
    expect(await bench.rows('wakes')).toMatchObject([{ key: `${id}:escalation`, due: at('5m') }])
    expect(await bench.rows('outbox')).toMatchObject([{ key: `${id}/p1`, class: 'page', state: 'pending', due: START }])
    expect(bench.committed.map(({ incident, facts: told }) => [incident, told.length])).toEqual([[id, 8]])
    expect([...bench.nudged]).toEqual(['send:page'])
  })

  test('the loop of wakes is nudged for what comes due before its next look, and for nothing else', async () => {
    const bench = await begin()
    const save = (due: Instant) => transact(bench.deps, async (unit) => unit.setWake(aWake('w', { due })))
    await save(at('1s'))
    expect([...bench.nudged]).toEqual([])
    await save((at('1s') - 1) as Instant)
    expect([...bench.nudged]).toEqual(['wakes'])
  })

  test('the chain of hashes can be computed again from what the database holds, whatever stands in the facts', async () => {
    const bench = await begin()
    const title = 'Ünïcode \u2028 😀 "quotes" \\ back / slash \t tab, 1e21, -0, \u007f'
    const id = await declare(bench, { title, description: '{"b":1,"a":[1e21,-0,1e-7]}' })
    await runCommand(bench.deps, id, { type: 'AddNote', text: '\u{10ffff}\ufeff end' }, BY_ANA)
    await runCommand(bench.deps, id, { type: 'Acknowledge', by: ANA }, BY_ANA)
    const { rows } = await bench.database.pool.query('select version, hash from facts order by version')
    let last = CHAIN_START
    for (const fact of await bench.facts(id)) {
      last = hashFact(id, last, fact)
      expect(rows[fact.version - 1]).toEqual({ version: fact.version, hash: last })
    }
    expect((await bench.rows('incidents'))[0]?.last_hash).toBe(last)
  })

  test('numbers that are large, small or negative zero have one text in the chain before and after the database', async () => {
    const bench = await begin()
    const numbers = {
      big: 1e21,
      small: 1e-7,
      tiny: 5e-324,
      zero: -0,
      max: Number.MAX_VALUE,
      half: 0.1 + 0.2,
      Ä: 1,
      a: 2,
      Z: 3,
    }
    const { rows } = await bench.database.pool.query('select $1::jsonb as value', [JSON.stringify(numbers)])
    const fact = { version: 1, at: START, actor: SYSTEM, type: 'NoteAdded', because: 'asked', text: '' }
    const before = hashFact(incidentId(1), '', { ...fact, numbers } as never)
    expect(hashFact(incidentId(1), '', { ...fact, numbers: rows[0]?.value } as never)).toBe(before)
  })

  test('a lost race is repeated from the start, and nothing of the lost attempt is kept or told', async () => {
    const bench = await begin()
    const id = await declare(bench)
    bench.committed.length = 0
    let attempts = 0
    await transact(bench.deps, async (unit) => {
      attempts += 1
      await unit.load([id])
      unit.run(id, { type: 'AddNote', text: `attempt ${attempts}` }, BY_ANA)
      unit.setWake(aWake(`wake ${attempts}`))
      unit.nudgeAfterCommit(`loop ${attempts}`)
      if (attempts < 3) throw new StoreConflict('on purpose')
    })
    const notes = (await bench.facts(id)).filter(({ type }) => type === 'NoteAdded')
    expect(notes).toMatchObject([{ text: 'attempt 3', version: 9 }])
    expect((await bench.rows('wakes')).map(({ key }) => key).sort()).toEqual([`${id}:escalation`, 'wake 3'])
    expect(bench.committed.map(({ facts }) => facts.length)).toEqual([1])
    expect(bench.nudged.filter((name) => name.startsWith('loop'))).toEqual(['loop 3'])
  })

  test('it is repeated a bounded number of times, and other errors not at all', async () => {
    const bench = await begin()
    let attempts = 0
    const failing = (error: Error) =>
      transact(bench.deps, async () => {
        attempts += 1
        throw error
      })
    await expect(failing(new StoreConflict('always'))).rejects.toBeInstanceOf(StoreConflict)
    expect(attempts).toBe(LIMITS.commandRetriesMax)
    attempts = 0
    await expect(failing(new Error('the world'))).rejects.toThrow('the world')
    expect(attempts).toBe(1)
  })

  test('whoever cannot hear of a commit does not make it look as if it had failed', async () => {
    const bench = await begin()
    bench.deps.watch.committed = () => {
      throw new Error('deaf')
    }
    const id = await declare(bench)
    expect(await bench.incident()).toMatchObject({ id })
    expect(bench.logged.map(({ message }) => message)).toEqual(['what was committed could not be told'])
    expect(bench.nudged).toContain('send:page')
  })

  test('the configuration is that of the transaction, also when it changed since the last one', async () => {
    const bench = await begin()
    await declare(bench, { groupKey: 'first' })
    await bench.setDirectory({ ...aDirectory({ policies: [aPolicy([aStep('0m', 'carol')])] }), version: 2 })
    await declare(bench, { groupKey: 'second' })
    const sent = (await bench.rows('outbox')).map(({ message }) => (message as { user: string }).user)
    expect(sent).toEqual(['ana', 'carol'])
  })

  test('a rejected command changes nothing', async () => {
    const bench = await begin()
    const id = await declare(bench)
    const before = await bench.incident()
    expect(await runCommand(bench.deps, id, { type: 'Close', reason: '' }, BY_ANA)).toMatchObject({
      rejected: { code: expect.any(String) },
    })
    expect(await runCommand(bench.deps, incidentId(99), { type: 'Acknowledge' }, BY_ANA)).toEqual({
      rejected: { code: 'not_found' },
    })
    expect(await bench.incident()).toEqual(before)
  })

  test('of two words on one wake the last one counts, and a send that is called off before it was written never is', async () => {
    const bench = await begin()
    await bench.store.transaction((tx) => tx.saveWakes([aWake('kept'), aWake('dropped')]))
    await transact(bench.deps, async (unit) => {
      unit.dropWake('kept')
      unit.setWake(aWake('kept', { due: at('9m') }))
      unit.setWake(aWake('dropped', { due: at('9m') }))
      unit.dropWake('dropped')
    })
    expect(await bench.rows('wakes')).toMatchObject([{ key: 'kept', due: at('9m') }])

    const id = await declare(bench)
    await transact(bench.deps, async (unit) => {
      await unit.load([id])
      unit.run(id, { type: 'EscalateNow' }, BY_ANA)
      unit.run(id, { type: 'Acknowledge', by: ANA }, BY_ANA)
    })
    const rows = (await bench.rows('outbox')).filter((row) => row.class === 'page')
    expect(rows.map(({ key, state }) => [key, state])).toEqual([[`${id}/p1`, 'cancelled']])
  })

  test('commands of one transaction on many incidents see each other, and are written together', async () => {
    const bench = await begin(aDirectory({ users: [aUser('dora')] }))
    const ids = [await declare(bench, { groupKey: 'a' }), await declare(bench, { groupKey: 'b' })]
    await transact(bench.deps, async (unit) => {
      await unit.load(ids)
      for (const id of ids) unit.run(id, { type: 'Acknowledge', by: ANA }, BY_ANA)
      for (const id of ids) expect(unit.state(id)?.status).toBe('acknowledged')
      await unit.load(ids)
      for (const id of ids) unit.run(id, { type: 'AddNote', text: 'both' }, BY_ANA)
    })
    expect((await bench.incidents()).map(({ status, record }) => [status, record.notesCount])).toEqual([
      ['acknowledged', 1],
      ['acknowledged', 1],
    ])
  })

  test('an incident that was not loaded is a bug, not an empty one', async () => {
    const bench = await begin()
    await expect(
      transact(bench.deps, async (unit) => void unit.run(incidentId(1), { type: 'Acknowledge' }, SYSTEM)),
    ).rejects.toThrow('was not loaded')
  })
})

describeOnEachEngine('a unit of work that fails while it writes', (open) => {
  test('nothing of it is kept when the last of its statements fails', async () => {
    const bench = await openEngineBench(await open())
    const failing = bench.store.transaction(async (tx) => {
      const unit = new UnitOfWork(tx, bench.deps.directory.latest(), START)
      unit.run(incidentId(1), anOpening({ id: incidentId(1) }), SYSTEM)
      unit.setWake(aWake('w'))
      await unit.flush()
      await tx.addSends([aSend('bad', { class: null as never })])
    })
    await expect(failing).rejects.toThrow()
    for (const table of ['incidents', 'facts', 'wakes', 'outbox']) expect(await bench.rows(table), table).toEqual([])
  })
})
