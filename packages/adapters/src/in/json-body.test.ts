import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseExactJsonBody, parseJsonBody } from './json-body.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test('JSON is read, with or without a byte order mark', () => {
  expect(parseJsonBody(bytes('{"a":[1,null]}'))).toEqual({ value: { a: [1, null] } })
  expect(parseJsonBody(bytes('\ufeff[]'))).toEqual({ value: [] })
})

test('half a surrogate pair and U+0000 become U+FFFD, and a whole pair stays', () => {
  expect(parseJsonBody(bytes('"\\u0000 \\ud800 \\udc00x \\uD83D\\uDE00 \\ud83d\\n"'))).toEqual({
    value: '\ufffd \ufffd \ufffdx 😀 \ufffd\n',
  })
})

test('an escaped backslash before such an escape stays what it is', () => {
  expect(parseJsonBody(bytes('"\\\\u0000 \\\\\\u0000"'))).toEqual({ value: '\\u0000 \\\ufffd' })
})

test('bytes that are no UTF-8 become U+FFFD', () => {
  expect(parseJsonBody(Uint8Array.of(0x22, 0xff, 0xc3, 0x22))).toEqual({ value: '\ufffd\ufffd' })
})

test('__proto__ is a name like any other', () => {
  const body = parseJsonBody(bytes('{"__proto__":{"polluted":true}}'))
  expect('value' in body && Object.keys(body.value as object)).toEqual(['__proto__'])
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
})

test('the sentence about bad JSON can be stored although it quotes the body', () => {
  const body = parseJsonBody(Uint8Array.of(0))
  expect('error' in body && body.error).not.toContain('\0')
})

test('a number that a double would round keeps its digits where they are asked for', () => {
  const text = '{"id":12345678901234567890,"n":9007199254740991,"f":12345678901234567890.5,"s":"12345678901234567890"}'
  expect(parseExactJsonBody(bytes(text))).toEqual({
    value: {
      id: '12345678901234567890',
      n: 9007199254740991,
      f: Number('12345678901234567890.5'),
      s: '12345678901234567890',
    },
  })
})

test('JSON without unsafe escapes reads as the engine reads it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value)
      expect(parseJsonBody(bytes(text))).toEqual({ value: JSON.parse(text) })
    }),
  )
})

test('every text that is read can be stored', () => {
  const piece = fc.constantFrom(
    '\\u0000',
    '\\ud800',
    '\\udc00',
    '\\uDBFF',
    '\\uDFFF',
    '\\\\',
    '\\"',
    '\\n',
    'a',
    'u0000',
    '\\u0041',
  )
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = `"${pieces.join('')}"`
      const body = parseJsonBody(bytes(text))
      const value = 'value' in body ? String(body.value) : ''
      expect(value.isWellFormed() && !value.includes('\0')).toBe(true)
      expect(value.length).toBe(String(JSON.parse(text)).length)
    }),
  )
})
