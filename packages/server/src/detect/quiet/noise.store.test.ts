import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { ANA, aDirectory, aSource, aUser } from '@tocsin/core/testing/directory.ts'
import { at, ms, START } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { describeOnEachEngine } from '../../shell/database/testing/database-harness.ts'
import { openEngineBench } from '../../shell/engine/testing/engine-bench.ts'
import { runCommand } from '../../shell/engine/transact.ts'
import { createMatchRound } from '../match-loop.ts'
import { listNoise, saveNoiseMark } from './noise.queries.ts'

const CLEARED = { state: 'resolved' } as const
/** It is 18:00 in Tokyo at the start, when Ana is awake; ten hours later it is four in the morning. */
const DIRECTORY = aDirectory({
  users: [aUser('ana', { zone: 'Asia/Tokyo' })],
  sources: [aSource('monitor', { quietPeriodMs: ms('0m') })],
})
const named = (alertname: string, key = alertname): Partial<Signal> => ({ key, title: key, labels: { alertname } })

describeOnEachEngine('the noise review', (open) => {
  async function begin() {
    const bench = await openEngineBench(await open(), DIRECTORY)
    const match = createMatchRound(bench.deps)
    const db = bench.database.kysely
    return {
      ...bench,
      async see(...signals: Partial<Signal>[]) {
        await bench.receive(...signals)
        await bench.finish(match)
      },
      /** By name. */
      async noise(since: Instant = START) {
        const rows = await listNoise(db, { since, until: bench.clock.now() }, DIRECTORY)
        return Object.fromEntries(rows.map((row) => [row.name, row]))
      },
      mark: (alert: string, episode: number) =>
        saveNoiseMark(db, { alert, episode, reason: 'deploys do that', actor: { kind: 'user', id: ANA }, at: START }),
    }
  }

  test('it counts how often an alert fired, was acted on, cleared by itself and came back', async () => {
    const { see, noise, clock, incidents, deps } = await begin()
    const shortly = async (lasts: string) => {
      await see(named('Blink'))
      clock.forward(lasts)
      await see({ ...named('Blink'), ...CLEARED })
    }
    await shortly('1m')
    clock.forward('9m')
    await shortly('4m')
    clock.forward('1h')
    await shortly('20m')
    await see(named('Real'))
    const real = (await incidents()).find(({ record }) => record.title === 'Real')
    await runCommand(deps, real?.id as never, { type: 'Acknowledge', by: ANA }, { kind: 'user', id: ANA, via: 'api' })
    clock.forward('1m')
    await see({ ...named('Real'), ...CLEARED })
    clock.forward('1m')
    const { Blink, Real } = await noise()
    expect(Blink).toMatchObject({
      ...{ fired: 3, actedOn: 0, brief: 2, cameBack: 1, label: 'alertname', source: 'monitor' },
      shorterThan: { '2m': 1, '5m': 2, '15m': 2 },
    })
    expect(Real).toMatchObject({ fired: 1, actedOn: 1, brief: 0, cameBack: 0 })
  })

  test('pages at night are put down to the alert that brought them, by the clock of whom they woke', async () => {
    const { see, noise, clock } = await begin()
    await see(named('Day'))
    clock.forward('10h')
    await see(named('Night'))
    clock.forward('1m')
    const { Day, Night } = await noise()
    expect([Day?.woke, Night?.woke]).toEqual([0, 1])
  })

  test('what somebody called noise is counted once, and what lies before the span is not', async () => {
    const { see, noise, mark, rows, clock } = await begin()
    await see(named('Old'))
    clock.forward('1h')
    await see(named('New', 'new 1'), named('New', 'new 2'))
    const alerts = await rows('alerts')
    const first = alerts.find(({ key }) => key === 'new 1')
    await mark(String(first?.id), 1)
    await mark(String(first?.id), 1)
    clock.forward('1m')
    expect(await noise(at('30m'))).toMatchObject({ New: { fired: 2, marked: 1 } })
    expect(Object.keys(await noise(at('30m')))).toEqual(['New'])
  })

  test('an alert without the label is called by its title', async () => {
    const { see, noise, clock } = await begin()
    await see({ key: 'x', title: 'Disk full', labels: {} })
    clock.forward('1m')
    expect(await noise()).toMatchObject({ 'Disk full': { label: null, fired: 1 } })
  })
})
