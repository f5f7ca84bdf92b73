import { ms } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { describeOnEachEngine } from '../database/testing/database-harness.ts'
import { aSend } from '../store/testing/builders.ts'
import { createNodeRound } from './node-loop.ts'
import { createStillClock, type EngineBench, openEngineBench, type TestClock } from './testing/engine-bench.ts'

describeOnEachEngine('nodes that share a database', (open) => {
  /** A node whose clock is `ahead` of the test's. */
  const startNode = (bench: EngineBench, name: string, ahead = 0) => {
    const clock = { ...bench.clock, now: () => (bench.clock.now() + ahead) as never }
    return createNodeRound({ ...bench.deps, clock }, { name, version: '1' })
  }
  const lease = (bench: EngineBench, clock: TestClock, node: string) =>
    bench.store.claimSends({
      ...{
        class: 'page',
        now: clock.now(),
        leasedUntil: (clock.now() + ms('1m')) as never,
        node,
        limit: 10,
        channelMax: 10,
        underWay: {},
      },
    })
  const leasedBy = async (bench: EngineBench) => (await bench.rows('outbox')).map((row) => row.leased_by)
  const begin = async () => {
    const bench = await openEngineBench(await open(), undefined, { clock: createStillClock() })
    await bench.store.transaction((tx) => tx.addSends([aSend('p1')]))
    return bench
  }

  test('a node is known once it has said that it lives', async () => {
    const bench = await begin()
    const node = startNode(bench, 'a')
    expect(node.isKnown()).toBe(false)
    expect(await node.round()).toEqual({ isMore: false, dueAt: bench.clock.now() + 1_000 })
    expect(node.isKnown()).toBe(true)
    expect(node.others()).toEqual([])
  })

  test('the sends of a node that falls silent are taken over within five seconds, those of a living one are left alone', async () => {
    const bench = await begin()
    const [a, b] = [startNode(bench, 'a'), startNode(bench, 'b')]
    await a.round()
    await b.round()
    await lease(bench, bench.clock, 'a')
    for (let second = 1; second <= 20; second++) {
      bench.clock.forward('1s')
      await a.round()
      await b.round()
    }
    expect(await leasedBy(bench)).toEqual(['a'])
    expect(b.others()).toEqual([{ name: 'a', version: '1', skewMs: 0 }])
    let seconds = 0
    for (; (await leasedBy(bench))[0] === 'a' && seconds < 60; seconds++) {
      bench.clock.forward('1s')
      await b.round()
    }
    expect(seconds).toBeLessThanOrEqual(4)
    expect(b.others()).toEqual([])
    expect(bench.nudged).toContain('send:page')
  })

  test.each([
    ['8s', 8_000],
    ['1m', 60_000],
  ])(
    'a node whose clock is %s behind keeps what it leased as long as it lives, and is shown with its skew',
    async (_, behind) => {
      const bench = await begin()
      const [a, b] = [startNode(bench, 'a', -behind), startNode(bench, 'b')]
      await a.round()
      await b.round()
      await lease(bench, bench.clock, 'a')
      for (let second = 1; second <= 10; second++) {
        bench.clock.forward('1s')
        await a.round()
        await b.round()
      }
      expect(await leasedBy(bench)).toEqual(['a'])
      const [skew] = b.others().map(({ skewMs }) => skewMs)
      expect(skew).toBeLessThanOrEqual(1_000 - behind)
      expect(a.others()).toEqual([{ name: 'b', version: '1', skewMs: behind - 1_000 }])
      for (let second = 1; second <= 5; second++) {
        bench.clock.forward('1s')
        await b.round()
      }
      expect(await leasedBy(bench)).toEqual([null])
    },
  )

  test('what a node leased before a crash is free soon after it started again under another name', async () => {
    const bench = await begin()
    await startNode(bench, 'before').round()
    await lease(bench, bench.clock, 'before')
    bench.clock.forward('10s')
    const again = startNode(bench, 'again')
    await again.round()
    for (let second = 1; second <= 3; second++) {
      bench.clock.forward('1s')
      await again.round()
    }
    expect(await leasedBy(bench)).toEqual([null])
  })

  test('leases of nodes that nobody remembers are free at the first beat', async () => {
    const bench = await begin()
    await lease(bench, bench.clock, 'forgotten')
    await startNode(bench, 'a').round()
    expect(await leasedBy(bench)).toEqual([null])
  })
})
