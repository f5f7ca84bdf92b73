import { createConnection } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type SmtpStandin, startSmtpStandin } from './smtp.ts'

let server: SmtpStandin

beforeEach(async () => {
  server = await startSmtpStandin({ now: () => 42, sizeMax: 4_000 })
})
afterEach(() => server.close())

const HEADERS = [
  'From: a@example.com',
  'To: b@example.com',
  'Subject: hi',
  'Date: Mon, 05 Jan 2026 00:00:01 +0000',
  'Message-ID: <1@x>',
]
const HELLO = ['EHLO test']
const ENVELOPE = [...HELLO, 'MAIL FROM:<a@example.com>', 'RCPT TO:<b@example.com>', 'DATA']

/** Speaks SMTP by hand, one command after each reply; answers with the code of every reply. */
function converse(commands: readonly string[]): Promise<number[]> {
  const { hostname, port } = new URL(server.url)
  const queue = [...commands, 'QUIT']
  const codes: number[] = []
  return new Promise((resolve, reject) => {
    const socket = createConnection(Number(port), hostname)
    let pending = ''
    socket.setTimeout(2_000, () => socket.destroy(new Error(`silent after ${codes.join(' ')}`)))
    socket.setEncoding('utf8').on('data', (chunk) => {
      pending += chunk
      for (let end = pending.indexOf('\r\n'); end !== -1; end = pending.indexOf('\r\n')) {
        const line = pending.slice(0, end)
        pending = pending.slice(end + 2)
        if (line[3] === '-') continue
        codes.push(Number(line.slice(0, 3)))
        const next = queue.shift()
        if (next !== undefined) socket.write(`${next}\r\n`)
      }
    })
    socket.once('close', () => resolve(codes))
    socket.once('error', reject)
  })
}

function message(...lines: string[]): string {
  return [...lines, '.'].join('\r\n')
}

test('a proper mail is taken, parsed, and stamped with its arrival', async () => {
  expect(await converse([...ENVELOPE, message(...HEADERS, '', 'hello')])).toEqual([220, 250, 250, 250, 354, 250, 221])
  expect(server.mails()).toMatchObject([
    { at: 42, mailFrom: 'a@example.com', rcptTo: ['b@example.com'], subject: 'hi', messageId: '<1@x>' },
  ])
})

test('a mail without a recipient, with a bad sender or to nowhere is refused', async () => {
  expect(await converse([...HELLO, 'MAIL FROM:<a@example.com>', 'DATA'])).toContain(503)
  expect(await converse([...HELLO, 'MAIL FROM:<nobody>'])).toContain(501)
  expect(await converse([...HELLO, 'MAIL FROM:<>'])).toContain(553)
  expect(await converse([...HELLO, 'MAIL FROM:<a@example.invalid>'])).toContain(553)
  expect(await converse([...HELLO, 'MAIL FROM:<a@example.com>', 'RCPT TO:<b@example.invalid>'])).toContain(550)
  expect(server.mails()).toEqual([])
})

test('oversize is refused, announced or not', async () => {
  expect(await converse([...HELLO, 'MAIL FROM:<a@example.com> SIZE=5000'])).toContain(552)
  expect(await converse([...ENVELOPE, message(...HEADERS, '', ...Array(100).fill('x'.repeat(60)))])).toContain(552)
  expect(server.mails()).toEqual([])
})

test('messages that filters take for forgeries are refused', async () => {
  expect(await converse([...ENVELOPE, message(...HEADERS.slice(1), '', 'no From')])).toContain(554)
  expect(await converse([...ENVELOPE, message(...HEADERS, 'Subject: twice', '', 'x')])).toContain(554)
  expect(await converse([...ENVELOPE, message(...HEADERS, '', 'x'.repeat(999))])).toContain(554)
  expect(server.mails()).toEqual([])
})

test('ordered faults come in order, once each', async () => {
  server.failNext('451')
  server.failNext('550')
  const recipient = ENVELOPE.slice(0, 3)
  const codes = [await converse(recipient), await converse(recipient), await converse(recipient)].map(
    (replies) => replies[3],
  )
  expect(codes).toEqual([451, 550, 250])
  expect(server.attempts()).toHaveLength(3)
})

test('waiting for a mail ends with it, or says what came instead', async () => {
  const waiting = server.waitForMail(({ subject }) => subject === 'hi', 2_000)
  await converse([...ENVELOPE, message(...HEADERS, '', 'hello')])
  expect((await waiting).text).toContain('hello')
  await expect(server.waitForMail(({ subject }) => subject === 'other', 20)).rejects.toThrow(
    '1 arrived, the last: b@example.com: hi',
  )
})
