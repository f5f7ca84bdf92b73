import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseForm } from './form-body.ts'

const BOUNDARY = '----x'
const TYPE = `multipart/form-data; boundary=${BOUNDARY}`
const part = (head: string, content: string | Buffer) =>
  Buffer.concat([
    Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ])
const body = (...parts: Buffer[]) => Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)])

test('fields, repeated fields and files are told apart, and bytes stay bytes', () => {
  const bytes = Buffer.from([0, 13, 10, 255, 45, 45, 13, 10, 1])
  const form = parseForm(
    TYPE,
    body(
      part('name="a"', 'one\r\ntwo'),
      part('name="b"', 'x'),
      part('name="b"', 'y'),
      part('name="f"; filename="p.png"', bytes),
    ),
  )
  expect(form.value('a')).toBe('one\ntwo')
  expect(form.values('b')).toEqual(['x', 'y'])
  expect(form.value('missing')).toBe('')
  expect(form.files).toEqual([{ name: 'p.png', content: bytes }])
})

test('a file that nobody chose is none', () => {
  expect(parseForm(TYPE, body(part('name="f"; filename=""', ''))).files).toEqual([])
})

test('a plain form is read too', () => {
  const form = parseForm('application/x-www-form-urlencoded', Buffer.from('a=1&b=%E9%9A%9C&b=2'))
  expect([form.value('a'), ...form.values('b')]).toEqual(['1', '障', '2'])
})

test('whatever the bytes are, nothing is thrown and what comes out can be stored', () => {
  const hostile = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.string().map((text) => new Uint8Array(body(part('name="a"', text), Buffer.from(text)))),
  )
  fc.assert(
    fc.property(hostile, fc.constantFrom(TYPE, 'multipart/form-data', 'text/plain', ''), (bytes, type) => {
      const value = parseForm(type, Buffer.from(bytes)).value('a')
      expect(value.isWellFormed()).toBe(true)
      expect(value).not.toContain('\0')
    }),
  )
})
