import { expect, test } from 'vitest'
import { failureOfStatus, parseRetryAfter, RETRY_AFTER_MS_MAX } from './http-failure.ts'

const sentAt = '2026-01-05T00:00:00.000Z'

function answer(status: number, headers: Record<string, string> = {}, body = '') {
  return failureOfStatus({ status, headers, body }, sentAt)
}

test('408, 425, 429 and 5xx are tried again later', () => {
  expect([408, 425, 429, 500, 503].map((status) => answer(status).retry)).toEqual(Array(5).fill('later'))
  expect(answer(429).code).toBe('rate_limited')
  expect(answer(503).code).toBe('provider_error')
})

test('other 4xx and redirects are final', () => {
  expect([301, 400, 401, 403, 404, 410, 422].map((status) => answer(status).retry)).toEqual(Array(7).fill('never'))
  expect(answer(401).code).toBe('bad_credentials')
  expect(answer(410).code).toBe('bad_address')
  expect(answer(422).code).toBe('refused')
})

test('a redirect names only the origin that it leads to', () => {
  expect(answer(302, { location: 'https://hooks.example.com/secret/path' }).cause).toBe(
    'answered 302, a redirect to https://hooks.example.com; redirects are not followed',
  )
})

test('the cause quotes the answer in one short line', () => {
  expect(answer(400, {}, `no\r\nsuch thing ${'x'.repeat(5000)}`).cause).toMatch(/^answered 400: no such thing x+…$/)
  expect(answer(400, {}, 'x'.repeat(5000)).cause.length).toBeLessThan(250)
})

test('Retry-After is read as seconds or as a date, and bounded', () => {
  expect(parseRetryAfter('7', sentAt)).toBe(7_000)
  expect(parseRetryAfter('Mon, 05 Jan 2026 00:00:30 GMT', sentAt)).toBe(30_000)
  expect(parseRetryAfter('Mon, 05 Jan 2025 00:00:30 GMT', sentAt)).toBe(0)
  expect(parseRetryAfter('86400', sentAt)).toBe(RETRY_AFTER_MS_MAX)
  expect(parseRetryAfter('soon', sentAt)).toBeUndefined()
  expect(answer(503, { 'retry-after': '3' }).retryAfterMs).toBe(3_000)
})
