import { expect, test } from 'vitest'
import { checkEmailAddress, parseMailbox } from './mailbox.ts'

test('plain, tagged, local and international addresses are accepted', () => {
  const good = [
    'ana@example.com',
    'ana+page@sub.example.com',
    'root@localhost',
    'ana@münchen.example',
    "o'neil@example.com",
  ]
  expect(good.map(checkEmailAddress)).toEqual(good.map(() => undefined))
})

test('anything that a mail server could read otherwise is refused', () => {
  const bad = [
    '',
    'ana',
    'ana@',
    '@example.com',
    'ana@example.com, eve@example.com',
    'ana@example.com\r\nBcc: eve@example.com',
    'Ana <ana@example.com>',
    'a b@example.com',
    'a@b@c',
    'ana@example..com',
    '.ana@example.com',
    `${'a'.repeat(65)}@example.com`,
    `ana@${'a'.repeat(260)}.com`,
  ]
  expect(bad.filter((address) => checkEmailAddress(address) === undefined)).toEqual([])
})

test('a sender may carry a name', () => {
  expect(parseMailbox('Tocsin <tocsin@example.com>')).toEqual({ name: 'Tocsin', address: 'tocsin@example.com' })
  expect(parseMailbox('"Tocsin, on call" <tocsin@example.com>')?.name).toBe('Tocsin, on call')
  expect(parseMailbox('tocsin@example.com')).toEqual({ name: '', address: 'tocsin@example.com' })
  expect(parseMailbox('Tocsin <not an address>')).toBeUndefined()
  expect(parseMailbox('a\nb <tocsin@example.com>')).toBeUndefined()
})
