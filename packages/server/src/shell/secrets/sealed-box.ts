/**
 * Secrets at rest: AES-256-GCM with a fresh 96-bit nonce for every value. A sealed value reads `v1.<key id>.<nonce, ciphertext
 * and tag in base64url>`; the first two parts are authenticated with it. The key id lets keys be rotated: new values take the
 * current key, old ones are still read. Keys for signatures are derived (HKDF), so that no key serves two ends.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { assert } from '@tocsin/core/kernel/assert.ts'
import type { Ids } from '../ports/ids.ts'
import { type Secrets, SecretUnreadable } from './secrets.ts'

const VERSION = 'v1'
export const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const SEALED = /^v1\.([0-9a-f]{8})\.([A-Za-z0-9_-]+)$/

interface Key {
  id: string
  bytes: Buffer
  macKeys: Map<string, Buffer>
}

export interface SealingKeys {
  /** 32 bytes. */
  current: Buffer
  /** For reading only. */
  older: readonly Buffer[]
}

export function createSecrets({ current, older }: SealingKeys, ids: Pick<Ids, 'token'>): Secrets {
  const [key, ...olderKeys] = [current, ...older].map(keyOf) as [Key, ...Key[]]
  const keys = [key, ...olderKeys]
  const byId = new Map(keys.map((each) => [each.id, each]))
  return {
    keyId: key.id,
    seal: (text) => seal(key, Buffer.from(ids.token(NONCE_BYTES), 'base64url'), text),
    unseal: (sealed) => unseal(byId, sealed),
    mac: (purpose, text) => macOf(key, purpose, text).toString('base64url'),
    isMac: (purpose, text, mac) => keys.some((each) => isEqual(macOf(each, purpose, text), mac)),
    isMacHead: (purpose, text, head) => keys.some((each) => isHead(macOf(each, purpose, text), head)),
    isOutdated: (sealed) => SEALED.exec(sealed)?.[1] !== key.id,
  }
}

/** The id of a key: 32 bits of a value derived from it. */
export function keyIdOf(key: Buffer): string {
  return derive(key, 'key id').subarray(0, 4).toString('hex')
}

function keyOf(bytes: Buffer): Key {
  assert(bytes.length === KEY_BYTES, `a key has ${KEY_BYTES} bytes`)
  return { id: keyIdOf(bytes), bytes, macKeys: new Map() }
}

function seal({ id, bytes }: Key, nonce: Buffer, text: string): string {
  const cipher = createCipheriv('aes-256-gcm', bytes, nonce)
  cipher.setAAD(Buffer.from(`${VERSION}.${id}`))
  const box = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return `${VERSION}.${id}.${box.toString('base64url')}`
}

function unseal(keys: ReadonlyMap<string, Key>, sealed: string): string {
  const [, id, encoded] = SEALED.exec(sealed) ?? []
  if (id === undefined || encoded === undefined) throw new SecretUnreadable('damaged')
  const key = keys.get(id)
  if (!key) throw new SecretUnreadable('key_missing', id)
  const box = Buffer.from(encoded, 'base64url')
  if (box.length < NONCE_BYTES + TAG_BYTES) throw new SecretUnreadable('damaged', id)
  const decipher = createDecipheriv('aes-256-gcm', key.bytes, box.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(Buffer.from(`${VERSION}.${id}`))
  decipher.setAuthTag(box.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(box.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8')
  } catch {
    // The only thing that `final` has to say: the tag does not fit.
    throw new SecretUnreadable('damaged', id)
  }
}

function macOf(key: Key, purpose: string, text: string): Buffer {
  let macKey = key.macKeys.get(purpose)
  if (!macKey) {
    macKey = derive(key.bytes, `mac ${purpose}`)
    key.macKeys.set(purpose, macKey)
  }
  return createHmac('sha256', macKey).update(text).digest()
}

function isEqual(wanted: Buffer, mac: string): boolean {
  const given = Buffer.from(mac, 'base64url')
  // Another length tells only how long every signature is. The text is compared too: base64url has several spellings.
  return given.length === wanted.length && timingSafeEqual(given, wanted) && wanted.toString('base64url') === mac
}

/** Below 128 bits somebody could try. */
const MAC_HEAD_BYTES_MIN = 16

function isHead(wanted: Buffer, head: Uint8Array): boolean {
  if (head.length < MAC_HEAD_BYTES_MIN || head.length > wanted.length) return false
  return timingSafeEqual(wanted.subarray(0, head.length), head)
}

function derive(key: Buffer, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, 'tocsin', info, KEY_BYTES))
}
