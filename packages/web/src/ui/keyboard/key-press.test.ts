import { expect, test } from 'vitest'
import { beginsPair, type KeyPress, matchBinding, matchesStroke } from './key-press.ts'

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
})

const bindings = [{ binding: 'a' }, { binding: 'i' }, { binding: 'g i' }, { binding: 'g a' }, { binding: '?' }]

test('a letter alone matches, with a modifier it is the browser’s', () => {
  expect(matchesStroke(press('a'), 'a')).toBe(true)
  expect(matchesStroke(press('a', { ctrlKey: true }), 'a')).toBe(false)
  expect(matchesStroke(press('a', { altKey: true }), 'a')).toBe(false)
  expect(matchesStroke(press('A', { shiftKey: true }), 'a')).toBe(false)
})

test('a sign that needs Shift on some keyboards matches with and without it', () => {
  expect(matchesStroke(press('?', { shiftKey: true }), '?')).toBe(true)
  expect(matchesStroke(press('?'), '?')).toBe(true)
})

test('mod is Control or Command', () => {
  expect(matchesStroke(press('k', { ctrlKey: true }), 'mod+k')).toBe(true)
  expect(matchesStroke(press('k', { metaKey: true }), 'mod+k')).toBe(true)
  expect(matchesStroke(press('k'), 'mod+k')).toBe(false)
})

test('two keys in a row mean what is written for the pair, not for the second key alone', () => {
  expect(matchBinding(bindings, press('i'), press('g'))).toEqual({ binding: 'g i' })
  expect(matchBinding(bindings, press('i'), undefined)).toEqual({ binding: 'i' })
  expect(matchBinding(bindings, press('i'), press('x'))).toEqual({ binding: 'i' })
})

test('a key that follows the first of a pair without completing it does nothing', () => {
  expect(matchBinding(bindings, press('?'), press('g'))).toBeUndefined()
})

test('only the first key of a pair begins one', () => {
  expect(beginsPair(bindings, press('g'))).toBe(true)
  expect(beginsPair(bindings, press('a'))).toBe(false)
})
