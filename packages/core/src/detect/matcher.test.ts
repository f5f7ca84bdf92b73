import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileMatchers, formatMatcher, type Matcher, parseMatcher, silenceMatchersError } from './matcher.ts'

const equal = (name: string, value: string): Matcher => ({ name, value, isRegex: false, isEqual: true })
const regex = (name: string, value: string): Matcher => ({ name, value, isRegex: true, isEqual: true })

function parse(text: string): Matcher {
  const parsed = parseMatcher(text)
  if ('error' in parsed) throw new Error(parsed.error)
  return parsed.matcher
}

function errorOf(text: string): string {
  const parsed = parseMatcher(text)
  return 'error' in parsed ? parsed.error : 'no error'
}

function accepts(matchers: Matcher[], labels: Record<string, string>): boolean {
  const compiled = compileMatchers(matchers)
  if ('error' in compiled) throw new Error(compiled.error)
  return compiled.matches(labels)
}

test('the four operators are read, with and without quotes and spaces', () => {
  expect(parse('a="b"')).toEqual(equal('a', 'b'))
  expect(parse('a=b')).toEqual(equal('a', 'b'))
  expect(parse(' a =~ b.* ')).toEqual(regex('a', 'b.*'))
  expect(parse('a!="b"')).toEqual({ ...equal('a', 'b'), isEqual: false })
  expect(parse('a!~"b"')).toEqual({ ...regex('a', 'b'), isEqual: false })
  expect(parse('a=')).toEqual(equal('a', ''))
  expect(parse('a==b')).toEqual(equal('a', '=b'))
  expect(parse('a=b c')).toEqual(equal('a', 'b c'))
  expect(parse('a=~x{2}')).toEqual(regex('a', 'x{2}'))
})

test('the classic escapes are read and any other backslash is itself', () => {
  expect(parse('a="b\\"c"').value).toBe('b"c')
  expect(parse('a="b\\nc"').value).toBe('b\nc')
  expect(parse('a="b\\\\"').value).toBe('b\\')
  expect(parse('a="b\\c"').value).toBe('b\\c')
  expect(parse('a=b\\').value).toBe('b\\')
  expect(parse('a=~"\\d+"').value).toBe('\\d+')
})

test('names outside the classic alphabet are read in the newer syntax', () => {
  expect(parse('"foo.bar"="x"')).toEqual(equal('foo.bar', 'x'))
  expect(parse('foo.bar=x')).toEqual(equal('foo.bar', 'x'))
  expect(parse('größe=~"a|b"')).toEqual(regex('größe', 'a|b'))
  expect(parse('"\\u00e4 b"=c')).toEqual(equal('ä b', 'c'))
})

test('errors are the ones that Alertmanager answers', () => {
  expect(errorOf('a')).toBe('bad matcher format: a')
  expect(errorOf('')).toBe('bad matcher format: ')
  expect(errorOf('=b')).toBe('bad matcher format: =b')
  expect(errorOf('a="b')).toBe('matcher value contains unescaped double quote: "b')
  expect(errorOf('a=b"')).toBe('matcher value contains unescaped double quote: b"')
  expect(errorOf('a="b\\"')).toBe('matcher value contains unescaped double quote: "b\\"')
  expect(errorOf('{a=b}')).toBe('unexpected open or close brace: {a=b}')
  expect(errorOf('a=~(')).toBe('error parsing regexp: missing closing ): `^(?:()$`')
  expect(errorOf('a=~"(?=b)"')).toBe('error parsing regexp: invalid or unsupported Perl syntax: `(?=`')
})

test('a missing label counts as empty', () => {
  expect(accepts([equal('a', '')], {})).toBe(true)
  expect(accepts([regex('a', '.*')], {})).toBe(true)
  expect(accepts([{ ...equal('a', ''), isEqual: false }], {})).toBe(false)
  expect(accepts([{ ...equal('a', ''), isEqual: false }], { a: 'x' })).toBe(true)
  expect(accepts([{ ...regex('a', 'x'), isEqual: false }], {})).toBe(true)
})

test('every matcher has to accept', () => {
  expect(accepts([equal('a', '1'), equal('b', '2')], { a: '1', b: '2', c: '3' })).toBe(true)
  expect(accepts([equal('a', '1'), equal('b', '2')], { a: '1' })).toBe(false)
  expect(accepts([], { a: '1' })).toBe(true)
})

test('a name from the prototype of objects is a missing label', () => {
  expect(accepts([equal('constructor', '')], {})).toBe(true)
  expect(accepts([equal('__proto__', '')], {})).toBe(true)
  expect(accepts([equal('__proto__', 'x')], JSON.parse('{"__proto__":"x"}'))).toBe(true)
})

test('a wrong regular expression names the matcher', () => {
  expect(compileMatchers([equal('a', 'b'), regex('c', '(')])).toEqual({
    error: 'error parsing regexp: missing closing ): `^(?:()$`',
    index: 1,
  })
})

test('a silence needs a matcher that the empty label set does not satisfy', () => {
  const everything = 'matcher set 0: at least one matcher must not match the empty string'
  expect(silenceMatchersError([equal('a', 'b')])).toBeUndefined()
  expect(silenceMatchersError([equal('a', '')])).toBe(everything)
  expect(silenceMatchersError([regex('a', '.*')])).toBe(everything)
  expect(silenceMatchersError([regex('a', '.*'), regex('b', 'x')])).toBeUndefined()
  expect(silenceMatchersError([{ ...equal('a', 'b'), isEqual: false }])).toBeUndefined()
  expect(silenceMatchersError([])).toBe('matcher set 0 is empty')
})

test('a silence with a wrong matcher says which one and why', () => {
  expect(silenceMatchersError([equal('a', 'b'), equal('', 'b')])).toBe(
    'invalid label matcher 1 in set 0: invalid label name ""',
  )
  expect(silenceMatchersError([regex('a', '(')])).toBe(
    'invalid label matcher 0 in set 0: invalid regular expression "(": error parsing regexp: missing closing ): `(`',
  )
})

test('a matcher that is written out and read again is the same', () => {
  const name = fc.oneof(fc.constantFrom('a', 'foo_bar', 'a.b', 'größe'), fc.string({ minLength: 1 }))
  fc.assert(
    fc.property(
      name,
      fc.string({ unit: fc.constantFrom('a', ' ', '=', '"', '\\', 'n', '\n', 'é', '😀', '{', ',') }),
      fc.boolean(),
      (label, value, isEqual) => {
        const matcher = { name: label, value, isRegex: false, isEqual }
        const text = formatMatcher(matcher)
        // The classic syntax trims and cannot hold every name: what is read at all has to be the same.
        const parsed = parseMatcher(text)
        if ('matcher' in parsed) expect(parsed.matcher).toEqual(matcher)
        else expect(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(label)).toBe(false)
      },
    ),
  )
})

test('no text, however long or odd, throws or is read with an empty name', () => {
  const piece = fc.constantFrom('a', '=', '~', '!', '"', '\\', '{', '}', ',', ' ', '(', '😀', '\n')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const parsed = parseMatcher(pieces.join(''))
      expect('error' in parsed ? parsed.error : parsed.matcher.name).not.toBe('')
    }),
  )
  expect(errorOf(`a=${' '.repeat(12_000)}x"`)).toContain('unescaped double quote')
  expect(errorOf('a'.repeat(100_000))).toBe('bad matcher format: too long')
})
