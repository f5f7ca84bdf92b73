import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Fields } from '../fields.ts'
import { at, payloadJson } from '../testing/door-request.ts'
import { checkSignature, hasSignature } from './sns-signature.ts'

const PEM = readFileSync(new URL('payloads/sns-test-cert.pem', import.meta.url), 'utf8')
/** The certificate of the samples is valid from 2026-11-21. */
const NOW = at('2026-12-01T00:00:00Z')
const sample = (name: string) => payloadJson('aws-cloudwatch', name) as Fields
const check = (fields: Fields, pem = PEM, now = NOW) => checkSignature(fields, pem, now)

const SIGNED = [
  'sns-notification-ALARM-sigv1.json',
  'sns-notification-ALARM-sigv2.json',
  'sns-notification-OK-sigv2.json',
  'sns-notification-INSUFFICIENT_DATA-sigv2.json',
  'sns-subscription-confirmation-sigv2.json',
]

test.each(SIGNED)('the signature of %s is right, and of nothing that was changed in it', (name) => {
  const fields = sample(name)
  expect(check(fields)).toBeUndefined()
  const names = Object.keys(fields).filter((each) => !/^(Signature|Signing|Unsubscribe)/.test(each))
  expect(names.length).toBeGreaterThanOrEqual(6)
  for (const each of names) expect(check({ ...fields, [each]: `${fields[each]} ` })).toBe('its signature is wrong')
  const { Message: _, ...without } = fields
  expect(check(without)).toBe('its signature is wrong')
})

test('a signature that is another’s is wrong', () => {
  expect(check(sample('sns-notification-BAD-signature.json'))).toBe('its signature is wrong')
})

test('versions do not stand for each other, and there are two', () => {
  expect(check({ ...sample('sns-notification-ALARM-sigv1.json'), SignatureVersion: '2' })).toBe(
    'its signature is wrong',
  )
  for (const SignatureVersion of ['3', '', 2, null]) {
    expect(hasSignature({ ...sample('sns-notification-ALARM-sigv2.json'), SignatureVersion })).toBe(
      SignatureVersion === 2,
    )
  }
  expect(hasSignature({ SignatureVersion: '1' })).toBe(false)
})

test('a certificate counts while it is valid, and only if it is one', () => {
  const problem = 'the certificate of its signature cannot be read, or is not valid now'
  const fields = sample('sns-notification-ALARM-sigv2.json')
  expect(check(fields, PEM, at('2026-11-01T00:00:00Z'))).toBe(problem)
  expect(check(fields, PEM, at('2127-01-01T00:00:00Z'))).toBe(problem)
  for (const pem of ['', 'no certificate', PEM.slice(0, 300)]) expect(check(fields, pem)).toBe(problem)
})
