/**
 * Passwords are kept as scrypt (RFC 7914) with a salt each, in the PHC string format: `$scrypt$ln=15,r=8,p=3$<salt>$<hash>`. The
 * cost follows OWASP's password storage cheat sheet (N = 2^15, r = 8, p = 3: 32 MiB, about 0.3 s). A hash of another cost is
 * still read, and replaced when its owner signs in.
 */
import { scrypt, timingSafeEqual } from 'node:crypto'
import type { Ids } from '../ports/ids.ts'

export interface ScryptCost {
  /** The base-2 logarithm of N. */
  ln: number
  r: number
  p: number
}

export const PASSWORD_COST: ScryptCost = { ln: 15, r: 8, p: 3 }
export const PASSWORD_CHARS_MIN = 10
export const PASSWORD_CHARS_MAX = 512

const SALT_BYTES = 16
const HASH_BYTES = 32
/** What a hash from elsewhere may at most ask of memory, in bytes. */
const MEMORY_MAX = 256 * 1024 * 1024
const PHC = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

export async function hashPassword(
  password: string,
  ids: Pick<Ids, 'token'>,
  cost: ScryptCost = PASSWORD_COST,
): Promise<string> {
  const salt = Buffer.from(ids.token(SALT_BYTES), 'base64url')
  const hash = await derive(password, salt, HASH_BYTES, cost)
  return `$scrypt$ln=${cost.ln},r=${cost.r},p=${cost.p}$${unpadded(salt)}$${unpadded(hash)}`
}

export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const parsed = parse(stored)
  if (!parsed) return false
  const hash = await derive(password, parsed.salt, parsed.hash.length, parsed.cost)
  return timingSafeEqual(hash, parsed.hash)
}

/** Whether a hash was made at another cost than today's. */
export function isOutdated(stored: string, { ln, r, p }: ScryptCost = PASSWORD_COST): boolean {
  const cost = parse(stored)?.cost
  return cost?.ln !== ln || cost.r !== r || cost.p !== p
}

function parse(stored: string): { cost: ScryptCost; salt: Buffer; hash: Buffer } | undefined {
  const [, ln, r, p, salt = '', hash = ''] = PHC.exec(stored) ?? []
  if (ln === undefined) return undefined
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) }
  return { cost, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') }
}

/** One text that two keyboards write differently is one password: NFKC, as NIST SP 800-63B asks. */
function derive(password: string, salt: Buffer, bytes: number, { ln, r, p }: ScryptCost): Promise<Buffer> {
  const options = { N: 2 ** ln, r, p, maxmem: MEMORY_MAX }
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, bytes, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}

/** The longer entries that head every list of leaked passwords; the shorter ones are too short anyway. */
const COMMON = new Set([
  '1234567890',
  '0123456789',
  '0987654321',
  '1q2w3e4r5t',
  '1qaz2wsx3edc',
  'qwertyuiop',
  'qwerty1234',
  'qwerty12345',
  'password12',
  'password123',
  'password1234',
  'passw0rd123',
  'administrator',
  'letmein123',
  'welcome123',
  'iloveyou123',
  'changeme123',
  'abcdefghij',
  'abcdef1234',
  'tocsintocsin',
])

/** What is wrong with a password that somebody wants to have, in words that follow its name; undefined when nothing is. */
export function problemOfPassword(password: string, person: { email: string; name: string }): string | undefined {
  const length = [...password].length
  if (length < PASSWORD_CHARS_MIN) return `is shorter than ${PASSWORD_CHARS_MIN} characters`
  if (length > PASSWORD_CHARS_MAX) return `is longer than ${PASSWORD_CHARS_MAX} characters`
  const lower = password.toLowerCase()
  if (COMMON.has(lower) || /^(.)\1*$/u.test(lower)) return 'is among the first that anybody would try'
  if (lower === person.email.toLowerCase() || lower === person.name.toLowerCase()) return 'is your own name or address'
  return undefined
}
