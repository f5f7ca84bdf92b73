import type { IncidentId, Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Letter, OutboxMessage, PersonMessage } from '@tocsin/core/kernel/decision.ts'
import type { Fact } from '@tocsin/core/kernel/fact.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { ANA, aContact, aRule, aUser, BOB } from '@tocsin/core/testing/directory.ts'
import nodemailer from 'nodemailer'
import type { Attachment } from 'nodemailer/lib/mailer/index.js'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type MailDoor, openMailDoor } from '../../detect/mail-door.ts'
import { type DoorServer, keyOf, startDoorServer } from '../../detect/testing/door-server.ts'
import { addressKey, findAddressStates } from '../../people/address-states.ts'
import { deleteUnusedAttachments, findAttachment } from '../../record/attachment.queries.ts'
import { createFileKeeper } from '../../record/keep-files.ts'
import { createMailReplies, createReplyTo } from '../../respond/mail-reply.ts'
import { describeOnEachEngine } from '../database/testing/database-harness.ts'
import { systemClock } from '../ports/clock.ts'
import { createIds } from '../ports/ids.ts'
import { createSecrets } from '../secrets/sealed-box.ts'
import type { Secrets } from '../secrets/secrets.ts'

const DOMAIN = 'in.incidents.example.com'
const SOURCE = `${keyOf('email')}@${DOMAIN}`
const DAY_MS = 86_400_000
const secrets = createSecrets({ current: Buffer.alloc(32, 7), older: [] }, createIds(systemClock))
const replyTo = createReplyTo(secrets, () => DOMAIN)
const PNG = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(70_000, 7)])

/** Mail first; the other way is what she has besides. */
const withTwoWays = aUser('ana', {
  contacts: [
    aContact('mail', { channel: 'email', to: 'ana@example.com' }),
    aContact('hook', { channel: 'webhook', to: 'https://hook.example.com/ana' }),
  ],
  rules: [aRule('0m', 'mail'), aRule('0m', 'mail', 'low')],
})

interface Answer {
  from?: string
  text?: string
  subject?: string
  headers?: Record<string, string>
  messageId?: string
  attachments?: Attachment[]
}

describeOnEachEngine('replies to pages by mail', (open) => {
  let server: DoorServer
  let door: MailDoor
  let incident: IncidentId
  const transport = () => nodemailer.createTransport({ host: '127.0.0.1', port: door.port, ignoreTLS: true })
  beforeEach(async () => {
    server = await startDoorServer(await open(), { users: [withTwoWays] })
    server.door.replies = repliesUnder(secrets)
    door = await openMailDoor(server.door, { host: '127.0.0.1', port: 0, domain: DOMAIN })
    await transport().sendMail({ from: 'checks@mon.example', to: SOURCE, subject: 'PROBLEM: db-1', text: 'Disk full' })
    await server.settled()
    incident = (await server.bench.incident()).id
  })
  afterEach(async () => {
    await door.close()
    await server.stop()
  })

  const repliesUnder = (keys: Secrets) =>
    createMailReplies({
      ...{ db: server.bench.database.kysely, engine: server.bench.deps, secrets: keys },
      keepFiles: createFileKeeper(server.bench.deps.ids),
    })
  const addressOf = (person: UserId = ANA, at: number = systemClock.now(), of: IncidentId = incident): string =>
    replyTo({ incident: of, user: person } as PersonMessage, at as Instant) ?? ''
  const answer = (to: string, { from = 'Ana <ana@example.com>', text = 'ack', ...rest }: Answer = {}) =>
    transport().sendMail({ from, to, subject: `Re: ${incident}`, text, ...rest })
  const facts = async (type: Fact['type']): Promise<Fact[]> =>
    (await server.bench.facts(incident)).filter((fact) => fact.type === type)
  const letters = async () =>
    (await server.bench.rows('outbox')).flatMap(({ message }) => {
      const written = message as OutboxMessage
      return written.kind === 'letter' ? [written satisfies Letter] : []
    })
  const subjects = async () => (await letters()).map(({ subject }) => subject)

  test('“ack” takes the incident for whoever was paged, and says so', async () => {
    await answer(addressOf())
    expect(await facts('IncidentAcknowledged')).toMatchObject([
      { by: ANA, actor: { kind: 'user', id: ANA, via: 'mail' } },
    ])
    expect(await letters()).toMatchObject([
      { subject: `${incident}: it is yours`, target: { channel: 'email', to: 'ana@example.com' }, user: ANA },
    ])
  })

  test('what is quoted below, in any case of letters of the address, does not matter', async () => {
    const text = '確認\r\n\r\nOn Sun, Nov 22, 2026 at 3:00 PM Tocsin <tocsin@example.com> wrote:\r\n> resolve\r\n'
    await answer(addressOf().toUpperCase(), { text })
    expect(await facts('IncidentAcknowledged')).toHaveLength(1)
    expect(await facts('IncidentResolved')).toEqual([])
  })

  test('“resolve” resolves it, with what else was said', async () => {
    await answer(addressOf(), { text: 'resolve: restarted the pool' })
    expect(await facts('IncidentResolved')).toMatchObject([{ by: ANA, note: 'restarted the pool' }])
  })

  test('anything else becomes a note of that person, without the quotes', async () => {
    await answer(addressOf(), { text: 'I am on a train.\nBen, please?\n\n> PROBLEM: db-1' })
    expect(await facts('NoteAdded')).toMatchObject([
      { text: 'I am on a train.\nBen, please?', actor: { kind: 'user', id: ANA, via: 'mail' } },
    ])
    expect(await facts('IncidentAcknowledged')).toEqual([])
    expect(await letters()).toEqual([])
  })

  test('a mail that its server hands over twice counts once', async () => {
    const [address, messageId] = [addressOf(), '<one@example.com>']
    await answer(address, { text: 'First words', messageId })
    await answer(address, { text: 'First words', messageId })
    await answer(address, { text: 'First words', messageId: '<two@example.com>' })
    expect(await facts('NoteAdded')).toHaveLength(2)
  })

  test('a colleague who answers to all does not answer for somebody else', async () => {
    await answer(addressOf(ANA), { from: 'bob@example.com' })
    expect(await facts('IncidentAcknowledged')).toEqual([])
    expect(await letters()).toMatchObject([
      { subject: `${incident}: an answer of another sender was not taken`, target: { to: 'ana@example.com' } },
    ])
  })

  test('the sender alone proves nothing: without the address nothing is taken', async () => {
    const forged = `reply+${'a'.repeat(53)}@${DOMAIN}`
    await expect(answer(forged)).rejects.toMatchObject({ responseCode: 550 })
    await expect(answer(`reply@${DOMAIN}`)).rejects.toMatchObject({ responseCode: 550 })
    const ofOther = createReplyTo(
      createSecrets({ current: Buffer.alloc(32, 8), older: [] }, createIds(systemClock)),
      () => DOMAIN,
    )
    const foreign = ofOther({ incident, user: ANA } as PersonMessage, systemClock.now()) ?? ''
    await expect(answer(foreign)).rejects.toMatchObject({ responseCode: 550 })
    expect(await facts('IncidentAcknowledged')).toEqual([])
  })

  test('an address ends after three days, and whoever has it is told', async () => {
    await answer(addressOf(ANA, systemClock.now() - 3 * DAY_MS - 60_000))
    expect(await facts('IncidentAcknowledged')).toEqual([])
    expect(await subjects()).toEqual([`${incident}: your answer came too late`])
  })

  test('automatic replies and our own mails change nothing and are answered by nothing', async () => {
    for (const headers of [
      { 'Auto-Submitted': 'auto-replied' },
      { 'X-Tocsin-Page': 'INC-2026-000001/p1' },
      { Precedence: 'auto_reply' },
      { 'X-Autoreply': 'yes' },
    ] as Record<string, string>[])
      await answer(addressOf(), { headers })
    await answer(addressOf(), { subject: 'Automatic reply: out of office', text: 'ack' })
    await transport().sendMail({
      envelope: { from: '', to: addressOf() },
      ...{ from: 'ana@example.com', to: addressOf(), subject: 'Undelivered', text: 'ack' },
    })
    expect(await facts('IncidentAcknowledged')).toEqual([])
    expect(await letters()).toEqual([])
  })

  test('an empty answer is answered with how to do it', async () => {
    await answer(addressOf(), { text: '> PROBLEM: db-1\n' })
    const [letter] = await letters()
    expect(letter?.subject).toBe(`${incident}: your answer was empty`)
    expect(letter?.lines.join(' ')).toContain('Answer “ack” to take it')
    expect(letter?.view).toBe(`/incidents/${incident}`)
  })

  test('whoever is too late is told who has it, or that it is over', async () => {
    await answer(addressOf(BOB), { from: 'bob@example.com' })
    await answer(addressOf(ANA))
    await answer(addressOf(BOB), { from: 'bob@example.com', text: 'resolved' })
    await answer(addressOf(ANA), { text: 'Ack\nThanks Bob', messageId: '<late@example.com>' })
    expect((await subjects()).sort()).toEqual(
      ['Bob has it already', 'it is over already', 'it is resolved', 'it is yours'].map(
        (each) => `${incident}: ${each}`,
      ),
    )
    expect(await facts('NoteAdded')).toMatchObject([{ text: 'Thanks Bob' }])
  })

  const noteTexts = async () =>
    (await facts('NoteAdded')).map((fact) => (fact.type === 'NoteAdded' ? fact.text : undefined))
  /** What the paths in a text lead to, in their order. */
  const filesIn = async (text: string | undefined) => {
    const ids = [...(text ?? '').matchAll(/\/attachments\/([0-9a-f-]{36})\)/g)].map(([, id]) => id ?? '')
    return Promise.all(ids.map((id) => findAttachment(server.bench.database.kysely, incident, id)))
  }

  test('a picture and a log that come along are kept with the incident, byte for byte, and the note shows them', async () => {
    const log = 'pool exhausted\r\nディスク\n'
    const attachments = [
      { filename: 'graph [1].png', content: PNG },
      { filename: 'pool.log', content: log },
    ]
    await answer(addressOf(), { text: 'See there', attachments })
    const [text] = await noteTexts()
    expect(text).toMatch(
      /^See there\n\n!\[graph 1 \.png\]\(\/api\/v1\/incidents\/INC-[\d-]+\/attachments\/[0-9a-f-]{36}\)\n\n\[pool\.log\]\(\S+\)$/,
    )
    const [picture, file] = await filesIn(text)
    expect(picture).toMatchObject({ name: 'graph 1 .png', mediaType: 'image/png' })
    expect(picture?.content.equals(PNG)).toBe(true)
    expect([file?.mediaType, file?.content.toString()]).toEqual(['text/plain', log])
    const [row] = await server.bench.rows('attachments')
    expect(row).toMatchObject({ incident_id: incident, uploaded_by: ANA })
    expect(await deleteUnusedAttachments(server.bench.database.kysely, '2100-01-01T00:00:00Z')).toBe(0)
    expect(await letters()).toEqual([])
  })

  test('“ack” and “resolve” keep what comes along in a note of its own', async () => {
    const attachments = [{ filename: 'a.png', content: PNG }]
    await answer(addressOf(), { text: 'ack', attachments })
    await answer(addressOf(), { text: 'resolve: restarted', attachments })
    expect(await facts('IncidentResolved')).toMatchObject([{ note: 'restarted' }])
    const texts = await noteTexts()
    expect(texts).toHaveLength(2)
    for (const text of texts) expect(text).toMatch(/^!\[a\.png\]\(\S+\)$/)
    expect(await server.bench.rows('attachments')).toHaveLength(2)
  })

  test('what is too large, of no known kind, or one too many is left out, and its sender is told why', async () => {
    const large = Buffer.concat([PNG, Buffer.alloc(LIMITS.attachmentBytesMax)])
    const small = Array.from({ length: LIMITS.replyFilesMax + 1 }, (_, index) => ({
      ...{ filename: `${index}.txt`, content: `line ${index}` },
    }))
    const attachments = [
      { filename: 'run.exe', content: Buffer.from('MZ\x90\0', 'latin1') },
      { filename: 'large.png', content: large },
      ...small,
    ]
    await answer(addressOf(), { text: 'These', attachments })
    const [text] = await noteTexts()
    expect(text).toContain('(Sent with the mail, and not kept: run.exe, large.png, 10.txt)')
    expect(await filesIn(text)).toHaveLength(LIMITS.replyFilesMax)
    const [letter] = await letters()
    expect(letter?.subject).toBe(`${incident}: not all of your files were kept`)
    expect(letter?.lines.slice(2)).toEqual([
      'run.exe: neither a picture (PNG, JPEG, GIF, WebP), nor PDF, nor text',
      'large.png: larger than 5 MB',
      '10.txt: more than 10 files of one mail, or more than the incident holds',
    ])
  })

  test('a mail that is handed over twice keeps its files once, and of automatic replies and strangers none are kept', async () => {
    const attachments = [{ filename: 'a.png', content: PNG }]
    const [to, messageId] = [addressOf(), '<twice@example.com>']
    await answer(to, { text: 'Look', attachments, messageId })
    await answer(to, { text: 'Look', attachments, messageId })
    await answer(to, { text: 'Away', attachments, headers: { 'Auto-Submitted': 'auto-replied' } })
    await answer(to, { text: 'Look', attachments, from: 'bob@example.com' })
    expect(await server.bench.rows('attachments')).toHaveLength(1)
    expect(await facts('NoteAdded')).toHaveLength(1)
  })

  test('a reply to a mail of before the key was changed is understood while the former key is kept', async () => {
    const newer = (...older: Buffer[]) => createSecrets({ current: Buffer.alloc(32, 8), older }, createIds(systemClock))
    const to = addressOf()
    server.door.replies = repliesUnder(newer())
    await expect(answer(to)).rejects.toMatchObject({ responseCode: 550 })
    server.door.replies = repliesUnder(newer(Buffer.alloc(32, 7)))
    await answer(to)
    expect(await facts('IncidentAcknowledged')).toMatchObject([{ by: ANA }])
  })

  test('a mail provider that posts mails brings replies too', async () => {
    const mail = `From: ana@example.com\r\nTo: ${addressOf()}\r\nSubject: Re: x\r\nMessage-ID: <p@x>\r\n\r\nack\r\n`
    const headers = { 'content-type': 'message/rfc822' }
    const told = await server.post(`/in/email/${keyOf('email')}`, mail, headers)
    expect([told.status, told.json]).toEqual([200, { status: 'success', reply: 'taken' }])
    expect(await facts('IncidentAcknowledged')).toHaveLength(1)
    expect(await server.bench.rows('alerts')).toHaveLength(1)
  })

  /** As the server of the recipient tells it: from nobody, to where the mail came from. */
  const comesBack = (to: string, { page, action = 'failed' }: { page?: string; action?: string } = {}) =>
    transport().sendMail({
      envelope: { from: '', to },
      raw: [
        ...['From: MAILER-DAEMON@mx.example.net', `To: ${to}`, 'Subject: Undelivered Mail Returned to Sender'],
        ...['MIME-Version: 1.0', 'Content-Type: multipart/report; report-type=delivery-status; boundary="B"', ''],
        ...['--B', 'Content-Type: text/plain', '', 'Sorry.', '', '--B', 'Content-Type: message/delivery-status', ''],
        ...['Reporting-MTA: dns; mx.example.net', '', 'Final-Recipient: rfc822; ana@example.com', `Action: ${action}`],
        ...['Status: 5.1.1', 'Diagnostic-Code: smtp; 550 5.1.1 User unknown', ''],
        ...(page ? ['--B', 'Content-Type: text/rfc822-headers', '', `X-Tocsin-Page: ${page}`, ''] : []),
        ...['--B--', ''],
      ].join('\r\n'),
    })
  const pagesOf = async (person: UserId) =>
    (await facts('PageRequested')).flatMap((fact) =>
      fact.type === 'PageRequested' && fact.user === person ? [[fact.page, fact.target.channel, fact.because]] : [],
    )
  const stateOf = async (address: string) => {
    const found = await findAddressStates(
      server.bench.database.kysely,
      [{ channel: 'email', address }],
      systemClock.now(),
    )
    return found.get(addressKey({ channel: 'email', address }))?.failed
  }

  test('a page that came back brings the next contact at once, and the address says so; a second report changes nothing', async () => {
    const [first] = await pagesOf(ANA)
    const page = first?.[0]
    expect(first).toEqual([`${incident}/p1`, 'email', 'rule_immediate'])
    await comesBack(addressOf(), { page: `${incident}/p1`, action: 'delayed' })
    expect(await stateOf('ana@example.com')).toBeUndefined()
    await comesBack(addressOf(), { page: `${incident}/p1` })
    await comesBack(addressOf(), { page: `${incident}/p1` })
    await server.settled()
    expect(await facts('PageAttempted')).toContainEqual(
      expect.objectContaining({
        page,
        result: expect.objectContaining({ outcome: 'gave_up', cause: 'The mail came back: 550 5.1.1 User unknown' }),
      }),
    )
    expect((await pagesOf(ANA)).slice(1).map(([, ...how]) => how)).toEqual([['webhook', 'contact_gave_up']])
    expect(await stateOf('ana@example.com')).toMatchObject({ how: 'came_back', cause: '550 5.1.1 User unknown' })
    expect(await letters()).toEqual([])
  })

  test('a report that names no message means the last mail to that person; one of another incident counts for nothing', async () => {
    await comesBack(addressOf(), { page: 'INC-2026-999999/p1' })
    expect(await stateOf('ana@example.com')).toBeUndefined()
    await comesBack(addressOf())
    expect(await stateOf('ana@example.com')).toMatchObject({ how: 'came_back' })
  })
})
