import { signTwilioRequest } from '@tocsin/standins/twilio.ts'
import { expect, test } from 'vitest'
import { isFromTwilio } from './twilio-signature.ts'

/** The example of Twilio’s own documentation and libraries. */
const URL_OF_EXAMPLE = 'https://mycompany.com/myapp.php?foo=1&bar=2'
const FORM = 'CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212'
const SIGNATURE = 'RSOYDt4T1cUTdK1PDd93/VVr8B8='

test('the documented example is genuine, also with the port that Twilio may add', () => {
  expect(isFromTwilio('12345', SIGNATURE, URL_OF_EXAMPLE, new URLSearchParams(FORM))).toBe(true)
  const withPort = 'https://mycompany.com:443/myapp.php?foo=1&bar=2'
  expect(isFromTwilio('12345', SIGNATURE, withPort, new URLSearchParams(FORM))).toBe(true)
})

test.each([
  ['another token', '54321', SIGNATURE, URL_OF_EXAMPLE, FORM],
  ['no signature', '12345', undefined, URL_OF_EXAMPLE, FORM],
  ['another address', '12345', SIGNATURE, `${URL_OF_EXAMPLE}&x=1`, FORM],
  ['another field', '12345', SIGNATURE, URL_OF_EXAMPLE, `${FORM}&Extra=1`],
  ['another value', '12345', SIGNATURE, URL_OF_EXAMPLE, FORM.replace('1234', '9')],
])('%s is not', (_, token, signature, url, form) => {
  expect(isFromTwilio(token, signature, url, new URLSearchParams(form))).toBe(false)
})

test('what the stand-in signs is genuine', () => {
  const { body, headers } = signTwilioRequest('t0ken', 'https://a.example/x', { Body: '1a', From: '+4917012345' })
  const signature = headers['x-twilio-signature']
  expect(isFromTwilio('t0ken', signature, 'https://a.example/x', new URLSearchParams(body))).toBe(true)
})
