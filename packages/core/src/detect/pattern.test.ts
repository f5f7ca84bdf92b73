import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compilePattern } from './pattern.ts'

function matches(source: string, text: string): boolean {
  const compiled = compilePattern(source, { isAnchored: true })
  if ('error' in compiled) throw new Error(compiled.error)
  return compiled.pattern.test(text)
}

function errorOf(source: string): string {
  const compiled = compilePattern(source, { isAnchored: true })
  return 'error' in compiled ? compiled.error : 'no error'
}

test('an anchored pattern has to match the whole text', () => {
  expect(matches('localhost:80.*', 'localhost:8081')).toBe(true)
  expect(matches('local', 'localhost')).toBe(false)
  expect(matches('a|b', 'ab')).toBe(false)
  expect(matches('a|b', 'b')).toBe(true)
})

test('a pattern that is not anchored matches anywhere', () => {
  const compiled = compilePattern('b+', { isAnchored: false })
  expect('pattern' in compiled && compiled.pattern.test('abbc')).toBe(true)
})

test('a trailing line break is part of the text', () => {
  expect(matches('a', 'a\n')).toBe(false)
  expect(matches('a.*', 'a\n')).toBe(false)
})

test('errors read as the Go library writes them', () => {
  expect(errorOf('(')).toBe('error parsing regexp: missing closing ): `^(?:()$`')
  expect(errorOf('[')).toBe('error parsing regexp: missing closing ]: `[)$`')
  expect(errorOf('*')).toBe('error parsing regexp: missing argument to repetition operator: `*`')
  expect(errorOf('b{1,1001}')).toBe('error parsing regexp: invalid repeat count: `{1,1001}`')
})

test('look-around and back-references are refused', () => {
  expect(errorOf('(?=a)')).toBe('error parsing regexp: invalid or unsupported Perl syntax: `(?=`')
  expect(errorOf('(?!a)')).toBe('error parsing regexp: invalid or unsupported Perl syntax: `(?!`')
  expect(errorOf('(?<=a)b')).toContain('error parsing regexp')
  expect(errorOf('(a)\\1')).toBe('error parsing regexp: invalid escape sequence: `\\1`')
})

test('a pattern that makes a backtracking engine take years is answered', () => {
  expect(matches('(a+)+', `${'a'.repeat(4000)}b`)).toBe(false)
  expect(matches('(.*)(.*)(.*)(.*)(.*)x', 'a'.repeat(4000))).toBe(false)
})

test('a pattern longer than the limit is refused before it is compiled', () => {
  expect(errorOf('a'.repeat(4097))).toBe('error parsing regexp: longer than 4096 characters')
})

test('no pattern, however wrong, throws', () => {
  const piece = fc.constantFrom(
    'a',
    '(',
    ')',
    '[',
    ']',
    '*',
    '+',
    '?',
    '{2,9}',
    '{1000}',
    '|',
    '\\',
    '\\p{L}',
    '^',
    '$',
    '.',
    '(?i)',
    '-',
    '😀',
  )
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 30 }),
      fc.string({ unit: fc.constantFrom('a', '-', 'é', '😀', '\ud800', '\n') }),
      (pieces, text) => {
        const compiled = compilePattern(pieces.join(''), { isAnchored: true })
        expect('error' in compiled ? compiled.error : typeof compiled.pattern.test(text)).toMatch(
          /^(error parsing|boolean)/,
        )
      },
    ),
  )
})

test('plain alternations mean the same as through the automaton', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '-', '/', ':'), maxLength: 3 })
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), word, (words, text) => {
      const source = words.join('|')
      expect(matches(source, text)).toBe(matches(`(?:${source})`, text))
    }),
  )
})
