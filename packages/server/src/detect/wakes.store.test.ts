import type { Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import { aDirectory, aSource } from '@tocsin/core/testing/directory.ts'
import { at, ms, START } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { describeOnEachEngine } from '../shell/database/testing/database-harness.ts'
import { openEngineBench } from '../shell/engine/testing/engine-bench.ts'
import { createWakeRound } from '../shell/engine/wake-loop.ts'
import { createMatchRound } from './match-loop.ts'
import { calcBeatLook, createDetectWakeHandlers, deadlineOf, HEARTBEAT_KEY } from './wakes.ts'

const aHeart = (every: string, changes: Partial<ReturnType<typeof aSource>> = {}) =>
  aSource('backup', {
    system: 'heartbeat',
    everyMs: ms(every),
    graceMs: ms('10m'),
    quietPeriodMs: ms('0s'),
    ...changes,
  })

describeOnEachEngine('heartbeats', (open) => {
  const begin = async (source = aHeart('1h')) => {
    const bench = await openEngineBench(await open(), aDirectory({ sources: [source] }))
    const wakes = createWakeRound(bench.deps, createDetectWakeHandlers(bench.deps))
    const match = createMatchRound(bench.deps)
    let current = source
    const settle = async () => {
      await bench.finish(wakes)
      await bench.finish(match)
    }
    return {
      ...bench,
      settle,
      /** What a door makes of a beat. */
      async beat(receivedAt: Instant = bench.clock.now()) {
        const delivery = bench.deps.ids.next()
        await bench.store.accept({
          beats: [{ source: 'backup' as SourceId, at: receivedAt, due: calcBeatLook(current, receivedAt) }],
          signals: [
            {
              ...{
                newId: bench.deps.ids.next() as never,
                source: 'backup' as SourceId,
                repeats: 1,
                receivedAt,
                delivery,
              },
              signal: {
                ...{ key: HEARTBEAT_KEY, state: 'resolved', title: 'Heartbeat', severity: 'info', labels: {} },
                ...{ annotations: {}, isTest: false, endedAt: receivedAt },
              },
            },
          ],
          ...{ deliveries: [], changes: [] },
        })
      },
      async pass(minutes: number) {
        for (let minute = 0; minute < minutes; minute++) {
          bench.clock.forward('1m')
          await settle()
        }
      },
      async configure(changed: typeof source) {
        current = changed
        await bench.setDirectory({
          ...aDirectory({ sources: [changed] }),
          version: bench.deps.directory.latest().version + 1,
        })
      },
      alert: async () => (await bench.rows('alerts'))[0],
      wake: async () => (await bench.rows('wakes')).find((row) => row.key === 'beat:backup'),
    }
  }

  test('what beats in time is left alone; what does not fires once, pages, and clears with the next beat', async () => {
    const { beat, pass, alert, incidents, rows } = await begin()
    await beat()
    await pass(60)
    await beat()
    await pass(69)
    expect(await alert()).toBeUndefined()
    await pass(1)
    expect(await alert()).toMatchObject({ state: 'firing', title: 'No heartbeat from The backup', episode: 1 })
    expect((await alert())?.description).toContain(new Date(at('1h')).toISOString())
    await pass(300)
    expect(await rows('signals')).toHaveLength(1)
    expect(await incidents()).toMatchObject([{ status: 'open' }])
    await beat()
    await pass(1)
    expect(await incidents()).toMatchObject([{ status: 'resolved' }])
    await pass(70)
    expect(await alert()).toMatchObject({ state: 'firing', episode: 2 })
    expect((await incidents()).map(({ status }) => status)).toEqual(['resolved', 'open'])
  })

  test('what never beat is not missed', async () => {
    const { pass, alert, wake } = await begin()
    await pass(200)
    expect([await alert(), await wake()]).toEqual([undefined, undefined])
  })

  test('a shorter period counts within five minutes, a longer one at once', async () => {
    const { beat, pass, configure, alert } = await begin(aHeart('24h'))
    await beat()
    await pass(60)
    await configure(aHeart('30m'))
    await pass(5)
    expect(await alert()).toMatchObject({ state: 'firing' })
    await beat()
    await configure(aHeart('24h'))
    await pass(120)
    expect(await alert()).toMatchObject({ state: 'resolved' })
  })

  test('a source that is switched off is not missed, and is missed again once it is switched on', async () => {
    const { beat, pass, configure, alert } = await begin()
    await beat()
    await configure(aHeart('1h', { isActive: false }))
    await pass(120)
    expect(await alert()).toBeUndefined()
    await configure(aHeart('1h'))
    await pass(5)
    expect(await alert()).toMatchObject({ state: 'firing' })
  })

  test.each([
    ['is gone', undefined],
    ['is of another system now', aSource('backup')],
  ])('a source that %s is looked at no more, and nothing spins', async (_, changed) => {
    const { beat, pass, configure, setDirectory, alert, wake } = await begin()
    await beat()
    if (changed) await configure(changed)
    else await setDirectory({ ...aDirectory({ sources: [] }), version: 2 })
    await pass(120)
    expect([await alert(), await wake()]).toEqual([undefined, undefined])
  })

  test('a beat every second, and one that is late by its clock already, do not make the loop spin', async () => {
    const { beat, settle, wake, clock } = await begin(aHeart('1s', { graceMs: ms('0s') }))
    await beat(START)
    clock.forward('1m')
    await settle()
    expect((await wake())?.due).toBe(clock.now() + 1_000)
  })

  test('a beat that is committed while it is found missing wins', async () => {
    const bench = await begin()
    await bench.beat()
    bench.clock.forward('70m')
    const { store } = bench
    let isFirst = true
    bench.deps.store = {
      ...store,
      transaction: (work) =>
        store.transaction((tx) =>
          work({
            ...tx,
            async accept(batch) {
              // The other door's beat, seen by every statement after this one.
              if (isFirst)
                await tx.accept({
                  ...batch,
                  signals: [],
                  beats: [{ source: 'backup' as SourceId, at: bench.clock.now(), due: at('3h') }],
                })
              isFirst = false
              return tx.accept(batch)
            },
          }),
        ),
    }
    await bench.settle()
    expect(isFirst).toBe(false)
    // The first attempt was undone with its alert; the beat of this test went with it, so the second one fires.
    expect(await bench.rows('signals')).toHaveLength(1)
    expect(await bench.alert()).toMatchObject({ state: 'firing', repeats: 1, seq: 1 })
  })

  test('a look that is armed already is left alone by beats, an earlier one takes its place', async () => {
    const { beat, wake, clock, store } = await begin(aHeart('1h'))
    await beat()
    expect((await wake())?.due).toBe(at('5m'))
    clock.forward('1m')
    await beat()
    expect((await wake())?.due).toBe(at('5m'))
    await store.accept({
      ...{ signals: [], deliveries: [], changes: [] },
      beats: [{ source: 'backup' as SourceId, at: clock.now(), due: at('2m') }],
    })
    expect((await wake())?.due).toBe(at('2m'))
  })

  test('the deadline is a period and its grace after the last beat', () => {
    expect(deadlineOf(aHeart('1h'), START)).toBe(at('70m'))
    expect(calcBeatLook(aHeart('1h'), START)).toBe(at('5m'))
    expect(calcBeatLook(aHeart('1m', { graceMs: ms('30s') }), START)).toBe(at('1m30s'))
  })
})
