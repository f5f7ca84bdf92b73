import { createSystemNet } from '@tocsin/server/shell/ports/net.ts'
import { startTelegramStandin, type TelegramStandin, tooManyRequests } from '@tocsin/standins/telegram.ts'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { failureIn, verdict } from '../testing/failing.ts'
import { aPage, aPageTitled, hostileTitles } from '../testing/messages.ts'
import { telegramConfigSchema } from './config.ts'
import { telegramChannel } from './send.ts'
import { CALLBACK_DATA_BYTES_MAX, readPress } from './text.ts'

const net = createSystemNet()
let telegram: TelegramStandin

beforeEach(async () => {
  telegram = await startTelegramStandin({ now: Date.now })
  telegram.addChat('4711')
})
afterEach(() => telegram.close())
afterAll(() => net.close())

function send(message = aPage(), { to = '4711', token = telegram.token } = {}) {
  return telegramChannel.send(net, telegramConfigSchema.parse({ token, url: telegram.url }), { to }, message)
}

interface Button {
  text: string
  callback_data?: string
  url?: string
}

function buttonsOf(body: Record<string, unknown> = {}): Button[] {
  return (body.reply_markup as { inline_keyboard: Button[][] }).inline_keyboard.flat()
}

test('a page arrives with buttons that name the incident', async () => {
  expect(await send()).toEqual({ handedOver: true, providerRef: '1', isDelivered: true })
  const body = telegram.taken()[0]?.body
  expect(body?.text).toMatch(/^<b>INC-2026-000001 P2 Payment API: error rate above 5 %<\/b>\n/)
  const buttons = buttonsOf(body)
  expect(buttons.map(({ text }) => text)).toEqual(['Acknowledge', 'Escalate', 'Resolve', 'Open'])
  expect(buttons.map(({ callback_data = '' }) => readPress(callback_data)?.action)).toEqual([
    'acknowledge',
    'escalate',
    'resolve',
    undefined,
  ])
  expect(buttons.every(({ callback_data = '' }) => Buffer.byteLength(callback_data) <= CALLBACK_DATA_BYTES_MAX)).toBe(
    true,
  )
})

test('it is written in the reader’s language', async () => {
  await send(aPage({ locale: 'ja' }))
  expect(buttonsOf(telegram.taken()[0]?.body).map(({ text }) => text)[0]).toBe('対応する')
})

test('a page that is over loses its buttons, and a notice has none that act', async () => {
  const config = telegramConfigSchema.parse({ token: telegram.token, url: telegram.url })
  const notice = aPage({ kind: 'notice' })
  await telegramChannel.edit?.(net, config, { contact: { to: '4711' }, ref: '9', message: notice })
  await send(notice)
  expect(telegram.taken().map(({ method, body }) => [method, body.message_id])).toEqual([
    ['editMessageReplyMarkup', 9],
    ['sendMessage', undefined],
  ])
  expect(buttonsOf(telegram.taken()[1]?.body).every(({ callback_data }) => callback_data === undefined)).toBe(true)
})

test('a link that Telegram would refuse is left out, and the page goes out', async () => {
  const local = aPage({ links: [{ action: 'view', url: 'http://localhost:4000/incidents/INC-2026-000001' }] })
  expect(await send(local)).toMatchObject({ handedOver: true })
  expect(buttonsOf(telegram.taken()[0]?.body)).toHaveLength(3)
})

test.each(hostileTitles)('a title with %s is taken', async (_, title) => {
  expect(await send(aPageTitled(title))).toMatchObject({ handedOver: true })
})

test('who blocked the bot, and who never wrote to it, cannot be reached', async () => {
  telegram.block('4711')
  expect(verdict(await send())).toEqual(['bad_address', 'never'])
  expect(verdict(await send(aPage(), { to: '-100815' }))).toEqual(['bad_address', 'never'])
})

test('a wrong token is bad credentials, and stands in no cause', async () => {
  const token = `987654321:${'x'.repeat(35)}`
  const failure = failureIn(await send(aPage(), { token }))
  expect(failure).toMatchObject({ code: 'bad_credentials', retry: 'never' })
  expect(failure.cause).not.toContain('xxx')
})

test('too many requests wait for as long as Telegram says', async () => {
  telegram.failNext(tooManyRequests(14))
  expect(failureIn(await send())).toMatchObject({ code: 'rate_limited', retry: 'later', retryAfterMs: 14_000 })
})

test('an address is the number of a chat', () => {
  expect(telegramChannel.checkAddress('-1001234567890')).toBeUndefined()
  expect(telegramChannel.checkAddress('@ana')).toMatch(/Send \/start to the bot/)
})

test('a press that was never offered is nothing', () => {
  expect(readPress('a INC-2026-000001')).toEqual({ action: 'acknowledge', incident: 'INC-2026-000001' })
  expect(['x INC-2026-000001', 'a', 'a INC-1; drop', ''].map(readPress)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})
