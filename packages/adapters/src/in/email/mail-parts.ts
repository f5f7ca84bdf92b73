import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { detailOf, headerValue, type Mail, messageIds, type SenderChecks } from './mail.ts'

/** What a mail server, or a provider, tells beside the mail. */
export interface Envelope {
  from?: string | undefined
  /** The recipient, or what stood behind its `+`. */
  to?: string | undefined
  detail?: string | undefined
  checks?: SenderChecks
}

export type MailParts = Pick<Mail, 'from' | 'fromName' | 'subject' | 'text' | 'headers' | 'attachments'>

/** Puts a mail together out of its parts, bounded and as PostgreSQL takes it. */
export function mailOf(parts: MailParts, envelope: Envelope): Mail {
  const headers = parts.headers
    .slice(0, HEADERS_MAX)
    .map(([name, value]): [string, string] => [storable(name), storable(value)])
  const [answered] = messageIds(headerValue({ headers }, 'in-reply-to'))
  const thread = messageIds(headerValue({ headers }, 'references'))
  const detail = envelope.detail === undefined ? detailOf(envelope.to) : envelope.detail
  return {
    ...{ from: storable(parts.from).toLowerCase(), fromName: storable(parts.fromName) },
    envelopeFrom: envelope.from && storable(envelope.from.replace(/^<|>$/g, '')).toLowerCase(),
    detail: detail ? storable(detail) : undefined,
    subject: storable(parts.subject).replace(/\s+/g, ' ').trim().slice(0, LIMITS.titleCharsMax),
    text: storable(parts.text).slice(0, LIMITS.textCharsMax),
    messageId: messageIds(headerValue({ headers }, 'message-id'))[0],
    references: answered === undefined || thread.includes(answered) ? thread : [...thread, answered],
    headers,
    attachments: parts.attachments.slice(0, ATTACHMENTS_MAX).map((each) => ({ ...each, name: storable(each.name) })),
    checks: envelope.checks ?? {},
  }
}

const HEADERS_MAX = 500
const ATTACHMENTS_MAX = 50

/** `Checks <checks@example.com>` of a form, where no library has looked at it. */
export function parseFrom(text: string): Pick<Mail, 'from' | 'fromName'> {
  const [, name = '', address] = /^\s*"?([^"<]*)"?\s*<([^<>\s]+)>\s*$/.exec(text) ?? []
  return address === undefined ? { from: text.trim(), fromName: '' } : { from: address, fromName: name.trim() }
}

/** PostgreSQL takes neither U+0000 nor a lone surrogate. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd')
}
