import type { Mail, MailReply, NetError, SmtpServer } from '@tocsin/adapters/out/net.ts'
import { createTransport } from 'nodemailer'
import { netErrorOf } from './net-error.ts'
import { parseSmtpUrl } from './smtp-url.ts'

export interface MailClient {
  sendMail(server: SmtpServer, mail: Mail): Promise<MailReply | NetError>
  /** Idle connections close now, a mail under way is finished first. */
  close(): void
}

type Transport = ReturnType<typeof createPooledTransport>
type MailError = Error & { code?: string; responseCode?: number; response?: string }

const SERVERS_MAX = 8

/** Mails over pooled connections, one pool for each server; the server that was used least lately gives way. */
export function createMailClient(): MailClient {
  const transports = new Map<string, Transport>()

  function transportOf(url: string): Transport {
    const transport = transports.get(url) ?? createPooledTransport(url)
    transports.delete(url)
    transports.set(url, transport)
    const [oldest] = transports
    if (transports.size > SERVERS_MAX && oldest !== undefined) {
      transports.delete(oldest[0])
      oldest[1].close()
    }
    return transport
  }

  return {
    async sendMail({ url, timeoutMs }, mail) {
      const deadline = AbortSignal.timeout(timeoutMs)
      const transport = transportOf(url)
      try {
        const info = await transport.sendMail({ ...envelopeOf(mail), signal: deadline })
        return { accepted: true, response: info.response }
      } catch (error) {
        return replyOf(error as MailError, deadline)
      }
    },
    close() {
      for (const transport of transports.values()) transport.close()
      transports.clear()
    },
  }
}

function createPooledTransport(url: string) {
  return createTransport({
    ...parseSmtpUrl(url),
    pool: true,
    maxConnections: 8,
    maxMessages: 1_000,
    // One: a pooled connection may have been closed by the server meanwhile. Every other retry is the outbox's.
    maxRequeues: 1,
    idleTimeout: 60_000,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 90_000,
    dnsTimeout: 10_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

/** The recipient goes in as an object, so that nothing in it is read as a list. */
function envelopeOf({ from, to, subject, text, html, messageId, inReplyTo, replyTo, envelopeFrom, headers }: Mail) {
  const envelope = envelopeFrom === undefined ? {} : { envelope: { from: envelopeFrom, to } }
  const thread = inReplyTo === undefined ? {} : { inReplyTo, references: inReplyTo }
  const answer = replyTo === undefined ? {} : { replyTo: { name: '', address: replyTo } }
  return {
    from,
    to: { name: '', address: to },
    subject,
    text,
    html,
    messageId,
    headers,
    ...thread,
    ...answer,
    ...envelope,
  }
}

/** What nodemailer decides before the server answers, in the code that a server would have used. */
const OWN_REFUSALS: ReadonlyMap<string, number> = new Map([
  ['EAUTH', 535],
  ['ENOAUTH', 530],
  ['EENVELOPE', 553],
  ['EMESSAGE', 552],
])

function replyOf(error: MailError, deadline: AbortSignal): MailReply | NetError {
  const code = error.responseCode ?? OWN_REFUSALS.get(error.code ?? '')
  if (code === undefined || deadline.aborted) return netErrorOf(error, deadline)
  return { rejected: { code, response: error.response ?? error.message } }
}
