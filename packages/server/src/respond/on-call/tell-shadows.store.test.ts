import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { ANA, aDirectory, aUser, BOB } from '@tocsin/core/testing/directory.ts'
import { expect, test } from 'vitest'
import { describeOnServer } from '../../shell/app/testing/on-server.ts'
import { settled } from '../../shell/app/testing/start-test-server.ts'
import { createTellShadows } from './tell-shadows.ts'
import { listLetters } from './testing/on-call-node.ts'

const TIM = 'tim' as UserId

describeOnServer('embedded', 'a trainee', (start) => {
  test('has a letter when somebody of the schedule is paged, once, and is never paged', async () => {
    const base = aDirectory()
    const [schedule] = [...base.schedules.values()]
    if (!schedule) throw new Error('the small organisation has a schedule')
    const learned = {
      ...schedule,
      layers: [
        {
          ...{ zone: 'UTC', every: { count: 1, unit: 'day' as const }, anchor: '2026-01-05T00:00', restrictions: [] },
          turns: [[ANA]],
          startsAt: 0 as Instant,
        },
      ],
      shadows: [{ user: TIM }, { user: BOB, of: BOB }],
    }
    const [service] = [...base.services.values()]
    const policies = new Map(
      [...base.policies].map(([id, policy]) => [
        id,
        {
          ...policy,
          steps: [{ afterMs: 0 as never, targets: [{ kind: 'schedule' as const, id: schedule.id }] }],
        },
      ]),
    )
    const users = new Map([...base.users, [TIM, aUser('tim')]])
    const server = await start({ ...base, users, policies, schedules: new Map([[schedule.id, learned]]) })
    const [source] = [...base.sources.values()].filter((each) => each.service === service?.id)
    await server.receive(source?.id ?? 'monitor', [{ key: 'disk', title: 'Disk full' }])
    const tell = createTellShadows(server.deps)
    await tell()
    await tell()
    await createTellShadows(server.deps)()
    await settled(server.database)
    expect(server.sent.map(({ user }) => user)).not.toContain(TIM)
    const letters = await listLetters(server.database)
    expect(letters.map(({ user }) => user)).toEqual([TIM])
    expect(letters[0]?.subject).toMatch(/^Shadowing: .* was paged for INC-/)
    expect(letters[0]?.lines).toContain('Disk full')
  })
})
