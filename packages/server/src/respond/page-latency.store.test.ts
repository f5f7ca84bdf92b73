/** What counts as latency of paging: the first call of a signal from its receipt, and what came later from when it was due. */
import type { SendResult } from '@tocsin/adapters/out/channel.ts'
import { aContact, aDirectory, aPolicy, aRule, aStep, aUser, BOB, ROOT } from '@tocsin/core/testing/directory.ts'
import { anOpening } from '@tocsin/core/testing/story.ts'
import { expect, test } from 'vitest'
import { describeOnEngine } from '../shell/database/testing/database-harness.ts'
import { openIncident } from '../shell/engine/open-incident.ts'
import { createStillClock, openEngineBench } from '../shell/engine/testing/engine-bench.ts'
import { runCommand } from '../shell/engine/transact.ts'
import { createWakeRound } from '../shell/engine/wake-loop.ts'
import { createReporter } from './report-attempts.ts'
import { createSendLoop } from './send-loop.ts'

const BY_BOB = { kind: 'user', id: BOB, via: 'api' } as const
const TAKEN: SendResult = { handedOver: true, isDelivered: false }

describeOnEngine('embedded', 'latency of paging', (open) => {
  test('only the first call of an incident is measured from its signal; later rules, steps and people from when they were due', async () => {
    const clock = createStillClock()
    const contacts = [aContact('mail'), aContact('hook')]
    const rules = [aRule('0m', 'mail'), aRule('2m', 'hook')]
    const world = aDirectory({
      users: [aUser('ana', { contacts, rules })],
      policies: [aPolicy([aStep('0m', 'ana'), aStep('5m', 'bob')])],
    })
    const bench = await openEngineBench(await open(), world, { clock })
    const first: [string, number][] = []
    const later: [string, number][] = []
    const deps = {
      ...bench.deps,
      watch: {
        ...bench.deps.watch,
        pageHandedOver: (channel: string, ms: number) => void first.push([channel, ms]),
        laterPageHandedOver: (channel: string, ms: number) => void later.push([channel, ms]),
      },
    }
    const room = { sendClass: 'page', concurrencyMax: 10, channelMax: 10 } as const
    const loop = createSendLoop(deps, room, 'node 1', () => Promise.resolve(TAKEN), createReporter(deps))
    const send = async (): Promise<void> => {
      await loop.round()
      await loop.drained()
    }
    const id = await openIncident(bench.deps, BY_BOB, (each) => anOpening({ id: each }))
    await send()
    const [channel] = first[0] ?? []
    expect(first).toEqual([[channel, 0]])
    // The wake of the later rule is taken up three seconds late, and the page leaves a second after that.
    clock.forward('2m3s')
    await bench.finish(createWakeRound(bench.deps, {}))
    clock.forward('1s')
    await send()
    expect(later.splice(0).map(([, ms]) => ms)).toEqual([4_000])
    clock.forward('3m')
    await bench.finish(createWakeRound(bench.deps, {}))
    await send()
    expect(later.splice(0).map(([, ms]) => ms)).toEqual([4_000])
    await runCommand(bench.deps, id, { type: 'PageResponder', user: ROOT }, BY_BOB)
    clock.forward('2s')
    await send()
    expect(later.map(([, ms]) => ms)).toEqual([2_000])
    expect(first).toHaveLength(1)
  })
})
