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
  const [first, ...others] = await openAttachments(bytes(MAIL))
  expect(others).toEqual([])
  expect(first).toMatchObject({ name: '図.png', mediaType: 'image/png' })
  expect([...(first?.content ?? [])]).toEqual([0, 255, 13])
})

test('a mail without any, and what is no mail, has none', async () => {
  expect(await openAttachments(bytes('From: a@b\r\n\r\nx'))).toEqual([])
  expect(await openAttachments(bytes('{"a":1}'))).toEqual([])
})
