import { expect, test } from 'vitest'
import { parseSmtpUrl } from './smtp-url.ts'

test('host, port, user and password are read and decoded', () => {
  expect(parseSmtpUrl('smtp://ana%40example.com:p%3As%2Fs@mail.example.com:2525')).toMatchObject({
    host: 'mail.example.com',
    port: 2525,
    secure: false,
    auth: { user: 'ana@example.com', pass: 'p:s/s' },
  })
})

test('ports follow the scheme', () => {
  expect(parseSmtpUrl('smtp://mail.example.com').port).toBe(587)
  expect(parseSmtpUrl('smtps://mail.example.com')).toMatchObject({ port: 465, secure: true, requireTLS: false })
  expect(parseSmtpUrl('smtp://[::1]:2525').host).toBe('::1')
})

test('a password for another machine makes STARTTLS a must, unless the address says otherwise', () => {
  expect(parseSmtpUrl('smtp://u:p@mail.example.com').requireTLS).toBe(true)
  expect(parseSmtpUrl('smtp://u:p@mail.example.com?starttls=optional').requireTLS).toBe(false)
  expect(parseSmtpUrl('smtp://u:p@127.0.0.1:2525').requireTLS).toBe(false)
  expect(parseSmtpUrl('smtp://mail.example.com').requireTLS).toBe(false)
  expect(parseSmtpUrl('smtp://mail.example.com?starttls=required').requireTLS).toBe(true)
})

test('certificates are verified unless the address turns it off', () => {
  expect(parseSmtpUrl('smtps://mail.example.com').tls.rejectUnauthorized).toBe(true)
  expect(parseSmtpUrl('smtps://mail.example.com?verify=off').tls.rejectUnauthorized).toBe(false)
})
