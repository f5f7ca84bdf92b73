import { z } from 'zod'
import type { ContactAddress, Message, OutChannel, SendResult } from '../channel.ts'
import type { Net } from '../net.ts'
import { refused } from '../post.ts'
import { gatewaySchema, sendByGateway } from './gateway.ts'
import { checkNumber, isNumber, senderField, senderFor } from './number.ts'
import { formatSms, SMS_BUNDLE_MAX } from './sms-text.ts'
import { callTwilio } from './twilio-call.ts'
import { type TwilioSmsConfig, twilioSmsSchema } from './twilio-config.ts'

export const smsConfigSchema = z.discriminatedUnion('provider', [twilioSmsSchema, gatewaySchema], {
  error: 'expected twilio or http',
})
export type SmsConfig = z.infer<typeof smsConfigSchema>

async function send(net: Net, config: SmsConfig, { to }: ContactAddress, message: Message): Promise<SendResult> {
  const problem = checkNumber(to)
  if (problem !== undefined) return refused('bad_address', problem)
  const { id, sentAt } = message
  if (config.provider === 'http') return sendByGateway(net, config, { to, text: formatSms(message, false), id, sentAt })
  return callTwilio(net, config, 'Messages', formOf(config, to, message), sentAt)
}

/** Whether what people send back to this sender arrives here; a name cannot be answered. */
export function takesReplies(config: SmsConfig, from = config.provider === 'twilio' ? config.from : ''): boolean {
  return config.provider === 'twilio' && config.replies === 'on' && (isNumber(from) || from.startsWith('MG'))
}

function formOf(config: TwilioSmsConfig, to: string, message: Message): [string, string][] {
  const from = senderFor(to, config.from, config.senders)
  return [
    ['To', to],
    senderField(from),
    ['Body', formatSms(message, takesReplies(config, from))],
    ...(message.callbackUrl === undefined ? [] : [['StatusCallback', message.callbackUrl] as [string, string]]),
  ]
}

/** A text message, through Twilio or through a gateway of one's own. */
export const smsChannel: OutChannel<SmsConfig> = {
  channel: 'sms',
  configSchema: smsConfigSchema,
  hearsBack: true,
  bundleMax: SMS_BUNDLE_MAX,
  hasSecond: true,
  checkAddress: checkNumber,
  send,
}
