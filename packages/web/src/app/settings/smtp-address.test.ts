import { expect, test } from 'vitest'
import {
  emptySmtpForm,
  isPort,
  isSmtpHost,
  keepsPassword,
  readSmtpAddress,
  type SmtpForm,
  smtpAddress,
} from './smtp-address.ts'

const form: SmtpForm = { ...emptySmtpForm, host: 'mail.example.com', user: 'ana@example.com' }

test('user and password are percent-encoded in the address', () => {
  expect(smtpAddress(form, 'p@ss:w/rd')).toBe(
    'smtp://ana%40example.com:p%40ss%3Aw%2Frd@mail.example.com:587?starttls=required',
  )
})

test('TLS from the start is smtps on its usual port', () => {
  expect(smtpAddress({ ...form, security: 'tls', user: '' }, '')).toBe('smtps://mail.example.com:465')
})

test('a password of three asterisks does not look like one that is left out', () => {
  expect(new URL(smtpAddress(form, '***')).password).toBe('%2A%2A%2A')
})

test('an address of IPv6 gets its brackets', () => {
  expect(smtpAddress({ ...form, host: '::1', user: '', security: 'never' }, '')).toBe('smtp://[::1]:587?starttls=never')
})

test('what was written is read back', () => {
  const written: SmtpForm = { ...form, port: '2525', security: 'optional', isAnyCertificate: true }
  expect(readSmtpAddress(smtpAddress(written, 'x'))).toEqual({ form: written, hasPassword: true })
})

test('without a word about STARTTLS a password makes it required, except on this machine', () => {
  const securityOf = (address: string) => readSmtpAddress(address)?.form.security
  expect(securityOf('smtp://ana:***@mail.example.com:587')).toBe('required')
  expect(securityOf('smtp://ana:***@127.0.0.1:25')).toBe('optional')
  expect(securityOf('smtp://mail.example.com')).toBe('optional')
})

test('a stored password stays with its server, its user and its line', () => {
  expect(keepsPassword(form, { ...form, port: '587' })).toBe(true)
  expect(keepsPassword(form, { ...form, host: 'evil.example.com' })).toBe(false)
  expect(keepsPassword(form, { ...form, security: 'never' })).toBe(false)
  expect(keepsPassword(form, { ...form, user: 'ben' })).toBe(false)
})

test('a host is a host and nothing else', () => {
  const hosts = ['mail.example.com', '10.0.0.7', '::1', '[::1]', 'smtp://mail', 'mail:25', 'a@b', 'mail/x', '']
  expect(hosts.filter(isSmtpHost)).toEqual(['mail.example.com', '10.0.0.7', '::1', '[::1]'])
  expect(['', '1', '65535', '0', '65536', '2x'].filter(isPort)).toEqual(['', '1', '65535'])
})
