import type { ServiceId, SourceId, TeamId } from '@tocsin/core/kernel/brand.ts'
import { ANA, aDirectory, aService, aSource, aTeam } from '@tocsin/core/testing/directory.ts'
import { ms, START } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { queueLetter } from '../../respond/queue-letter.ts'
import { describeOnEachEngine } from '../../shell/database/testing/database-harness.ts'
import { openEngineBench } from '../../shell/engine/testing/engine-bench.ts'
import { createMatchRound } from '../match-loop.ts'
import { createSourceNotices, listNotices } from './source-notices.ts'

const PROBE = 'probe' as SourceId
const storm = { incidents: 2, withinMs: ms('5m') }
const DIRECTORY = aDirectory({
  teams: [aTeam('payments', ANA)],
  services: [aService('api'), aService('pay', { team: 'payments' as TeamId })],
  sources: [aSource('probe', { service: 'pay' as ServiceId, quiet: { storm } }), aSource('monitor')],
})

describeOnEachEngine('notices of a source', (open) => {
  async function begin() {
    const bench = await openEngineBench(await open(), DIRECTORY)
    const nodes = [createSourceNotices(bench.clock), createSourceNotices(bench.clock)]
    const [first, second] = nodes
    if (!first || !second) throw new Error('there are two nodes')
    return {
      ...{ ...bench, first, second },
      flush: () => Promise.all(nodes.map((node) => node.flush(bench.deps, queueLetter))),
      notices: (source = PROBE) => listNotices(bench.database.kysely, source, START),
      letters: async () =>
        (await bench.rows('outbox'))
          .map(({ key, message }) => ({ key: String(key), message: message as { subject: string; user: string } }))
          .filter(({ key }) => key.startsWith('letter/source-notice'))
          .map(({ message }) => `${message.user}: ${message.subject}`),
    }
  }

  test('what a door turns away is told once while it goes on, whatever the number of requests and nodes', async () => {
    const { first, second, flush, clock, notices, letters } = await begin()
    for (let count = 0; count < 50; count += 1) first.note(PROBE, 'size')
    second.note(PROBE, 'size')
    await flush()
    clock.forward('29m')
    second.note(PROBE, 'size')
    await flush()
    expect(await letters()).toEqual(['ana: Requests of The probe are too large'])
    expect(await notices()).toMatchObject([{ kind: 'size', beganAt: START, count: 52 }])
  })

  test('what begins anew after half an hour is told anew', async () => {
    const { first, flush, clock, notices, letters } = await begin()
    first.note(PROBE, 'rate')
    await flush()
    clock.forward('31m')
    first.note(PROBE, 'rate')
    await flush()
    expect(await letters()).toHaveLength(2)
    expect(await notices()).toMatchObject([{ kind: 'rate', beganAt: clock.now(), count: 1 }])
  })

  test('a storm that is gathered is told to the team of the source, once', async () => {
    const { first, flush, notices, letters, receiveFrom, finish, deps, committed } = await begin()
    const match = createMatchRound(deps)
    for (const key of ['a', 'b', 'c', 'd']) {
      await receiveFrom('probe', { key, labels: { alertname: key } })
      await finish(match)
    }
    for (const { facts } of committed) first.noteFacts(facts)
    await flush()
    await flush()
    expect(await notices()).toMatchObject([{ kind: 'storm', count: 2 }])
    expect(await letters()).toEqual(['ana: Storm of The probe: its alerts are gathered'])
  })

  test('of a source without a team the admins are told, and of one that is gone nobody', async () => {
    const { first, flush, letters } = await begin()
    first.note('monitor' as SourceId, 'rate')
    first.note('gone' as SourceId, 'rate')
    await flush()
    expect(await letters()).toEqual(['root: The monitor sends faster than can be taken'])
  })

  test('what could not be written is written with the next', async () => {
    const { first, deps, flush, notices } = await begin()
    first.note(PROBE, 'size')
    const failing = { ...deps, store: { ...deps.store, transaction: async () => Promise.reject(new Error('away')) } }
    await expect(first.flush(failing as typeof deps, queueLetter)).rejects.toThrow('away')
    await flush()
    expect(await notices()).toMatchObject([{ kind: 'size', count: 1 }])
  })
})
