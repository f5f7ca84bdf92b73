import type { AddressInfo, Socket } from 'node:net'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'
import { createArrivals } from './arrivals.ts'
import { createFaults } from './faults.ts'
import { type ParsedMail, parseMail } from './parsed-mail.ts'
import { judgeContent, judgeRecipient, judgeSender, type SmtpRefusal } from './smtp-rules.ts'

/**
 * Counted per mail, at its MAIL FROM. `451` and `550` answer the recipient, `drop` cuts the connection, `hang` never answers again,
 * `lost-ack` takes the mail and cuts the connection before it says so.
 */
export type SmtpFault = '451' | '550' | 'drop' | 'hang' | 'lost-ack'

export interface SmtpStandin {
  /** `smtp://127.0.0.1:<port>`, without credentials. */
  url: string
  /** What was taken, in order; a mail is here before its sender hears 250. */
  mails(): readonly ParsedMail[]
  waitForMail(predicate: (mail: ParsedMail) => boolean, timeoutMs: number): Promise<ParsedMail>
  /** Mails begun, of which some were refused or failed. */
  attempts(): readonly { at: number; from: string }[]
  connections(): number
  failNext(fault: SmtpFault, count?: number): void
  close(): Promise<void>
}

export interface SmtpStandinOptions {
  now: () => number
  port?: number
  /** With it, mails need this login. */
  auth?: { user: string; password: string }
  /** Largest message in bytes, announced as SIZE; 1 MiB by default. */
  sizeMax?: number
  /** Offers STARTTLS with a certificate that nobody trusts. */
  hasSelfSignedCertificate?: boolean
}

const REFUSED_451: SmtpRefusal = { code: 451, text: '4.3.0 Try again later' }
const REFUSED_550: SmtpRefusal = { code: 550, text: '5.1.1 No such user here' }

/** A mail server on 127.0.0.1 that refuses what real ones refuse: bad senders and recipients, oversize, broken messages. */
export async function startSmtpStandin(options: SmtpStandinOptions): Promise<SmtpStandin> {
  const mails = createArrivals<ParsedMail>(({ rcptTo, subject }) => `${rcptTo.join(', ')}: ${subject}`)
  const faults = createFaults<SmtpFault>()
  const attempts: { at: number; from: string }[] = []
  /** The fault of the mail that a session is in the middle of. */
  const current = new Map<string, SmtpFault | undefined>()
  const sockets = new Map<number, Socket>()
  const cut = ({ remotePort }: SMTPServerSession) => sockets.get(remotePort)?.destroy()

  const server = new SMTPServer({
    ...serverOptions(options),
    onAuth({ username, password }, _, callback) {
      const isRight = username === options.auth?.user && password === options.auth?.password
      if (isRight) callback(null, { user: username })
      else callback(errorOf({ code: 535, text: '5.7.8 Authentication credentials invalid' }))
    },
    onMailFrom({ address }, session, callback) {
      const fault = faults.take()
      current.set(session.id, fault)
      attempts.push({ at: options.now(), from: address })
      if (fault === 'hang') return
      if (fault === 'drop') return cut(session)
      callback(errorOf(judgeSender(address)))
    },
    onRcptTo({ address }, session, callback) {
      const fault = current.get(session.id)
      const ordered = fault === '451' ? REFUSED_451 : fault === '550' ? REFUSED_550 : undefined
      callback(errorOf(ordered ?? judgeRecipient(address)))
    },
    onData(stream, session, callback) {
      // The promise settles in every case; a message that cannot be parsed is refused as a server with a content filter would.
      receive(stream, session, options.now).then(
        ({ mail, refusal }) => {
          if (mail !== undefined) mails.add(mail)
          if (current.get(session.id) === 'lost-ack') return cut(session)
          callback(errorOf(refusal), `2.0.0 Ok: queued as ${mails.all().length}`)
        },
        () => callback(errorOf({ code: 554, text: '5.6.0 Message cannot be parsed' })),
      )
    },
  })
  let connections = 0
  server.server.on('connection', (socket: Socket) => {
    connections += 1
    const { remotePort = 0 } = socket
    sockets.set(remotePort, socket)
    socket.once('close', () => sockets.delete(remotePort))
  })
  // A client that goes away in the middle is the client's affair.
  server.on('error', () => undefined)
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    mails: mails.all,
    waitForMail: mails.waitFor,
    attempts: () => attempts,
    connections: () => connections,
    failNext: (fault, count = 1) => faults.failNext(fault, count),
    close: () =>
      new Promise((resolve) => {
        server.close(resolve)
        for (const socket of sockets.values()) socket.destroy()
      }),
  }
}

function serverOptions({ auth, sizeMax = 1024 * 1024, hasSelfSignedCertificate = false }: SmtpStandinOptions) {
  return {
    name: 'standin.example',
    disableReverseLookup: true,
    logger: false,
    size: sizeMax,
    rejectOversized: true,
    allowInsecureAuth: true,
    authOptional: auth === undefined,
    disabledCommands: [...(hasSelfSignedCertificate ? [] : ['STARTTLS']), ...(auth === undefined ? ['AUTH'] : [])],
  }
}

async function receive(
  stream: AsyncIterable<Buffer> & { sizeExceeded: boolean },
  { envelope }: SMTPServerSession,
  now: () => number,
): Promise<{ mail?: ParsedMail; refusal?: SmtpRefusal }> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk)
  if (stream.sizeExceeded) return {}
  const raw = Buffer.concat(chunks)
  const refusal = judgeContent(raw)
  if (refusal !== undefined) return { refusal }
  const mailFrom = envelope.mailFrom === false ? '' : envelope.mailFrom.address
  const rcptTo = envelope.rcptTo.map(({ address }) => address)
  return { mail: await parseMail(raw, { at: now(), mailFrom, rcptTo }) }
}

function errorOf(refusal: SmtpRefusal | undefined): Error | null {
  return refusal === undefined ? null : Object.assign(new Error(refusal.text), { responseCode: refusal.code })
}
