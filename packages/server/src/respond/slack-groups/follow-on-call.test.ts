import type { Instant, ScheduleId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Schedule } from '@tocsin/core/people/schedule.ts'
import { aContact, aDirectory, aUser } from '@tocsin/core/testing/directory.ts'
import { createSystemNet } from '@tocsin/server/shell/ports/net.ts'
import { type SlackStandin, startSlackStandin } from '@tocsin/standins/slack.ts'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { createSlackGroups } from './follow-on-call.ts'

const net = createSystemNet()
const MONDAY = Date.UTC(2026, 0, 5)
const DAY = 86_400_000
let slack: SlackStandin
let warnings: string[]

beforeEach(async () => {
  slack = await startSlackStandin({ now: Date.now })
  slack.addMember('U0ANA', 'ana@example.com')
  slack.addMember('U0BOB', 'bob@example.com')
  warnings = []
})
afterEach(() => slack.close())
afterAll(() => net.close())

/** Ana and Bob take turns, a day each. */
const PRIMARY: Schedule = {
  ...{ id: 'primary' as ScheduleId, name: 'Primary', zone: 'UTC', overrides: [] },
  layers: [
    {
      ...{ zone: 'UTC', every: { count: 1, unit: 'day' }, anchor: '2026-01-05T00:00', restrictions: [] },
      turns: [['ana' as UserId], ['bob' as UserId]],
    },
  ],
}

function aWorld(userGroups: string) {
  const directory: Directory = aDirectory({
    users: [
      aUser('ana', { contacts: [aContact('slack', { channel: 'slack', to: 'U0ANA' })] }),
      aUser('bob', { contacts: [] }),
    ],
    schedules: [PRIMARY],
  })
  let now = MONDAY
  const look = createSlackGroups({
    net,
    engine: {
      clock: { now: () => now as Instant } as never,
      log: { error: () => {}, info: () => {}, warn: ({ problem }) => void warnings.push(String(problem)) },
    },
    directory: () => directory,
    channelConfig: () => ({ token: slack.token, url: slack.url, user_groups: userGroups }),
  })
  return {
    look,
    forward: (ms: number) => {
      now += ms
    },
    told: () => slack.taken().map(({ channel, body }) => [channel, body.users]),
  }
}

test('a group follows who is on call, and Slack is asked only when that changed', async () => {
  const { look, forward, told } = aWorld('S0PAY=primary')
  await look()
  forward(DAY / 2)
  await look()
  forward(DAY / 2)
  await look()
  expect(told()).toEqual([
    ['S0PAY', 'U0ANA'],
    ['S0PAY', 'U0BOB'],
  ])
  expect(warnings).toEqual([])
})

test('what Slack refused is tried again at the next look', async () => {
  const { look, told } = aWorld('S0PAY=primary')
  slack.failNext(503)
  await look()
  expect(told()).toEqual([])
  await look()
  expect(told()).toEqual([['S0PAY', 'U0ANA']])
  expect(warnings).toEqual([expect.stringContaining('503')])
})

test('a schedule that is gone is named in the log, and others go on', async () => {
  const { look, told } = aWorld('S0OLD=gone, S0PAY=primary')
  await look()
  expect(warnings).toEqual(['there is no such schedule'])
  expect(told()).toEqual([['S0PAY', 'U0ANA']])
})
