import { expect, test } from 'vitest'
import { systemClock } from '../ports/clock.ts'
import { createIds } from '../ports/ids.ts'
import { hashPassword, isOutdated, problemOfPassword, verifyPassword } from './password-hash.ts'

const ids = createIds(systemClock)
const CHEAP = { ln: 8, r: 8, p: 1 }

test('a password fits its own hash alone, and two hashes of it differ', async () => {
  const [first, second] = [await hashPassword('one of them', ids, CHEAP), await hashPassword('one of them', ids, CHEAP)]
  expect(first).not.toBe(second)
  expect(await verifyPassword('one of them', first)).toBe(true)
  expect(await verifyPassword('one of them', second)).toBe(true)
  expect(await verifyPassword('One of them', first)).toBe(false)
})

test('the form is PHC’s, and hashes that others made of RFC 7914’s vector are read', async () => {
  expect(await hashPassword('x', ids, CHEAP)).toMatch(/^\$scrypt\$ln=8,r=8,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  // RFC 7914 §12: scrypt("pleaseletmein", "SodiumChloride", N = 16384, r = 8, p = 1).
  const hash = Buffer.from(
    '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2' +
      'd5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887',
    'hex',
  )
  const unpadded = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
  const stored = `$scrypt$ln=14,r=8,p=1$${unpadded(Buffer.from('SodiumChloride'))}$${unpadded(hash)}`
  expect(await verifyPassword('pleaseletmein', stored)).toBe(true)
  expect(await verifyPassword('pleaseletmeout', stored)).toBe(false)
})

test('what is no hash fits nothing', async () => {
  for (const stored of ['', 'plain', '$scrypt$ln=8,r=8,p=1$$', '$argon2id$v=19$m=1,t=1,p=1$c2FsdA$aGFzaA']) {
    expect(await verifyPassword('', stored), stored).toBe(false)
  }
})

test('a letter that two keyboards compose differently is the same letter', async () => {
  const stored = await hashPassword('caf\u00e9 au lait', ids, CHEAP)
  expect(await verifyPassword('cafe\u0301 au lait', stored)).toBe(true)
})

test('a hash of another cost is outdated', async () => {
  const stored = await hashPassword('x', ids, CHEAP)
  expect(isOutdated(stored, CHEAP)).toBe(false)
  expect(isOutdated(stored)).toBe(true)
  expect(isOutdated('nonsense', CHEAP)).toBe(true)
})

test('short, well-known and personal passwords are refused, long ones of any letters are not', () => {
  const ana = { email: 'ana@example.com', name: 'Ana Maria Lopez' }
  for (const bad of [
    'short',
    '123456789',
    'Password123',
    'aaaaaaaaaaaaaa',
    'ANA@example.com',
    'ana maria lopez',
    'x'.repeat(513),
  ]) {
    expect(problemOfPassword(bad, ana), bad).toBeDefined()
  }
  for (const good of ['correct horse battery', '長いパスワードにしました', 'ana is on call today']) {
    expect(problemOfPassword(good, ana), good).toBeUndefined()
  }
})
