import { expect, test } from 'vitest'
import type { MailAttachment } from './mail.ts'
import { filesOfReply, type PageReply, readPageReply } from './page-reply.ts'

const QUOTE = `On Sun, Nov 22, 2026 at 3:00 PM Tocsin <tocsin@example.com> wrote:
> INC-2026-000001 Payment API
> ack`
const read = (text: string): PageReply => readPageReply({ text, attachments: [] })
const acknowledged = (note = ''): PageReply => ({ kind: 'acknowledge', note })
const resolved = (note = ''): PageReply => ({ kind: 'resolve', note })

test.each(['ack', 'ACK', 'Ack.', 'acknowledge', 'Acknowledged', 'taken', 'Taken!', 'on it', '確認', '確認しました。'])(
  '“%s” takes it',
  (word) => {
    expect(read(word)).toEqual(acknowledged())
    expect(read(`\n${word}\n\n${QUOTE}`)).toEqual(acknowledged())
  },
)

test.each(['resolve', 'Resolved', 'resolved.', 'fixed', '解決', '復旧しました'])('“%s” resolves it', (word) => {
  expect(read(`${word}\n\n${QUOTE}`)).toEqual(resolved())
})

test('what stands beside the word goes along as words', () => {
  expect(read('ack, looking at the database')).toEqual(acknowledged('looking at the database'))
  expect(read('ack looking')).toEqual(acknowledged('looking'))
  expect(read('Ack\n\nI need Ben for it.')).toEqual(acknowledged('I need Ben for it.'))
  expect(read('resolve: restarted the pool')).toEqual(resolved('restarted the pool'))
  expect(read('resolved by a restart\nof the pool')).toEqual(resolved('by a restart\nof the pool'))
})

test.each([
  'taken down the server for now',
  'not resolved yet',
  'ack?',
  'resolved?',
  'Is that acknowledged',
  'I will be there in ten minutes',
  '確認中です',
])('“%s” is a note', (text) => {
  expect(read(text)).toEqual({ kind: 'note', text })
})

test.each([
  [
    'Gmail, over two lines',
    'On Sun, Nov 22, 2026 at 3:00 PM Tocsin of the company\n<tocsin@example.com> wrote:\n> ack',
  ],
  ['Gmail in Japanese', '2026年11月22日(日) 15:00 Tocsin <tocsin@example.com>:\n> ack'],
  ['a telephone in Japanese', '2026/11/22 15:00、Tocsin <tocsin@example.com>のメール:\n> ack'],
  ['Outlook', 'From: Tocsin <tocsin@example.com>\nSent: Sunday\nSubject: INC-2026-000001\n\nack'],
  ['older Outlook', '-----Original Message-----\nack'],
  ['a signature', '-- \nAna\nack'],
  ['a telephone', 'Sent from my iPhone'],
])('what is quoted by %s says nothing', (_, quote) => {
  expect(read(quote)).toEqual({ kind: 'empty' })
  expect(read(`Call me\n\n${quote}`)).toEqual({ kind: 'note', text: 'Call me' })
})

const aFile = (changes: Partial<MailAttachment> = {}): MailAttachment => ({
  ...{ name: 'graph.png', mediaType: 'image/png', bytes: 20_000, content: undefined, isInline: false },
  ...changes,
})
const names = (...attachments: MailAttachment[]) => filesOfReply({ attachments }).map(({ name }) => name)

test('files go along, but not the logos of a signature', () => {
  const logo = aFile({ name: 'logo.png', bytes: 4_000, isInline: true })
  const pasted = aFile({ name: 'image.png', isInline: true })
  const small = aFile({ name: 'x.log', bytes: 10 })
  expect(names(aFile(), logo, pasted, small)).toEqual(['graph.png', 'image.png', 'x.log'])
})

test('a picture without words is a note, and one that is pasted leaves no place behind', () => {
  const pasted = aFile({ name: 'image.png', isInline: true })
  expect(readPageReply({ text: QUOTE, attachments: [aFile()] })).toEqual({ kind: 'note', text: '' })
  expect(readPageReply({ text: QUOTE, attachments: [aFile({ isInline: true, bytes: 900 })] })).toEqual({
    kind: 'empty',
  })
  expect(readPageReply({ text: `Look\n[image: image.png]\n\n${QUOTE}`, attachments: [pasted] })).toEqual({
    kind: 'note',
    text: 'Look',
  })
  expect(readPageReply({ text: 'ack\n[cid:image001.png@01DC5B2A]', attachments: [pasted] })).toEqual(acknowledged())
})

test('a huge reply of one letter is read at once', () => {
  const begin = performance.now()
  expect(read('a'.repeat(64 * 1024)).kind).toBe('note')
  expect(read(`on ${'x '.repeat(30_000)}`).kind).toBe('note')
  expect(performance.now() - begin).toBeLessThan(500)
})
