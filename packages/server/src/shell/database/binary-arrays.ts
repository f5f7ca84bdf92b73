/**
 * Columns of many rows as parameters in PostgreSQL's binary form: one array a column, read by `unnest`. The server then parses
 * neither one large JSON nor escaped array texts, which is what a statement of many rows costs most.
 *
 * The form is that of `array_recv`: number of dimensions, whether any element is null, element type, then for the one dimension
 * its length and lower bound, then each element as its length in bytes (-1: null) and its own binary form. Numbers are big-endian.
 */
import { assert } from '@tocsin/core/kernel/assert.ts'

const OID = { bool: 16, int4: 23, text: 25, float8: 701, uuid: 2950, jsonb: 3802 } as const
const HEAD_BYTES = 20
const JSONB_VERSION = 1
/** UTF-8 of a UTF-16 code unit takes three bytes at most. */
const BYTES_PER_UNIT = 3

type Nullable<T> = T | null | undefined

/** NUL, which no text of PostgreSQL can hold, becomes U+FFFD, and so does half a surrogate pair. */
export function textArray(values: readonly Nullable<string>[]): Buffer {
  return arrayOf(
    OID.text,
    values,
    (value) => value.length * BYTES_PER_UNIT,
    (value, at) => scratch.write(value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value, at),
  )
}

/** @param texts JSON as {@link storableJson} writes it */
export function jsonbArray(texts: readonly Nullable<string>[]): Buffer {
  return arrayOf(
    OID.jsonb,
    texts,
    (text) => 1 + text.length * BYTES_PER_UNIT,
    (text, at) => {
      scratch[at] = JSONB_VERSION
      return 1 + scratch.write(text, at + 1)
    },
  )
}

export function uuidArray(values: readonly Nullable<string>[]): Buffer {
  return arrayOf(OID.uuid, values, () => UUID_BYTES, writeUuid)
}

const UUID_BYTES = 16
const HYPHEN = 0x2d

/** By hand, because ids are a good part of what is written and taking the hyphens out first takes three times as long. */
function writeUuid(value: string, at: number): number {
  let digits = 0
  let byte = 0
  for (let i = 0; i < value.length; i += 1) {
    const code = value.charCodeAt(i)
    if (code === HYPHEN) continue
    byte = (byte << 4) | nibbleOf(code)
    digits += 1
    if (digits % 2 > 0) continue
    scratch[at + digits / 2 - 1] = byte
    byte = 0
  }
  assert(digits === UUID_BYTES * 2, 'an id has 32 digits')
  return UUID_BYTES
}

/** Digits are 0x30 to 0x39, letters of either case begin one behind a multiple of 32. */
function nibbleOf(code: number): number {
  return code < 0x40 ? code & 15 : (code & 7) + 9
}

export function float8Array(values: readonly Nullable<number>[]): Buffer {
  return arrayOf(
    OID.float8,
    values,
    () => 8,
    (value, at) => scratch.writeDoubleBE(value, at) - at,
  )
}

export function int4Array(values: readonly Nullable<number>[]): Buffer {
  return arrayOf(
    OID.int4,
    values,
    () => 4,
    (value, at) => scratch.writeInt32BE(value, at) - at,
  )
}

export function boolArray(values: readonly Nullable<boolean>[]): Buffer {
  return arrayOf(
    OID.bool,
    values,
    () => 1,
    (value, at) => scratch.writeUInt8(value ? 1 : 0, at) - at,
  )
}

/** Where arrays are put together. It grows to what the largest batch needs, and is never handed out. */
let scratch = Buffer.allocUnsafeSlow(64 * 1024)

function arrayOf<T>(
  oid: number,
  values: readonly Nullable<T>[],
  bytesMaxOf: (value: T) => number,
  write: (value: T, at: number) => number,
): Buffer {
  if (values.length === 0) return emptyArray(oid)
  let bytesMax = HEAD_BYTES
  for (const value of values) bytesMax += 4 + (isNull(value) ? 0 : bytesMaxOf(value))
  if (bytesMax > scratch.byteLength) scratch = Buffer.allocUnsafeSlow(bytesMax)
  writeHead(oid, values.length)
  let at = HEAD_BYTES
  for (const value of values) {
    const bytes = isNull(value) ? -1 : write(value, at + 4)
    scratch.writeInt32BE(bytes, at)
    at += 4 + Math.max(0, bytes)
  }
  return Buffer.from(scratch.subarray(0, at))
}

function isNull<T>(value: Nullable<T>): value is null | undefined {
  return value === null || value === undefined
}

function writeHead(oid: number, length: number): void {
  const [dimensions, mayHoldNulls, lowerBound] = [1, 1, 1]
  for (const [index, field] of [dimensions, mayHoldNulls, oid, length, lowerBound].entries())
    scratch.writeInt32BE(field, index * 4)
}

function emptyArray(oid: number): Buffer {
  const empty = Buffer.alloc(12)
  empty.writeInt32BE(oid, 8)
  return empty
}
