import type { UserId } from '@tocsin/core/kernel/brand.ts'
import { ANA, aDirectory, aPolicy, aSchedule, aStep, aUser, BOB, schedule } from '@tocsin/core/testing/directory.ts'
import { expect, test } from 'vitest'
import { describeOnServer } from '../../shell/app/testing/on-server.ts'
import { createTellShadows } from './tell-shadows.ts'
import { listLetters } from './testing/on-call-node.ts'

const TIM = 'tim' as UserId

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
})
