import { expect, test } from 'vitest'
import { failureOfSmtpReply } from './smtp-failure.ts'

test.each([
  [421, '421 4.3.2 closing', 'provider_error', 'later'],
  [451, '451 4.3.0 try again', 'provider_error', 'later'],
  [454, '454 4.7.0 temporary authentication failure', 'provider_error', 'later'],
  [530, '530 5.7.0 authentication required', 'bad_credentials', 'never'],
  [535, '535 5.7.8 bad credentials', 'bad_credentials', 'never'],
  [550, '550 5.1.1 no such user', 'bad_address', 'never'],
  [550, '550 no such user', 'bad_address', 'never'],
  [553, '553 mailbox name not allowed', 'bad_address', 'never'],
  [550, '550 5.7.1 relaying denied', 'refused', 'never'],
  [553, '553 5.1.8 sender domain does not exist', 'not_configured', 'never'],
  [552, '552 5.3.4 message too big', 'refused', 'never'],
  [554, '554 5.6.0 bad content', 'refused', 'never'],
])('the reply %i “%s” is %s and tried %s', (code, response, failureCode, retry) => {
  expect(failureOfSmtpReply({ code, response })).toMatchObject({ code: failureCode, retry })
})

test('the cause says the code once and keeps to one line', () => {
  expect(failureOfSmtpReply({ code: 550, response: '550 5.1.1 no\r\nsuch user' }).cause).toBe(
    'SMTP 550: 5.1.1 no such user',
  )
})
