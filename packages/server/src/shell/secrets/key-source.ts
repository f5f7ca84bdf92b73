/**
 * Where the keys come from: `TOCSIN_SECRET_KEY`, or a file that is made in the data folder at the first start. Nodes that share a
 * database must share the key, so there the variable is the way.
 */
import { scryptSync } from 'node:crypto'
import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, readFileSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Ids } from '../ports/ids.ts'
import { createSecrets, KEY_BYTES } from './sealed-box.ts'
import type { Secrets } from './secrets.ts'

export const KEY_FILE = 'secret.key'
export const PASSPHRASE_CHARS_MIN = 8

const BASE64_KEY = /^[A-Za-z0-9+/_-]{43}=?$/
const HEX_KEY = /^[0-9a-fA-F]{64}$/
/** About 0.1 s and 32 MiB once a start. The salt is fixed because every node must come to the same key. */
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }
const SALT = 'tocsin secret key, version 1'
const OTHERS_MAY_READ = 0o077

export interface KeySettings {
  /** `TOCSIN_SECRET_KEY`: 32 bytes in base64 or hexadecimal, or a passphrase. */
  secretKey?: string | undefined
  /** Keys of before, for reading only. */
  olderKeys?: readonly string[]
  dataDir: string
}

export interface OpenedSecrets {
  secrets: Secrets
  /** `created` on the very first start. */
  origin: 'variable' | 'file' | 'created'
  /** Sentences for the log. */
  warnings: string[]
}

/** The key file cannot be used. The message says what to do. */
export class KeyFileUnusable extends Error {
  override readonly name = 'KeyFileUnusable'
}

export function openSecrets(settings: KeySettings, ids: Pick<Ids, 'token'>): OpenedSecrets {
  const older = (settings.olderKeys ?? []).map(parseKey)
  if (settings.secretKey !== undefined) {
    return {
      secrets: createSecrets({ current: parseKey(settings.secretKey), older }, ids),
      origin: 'variable',
      warnings: [],
    }
  }
  const path = join(settings.dataDir, KEY_FILE)
  const created = createKeyFile(path, ids)
  const current = created ?? readKeyFile(path)
  return {
    secrets: createSecrets({ current, older }, ids),
    origin: created ? 'created' : 'file',
    warnings: narrowPermissions(path),
  }
}

/** 32 bytes written in base64, base64url or hexadecimal are a key; everything else is a passphrase. */
export function parseKey(text: string): Buffer {
  if (HEX_KEY.test(text)) return Buffer.from(text, 'hex')
  if (BASE64_KEY.test(text)) return Buffer.from(text, text.includes('+') || text.includes('/') ? 'base64' : 'base64url')
  return scryptSync(text.normalize('NFKC'), SALT, KEY_BYTES, SCRYPT)
}

/** Makes the file unless it is there; whoever comes second reads what the first one wrote. */
function createKeyFile(path: string, ids: Pick<Ids, 'token'>): Buffer | undefined {
  const text = Buffer.from(ids.token(KEY_BYTES), 'base64url').toString('base64')
  try {
    mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 })
    const file = openSync(path, 'wx', 0o600)
    writeSync(file, `${text}\n`)
    fsyncSync(file)
    closeSync(file)
    return parseKey(text)
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') return undefined
    throw new KeyFileUnusable(
      `The key file ${path} cannot be written: ${(error as Error).message}. Make the folder writable, or give the key in TOCSIN_SECRET_KEY (for example from "openssl rand -base64 32").`,
    )
  }
}

function readKeyFile(path: string): Buffer {
  let text: string
  try {
    text = readFileSync(path, 'utf8').trim()
  } catch (error) {
    throw new KeyFileUnusable(
      `The key file ${path} cannot be read: ${(error as Error).message}. Make it readable for this user, or give the key in TOCSIN_SECRET_KEY.`,
    )
  }
  if (text.length >= PASSPHRASE_CHARS_MIN) return parseKey(text)
  throw new KeyFileUnusable(
    `The key file ${path} holds no key. Put back the file that belongs to this installation; if it is lost, remove the file: a new key is made, and secrets that were stored before have to be entered again.`,
  )
}

function narrowPermissions(path: string): string[] {
  if ((statSync(path).mode & OTHERS_MAY_READ) === 0) return []
  chmodSync(path, 0o600)
  return [`The key file ${path} could be read by other users of this machine; it is now readable for its owner only.`]
}
