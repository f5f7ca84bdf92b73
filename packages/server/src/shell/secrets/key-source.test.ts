import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { systemClock } from '../ports/clock.ts'
import { createIds } from '../ports/ids.ts'
import { KEY_FILE, openSecrets, parseKey } from './key-source.ts'

const ids = createIds(systemClock)
const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-key-'))
  folders.push(folder)
  return folder
}

test('the first start makes a key file that only its owner reads, and the next one uses it', () => {
  const dataDir = join(aFolder(), 'data')
  const first = openSecrets({ dataDir }, ids)
  expect(first.origin).toBe('created')
  expect(statSync(join(dataDir, KEY_FILE)).mode & 0o777).toBe(0o600)
  const second = openSecrets({ dataDir }, ids)
  expect(second.origin).toBe('file')
  expect(second.secrets.unseal(first.secrets.seal('x'))).toBe('x')
})

test('a key file that others could read is narrowed, and that is said', () => {
  const dataDir = aFolder()
  openSecrets({ dataDir }, ids)
  chmodSync(join(dataDir, KEY_FILE), 0o644)
  expect(openSecrets({ dataDir }, ids).warnings).toEqual([expect.stringContaining('could be read by other users')])
  expect(statSync(join(dataDir, KEY_FILE)).mode & 0o777).toBe(0o600)
})

test('the content of the key file works as the variable on another node', () => {
  const dataDir = aFolder()
  const { secrets } = openSecrets({ dataDir }, ids)
  const secretKey = readFileSync(join(dataDir, KEY_FILE), 'utf8').trim()
  const other = openSecrets({ dataDir: aFolder(), secretKey }, ids)
  expect(other.origin).toBe('variable')
  expect(other.secrets.unseal(secrets.seal('x'))).toBe('x')
})

test('base64, base64url and hexadecimal of the same bytes are the same key', () => {
  const bytes = Buffer.from('fbff'.repeat(16), 'hex')
  for (const spelling of ['base64', 'base64url', 'hex'] as const) {
    expect(parseKey(bytes.toString(spelling))).toEqual(bytes)
  }
})

test('a passphrase gives the same key on every node', () => {
  expect(parseKey('correct horse battery')).toEqual(parseKey('correct horse battery'))
  expect(parseKey('correct horse battery')).not.toEqual(parseKey('correct horse batterx'))
  expect(parseKey('correct horse battery')).toHaveLength(32)
})

test('after a rotation what the old key sealed is still read', () => {
  const dataDir = aFolder()
  const old = openSecrets({ dataDir, secretKey: 'the old passphrase' }, ids)
  const rotated = openSecrets({ dataDir, secretKey: 'the new passphrase', olderKeys: ['the old passphrase'] }, ids)
  expect(rotated.secrets.unseal(old.secrets.seal('x'))).toBe('x')
  expect(rotated.secrets.isOutdated(old.secrets.seal('x'))).toBe(true)
})

test('an empty key file is refused with what to do', () => {
  const dataDir = aFolder()
  writeFileSync(join(dataDir, KEY_FILE), '\n')
  expect(() => openSecrets({ dataDir }, ids)).toThrow(/holds no key.*Put back the file/)
})

test('a data folder that cannot be written is explained', () => {
  const file = join(aFolder(), 'file')
  writeFileSync(file, '')
  expect(() => openSecrets({ dataDir: join(file, 'data') }, ids)).toThrow(/cannot be written.*TOCSIN_SECRET_KEY/)
})
