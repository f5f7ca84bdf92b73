import type { ContactId, IncidentId } from '@tocsin/core/kernel/brand.ts'
import {
  aContact,
  aDirectory,
  aPolicy,
  aSchedule,
  aService,
  aSource,
  aStep,
  aUser,
} from '@tocsin/core/testing/directory.ts'
import { ms } from '@tocsin/core/testing/time.ts'
import { createSystemNet } from '@tocsin/server/shell/ports/net.ts'
import { SLACK_TEAM, type SlackStandin, startSlackStandin } from '@tocsin/standins/slack.ts'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { createFileKeeper } from '../../record/keep-files.ts'
import { registerCallbacks } from '../../respond/callbacks/callback-routes.ts'
import { createTestServer } from '../http/testing/listening.ts'
import { describeOnServer } from './testing/on-server.ts'
import { settled, type TestServer } from './testing/start-test-server.ts'

// `/tocsin escalate`, `update`, `close` and `who`, as Slack sends them: forms that it signs.

const net = createSystemNet()
let slack: SlackStandin
beforeEach(async () => {
  slack = await startSlackStandin({ now: Date.now })
})
afterEach(() => slack.close())
afterAll(() => net.close())

const person = (id: string, slackId: string, locale = 'en') =>
  aUser(id, {
    ...{ locale, rules: [{ urgency: 'high' as const, afterMs: ms('0s'), contact: 'mail' as ContactId }] },
    contacts: [aContact('mail', { to: `${id}@example.com` }), aContact('slack', { channel: 'slack', to: slackId })],
  })

const DIRECTORY = aDirectory({
  sources: [aSource('monitor', { quietPeriodMs: ms('0s') })],
  users: [person('ana', 'U012ANA'), person('bob', 'U012BOB', 'ja'), { ...person('vic', 'U012VIC'), role: 'viewer' }],
  services: [aService('api')],
  schedules: [aSchedule('primary', 'ana'), aSchedule('backup')],
  policies: [aPolicy([aStep('0m', 'ana'), aStep('1h', 'bob')])],
})

async function begin(server: TestServer) {
  await server.receive('monitor', [{ title: 'Disk full', severity: 'critical' }])
  const { app } = createTestServer()
  const never = () => Promise.reject(new Error('not asked for'))
  registerCallbacks(app, {
    ...{ db: server.database.kysely, engine: server.deps, net, secrets: server.secrets },
    publicUrl: () => 'https://tocsin.example.com',
    channelConfig: () => ({ token: slack.token, signing_secret: slack.signingSecret, url: slack.url }),
    ...{ report: never, optedOut: never, optedIn: never, keepFiles: createFileKeeper(server.deps.ids) },
  })
  await app.ready()
  const id = (await server.as('ana').get('/incidents')).body.items[0].id as IncidentId
  const bodyOf = (text: string, user: string) =>
    new URLSearchParams({ command: '/tocsin', team_id: SLACK_TEAM, user_id: user, text }).toString()
  const post = async (request: { body: string; headers: Record<string, string> }) => {
    const answer = await app.inject({
      ...{ method: 'POST', url: '/callback/slack' },
      ...{ payload: request.body, headers: request.headers },
    })
    await settled(server.database)
    return answer
  }
  return {
    id,
    bodyOf,
    post,
    say: async (text: string, user = 'U012ANA'): Promise<string> =>
      (await post(slack.request(bodyOf(text, user), Date.now()))).json().text,
    state: async () => (await server.as('ana').get(`/incidents/${id}`)).body,
    facts: async (type: string) =>
      (await server.as('ana').get(`/incidents/${id}/facts?limit=200`)).body.items.filter(
        (fact: { type: string }) => fact.type === type,
      ),
    paged: () => server.sent.filter(({ kind }) => kind === 'page').map(({ user }) => user),
  }
}

describeOnServer('embedded', 'the slash command', (start) => {
  test('escalate calls the next step at once, in the name of whoever typed it, until there is none', async () => {
    const { say, paged, facts, id } = await begin(await start(DIRECTORY))
    expect(paged()).toEqual(['ana'])
    expect(await say('escalate 1')).toBe(`${id}: The next step is being called.`)
    expect(paged()).toEqual(['ana', 'bob'])
    expect((await facts('EscalationStarted')).at(-1)).toMatchObject({
      ...{ because: 'escalated_by_hand', actor: { kind: 'user', id: 'ana', via: 'chat' } },
    })
    expect(await say('escalate 1')).toContain('cannot be done as it stands')
    expect(await say('escalate')).toBe('There is no such incident.')
    expect(paged()).toEqual(['ana', 'bob'])
  })

  test('update is a note of that person; without words it asks for them', async () => {
    const { say, facts, id } = await begin(await start(DIRECTORY))
    expect(await say('update 1')).toBe('Say what there is to say behind the number.')
    expect(await say(`update ${id} Restarting *db-1* <now>\nand its replica`)).toBe(`${id}: done.`)
    expect(await facts('NoteAdded')).toMatchObject([
      { data: { text: 'Restarting *db-1* <now>\nand its replica' }, actor: { id: 'ana', via: 'chat' } },
    ])
  })

  test('close wants a reason, and what is still broken is not closed', async () => {
    const { say, state, id } = await begin(await start(DIRECTORY))
    expect(await say('close 1')).toBe('Say why behind the number.')
    expect(await say('close 1 tired of it')).toContain('cannot be done as it stands')
    expect((await state()).status).toBe('open')
    await say('resolve 1')
    expect(await say('close 1 disk was replaced')).toBe(`${id}: done.`)
    expect((await state()).status).toBe('closed')
  })

  test('who names those on call, schedule by schedule, and says where there is nobody', async () => {
    const { say } = await begin(await start(DIRECTORY))
    const named = await say('who is on call?')
    expect(named.split('\n')).toEqual([
      expect.stringMatching(/^\*primary\*: Ana$/i),
      expect.stringMatching(/^\*backup\*: nobody$/i),
    ])
    expect(await say('oncall')).toBe(named)
    expect(await say('who', 'U012BOB')).toContain('なし')
  })

  test('whoever may not do it in the console may not here either, and is told in their language', async () => {
    const { say, state, paged } = await begin(await start(DIRECTORY))
    for (const text of ['escalate 1', 'update 1 hello', 'close 1 because'])
      expect(await say(text, 'U012VIC')).toContain('does not allow')
    expect(await say('update 99 hello', 'U012BOB')).toBe('そのインシデントはありません。')
    expect((await state()).status).toBe('open')
    expect(paged()).toEqual(['ana'])
  })

  test('what Slack did not sign, signed long ago, or signed for another text does nothing', async () => {
    const { post, bodyOf, paged } = await begin(await start(DIRECTORY))
    const body = bodyOf('escalate 1', 'U012ANA')
    const signed = slack.request(body, Date.now())
    const forged = { ...signed.headers, 'x-slack-signature': `v0=${'0'.repeat(64)}` }
    for (const request of [
      { body, headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      { body, headers: forged },
      { body: bodyOf('escalate 1 ', 'U012BOB'), headers: signed.headers },
      slack.request(body, Date.now() - 400_000),
    ])
      expect((await post(request)).statusCode).toBe(403)
    expect(paged()).toEqual(['ana'])
    expect((await post(signed)).statusCode).toBe(200)
    expect(paged()).toEqual(['ana', 'bob'])
  })
})
