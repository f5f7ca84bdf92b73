import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { makeSelfSigned } from '@tocsin/adapters/in/testing/self-signed.ts'
import nodemailer from 'nodemailer'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Database } from '../shell/database/open-database.ts'
import { describeOnEachEngine } from '../shell/database/testing/database-harness.ts'
import { until } from '../shell/engine/testing/engine-bench.ts'
import { registerApiRoutes } from '../shell/http/api.ts'
import { createTestServer } from '../shell/http/testing/listening.ts'
import { systemClock } from '../shell/ports/clock.ts'
import { alertAttachmentRoutes } from './alert-attachment.routes.ts'
import { type MailDoor, type MailDoorOptions, openMailDoor } from './mail-door.ts'
import { type DoorServer, type DoorServerOptions, keyOf, startDoorServer } from './testing/door-server.ts'

const DOMAIN = 'in.incidents.example.com'
const KEY = keyOf('email')
const ADDRESS = `${KEY}@${DOMAIN}`
const PAYLOADS = join(import.meta.dirname, '../../../adapters/src/in/email/payloads')
const payload = (name: string) => readFileSync(join(PAYLOADS, name))

/** What the client of a refused mail heard, with its code. */
interface Heard {
  responseCode?: number
  response?: string
}

/** The API as a viewer has it. */
function apiOf(database: Database) {
  const { app } = createTestServer()
  const viewer = { kind: 'user', role: 'viewer', isActive: true } as never
  const deps = { clock: systemClock, authenticate: async () => viewer, refuseForeignOrigin() {} }
  registerApiRoutes(app, deps, alertAttachmentRoutes({ db: database.kysely }))
  return app
}

describeOnEachEngine('mail that comes by SMTP', (open) => {
  let database: Database
  let server: DoorServer
  let door: MailDoor
  const begin = async (options: DoorServerOptions = {}, mail: Partial<MailDoorOptions> = {}) => {
    database = await open()
    server = await startDoorServer(database, options)
    door = await openMailDoor(server.door, { host: '127.0.0.1', port: 0, domain: DOMAIN, ...mail })
  }
  const end = async () => {
    await door.close()
    await server.stop()
  }
  beforeEach(() => begin())
  afterEach(end)

  const client = (tls: object = { ignoreTLS: true }) =>
    nodemailer.createTransport({ host: '127.0.0.1', port: door.port, ...tls })
  const sendRaw = (raw: string | Buffer, to: string | string[] = ADDRESS, from = 'nagios@mon.example.com') =>
    client().sendMail({ envelope: { from, to }, raw })
  const refusal = async (sending: Promise<unknown>): Promise<Heard> =>
    sending.then(
      () => ({ response: 'taken' }),
      (error: Heard) => error,
    )
  const incidents = async () => {
    await server.settled()
    const rows = await database.kysely.selectFrom('incidents').select(['title', 'status']).orderBy('id').execute()
    return rows.map(({ title, status }) => `${status}: ${title}`)
  }

  test('a problem opens an incident and its recovery resolves it', async () => {
    await sendRaw(payload('nagios-problem.eml'), `${KEY}+web-1-http@${DOMAIN}`)
    expect(await incidents()).toEqual(['open: ** PROBLEM Service Alert: web-1/HTTP is CRITICAL **'])
    await sendRaw(payload('nagios-recovery.eml'), `${KEY}+web-1-http@${DOMAIN}`)
    expect(await incidents()).toEqual(['resolved: ** PROBLEM Service Alert: web-1/HTTP is CRITICAL **'])
  })

  test('a mail that a program composes comes through with its letters, and is kept as it came', async () => {
    await client().sendMail({
      from: 'Überwachung <checks@example.de>',
      to: ADDRESS,
      subject: 'PROBLEM: Speicher auf db-1 zu 97 % voll – 障害',
      text: 'Bitte prüfen.',
      attachments: [{ filename: 'graph.png', content: Buffer.from('not really') }],
    })
    await server.settled()
    const [alert] = await server.bench.rows('alerts')
    expect(alert).toMatchObject({
      title: 'PROBLEM: Speicher auf db-1 zu 97 % voll – 障害',
      description: 'Bitte prüfen.',
    })
    const [kept] = await server.bench.rows('deliveries')
    expect(kept?.content_type).toBe('message/rfc822')
    expect(kept?.body).toContain('graph.png')
  })

  test('what hung on a mail can be had from its alert, byte for byte, and never as a page', async () => {
    const content = Buffer.from('<script>alert(1)</script>')
    const attachments = [{ filename: '図 1.html', content, contentType: 'text/html' }]
    await client().sendMail({ from: 'a@b.example', to: ADDRESS, subject: 'PROBLEM: x', text: 'x', attachments })
    await server.settled()
    const [alert] = await server.bench.rows('alerts')
    const api = apiOf(database)
    const path = `/api/v1/alerts/${String(alert?.id)}/attachments`
    const list = await api.inject({ url: path })
    expect(list.json().items).toEqual([
      { number: 1, name: '図 1.html', media_type: 'text/html', bytes: content.length },
    ])
    const file = await api.inject({ url: `${path}/1` })
    expect([file.statusCode, file.headers['content-type'], file.rawPayload]).toEqual([
      200,
      'application/octet-stream',
      content,
    ])
    expect(file.headers['content-disposition']).toContain('attachment;')
    expect((await api.inject({ url: `${path}/2` })).statusCode).toBe(404)
    await api.close()
  })

  test('250 is said after the commit, and 451 when there can be none', async () => {
    await end()
    await begin({ isStorageFull: () => true })
    expect(await refusal(sendRaw(payload('nagios-problem.eml')))).toMatchObject({ responseCode: 451 })
    expect(await server.bench.rows('alerts')).toEqual([])
  })

  test('addresses of nobody, and of other domains, are refused before the mail is read', async () => {
    expect(await refusal(sendRaw('Subject: x\r\n\r\n', `nobody@${DOMAIN}`))).toMatchObject({ responseCode: 550 })
    expect(await refusal(sendRaw('Subject: x\r\n\r\n', `${KEY}@elsewhere.example`))).toMatchObject({
      responseCode: 550,
    })
    // A key of another system opens no mailbox.
    expect(await refusal(sendRaw('Subject: x\r\n\r\n', `${keyOf('grafana')}@${DOMAIN}`))).toMatchObject({
      responseCode: 550,
    })
    expect(await server.bench.rows('deliveries')).toEqual([])
  })

  test('an address in capital letters is the same address', async () => {
    await sendRaw('From: a@b.example\r\nSubject: PROBLEM x\r\n\r\n', `${KEY}@${DOMAIN.toUpperCase()}`)
    await sendRaw('From: a@b.example\r\nSubject: RESOLVED: x\r\n\r\n', ADDRESS.toUpperCase())
    expect(await incidents()).toEqual(['resolved: PROBLEM x'])
  })

  test('whoever guesses addresses is sent away', async () => {
    const codes: (number | undefined)[] = []
    for (let guess = 0; guess < 31; guess += 1)
      codes.push((await refusal(sendRaw('Subject: x\r\n\r\n', `guess-${guess}@${DOMAIN}`))).responseCode)
    expect(codes[0]).toBe(550)
    expect(codes.at(-1)).toBe(421)
  })

  const talk = () =>
    new Promise<{ socket: Socket; greeting: string }>((resolve, reject) => {
      const socket = connect(door.port, '127.0.0.1')
      socket.once('data', (data) => resolve({ socket, greeting: data.toString() }))
      socket.once('error', reject)
    })
  const closed = async (socket: Socket) => {
    if (!socket.closed) await once(socket, 'close')
  }
  const warnings = () => server.bench.logged.filter(({ level }) => level === 'warn').map(({ message }) => message)

  test('one address has so many connections open at once, until it closes some', async () => {
    await end()
    await begin({}, { openPerAddressMax: 2 })
    const [first, second] = [await talk(), await talk()]
    expect([first.greeting.slice(0, 3), second.greeting.slice(0, 3)]).toEqual(['220', '220'])
    const third = await talk()
    expect(third.greeting).toContain('421 4.7.0 Too many connections of your address are open')
    for (const { socket } of [first, second, third]) {
      socket.destroy()
      await closed(socket)
    }
    await until(async () => (await refusal(sendRaw(payload('nagios-problem.eml')))).response === 'taken')
    expect(await incidents()).toHaveLength(1)
    expect(warnings()).toContain('an address has too many connections open, and is refused further ones')
  })

  test('a connection that is open for too long is cut', async () => {
    await end()
    await begin({}, { lifeMsMax: 100 })
    // The greeting itself takes longer: talkers who do not wait for it are found out by that.
    const socket = connect(door.port, '127.0.0.1')
    await closed(socket)
    expect(warnings()).toEqual(['a connection was open for too long, and was cut'])
  })

  test('a mail that is no mail is refused for good, and kept with the reason', async () => {
    const { responseCode, response } = await refusal(sendRaw('no header at all'))
    expect(responseCode).toBe(554)
    expect(response).toContain('the body is no mail')
    expect(await server.bench.rows('dead_letters')).toMatchObject([{ door: 'email', method: 'SMTP' }])
  })

  test('an automatic reply is taken from its sender and opens nothing', async () => {
    await sendRaw(payload('auto-reply-must-be-ignored.eml'))
    expect(await incidents()).toEqual([])
  })

  test('mails of one problem by several addresses at once are each taken', async () => {
    await sendRaw('From: a@b.example\r\nSubject: PROBLEM: x\r\n\r\n', [`${KEY}+a@${DOMAIN}`, `${KEY}+b@${DOMAIN}`])
    await server.settled()
    const keys = await database.kysely.selectFrom('alerts').select('key').orderBy('key').execute()
    expect(keys.map(({ key }) => key)).toEqual(['a', 'b'])
  })

  test('a mail that is too large is refused with the limit', async () => {
    const large = `From: a@b\r\nSubject: x\r\n\r\n${'x'.repeat(70)}\r\n`.padEnd(11 * 1024 * 1024, 'y\r\n')
    expect((await refusal(sendRaw(large))).responseCode).toBe(552)
    expect(await server.bench.rows('alerts')).toEqual([])
  })

  test('a client that goes away in the middle of a mail leaves nothing behind', async () => {
    await new Promise<void>((resolve, reject) => {
      const socket = connect(door.port, '127.0.0.1')
      const lines = ['EHLO x', 'MAIL FROM:<a@b.example>', `RCPT TO:<${ADDRESS}>`, 'DATA', 'Subject: half']
      socket.on('data', () => {
        const line = lines.shift()
        if (line === undefined) socket.destroy()
        else socket.write(`${line}\r\n`)
        if (lines.length === 0) setTimeout(() => socket.destroy(), 50)
      })
      socket.on('close', () => resolve())
      socket.on('error', reject)
    })
    await sendRaw('From: a@b.example\r\nSubject: PROBLEM whole\r\n\r\n')
    expect(await incidents()).toEqual(['open: PROBLEM whole'])
  })

  test('without a certificate no encryption is offered, and with one it is', async () => {
    expect(
      await refusal(client({ requireTLS: true }).sendMail({ from: 'a@b', to: ADDRESS, subject: 'x' })),
    ).not.toEqual({
      response: 'taken',
    })
    await end()
    const { pem, privateKey } = makeSelfSigned('2020-01-01T00:00:00Z', '2120-01-01T00:00:00Z')
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    await begin({}, { tls: { cert: pem, key } })
    const secure = client({ requireTLS: true, tls: { rejectUnauthorized: false } })
    await secure.sendMail({ from: 'a@b.example', to: ADDRESS, subject: 'PROBLEM over TLS', text: 'x' })
    expect(await incidents()).toEqual(['open: PROBLEM over TLS'])
  })
})
