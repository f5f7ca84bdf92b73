import { expect, test } from 'vitest'
import { parseFormOrJson } from './form-body.ts'
import { doorRequest } from './testing/door-request.ts'

const parse = (body: string | Uint8Array, type = '', query = '') =>
  parseFormOrJson(doorRequest(body, { headers: { 'content-type': type }, query: new URLSearchParams(query) }))

test('a body says itself what it is, whatever its header says', () => {
  expect(parse(' {"a":1}', 'application/x-www-form-urlencoded')).toEqual({ value: { a: 1 } })
  expect(parse('\ufeff[1]', 'text/plain')).toEqual({ value: [1] })
  expect(parse('a=1&b=x+y%26z\n', 'application/json')).toEqual({ value: { a: '1', b: 'x y&z' } })
  expect(parse('a', 'application/x-www-form-urlencoded; charset=utf-8')).toEqual({ value: { a: '' } })
  expect('error' in parse('neither')).toBe(true)
})

test('without a body the parameters of the address are the form', () => {
  expect(parse('', '', 'msg=x&msg=y&n=1')).toEqual({ value: { msg: 'y', n: '1' } })
})

test('a multipart form is read by its names, with quotes around the boundary or without', () => {
  const text =
    '--b\r\nContent-Disposition: form-data; name="data"\r\n\r\n{"a":\r\n\r\n1}\r\n--b\r\nContent-Disposition: form-data; name="x"; filename="f"\r\nContent-Type: text/plain\r\n\r\ny\r\n--b--\r\n'
  for (const type of ['multipart/form-data; boundary=b', 'Multipart/Form-Data; charset=utf-8; boundary="b"']) {
    expect(parse(text, type)).toEqual({ value: { data: '{"a":\r\n\r\n1}', x: 'y' } })
  }
  expect(parse('nothing of it', 'multipart/form-data; boundary=b')).toEqual({ value: {} })
})

test('text that a database cannot hold is replaced, and more fields than a form has are left out', () => {
  expect(parse('a%00=%00&b=%ff')).toEqual({ value: { 'a\ufffd': '\ufffd', b: '\ufffd' } })
  const many = Array.from({ length: 1_000 }, (_, n) => `f${n}=1`).join('&')
  const parsed = parse(many)
  expect('value' in parsed && Object.keys(Object(parsed.value))).toHaveLength(200)
})

test('__proto__ is a name like any other', () => {
  const parsed = parse('__proto__=x')
  expect('value' in parsed && Object.entries(Object(parsed.value))).toEqual([['__proto__', 'x']])
  expect(({} as Record<string, unknown>).x).toBeUndefined()
})
