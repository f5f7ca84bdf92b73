import { expect, test } from 'vitest'
import { headersText, parseHeaders } from './headers-text.ts'

test('headers are written a line each, and read again as they were', () => {
  const headers = { 'x-team': 'payments', link: 'https://example.com/?a=b' }
  expect(headersText(headers)).toBe('x-team: payments\nlink: https://example.com/?a=b')
  expect(parseHeaders(headersText(headers))).toEqual(headers)
})

test('what is half written is no header yet', () => {
  expect(parseHeaders('x-team\n: value\n\r\nx-a:1\nx-a: 2')).toEqual({ 'x-a': '2' })
})
