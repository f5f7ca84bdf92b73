import { parseInstant } from '@tocsin/core/kernel/instant.ts'
import type { Message } from '../channel.ts'
import type { Mail } from '../net.ts'
import { parseMailbox } from './mailbox.ts'
import { formatSubject, renderHtml, renderText } from './template.ts'

/**
 * The mail of a message. Its `Message-ID` comes from the page's id, so that a second attempt is recognisable as the same mail;
 * `In-Reply-To` names a root that all mails of one incident share, so that they thread.
 *
 * @param from the sender as configured, `Name <address>` or an address
 */
export function composeMail(from: string, to: string, message: Message): Mail {
  const host = domainOf(parseMailbox(from)?.address) ?? 'localhost'
  const { replyTo } = message
  return {
    from,
    to,
    subject: formatSubject(message),
    text: renderText(message),
    html: renderHtml(message),
    messageId: messageIdOf(message.id, host),
    ...(message.incident === undefined ? {} : { inReplyTo: messageIdOf(message.incident.id, host) }),
    ...(replyTo !== undefined && { replyTo }),
    // What cannot be delivered comes back to where answers go, if mail servers let a mail of `from` have such a sender.
    ...(replyTo !== undefined && isAligned(host, domainOf(replyTo)) && { envelopeFrom: replyTo }),
    headers: headersOf(message),
  }
}

function domainOf(address: string | undefined): string | undefined {
  return address?.split('@')[1]?.toLowerCase()
}

/** SPF speaks for the sender of the envelope, and counts for DMARC where that is of the same organisation (RFC 7489, 3.1.2). */
function isAligned(from: string, envelope: string | undefined): boolean {
  if (envelope === undefined) return false
  return from === envelope || from.endsWith(`.${envelope}`) || envelope.endsWith(`.${from}`)
}

/** `<INC-2026-000001.p3@example.com>`: the local part keeps to what RFC 5322 calls dot-atom. */
function messageIdOf(id: string, host: string): string {
  const local = id.replaceAll('/', '.').replace(/[^A-Za-z0-9.-]/g, '-')
  return `<${local}@${host}>`
}

/** `Auto-Submitted` (RFC 3834) and Exchange's own header keep out-of-office replies away. */
function headersOf({ id, kind, urgency, sentAt }: Message): Record<string, string> {
  const at = parseInstant(sentAt)
  const isUrgent = urgency === 'high' && kind === 'page'
  return {
    ...(at === undefined ? {} : { Date: new Date(at).toUTCString().replace('GMT', '+0000') }),
    'Auto-Submitted': 'auto-generated',
    'X-Auto-Response-Suppress': 'OOF, AutoReply',
    'X-Tocsin-Page': id,
    ...(isUrgent ? { Importance: 'high', 'X-Priority': '1 (Highest)', Priority: 'urgent' } : {}),
  }
}
