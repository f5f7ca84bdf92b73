import type { ContactAddress, Message, OutChannel, SendResult } from '../channel.ts'
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
  for (const ref of message.kind === 'notice' ? (message.earlierRefs ?? []) : []) {
    // Without buttons nobody presses what is over. A message that is too old to be edited stays as it is: the new one tells.
    await callTelegram(net, config, 'editMessageReplyMarkup', { chat_id: to, message_id: Number(ref) }, message.sentAt)
  }
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

/** A message of a bot, with buttons that act at once. */
export const telegramChannel: OutChannel<TelegramConfig> = {
  channel: 'telegram',
  configSchema: telegramConfigSchema,
  updatesEarlier: true,
  checkAddress: (to) => (CHAT.test(to) ? undefined : CHAT_PROBLEM),
  send,
}
