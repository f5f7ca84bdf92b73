import type { ContactAddress, Message, OutChannel, SendResult } from '../channel.ts'
import type { Failure } from '../failure.ts'
import type { Net } from '../net.ts'
import { refused } from '../post.ts'
import { callTelegram } from './call.ts'
import { type TelegramConfig, telegramConfigSchema } from './config.ts'
import { formatKeyboard, formatText } from './text.ts'

/** Of a person, or of a group (below zero). */
const CHAT = /^-?\d{1,20}$/

const CHAT_PROBLEM = 'Expected the number of a chat. Send /start to the bot: it answers with it.'

async function send(net: Net, config: TelegramConfig, { to }: ContactAddress, message: Message): Promise<SendResult> {
  if (!CHAT.test(to)) return refused('bad_address', CHAT_PROBLEM)
  const text = formatText(message)
  const outcome = await callTelegram(
    net,
    config,
    'sendMessage',
    {
      chat_id: to,
      text,
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
      disable_notification: message.kind === 'notice' && message.urgency === 'low',
      ...formatKeyboard(message),
    },
    message.sentAt,
  )
  if ('failure' in outcome) return outcome
  const id = outcome.result.message_id
  return { handedOver: true, ...(typeof id === 'number' && { providerRef: String(id) }), isDelivered: true }
}

/** Without buttons nobody presses what is over; a message that is too old to be edited stays as it is. */
async function edit(
  net: Net,
  config: TelegramConfig,
  { contact, ref, message }: { contact: ContactAddress; ref: string; message: Message },
): Promise<Failure | undefined> {
  const given = { chat_id: contact.to, message_id: Number(ref) }
  const outcome = await callTelegram(net, config, 'editMessageReplyMarkup', given, message.sentAt)
  return 'failure' in outcome ? outcome.failure : undefined
}

/** A message of a bot, with buttons that act at once. */
export const telegramChannel: OutChannel<TelegramConfig> = {
  channel: 'telegram',
  configSchema: telegramConfigSchema,
  checkAddress: (to) => (CHAT.test(to) ? undefined : CHAT_PROBLEM),
  send,
  edit,
}
