import { expect, test } from 'vitest'
import { headersToReplay, headersToShow, REDACTED } from './kept-headers.ts'

const HEADERS = { 'x-team': 'payments', authorization: 'Bearer s3cret', 'x-api-key': 'k', 'x-odd': 'a\0b\ud800' }

test('a header that may hold a secret is shown by its name alone, and left out of what is read again', () => {
  expect(headersToShow(HEADERS)).toEqual({
    ...{ 'x-team': 'payments', authorization: REDACTED, 'x-api-key': REDACTED },
    'x-odd': 'a\ufffdb\ufffd',
  })
  expect(headersToReplay(HEADERS)).toEqual({ 'x-team': 'payments', 'x-odd': 'a\ufffdb\ufffd' })
})

test('the address that was asked for is not shown, however a proxy tells it: it has the key of the source', () => {
  const told = ['X-Forwarded-Uri', 'x-original-url', 'x-envoy-original-path', 'referer']
  const headers = Object.fromEntries(told.map((name) => [name, '/in/json/key-of-the-source']))
  expect(Object.values(headersToShow(headers))).toEqual(told.map(() => REDACTED))
  expect(headersToReplay(headers)).toEqual({})
})

test('headers are bounded in number and in length', () => {
  const many = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`x-${n}`, 'v'.repeat(2_000)]))
  const shown = headersToShow(many)
  expect(Object.keys(shown)).toHaveLength(40)
  expect(shown['x-0']).toHaveLength(1_000)
})
