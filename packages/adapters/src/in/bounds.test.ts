import { expect, test } from 'vitest'
import { boundDepth, jsonText } from './bounded-json.ts'
import { boundEntries, boundKey, boundLink, boundProblems, boundText } from './bounds.ts'
import { deepJson } from './testing/hostile-body.ts'

test('a text that is too long ends in an ellipsis, and never in half a character', () => {
  expect(boundText('abcd', 4)).toBe('abcd')
  expect(boundText('abcde', 4)).toBe('abc…')
  expect(boundText('ab😀de', 4)).toBe('ab\ufffd…')
})

test('a long key is hashed and equal keys stay equal', () => {
  expect(boundKey('k'.repeat(255))).toBe('k'.repeat(255))
  expect(boundKey('k'.repeat(256))).toMatch(/^sha256:[0-9a-f]{64}$/)
  expect(boundKey('k'.repeat(256))).toBe(boundKey('k'.repeat(256)))
  expect(boundKey('k'.repeat(256))).not.toBe(boundKey('k'.repeat(257)))
})

test('only web addresses are links', () => {
  expect(boundLink('https://a.example/x?y#z')).toBe('https://a.example/x?y#z')
  expect(boundLink('HTTP://A')).toBe('HTTP://A')
  for (const text of ['javascript:alert(1)', 'http://a b', ' http://a', 'ftp://a', '', `http://${'a'.repeat(3000)}`]) {
    expect(boundLink(text)).toBeUndefined()
  }
})

test('entries are at most 128, and __proto__ is one of them', () => {
  const many = Array.from({ length: 200 }, (_, i): [string, string] => [`n${i}`, 'v'])
  expect(Object.keys(boundEntries(many, 10))).toHaveLength(128)
  expect(Object.entries(boundEntries([['__proto__', 'x'.repeat(20)]], 10))).toEqual([['__proto__', 'xxxxxxxxx…']])
})

test('of many problems the first twenty are kept and the rest counted', () => {
  expect(boundProblems(['a'])).toEqual(['a'])
  const bounded = boundProblems(Array.from({ length: 50 }, (_, i) => `p${i}`))
  expect(bounded).toHaveLength(21)
  expect(bounded.at(-1)).toBe('and 30 more')
})

test('foreign JSON is cut where it nests too deep', () => {
  expect(boundDepth({ a: [1, { b: null }] })).toEqual({ a: [1, { b: null }] })
  expect(boundDepth(JSON.parse('[[["x"]]]'), 2)).toEqual([['…']])
  expect(jsonText(JSON.parse(deepJson(100_000)))).toBe(`${'['.repeat(20)}"…"${']'.repeat(20)}`)
  expect(jsonText('as it is')).toBe('as it is')
  expect(jsonText({ a: 1 })).toBe('{"a":1}')
})
