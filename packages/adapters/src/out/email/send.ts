import { z } from 'zod'
import type { ContactAddress, Message, OutChannel, SendResult } from '../channel.ts'
import type { Net } from '../net.ts'
import { failureOfNetError } from '../net-failure.ts'
import { oneLine } from '../plain-text.ts'
import { composeMail } from './mail.ts'
import { checkEmailAddress, parseMailbox } from './mailbox.ts'
import { failureOfSmtpReply } from './smtp-failure.ts'

/** A server that has not taken a mail by now is tried again, and the next contact gets its turn. */
const TIMEOUT_MS = 20_000

export const emailConfigSchema = z.strictObject({
  url: z
    .string()
    .refine(isSmtpUrl, 'expected smtp:// or smtps:// and a host, e.g. smtp://user:password@mail.example.com:587'),
  from: z
    .string()
    .refine((from) => parseMailbox(from) !== undefined, 'expected a mail address, e.g. Tocsin <tocsin@example.com>'),
})

export type EmailConfig = z.infer<typeof emailConfigSchema>

function isSmtpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  return (protocol === 'smtp:' || protocol === 'smtps:') && hostname !== ''
}

async function send(net: Net, config: EmailConfig, contact: ContactAddress, message: Message): Promise<SendResult> {
  const problem = checkEmailAddress(contact.to)
  if (problem !== undefined) return { failure: { code: 'bad_address', retry: 'never', cause: problem } }
  const mail = composeMail(config.from, contact.to, message)
  const reply = await net.sendMail({ url: config.url, timeoutMs: TIMEOUT_MS }, mail)
  if ('error' in reply) return { failure: failureOfNetError(reply) }
  if ('rejected' in reply) return { failure: failureOfSmtpReply(reply.rejected) }
  return { handedOver: true, providerRef: oneLine(reply.response, 200), isDelivered: false }
}

/** Mail over SMTP. 2xx means that the server took it, not that it arrived. */
export const emailChannel: OutChannel<EmailConfig> = {
  channel: 'email',
  configSchema: emailConfigSchema,
  bundleMax: 15,
  hasSecond: true,
  checkAddress: checkEmailAddress,
  send,
}
