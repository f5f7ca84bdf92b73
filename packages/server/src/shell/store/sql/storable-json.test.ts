import { expect, test } from 'vitest'
import { storableJson } from './storable-json.ts'

test.each([
  ['plain', { a: [1, 'ü 😀', null] }, '{"a":[1,"ü 😀",null]}'],
  ['NUL in a value and in a name', { 'a\0': 'b\0c' }, '{"a\\ufffd":"b\\ufffdc"}'],
  ['half a pair', ['\ud83d', 'x\udc00y'], '["\\ufffd","x\\ufffdy"]'],
  ['a whole pair', '😀', '"😀"'],
  ['the text of an escape', 'a \\u0000 b \\ud83d', '"a \\\\u0000 b \\\\ud83d"'],
  ['a backslash before a NUL', '\\\0', '"\\\\\\ufffd"'],
  ['other escapes', '\n\t"\\', '"\\n\\t\\"\\\\"'],
])('%s', (_, value, expected) => {
  expect(storableJson(value)).toBe(expected)
  JSON.parse(storableJson(value))
})
