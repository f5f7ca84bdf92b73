/** The Bot API of Telegram (https://core.telegram.org/bots/api) as far as messages of a bot go, with its limits and its words. */
import type { HttpArrival } from './http-receiver.ts'
import {
  isTextWithin,
  type Judgement,
  json,
  type Provider,
  type ProviderOptions,
  readJson,
  startProvider,
} from './provider.ts'

export interface TelegramCall {
  method: string
  chat: string
  messageId: number
  body: Record<string, unknown>
}

export interface TelegramStandin extends Provider<TelegramCall> {
  token: string
  /** Chats that the bot may write to; others are not found. */
  addChat(id: string): void
  /** Somebody who blocked the bot: 403. */
  block(id: string): void
}

const TOKEN = `123456789:${'AAbbCCddEE'.repeat(3)}-_xyz`

export async function startTelegramStandin(options: ProviderOptions): Promise<TelegramStandin> {
  const chats = new Set<string>()
  const blocked = new Set<string>()
  const provider = await startProvider<TelegramCall>(
    options,
    (arrival, before) => judge(arrival, before, { chats, blocked }),
    ({ method, chat }) => `${method} to ${chat}`,
  )
  return {
    ...provider,
    token: TOKEN,
    addChat: (id) => void chats.add(id),
    block: (id) => void blocked.add(id),
  }
}

function refuse(code: number, description: string, parameters?: object): { refusal: ReturnType<typeof json> } {
  return { refusal: json(code, { ok: false, error_code: code, description, ...(parameters && { parameters }) }) }
}

export function tooManyRequests(seconds: number) {
  return refuse(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds }).refusal
}

const METHODS = new Set(['sendMessage', 'editMessageReplyMarkup', 'answerCallbackQuery', 'setWebhook', 'getMe'])

function judge(
  { path, body }: HttpArrival,
  before: number,
  { chats, blocked }: { chats: ReadonlySet<string>; blocked: ReadonlySet<string> },
): Judgement<TelegramCall> {
  const [, token, method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(path) ?? []
  if (token !== TOKEN || !METHODS.has(method)) return refuse(404, 'Not Found')
  const given = readJson(body)
  if (given === undefined) return refuse(400, "Bad Request: can't parse JSON object")
  const messageId = before + 1
  const taken = { method, chat: String(given.chat_id ?? ''), messageId, body: given }
  if (method === 'setWebhook') return judgeWebhook(given, taken)
  if (method === 'getMe')
    return { taken, answer: json(200, { ok: true, result: { id: 1, is_bot: true, username: 'tocsin_bot' } }) }
  if (method === 'answerCallbackQuery') return { taken, answer: json(200, { ok: true, result: true }) }
  if (!chats.has(taken.chat)) return refuse(400, 'Bad Request: chat not found')
  if (blocked.has(taken.chat)) return refuse(403, 'Forbidden: bot was blocked by the user')
  if (method === 'editMessageReplyMarkup') {
    if (typeof given.message_id !== 'number') return refuse(400, 'Bad Request: message identifier is not specified')
    return { taken, answer: json(200, { ok: true, result: { message_id: given.message_id } }) }
  }
  const problem = problemOfMessage(given)
  if (problem !== undefined) return refuse(400, `Bad Request: ${problem}`)
  return { taken, answer: json(200, { ok: true, result: { message_id: messageId, chat: { id: Number(taken.chat) } } }) }
}

function judgeWebhook(given: Record<string, unknown>, taken: TelegramCall): Judgement<TelegramCall> {
  if (!isTextWithin(given.url, 2_048) || !given.url.startsWith('https://'))
    return refuse(400, 'Bad Request: bad webhook: An HTTPS URL must be provided for webhook')
  if (given.secret_token !== undefined && !/^[A-Za-z0-9_-]{1,256}$/.test(String(given.secret_token)))
    return refuse(400, 'Bad Request: secret token contains unallowed characters')
  return { taken, answer: json(200, { ok: true, result: true, description: 'Webhook was set' }) }
}

function problemOfMessage({ text, parse_mode, reply_markup }: Record<string, unknown>): string | undefined {
  if (typeof text !== 'string' || text.trim() === '') return 'message text is empty'
  if (parse_mode !== 'HTML') return 'unsupported parse_mode'
  const problem = problemOfHtml(text)
  if (problem !== undefined) return problem
  const plain = text.replace(/<[^>]*>/g, '').replace(/&(amp|lt|gt|quot);/g, '.')
  if (plain.length > 4_096) return 'message is too long'
  return problemOfKeyboard(reply_markup as { inline_keyboard?: Record<string, unknown>[][] } | undefined)
}

const ENTITIES = /&(?!(?:amp|lt|gt|quot|#\d+);)/

/** Telegram refuses the whole message over one tag that it does not know. */
function problemOfHtml(text: string): string | undefined {
  if (ENTITIES.test(text)) return undefined
  const tags = [...text.matchAll(/<\/?([^>\s]*)[^>]*>?/g)].map(([, name]) => name ?? '')
  const unknown = tags.find((name) => !['b', 'i', 'u', 's', 'a', 'code', 'pre'].includes(name))
  return unknown === undefined ? undefined : `can't parse entities: Unsupported start tag "${unknown}"`
}

function problemOfKeyboard(markup: { inline_keyboard?: Record<string, unknown>[][] } | undefined): string | undefined {
  for (const button of (markup?.inline_keyboard ?? []).flat()) {
    if (!isTextWithin(button.text, 256)) return 'text buttons are unallowed in the inline keyboard'
    const { url, callback_data: data } = button
    if (typeof data === 'string' && Buffer.byteLength(data) > 64) return 'BUTTON_DATA_INVALID'
    if (typeof url === 'string' && !/^https?:\/\/[^/]*\./.test(url)) return 'Wrong HTTP URL specified'
    if (data === undefined && url === undefined) return 'text buttons are unallowed in the inline keyboard'
  }
  return undefined
}
