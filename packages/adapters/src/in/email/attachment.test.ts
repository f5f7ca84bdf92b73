import { expect, test } from 'vitest'
import { openAttachments } from './attachment.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const MAIL = [
  'From: a@b.example',
  'Subject: x',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  'Content-Type: text/plain',
  '',
  'See there.',
  '--b',
  'Content-Type: image/png',
  'Content-Disposition: attachment; filename="=?UTF-8?B?5Zuz?=.png"',
  'Content-Transfer-Encoding: base64',
  '',
  'AP8N',
  '--b--',
  '',
].join('\r\n')

test('an attachment comes out byte for byte, with its name', async () => {
  const [first, ...others] = await openAttachments(bytes(MAIL), 'message/rfc822')
  expect(others).toEqual([])
  expect(first).toMatchObject({ name: '図.png', mediaType: 'image/png' })
  expect([...(first?.content ?? [])]).toEqual([0, 255, 13])
})

test('a mail without any, and what is no mail, has none', async () => {
  expect(await openAttachments(bytes('From: a@b\r\n\r\nx'), '')).toEqual([])
  expect(await openAttachments(bytes('{"a":1}'), 'application/json')).toEqual([])
  expect(await openAttachments(bytes(''), '')).toEqual([])
})

test('what providers post brings them too', async () => {
  const postmark = {
    ...{ From: 'a@b.example', TextBody: 'x' },
    Attachments: [
      { Name: 'a.bin', ContentType: 'image/png', ContentLength: 3, Content: 'AP8N' },
      { Name: 'told.txt', ContentType: 'text/plain', ContentLength: 9 },
    ],
  }
  const [first, ...others] = await openAttachments(bytes(JSON.stringify(postmark)), 'application/json')
  expect([first?.name, [...(first?.content ?? [])], others]).toEqual(['a.bin', [0, 255, 13], []])
  const field = (name: string, value: string) => `--b\r\nContent-Disposition: form-data; ${name}\r\n\r\n${value}\r\n`
  const mailgun = [field('name="from"', 'a@b.example'), field('name="subject"', 'x')].join('')
  const form = bytes(`${mailgun}${field('name="attachment-1"; filename="a.log"', 'é\r\nline')}--b--\r\n`)
  const kept = await openAttachments(form, 'multipart/form-data; boundary=b')
  expect(kept.map(({ name, content }) => [name, new TextDecoder().decode(content)])).toEqual([['a.log', 'é\r\nline']])
})
