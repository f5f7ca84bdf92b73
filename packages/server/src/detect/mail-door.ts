/**
 * The door for mail: an SMTP server that takes mails for addresses of sources, `<key>@<domain>` and `<key>+<anything>@<domain>`, answers to
 * pages at `reply+<token>@<domain>`, and nothing else. Invariants:
 * - 250 is said after the commit; when we cannot commit the sender hears 451 and comes back;
 * - a recipient that is no source is refused before its mail is read, and whoever guesses is slowed down;
 * - connections, recipients, sizes and idle times are bounded.
 */
import type { AddressInfo } from 'node:net'
import type { DoorReply, DoorRequest } from '@tocsin/adapters/in/door.ts'
import { detailOf } from '@tocsin/adapters/in/email/mail.ts'
import { email } from '@tocsin/adapters/in/email/read.ts'
import { ENVELOPE_DETAIL, ENVELOPE_FROM } from '@tocsin/adapters/in/email/unpack.ts'
import { MINUTE, SECOND } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { Source } from '@tocsin/core/people/directory.ts'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import { createAttemptLimit, limitedAddress } from '../shell/auth/attempt-limit.ts'
import { type DoorDeps, passDoor } from './door.ts'
import { takeReply } from './mail-replies.ts'
import { createOpenConnections } from './open-connections.ts'

export interface MailDoorOptions {
  host: string
  port: number
  /** What stands behind the `@` of the addresses. */
  domain: string
  /** PEM texts; with them STARTTLS is offered. */
  tls?: { key: string; cert: string } | undefined
  /** Of one address; by default 20. */
  openPerAddressMax?: number
  /** Of one connection; by default ten minutes. */
  lifeMsMax?: number
}

export interface MailDoor {
  host: string
  port: number
  /** Takes no new connection; mails under way are answered, for a while. */
  close(): Promise<void>
}

const CLIENTS_MAX = 100
const RECIPIENTS_MAX = 20
const IDLE_MS_MAX = 60 * SECOND
const CLOSE_MS_MAX = 5 * SECOND
/** Of one address at once: a mail server that hands over a queue opens some, and few leave more than this to others. */
const OPEN_PER_ADDRESS_MAX = 20
/** Enough for the largest mail by the slowest line, and for a queue of small ones. */
const LIFE_MS_MAX = 10 * MINUTE
/** Of one address: connections, and recipients that there are none of. */
const CONNECTIONS = { max: 300, windowMs: MINUTE }
const UNKNOWN_RECIPIENTS = { max: 30, windowMs: 10 * MINUTE }

interface Refusal {
  code: number
  text: string
}

const UNKNOWN: Refusal = { code: 550, text: '5.1.1 No source has this address. Copy it from the page of the source' }
const RELAY: Refusal = { code: 550, text: '5.7.1 Mail is taken for addresses of sources alone' }
const TOO_MANY: Refusal = { code: 452, text: `4.5.3 At most ${RECIPIENTS_MAX} recipients at once` }
const TOO_OFTEN: Refusal = { code: 421, text: '4.7.0 Too many attempts. Come back later' }
const TOO_MANY_OPEN: Refusal = { code: 421, text: '4.7.0 Too many connections of your address are open. Close some' }
const TOO_LARGE: Refusal = { code: 552, text: `5.3.4 The mail is larger than ${LIMITS.doorBodyBytesMax} bytes` }
const BUSY: Refusal = { code: 451, text: '4.3.0 Busy. Try again' }
const FAILED: Refusal = { code: 451, text: '4.3.0 That did not work. Try again' }

/** Rejects when the port cannot be had. */
export async function openMailDoor(deps: DoorDeps, options: MailDoorOptions): Promise<MailDoor> {
  const { now } = deps.engine.clock
  const connections = createAttemptLimit(CONNECTIONS)
  const unknown = createAttemptLimit(UNKNOWN_RECIPIENTS)
  const open = createOpenConnections(deps.engine, {
    listener: 'smtp',
    perAddressMax: options.openPerAddressMax ?? OPEN_PER_ADDRESS_MAX,
    lifeMsMax: options.lifeMsMax ?? LIFE_MS_MAX,
    turnedAway: (why) => deps.turnedAway?.('smtp', why),
  })
  const server = new SMTPServer({
    ...settingsOf(options),
    onConnect({ id, remoteAddress }, done) {
      if (!open.begin(id, remoteAddress)) return done(errorOf(TOO_MANY_OPEN))
      done(errorOf(connections.take(limitedAddress(remoteAddress), now()) > 0 ? TOO_OFTEN : undefined))
    },
    onClose({ id }) {
      open.end(id)
    },
    onRcptTo({ address }, session, done) {
      const refusal = judgeRecipient(deps, options, address, session)
      const isGuess = refusal === UNKNOWN && unknown.take(limitedAddress(session.remoteAddress), now()) > 0
      done(errorOf(isGuess ? TOO_OFTEN : refusal))
    },
    onData(stream, session, done) {
      takeMail(deps, stream, session).then(
        (refusal) => done(errorOf(refusal), '2.0.0 Taken'),
        (error: unknown) => {
          deps.engine.log.error({ error: String(error) }, 'a mail could not be taken')
          done(errorOf(FAILED))
        },
      )
    },
  })
  // A client that goes away in the middle is the client's affair.
  server.on('error', (error) => deps.engine.log.info({ error: error.message }, 'a connection for mail ended'))
  server.server.on('connection', open.limitLife)
  await listening(server, options)
  const { address, port } = server.server.address() as AddressInfo
  return { host: address, port, close: () => new Promise((resolve) => server.close(resolve)) }
}

function settingsOf({ domain, tls }: MailDoorOptions) {
  return {
    name: domain,
    banner: 'Tocsin',
    logger: false,
    size: LIMITS.doorBodyBytesMax,
    authOptional: true,
    // Without a certificate of our own the library would offer one that it brings along, whose key everybody has.
    disabledCommands: tls ? ['AUTH'] : ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    maxClients: CLIENTS_MAX,
    socketTimeout: IDLE_MS_MAX,
    closeTimeout: CLOSE_MS_MAX,
    ...tls,
  }
}

function listening(server: SMTPServer, { host, port }: MailDoorOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(port, host, () => {
      server.server.off('error', reject)
      resolve()
    })
  })
}

function judgeRecipient(
  deps: DoorDeps,
  { domain }: MailDoorOptions,
  address: string,
  session: SMTPServerSession,
): Refusal | undefined {
  if (session.envelope.rcptTo.length >= RECIPIENTS_MAX) return TOO_MANY
  if (address.slice(address.lastIndexOf('@') + 1).toLowerCase() !== domain.toLowerCase()) return RELAY
  return findSource(deps, address) || isReply(deps, address) ? undefined : UNKNOWN
}

function isReply({ replies }: DoorDeps, address: string): boolean {
  const detail = detailOf(address)
  return detail !== undefined && replies?.isOurs(detail) === true
}

/** Keys are looked up by their hash. Some senders write addresses in small letters, so a key is tried that way too. */
function findSource({ sources }: DoorDeps, address: string): Source | undefined {
  const local = address.slice(0, address.lastIndexOf('@'))
  const [key = ''] = local.split('+', 1)
  return sources(email.system, key) ?? sources(email.system, key.toLowerCase())
}

/** Undefined when every recipient has it. A sender that comes back for one of them brings nothing new to the others. */
async function takeMail(
  deps: DoorDeps,
  stream: SMTPServerDataStream,
  { envelope }: SMTPServerSession,
): Promise<Refusal | undefined> {
  const body = await collect(stream)
  if (body === undefined) return TOO_LARGE
  const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
  let refusal: Refusal | undefined
  for (const { address } of envelope.rcptTo) {
    const told = await takeFor(deps, address, requestOf(deps, { address, from, body }))
    // To try again is better than to give up, when there are several.
    if (told && (refusal === undefined || told.code < refusal.code)) refusal = told
  }
  return refusal
}

async function takeFor(deps: DoorDeps, address: string, request: DoorRequest): Promise<Refusal | undefined> {
  const source = findSource(deps, address)
  const reply = source ? await passDoor(deps, email, source, request) : await takeReply(deps, email, request)
  return reply ? refusalOf(reply) : UNKNOWN
}

async function collect(stream: SMTPServerDataStream): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength
    // What is too much is read to its end, so that the sender hears why it is refused.
    if (bytes <= LIMITS.doorBodyBytesMax) chunks.push(chunk)
  }
  return bytes > LIMITS.doorBodyBytesMax || stream.sizeExceeded ? undefined : Buffer.concat(chunks)
}

function requestOf(
  { engine }: DoorDeps,
  { address, from, body }: { address: string; from: string; body: Buffer },
): DoorRequest {
  return {
    method: 'SMTP',
    path: '',
    query: new URLSearchParams(),
    headers: {
      'content-type': 'message/rfc822',
      [ENVELOPE_FROM]: from,
      [ENVELOPE_DETAIL]: detailOf(address) ?? '',
    },
    body,
    receivedAt: engine.clock.now(),
  }
}

/** What an answer for HTTP means to a mail server. What was refused for its content is kept as a dead letter. */
function refusalOf({ status, body }: DoorReply): Refusal | undefined {
  if (status < 300) return undefined
  if (status === 413) return TOO_LARGE
  if (status >= 500 || status === 429) return BUSY
  return { code: 554, text: `5.6.0 ${errorTextOf(body)}` }
}

function errorTextOf(body: string): string {
  const { error } = JSON.parse(body) as { error?: string }
  return (error ?? 'the mail could not be read').replace(/[^\x20-\x7e]/g, '?').slice(0, 200)
}

function errorOf(refusal: Refusal | undefined): Error | null {
  return refusal === undefined ? null : Object.assign(new Error(refusal.text), { responseCode: refusal.code })
}
