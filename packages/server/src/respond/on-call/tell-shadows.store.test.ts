import type { ScheduleId, UserId } from '@tocsin/core/kernel/brand.ts'
import { ANA, aDirectory, aPolicy, aSchedule, aStep, aUser, BOB, schedule } from '@tocsin/core/testing/directory.ts'
import { expect, test } from 'vitest'
import { describeOnServer } from '../../shell/app/testing/on-server.ts'
import { createTellShadows } from './tell-shadows.ts'
import { listLetters } from './testing/on-call-node.ts'

const [TIM, ZOE] = ['tim', 'zoe'] as UserId[] as [UserId, UserId]

describeOnServer('embedded', 'a trainee', (start) => {
  test('has a letter when somebody of the schedule is paged, once, and is never paged', async () => {
    const primary = { ...aSchedule('primary', ANA), shadows: [{ user: TIM }, { user: BOB, of: BOB }] }
    const server = await start(
      aDirectory({
        users: [aUser('tim')],
        schedules: [primary],
        policies: [aPolicy([aStep('0m', schedule('primary'))])],
      }),
    )
    await server.receive('monitor', [{ key: 'disk', title: 'Disk full' }])
    const tell = createTellShadows(server.deps)
    await tell()
    await tell()
    await createTellShadows(server.deps)()
    expect(server.sent.map(({ user }) => user)).toEqual([ANA])
    const letters = await listLetters(server.database)
    expect(letters.map(({ user }) => user)).toEqual([TIM])
    expect(letters[0]?.subject).toMatch(/^Shadowing: Ana was paged for INC-/)
    expect(letters[0]?.lines).toContain('Disk full')
  })

  test('has a letter of each page, however many there are at once', async () => {
    const primary = { ...aSchedule('primary', ANA), shadows: [{ user: TIM }] }
    const policies = [aPolicy([aStep('0m', schedule('primary'))])]
    const server = await start(aDirectory({ users: [aUser('tim')], schedules: [primary], policies }))
    for (const key of ['disk', 'memory', 'network', 'clock', 'power'])
      await server.receive('monitor', [{ key, title: `Out of ${key}` }])
    await createTellShadows(server.deps, 2)()
    const letters = await listLetters(server.database)
    expect(letters.flatMap(({ lines }) => lines).filter((line) => line.startsWith('Out of'))).toHaveLength(5)
  })

  test('of an inner schedule has a letter when the outer one is paged, and none of another person’s turn in it', async () => {
    const inner = { ...aSchedule('inner', ANA), shadows: [{ user: TIM }] }
    const other = { ...aSchedule('other', BOB), shadows: [{ user: ZOE }] }
    const within = (...ids: string[]) => ids.map((id) => ({ schedule: id as ScheduleId }))
    const middle = aSchedule('middle', ANA)
    const outer = aSchedule('outer', ANA)
    const [layer] = middle.layers
    if (!layer) throw new Error('a schedule has a layer')
    const server = await start(
      aDirectory({
        users: [aUser('tim'), aUser('zoe')],
        schedules: [
          ...[inner, other],
          { ...middle, layers: [{ ...layer, turns: [within('inner')] }] },
          // The lower layer, of the schedule that Zoe learns in, is not asked.
          {
            ...outer,
            layers: [
              { ...layer, turns: [within('other')] },
              { ...layer, turns: [within('middle')] },
            ],
          },
        ],
        policies: [aPolicy([aStep('0m', schedule('outer'))])],
      }),
    )
    await server.receive('monitor', [{ key: 'disk', title: 'Disk full' }])
    await createTellShadows(server.deps)()
    expect(server.sent.map(({ user }) => user)).toEqual([ANA])
    expect((await listLetters(server.database)).map(({ user }) => user)).toEqual([TIM])
  })
})
