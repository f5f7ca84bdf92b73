import { type SmtpStandin, startSmtpStandin } from '@tocsin/standins/smtp.ts'
import nodemailer from 'nodemailer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiClient, createApi } from './harness/api.ts'
import { KEYS, organisationYaml } from './harness/organisation.ts'
import { findFreePort, startTocsin, type TocsinProcess } from './harness/tocsin-process.ts'

// A real mail client, and a mail provider's webhook, at a running Tocsin.

const KEY = 'mail-key-0123456789abcdef'
const DOMAIN = 'in.incidents.example.com'

let tocsin: TocsinProcess
let api: ApiClient
let port: number
let smtp: SmtpStandin

beforeAll(async () => {
  port = await findFreePort()
  smtp = await startSmtpStandin({ now: Date.now })
  const source = `  - { id: mail, system: email, key: ${KEY}, service: payment-api }\n`
  const yaml = organisationYaml({ smtpUrl: smtp.url }).replace('sources:\n', `sources:\n${source}`)
  const environment = { TOCSIN_SMTP_LISTEN: `127.0.0.1:${port}`, TOCSIN_MAIL_DOMAIN: DOMAIN }
  tocsin = await startTocsin({ yaml, environment })
  api = createApi(tocsin.url, KEYS.api)
})

afterAll(async () => {
  expect(await tocsin.stop(), tocsin.output()).toBe(0)
  await smtp.close()
})

const send = (subject: string, to = `${KEY}@${DOMAIN}`) =>
  nodemailer
    .createTransport({ host: '127.0.0.1', port, ignoreTLS: true })
    .sendMail({ from: 'nagios@mon.example.com', to, subject, text: 'State of db-1' })

test('mails of a problem and its recovery open an incident and resolve it', async () => {
  await send('PROBLEM: ディスク on db-1 is CRITICAL')
  const opened = await api.waitForIncident(({ title }) => title === 'PROBLEM: ディスク on db-1 is CRITICAL', 20_000)
  expect(opened.status).toBe('open')
  await send('RECOVERY: ディスク on db-1 is OK')
  await api.waitForIncident(({ id, status }) => id === opened.id && status === 'resolved', 20_000)
})

test('an address of nobody is refused while the mail is handed over', async () => {
  await expect(send('x', `nobody@${DOMAIN}`)).rejects.toMatchObject({ responseCode: 550 })
})

test('the same mail posted by a provider is the same alert', async () => {
  const body = 'From: nagios@mon.example.com\r\nSubject: PROBLEM: web-1\r\n\r\nDown.\r\n'
  const post = (text: string) =>
    fetch(`${tocsin.url}/in/email/${KEY}`, {
      method: 'POST',
      headers: { 'content-type': 'message/rfc822' },
      body: text,
    })
  expect((await post(body)).status).toBe(200)
  const opened = await api.waitForIncident(({ title }) => title === 'PROBLEM: web-1', 20_000)
  await send('Re: RECOVERY: web-1')
  await api.waitForIncident(({ id, status }) => id === opened.id && status === 'resolved', 20_000)
})

const PNG = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(90_000, 1)])

test('a picture and a log that come with the answer to a page are seen from its note, and a program is not kept', async () => {
  await send('PROBLEM: heap is full')
  const opened = await api.waitForIncident(({ title }) => title === 'PROBLEM: heap is full', 20_000)
  const page = await smtp.waitForMail(
    ({ rcptTo, subject }) => rcptTo.includes('ana@example.com') && subject.includes(opened.id),
    20_000,
  )
  await nodemailer.createTransport({ host: '127.0.0.1', port, ignoreTLS: true }).sendMail({
    ...{
      from: 'ana@example.com',
      to: page.headers['reply-to'] ?? '',
      subject: `Re: ${page.subject}`,
      text: 'See there',
    },
    attachments: [
      { filename: 'heap.png', content: PNG },
      { filename: 'gc.log', content: 'ディスク <b>full</b>\n' },
      { filename: 'fix.exe', content: Buffer.from('MZ\0\0') },
    ],
  })
  const note = (await api.facts(opened.id)).find(({ type }) => type === 'NoteAdded')
  const text = String(note?.data.text)
  expect(note?.actor).toMatchObject({ kind: 'user', label: 'Ana' })
  const [picture = '', log = '', ...others] = [...text.matchAll(/\]\((\S+)\)/g)].map(([, path]) => path)
  expect(others).toEqual([])
  expect(text).toContain('(Sent with the mail, and not kept: fix.exe)')
  const load = async (path: string, key = KEYS.api) => {
    const answer = await fetch(`${tocsin.url}${path}`, { headers: { authorization: `Bearer ${key}` } })
    const head = (name: string) => answer.headers.get(name)
    return {
      status: answer.status,
      type: head('content-type'),
      way: head('content-disposition')?.split(';')[0],
      rules: [head('content-security-policy'), head('x-content-type-options')],
      bytes: Buffer.from(await answer.arrayBuffer()),
    }
  }
  const rules = ["default-src 'none'; sandbox", 'nosniff']
  const shown = await load(picture)
  expect(shown).toMatchObject({ status: 200, type: 'image/png', way: 'inline', rules })
  expect(shown.bytes.equals(PNG)).toBe(true)
  const read = await load(log)
  expect(read).toMatchObject({ status: 200, type: 'text/plain; charset=utf-8', way: 'inline', rules })
  expect(read.bytes.toString()).toBe('ディスク <b>full</b>\n')
  expect((await load(picture, 'nobody')).status).toBe(401)
  await smtp.waitForMail(({ subject, text: told }) => {
    return subject.includes('not all of your files were kept') && told.includes('fix.exe')
  }, 20_000)
})

test('a page is answered by mail: “ack” takes the incident, a word becomes a note, “resolve” resolves it', async () => {
  await send('PROBLEM: queue of mails is long')
  const opened = await api.waitForIncident(({ title }) => title === 'PROBLEM: queue of mails is long', 20_000)
  const page = await smtp.waitForMail(
    ({ rcptTo, subject }) => rcptTo.includes('ana@example.com') && subject.includes(opened.id),
    20_000,
  )
  const to = /<?(reply\+[a-z2-7]{53}@in\.incidents\.example\.com)>?/.exec(page.headers['reply-to'] ?? '')?.[1]
  expect(to, page.headers['reply-to']).toBeDefined()
  expect(page.text).toContain('Answer “ack” to take it')
  const answer = (text: string, from = 'Ana <ana@example.com>') =>
    nodemailer.createTransport({ host: '127.0.0.1', port, ignoreTLS: true }).sendMail({
      ...{ from, to: to ?? '', subject: `Re: ${page.subject}`, inReplyTo: page.messageId },
      text: `${text}\n\nOn Sunday Tocsin <tocsin@example.com> wrote:\n> ${page.subject}\n`,
    })
  await answer('ack', 'ben@example.com')
  expect((await api.incident(opened.id)).status).toBe('open')
  await answer('ack')
  expect((await api.incident(opened.id)).status).toBe('acknowledged')
  await answer('Looking at the queue now')
  await answer('resolve: deleted the loop')
  expect((await api.incident(opened.id)).status).toBe('resolved')
  const sentences = (await api.facts(opened.id)).map(({ sentence }) => sentence)
  expect(sentences).toContain('Ana acknowledged it by mail.')
  expect(sentences.join('\n')).toContain('Looking at the queue now')
  expect(sentences.join('\n')).toContain('deleted the loop')
  for (const words of ['an answer of another sender was not taken', 'it is yours', 'it is resolved'])
    await smtp.waitForMail(
      ({ rcptTo, subject }) => rcptTo.includes('ana@example.com') && subject.includes(words),
      20_000,
    )
})
