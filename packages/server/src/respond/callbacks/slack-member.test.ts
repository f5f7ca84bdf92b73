import { slackConfigSchema } from '@tocsin/adapters/out/slack/config.ts'
import { aContact, aDirectory, aUser } from '@tocsin/core/testing/directory.ts'
import { createSystemNet } from '@tocsin/server/shell/ports/net.ts'
import { SLACK_TEAM, type SlackStandin, startSlackStandin } from '@tocsin/standins/slack.ts'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../shell/ports/clock.ts'
import { findSlackUser } from './slack-member.ts'

const net = createSystemNet()
let slack: SlackStandin

beforeEach(async () => {
  slack = await startSlackStandin({ now: Date.now })
  slack.addMember('U0BOB', 'Bob@example.com')
  slack.addMember('W0EVE', 'bob@example.com')
})
afterEach(() => slack.close())
afterAll(() => net.close())

const DIRECTORY = aDirectory({
  users: [
    aUser('ana', { contacts: [aContact('slack', { channel: 'slack', to: 'W0ANA' })] }),
    aUser('bob', { contacts: [aContact('slack', { channel: 'slack', to: 'U0OLD', isVerified: false })] }),
  ],
})

async function find(member: string, team: string | undefined = SLACK_TEAM) {
  const engine = { clock: systemClock, directory: { latest: () => DIRECTORY } }
  const config = slackConfigSchema.parse({ token: slack.token, url: slack.url })
  return (await findSlackUser({ net, engine } as never, config, { member, team }))?.id
}

test('the owner of a verified contact is known without asking Slack, wherever they are a member', async () => {
  expect(await find('W0ANA', undefined)).toBe('ana')
  expect(slack.requests()).toEqual([])
})

test('a member of the workspace is known by the mail address that both know', async () => {
  expect(await find('U0BOB')).toBe('bob')
})

test('another workspace vouches for nobody, and a contact that was not verified is none', async () => {
  expect(await find('W0EVE')).toBeUndefined()
  expect(await find('U0BOB', 'T0OTHER')).toBeUndefined()
  expect(await find('U0OLD')).toBeUndefined()
})
