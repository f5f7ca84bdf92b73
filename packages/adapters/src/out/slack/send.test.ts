import { createSystemNet } from '@tocsin/server/shell/ports/net.ts'
import { type SlackStandin, startSlackStandin } from '@tocsin/standins/slack.ts'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { failureIn, verdict } from '../testing/failing.ts'
import { aPage, aPageTitled, hostileTitles } from '../testing/messages.ts'
import { slackConfigSchema } from './config.ts'
import { slackChannel } from './send.ts'

const net = createSystemNet()
let slack: SlackStandin

beforeEach(async () => {
  slack = await startSlackStandin({ now: Date.now })
  slack.addMember('U012ANA', 'ana@example.com')
  slack.addChannel('C012OPS')
})
afterEach(() => slack.close())
afterAll(() => net.close())

function send(
  message = aPage(),
  { to = 'U012ANA', ...changes }: { to?: string; token?: string; signing_secret?: string } = {},
) {
  const config = { token: slack.token, url: slack.url, signing_secret: slack.signingSecret, ...changes }
  return slackChannel.send(net, slackConfigSchema.parse(config), { to }, message)
}

interface Element {
  action_id: string
  value?: string
  url?: string
}

function buttonsOf(body: Record<string, unknown> = {}): Element[] {
  const blocks = body.blocks as { type: string; elements?: Element[] }[]
  return blocks.find(({ type }) => type === 'actions')?.elements ?? []
}

test('a page has buttons that act, and the way to the console', async () => {
  expect(await send()).toEqual({ handedOver: true, providerRef: 'D012ANA 1700000001.000100', isDelivered: true })
  const buttons = buttonsOf(slack.taken()[0]?.body)
  expect(buttons.map(({ action_id, value }) => [action_id, value])).toEqual([
    ['acknowledge', 'INC-2026-000001'],
    ['escalate', 'INC-2026-000001'],
    ['resolve', 'INC-2026-000001'],
    ['open_view', undefined],
  ])
})

test('without a signing secret nobody would hear a press: the buttons open pages', async () => {
  const config = slackConfigSchema.parse({ token: slack.token, url: slack.url })
  await slackChannel.send(net, config, { to: 'C012OPS' }, aPage())
  expect(buttonsOf(slack.taken()[0]?.body).every(({ url, value }) => url !== undefined && value === undefined)).toBe(
    true,
  )
})

test('with an app-level token presses are heard without a signing secret', async () => {
  const config = slackConfigSchema.parse({ token: slack.token, url: slack.url, app_token: slack.appToken })
  await slackChannel.send(net, config, { to: 'C012OPS' }, aPage())
  expect(buttonsOf(slack.taken()[0]?.body)[0]).toMatchObject({ action_id: 'acknowledge', value: 'INC-2026-000001' })
})

test('a mail address finds its member', async () => {
  expect(await send(aPage(), { to: 'ana@example.com' })).toMatchObject({ providerRef: 'D012ANA 1700000001.000100' })
  expect(verdict(await send(aPage(), { to: 'nobody@example.com' }))).toEqual(['bad_address', 'never'])
})

const edit = (ref: string) => {
  const message = aPage({ kind: 'notice', subject: 'Taken: INC-2026-000001' })
  const config = slackConfigSchema.parse({ token: slack.token, url: slack.url, signing_secret: slack.signingSecret })
  return slackChannel.edit?.(net, config, { contact: { to: 'U012ANA' }, ref, message })
}

test('a page is edited when it is over, and a notice stands below it', async () => {
  await send()
  expect(await edit('D012ANA 1700000001.000100')).toBeUndefined()
  await send(aPage({ kind: 'notice', earlierRefs: ['D012ANA 1700000001.000100'], subject: 'Taken: INC-2026-000001' }))
  const [, update, notice] = slack.taken()
  expect(update).toMatchObject({ method: 'chat.update', ts: '1700000001.000100' })
  expect(buttonsOf(update?.body).map(({ action_id }) => action_id)).not.toContain('acknowledge')
  expect(notice?.body).toMatchObject({ thread_ts: '1700000001.000100' })
})

test('a page that was deleted in Slack is not edited again and again', async () => {
  expect(await edit('D012ANA 1.2')).toMatchObject({ retry: 'never' })
})

test.each(hostileTitles)('a title with %s is taken', async (_, title) => {
  expect(await send(aPageTitled(title))).toMatchObject({ handedOver: true })
  const blocks = slack.taken()[0]?.body.blocks as { type: string; text?: { text: string } }[]
  expect(blocks.find(({ type }) => type === 'section')?.text?.text).not.toMatch(/<|\u202e/i)
})

test.each([
  ['channel_not_found', 'bad_address', 'never'],
  ['is_archived', 'bad_address', 'never'],
  ['token_revoked', 'bad_credentials', 'never'],
  ['missing_scope', 'bad_credentials', 'never'],
  ['ratelimited', 'rate_limited', 'later'],
  ['internal_error', 'provider_error', 'later'],
  ['something_new', 'refused', 'never'],
])('%s is %s', async (error, code, retry) => {
  slack.failNext({ status: 200, body: JSON.stringify({ ok: false, error, needed: 'chat:write' }) })
  expect(verdict(await send())).toEqual([code, retry])
})

test('429 is obeyed, and a wrong token is named', async () => {
  slack.failNext({ status: 429, headers: { 'retry-after': '30' } })
  expect(failureIn(await send())).toMatchObject({ code: 'rate_limited', retryAfterMs: 30_000 })
  expect(failureIn(await send(aPage(), { token: 'xoxb-wrong-wrong-wrong' })).cause).toContain('invalid_auth')
})

test('an address is a member, a channel or a mail address', () => {
  const right = ['U012AB3CD', 'C012AB3CD', 'ana@example.com']
  expect(right.map(slackChannel.checkAddress)).toEqual([undefined, undefined, undefined])
  expect(['#ops', '@ana', 'u012', ''].filter((to) => slackChannel.checkAddress(to) === undefined)).toEqual([])
})
