import type { Message, OutChannel } from '@tocsin/adapters/out/channel.ts'
import type { ContactId, IncidentId, Instant, PageId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { PersonMessage } from '@tocsin/core/kernel/decision.ts'
import type { MessageTemplate } from '@tocsin/core/people/directory.ts'
import { aDirectory, aUser } from '@tocsin/core/testing/directory.ts'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { createDeliver, type DeliverDeps } from './deliver.ts'
import { createFindLimit } from './limits/limit-messages.ts'
import type { WordsProblem } from './templates/word-page.ts'

const AT = Date.UTC(2026, 0, 5) as Instant

function aPage(user: string, changes: Partial<PersonMessage> = {}): PersonMessage {
  return {
    ...{ kind: 'page', page: 'INC-2026-000001/p1' as PageId, incident: 'INC-2026-000001' as IncidentId },
    ...{ user: user as UserId, target: { contact: 'sms' as ContactId, channel: 'sms', to: '+15550100' } },
    ...{ urgency: 'high', title: 'Disk full', priority: 'P1', services: ['Shop'], because: 'rule_immediate' },
    ...{ signalReceivedAt: AT, requestedAt: AT, isFirstCall: true, why: { kind: 'user' } },
    ...changes,
  }
}

function start(templates: MessageTemplate[], extras: Partial<DeliverDeps> = {}) {
  const sent: Message[] = []
  const failed: WordsProblem[] = []
  const channel: OutChannel = {
    ...{ channel: 'sms', configSchema: z.unknown(), checkAddress: () => undefined },
    send: async (_net, _config, _contact, message) => {
      sent.push(message)
      return { handedOver: true, isDelivered: false }
    },
  }
  const deliver = createDeliver({
    ...{
      net: {} as never,
      now: () => AT,
      channels: new Map([channel, { ...channel, channel: 'email' }].map((each) => [each.channel, each])),
    },
    ...extras,
    ...{ channelConfig: async () => undefined },
    contactSecret: async () => undefined,
    directory: () => ({
      ...aDirectory({ users: [aUser('ana'), aUser('hana', { locale: 'ja' })] }),
      templates: new Map(templates.map((template) => [template.id, template])),
    }),
    links: () => [{ action: 'acknowledge', url: 'https://tocsin.example.com/a/1' }],
    wordsFailed: (problem) => failed.push(problem),
  })
  return { deliver, sent, failed }
}

test('a page is worded by the template of its channel in the language of its reader', async () => {
  const { deliver, sent } = start([
    { id: 'sms-ja', body: '障害: {{ incident.title }}' },
    { id: 'mail-en', body: 'not for text messages' },
  ])
  await deliver(aPage('hana'), 1, AT)
  await deliver(aPage('ana'), 1, AT)
  expect(sent.map(({ lines, isWorded }) => [lines[0], isWorded])).toEqual([
    ['障害: Disk full', true],
    [expect.stringContaining('First signal'), undefined],
  ])
})

test('a template that fails costs no page: the usual words go out, and somebody hears of it', async () => {
  const { deliver, sent, failed } = start([{ id: 'sms-en', body: '{% for i in (1..9) %}' }])
  const delivery = await deliver(aPage('ana'), 1, AT)
  const wordsProblem = { template: 'sms-en', problem: expect.stringContaining('not closed') }
  expect(delivery).toEqual({ handedOver: true, isDelivered: false, wordsProblem })
  expect(failed).toEqual([wordsProblem])
  expect(sent[0]?.lines).toHaveLength(2)
})

test('what is told after a page keeps the usual words', async () => {
  const { deliver, sent } = start([{ id: 'sms-en', body: 'own' }])
  await deliver(aPage('ana', { kind: 'notice', notice: { event: 'resolved' } }), 1, AT)
  expect(sent[0]).not.toHaveProperty('isWorded')
})

test('pages that are gathered go out as one message, and one alone as a page like any other', async () => {
  const members = [aPage('ana', { gather: 'digest/ana/sms' }), aPage('ana', { page: 'INC-2026-000002/p1' as PageId })]
  const gather: DeliverDeps['gather'] = (_message, _at, send) => send(members)
  const { deliver, sent } = start([], { gather })
  await deliver(members[0] ?? aPage('ana'), 1, AT)
  members.pop()
  await deliver(members[0] ?? aPage('ana'), 1, AT)
  expect(sent.map(({ kind, subject }) => [kind, subject])).toEqual([
    ['notice', '2 incidents that are not urgent'],
    ['page', 'INC-2026-000001 P1 Shop: Disk full'],
  ])
})

function limitedTo(hour: number, used: number) {
  const asked: string[] = []
  const directory = () => ({
    ...aDirectory({ users: [aUser('ana')], settings: { messageLimits: { sms: { hour } } } }),
  })
  const count = async ({ user, channel }: { user: string; channel: string }) => {
    asked.push(`${user} ${channel}`)
    return { hour: used, day: used }
  }
  return { asked, findLimit: createFindLimit(directory, count, () => undefined) }
}

test('a page over the limit is not sent, and says so in a code of its own', async () => {
  const { findLimit } = limitedTo(30, 30)
  const { deliver, sent } = start([], { findLimit })
  const failure = {
    code: 'over_limit',
    retry: 'never',
    cause: 'The limit of 30 messages by sms in an hour has been reached.',
  }
  expect(await deliver(aPage('ana', { mayBeLimited: true }), 1, AT)).toEqual({ failure })
  expect(sent).toEqual([])
  expect(await deliver(aPage('ana'), 1, AT)).toMatchObject({ handedOver: true })
})

test('within the limit, first, or by a channel without one, a page goes out; of the last two nobody counts', async () => {
  const { findLimit, asked } = limitedTo(30, 29)
  const { deliver, sent } = start([], { findLimit })
  await deliver(aPage('ana', { mayBeLimited: true }), 1, AT)
  await deliver(aPage('ana'), 1, AT)
  const target = { contact: 'mail' as ContactId, channel: 'email', to: 'ana@example.com' }
  await deliver(aPage('ana', { mayBeLimited: true, target }), 1, AT)
  expect(sent).toHaveLength(3)
  expect(asked).toEqual(['ana sms'])
})

test('what asks for no answer goes by mail where the limit of its own way is reached, and does not count', async () => {
  const { findLimit } = limitedTo(1, 1)
  const { deliver, sent } = start([], { findLimit })
  const told = await deliver(aPage('ana', { kind: 'notice', notice: { event: 'resolved' } }), 1, AT)
  expect(told).toMatchObject({ handedOver: true, providerRef: 'account-mail-instead' })
  expect(sent).toHaveLength(1)
})

test('a count that fails keeps no page back', async () => {
  const failures: unknown[] = []
  const directory = () => aDirectory({ users: [aUser('ana')], settings: { messageLimits: { sms: { hour: 1 } } } })
  const findLimit = createFindLimit(
    directory,
    () => Promise.reject(new Error('the database is away')),
    (error) => failures.push(error),
  )
  const { deliver, sent } = start([], { findLimit })
  await deliver(aPage('ana', { mayBeLimited: true }), 1, AT)
  expect([sent.length, failures.length]).toEqual([1, 1])
})

test.each([
  [{ code: 'bad_address', retry: 'never', cause: 'SMTP 550: no such user' }, 1],
  [{ code: 'refused', retry: 'never', cause: 'SMTP 552: full' }, 1],
  [{ code: 'refused', retry: 'later', cause: 'busy' }, 0],
  [{ code: 'bad_credentials', retry: 'never', cause: 'SMTP 535' }, 0],
  [{ code: 'unreachable', retry: 'later', cause: 'ECONNREFUSED' }, 0],
] as const)(
  'that an address was refused for good is told of it, and what says nothing of it is not: %o',
  async (failure, times) => {
    const told: string[] = []
    const refusing: OutChannel = {
      ...{ channel: 'sms', configSchema: z.unknown(), checkAddress: () => undefined },
      send: async () => ({ failure }),
    }
    const { deliver } = start([], {
      channels: new Map([['sms', refusing]]),
      addressRefused: (channel, to, { cause }) => told.push(`${channel} ${to}: ${cause}`),
    })
    await deliver(aPage('ana'), 1, AT)
    expect(told).toEqual(times === 0 ? [] : [`sms +15550100: ${failure.cause}`])
  },
)

test('a limit keeps back a page before it waits for others, and one that waited when it would leave by itself', async () => {
  const { findLimit } = limitedTo(30, 30)
  const leaves: DeliverDeps['bundle'] = async (page, _at, { findObstacle, send }) =>
    (await findObstacle()) ?? send([page])
  const isInAnother: DeliverDeps['bundle'] = async () => ({ handedOver: true, isDelivered: false })
  const page = aPage('ana', { mayBeLimited: true })
  const waiting = { ...page, heldSince: AT }
  for (const [bundle, asked, expected] of [
    [isInAnother, page, { failure: { code: 'over_limit' } }],
    [isInAnother, waiting, { handedOver: true }],
    [leaves, waiting, { failure: { code: 'over_limit' } }],
  ] as const) {
    const { deliver, sent } = start([], { findLimit, bundle })
    expect(await deliver(asked, 1, AT)).toMatchObject(expected)
    expect(sent).toEqual([])
  }
})

test.each([
  [['INC-2026-000002/p1'], 2],
  [[], 1],
])(
  'a message for several goes to the second provider as long as somebody waits for one of them: %j',
  async (open, tries) => {
    let asked = 0
    const failing: OutChannel = {
      ...{ channel: 'sms', configSchema: z.unknown(), checkAddress: () => undefined, hasSecond: true },
      async send() {
        asked += 1
        return { failure: { code: 'timeout', retry: 'later', cause: 'no answer' } }
      },
    }
    const { deliver } = start([], {
      channels: new Map([['sms', failing]]),
      secondConfig: async () => ({}),
      isAnyWanted: async (pages) => pages.some(({ page }) => open.includes(page)),
      bundle: (message, _at, { send }) => send([message, aPage('ana', { page: 'INC-2026-000002/p1' as PageId })]),
    })
    await deliver(aPage('ana'), 1, AT)
    expect(asked).toBe(tries)
  },
)
