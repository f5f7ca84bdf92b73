/**
 * Prometheus' identity of a label set: FNV-1a of 64 bits over `name 0xFF value 0xFF` of every label, sorted by name, as 16
 * lower-case hex digits (prometheus/common `model/fnv.go`, `model/signature.go`).
 *
 * Every alert of every request comes by here. The 64 bits are two int32 halves, for BigInt is many times slower, and the
 * usual label set, of ASCII, is hashed in place: collecting its bytes first takes three times as long.
 */
const OFFSET_HIGH = 0xcbf29ce4 | 0
const OFFSET_LOW = 0x84222325 | 0
/** The prime is 2^40 + 0x1b3: its high bit becomes a shift of the low half into the high one. */
const PRIME_LOW = 0x1b3
const SEPARATOR = 0xff
const ASCII_MAX = 0x7f
const SURROGATE = /[\ud800-\udfff]/

type Labels = Readonly<Record<string, string>>

/** The fingerprint of a label set, e.g. `f404ecabc8dd5cd7`. Labels with an empty value must be gone: Prometheus has none. */
export function fingerprint(labels: Labels): string {
  const names = Object.keys(labels)
  if (!isSorted(names)) names.sort(compareByCodePoint)
  return hashAscii(labels, names) ?? hashBytes(labels, names)
}

/** By UTF-16 units, which for ASCII is the order of the bytes; where it is not, the bytes are hashed and nobody relies on it. */
function isSorted(names: readonly string[]): boolean {
  for (let i = 1; i < names.length; i += 1) if ((names[i - 1] ?? '') > (names[i] ?? '')) return false
  return !names.some((name) => SURROGATE.test(name))
}

/** Undefined when a character is not ASCII. */
function hashAscii(labels: Labels, names: readonly string[]): string | undefined {
  let high = OFFSET_HIGH
  let low = OFFSET_LOW
  for (const name of names) {
    for (let part = 0; part < 2; part += 1) {
      const text = part === 0 ? name : (labels[name] ?? '')
      for (let i = 0; i <= text.length; i += 1) {
        const byte = i < text.length ? text.charCodeAt(i) : SEPARATOR
        if (byte > ASCII_MAX && i < text.length) return undefined
        low ^= byte
        // Products of 16 by 9 bits: none leaves 32 bits, so no step falls back to doubles.
        const product = (low & 0xffff) * PRIME_LOW
        const upper = (low >>> 16) * PRIME_LOW + (product >>> 16)
        high = (Math.imul(high, PRIME_LOW) + (low << 8) + (upper >>> 16)) | 0
        low = (upper << 16) | (product & 0xffff)
      }
    }
  }
  return hex(high, low)
}

const encoder = new TextEncoder()

/** The same for any characters. The encoder writes U+FFFD for a lone surrogate, as Go's JSON reader does. */
function hashBytes(labels: Labels, names: readonly string[]): string {
  let high = OFFSET_HIGH
  let low = OFFSET_LOW
  const add = (byte: number) => {
    low ^= byte
    const product = (low & 0xffff) * PRIME_LOW
    const upper = (low >>> 16) * PRIME_LOW + (product >>> 16)
    high = (Math.imul(high, PRIME_LOW) + (low << 8) + (upper >>> 16)) | 0
    low = (upper << 16) | (product & 0xffff)
  }
  for (const name of names) {
    for (const byte of encoder.encode(name)) add(byte)
    add(SEPARATOR)
    for (const byte of encoder.encode(labels[name] ?? '')) add(byte)
    add(SEPARATOR)
  }
  return hex(high, low)
}

/** Go sorts by the bytes of UTF-8, which is the order of code points; JavaScript sorts by UTF-16 units: they differ above U+FFFF. */
function compareByCodePoint(a: string, b: string): number {
  if (!SURROGATE.test(a) && !SURROGATE.test(b)) return a < b ? -1 : 1
  const x = Array.from(a.toWellFormed(), (character) => character.codePointAt(0) ?? 0)
  const y = Array.from(b.toWellFormed(), (character) => character.codePointAt(0) ?? 0)
  for (let i = 0; i < Math.min(x.length, y.length); i += 1) {
    const difference = (x[i] ?? 0) - (y[i] ?? 0)
    if (difference !== 0) return difference
  }
  return x.length - y.length
}

function hexDigit(value: number): number {
  return value < 10 ? 48 + value : 87 + value
}

/** In one go from character codes: `toString(16)` with padding takes longer than the hash itself. */
function hex(high: number, low: number): string {
  return String.fromCharCode(
    hexDigit(high >>> 28),
    hexDigit((high >>> 24) & 15),
    hexDigit((high >>> 20) & 15),
    hexDigit((high >>> 16) & 15),
    hexDigit((high >>> 12) & 15),
    hexDigit((high >>> 8) & 15),
    hexDigit((high >>> 4) & 15),
    hexDigit(high & 15),
    hexDigit(low >>> 28),
    hexDigit((low >>> 24) & 15),
    hexDigit((low >>> 20) & 15),
    hexDigit((low >>> 16) & 15),
    hexDigit((low >>> 12) & 15),
    hexDigit((low >>> 8) & 15),
    hexDigit((low >>> 4) & 15),
    hexDigit(low & 15),
  )
}
