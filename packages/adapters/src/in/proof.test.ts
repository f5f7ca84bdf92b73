import { hash } from 'node:crypto'
import { expect, test } from 'vitest'
import { calcHmac, isSameSecret, verifySharedSecret } from './proof.ts'
import { CONTEXT, doorRequest } from './testing/door-request.ts'

const SECRET = 'pässwörd:with:colons'
const knock = (headers: Record<string, string>, secret: string | undefined = SECRET) =>
  verifySharedSecret(doorRequest({}, { headers }), secret === undefined ? CONTEXT : { ...CONTEXT, secret })
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`

test('secrets are the same or not, whatever their lengths', () => {
  expect(isSameSecret('', '')).toBe(true)
  expect(isSameSecret('a', 'a')).toBe(true)
  expect(isSameSecret('a', 'aa')).toBe(false)
})

test('an HMAC is over the parts in their order', () => {
  // RFC 4231, test case 2.
  const expected = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'
  expect(calcHmac('sha256', 'Jefe', ['what do ya want ', new TextEncoder().encode('for nothing?')])).toBe(expected)
  const base64 = Buffer.from(expected, 'hex').toString('base64')
  expect(calcHmac('sha256', 'Jefe', ['what do ya want for nothing?'], 'base64')).toBe(base64)
})

test('a source without a secret takes everything', () => {
  expect(verifySharedSecret(doorRequest({}), CONTEXT)).toEqual({ isGenuine: true })
})

test('the secret may stand in a header of its own, as a bearer token or as a password', () => {
  const accepted: Record<string, string>[] = [
    { 'x-tocsin-secret': SECRET },
    { authorization: `Bearer ${SECRET}` },
    { authorization: `bearer   ${SECRET}` },
    { authorization: basic(`anybody:${SECRET}`) },
    { authorization: 'Basic x', 'x-tocsin-secret': SECRET },
  ]
  expect(accepted.map((headers) => knock(headers))).toEqual(accepted.map(() => ({ isGenuine: true })))
})

test('a missing secret and a wrong one are refused with 401 and what to do, never with the secret', () => {
  const refused: Record<string, string>[] = [
    {},
    { authorization: '' },
    { authorization: 'Bearer' },
    { authorization: `Bearer ${SECRET}x` },
    { authorization: basic(SECRET.replace(':', ';')) },
    { 'x-tocsin-secret': hash('sha256', SECRET) },
  ]
  for (const headers of refused) {
    const verdict = knock(headers)
    expect(verdict).toMatchObject({ refusal: { status: 401 }, problem: expect.stringContaining('secret') })
    expect(JSON.stringify(verdict)).not.toContain(SECRET)
  }
  expect(knock({})).toMatchObject({ problem: expect.stringContaining('missing') })
})
