/**
 * What the Telegram bot is told: presses on buttons, and `/start`, to which it answers with the number of the chat, so that somebody
 * can write it down as their contact. Believed only with the secret that the webhook was set with.
 */
import { isSameSecret } from '@tocsin/adapters/in/proof.ts'
import { readJsonObject, textAt } from '@tocsin/adapters/out/json-object.ts'
import { callTelegram } from '@tocsin/adapters/out/telegram/call.ts'
import { type TelegramConfig, telegramConfigSchema } from '@tocsin/adapters/out/telegram/config.ts'
import { readPress } from '@tocsin/adapters/out/telegram/text.ts'
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Secrets } from '../../shell/secrets/secrets.ts'
import { answerPage } from '../answers/answer-page.ts'
import { wordsOfAnswer } from '../answers/answer-words.ts'
import { localeOf, ownersOf } from '../answers/callers.ts'
import {
  type CallbackAnswer,
  type CallbackDeps,
  type CallbackRequest,
  NOT_FOUND,
  REFUSED,
  TAKEN,
} from './callback-deps.ts'

/** Of this installation and this bot alone; letters, digits, `-` and `_`, as Telegram wants it. */
export function telegramSecret(secrets: Pick<Secrets, 'mac'>, token: string): string {
  return secrets.mac('telegram webhook', token)
}

export async function takeTelegramUpdate(deps: CallbackDeps, request: CallbackRequest): Promise<CallbackAnswer> {
  const config = telegramConfigSchema.safeParse(deps.channelConfig('telegram'))
  if (!config.success) return NOT_FOUND
  const given = request.headers['x-telegram-bot-api-secret-token'] ?? ''
  if (!isSameSecret(given, telegramSecret(deps.secrets, config.data.token))) return REFUSED
  const update = readJsonObject(request.body.toString('utf8'))
  if (update.callback_query !== undefined) await takePress(deps, config.data, update.callback_query)
  else if (textAt(update, 'message', 'text')?.startsWith('/start')) await sayNumber(deps, config.data, update.message)
  return TAKEN
}

interface CallbackQuery {
  id?: unknown
  data?: unknown
  from?: { id?: unknown }
  message?: { chat?: { id?: unknown }; message_id?: unknown }
}

/** Whoever pressed is known by their own chat with the bot; a group has no owner, its members have. */
async function takePress(deps: CallbackDeps, config: TelegramConfig, query: unknown): Promise<void> {
  const { id, data, from, message } = query as CallbackQuery
  const press = typeof data === 'string' ? readPress(data) : undefined
  const at = formatInstant(deps.engine.clock.now())
  const owner = ownerOf(deps, from?.id, message?.chat?.id)
  const tell = (text: string) =>
    callTelegram(
      deps.net,
      config,
      'answerCallbackQuery',
      { callback_query_id: id, text: text.slice(0, 200), show_alert: true },
      at,
    )
  if (!owner) {
    await tell('Add this chat to your contacts in Tocsin first.')
    return
  }
  if (!press) return
  const outcome = await answerPage(deps.engine, {
    ...{ incident: press.incident as IncidentId, person: owner.id },
    ...{ answer: press.action, via: 'chat' },
  })
  await tell(wordsOfAnswer(outcome, localeOf(owner)))
  if (outcome.kind === 'forbidden' || outcome.kind === 'unknown' || outcome.kind === 'refused') return
  const place = { chat_id: message?.chat?.id, message_id: message?.message_id }
  if (press.action !== 'escalate') await callTelegram(deps.net, config, 'editMessageReplyMarkup', place, at)
}

function ownerOf({ engine }: CallbackDeps, from: unknown, chat: unknown) {
  const directory = engine.directory.latest()
  const [own] = ownersOf(directory, ['telegram'], String(from))
  return own ?? (from === chat ? ownersOf(directory, ['telegram'], String(chat))[0] : undefined)
}

async function sayNumber(deps: CallbackDeps, config: TelegramConfig, message: unknown): Promise<void> {
  const { chat } = message as { chat?: { id?: unknown } }
  if (typeof chat?.id !== 'number') return
  const text = `The number of this chat is ${chat.id}. Add it in Tocsin under Account, Contacts, Telegram; a code is then sent here.\nこのチャットの番号は ${chat.id} です。Tocsin のアカウント画面で Telegram の連絡先として追加してください。`
  await callTelegram(
    deps.net,
    config,
    'sendMessage',
    { chat_id: chat.id, text, parse_mode: 'HTML' },
    formatInstant(deps.engine.clock.now()),
  )
}
