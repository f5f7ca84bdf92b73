import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AlertQuery, parseAlertQuery, parseQueryInstant } from './alert-query.ts'

/** A query in one line, with its structure. */
function shape(query: AlertQuery | undefined): string {
  if (!query) return ''
  switch (query.kind) {
    case 'and':
    case 'or':
      return `(${query.terms.map(shape).join(` ${query.kind} `)})`
    case 'not':
      return `!${shape(query.term)}`
    case 'text':
      return `"${query.pattern}"`
    case 'compare':
      return `${query.field}${query.operator}${query.value}`
  }
}

function parsed(text: string): string {
  const result = parseAlertQuery(text)
  return 'error' in result ? result.error : shape(result.query)
}

test.each([
  ['', ''],
  ['status: open', 'status:open'],
  ['status=open', 'status:open'],
  ['status:open AND tag:"a b"', '(status:open and tag:a b)'],
  ['status: open priority: P1', '(status:open and priority:P1)'],
  ['status:open OR status:closed AND count > 2', '(status:open or (status:closed and count>2))'],
  ['(status:open or tag:x) and not acknowledged: true', '((status:open or tag:x) and !acknowledged:true)'],
  ['priority: (P1 OR P2)', '(priority:P1 or priority:P2)'],
  ['tags: (a AND b)', '(tag:a and tag:b)'],
  ['createdAt >= 1370280217000', 'createdAt>=1370280217000'],
  ['details.key: host', 'details.key:host'],
  ['disk full', '("disk" and "full")'],
  ['"disk full"', '"disk full"'],
  ['message: "say \\"hi\\""', 'message:say "hi"'],
  ['alias: cpu-*', 'alias:cpu-*'],
])('%s', (text, expected) => {
  expect(parsed(text)).toBe(expected)
})

test.each([
  ['colour: red', /^Field "colour" is not one that can be asked for\. There are alertId, tinyId/],
  ['toString: x', /^Field "toString" is not one/],
  ['count: many', 'Field "count" is a number, not "many".'],
  ['acknowledged: maybe', 'Field "acknowledged" is true or false, not "maybe".'],
  ['createdAt > soon', /^Field "createdAt" is an instant/],
  ['message > 3', 'Field "message" is not compared by ">"; use ":".'],
  ['status:', 'Query has no value behind "status :".'],
  ['status:open AND', 'Query ends where a term is expected.'],
  ['AND', 'Query has "AND" where a term is expected.'],
  [': x', 'Query has ":" without a field before it.'],
  ['(status:open', 'Query opens a parenthesis that it does not close.'],
  ['status:open)', 'Query closes a parenthesis that it did not open.'],
  ['message:"x', /^Query has a quote without an end/],
  ['tags: (a AND b OR c)', 'Query mixes AND and OR in the values of "tag"; use parentheses.'],
  [`${'('.repeat(20)}a${')'.repeat(20)}`, 'Query nests more than 10 deep.'],
  ['a '.repeat(60), 'Query has more than 50 terms.'],
  ['a'.repeat(2000), 'Query is longer than 1000 characters.'],
  ['a\0', 'Query holds a character that no alert can hold.'],
])('%s is refused clearly', (text, error) => {
  expect(parsed(text)).toEqual(error instanceof RegExp ? expect.stringMatching(error) : error)
})

test('instants are milliseconds, RFC 3339, or the day first', () => {
  const at = Date.UTC(2026, 2, 2, 14)
  expect(parseQueryInstant(String(at))).toBe(at)
  expect(parseQueryInstant('2026-03-02T14:00:00Z')).toBe(at)
  expect(parseQueryInstant('02-03-2026T14:00')).toBe(at)
  expect(parseQueryInstant('02-03-2026')).toBe(Date.UTC(2026, 2, 2))
  expect(parseQueryInstant('99-99-2026')).toBeUndefined()
})

test('no query, however wrong, makes the parser throw', () => {
  const piece = fc.constantFrom(
    'status',
    ':',
    '>',
    '(',
    ')',
    'AND',
    'OR',
    'NOT',
    '"a b"',
    '"',
    'x',
    ' ',
    'count',
    '3',
    '*',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const result = parseAlertQuery(pieces.join(' '))
      expect('error' in result ? result.error : shape(result.query)).toEqual(expect.any(String))
    }),
    { numRuns: 1000 },
  )
})
