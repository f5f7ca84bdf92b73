import { assert } from '@tocsin/core/kernel/assert.ts'

/** The escapes of NUL and of half a surrogate pair: JSON has them, PostgreSQL's jsonb refuses them. */
const UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/

/**
 * A copy through JSON: no aliasing, and what JSON does not carry is lost here as it is in a database.
 * Throws where jsonb refuses the text.
 */
export function throughJson<T>(value: T): T {
  const text = JSON.stringify(value)
  assert(!UNSTORABLE.test(text), 'jsonb takes neither NUL nor half a surrogate pair')
  return JSON.parse(text)
}

/** Equal as jsonb values, whatever the order of keys. */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const left = Object.entries(a)
  return (
    Array.isArray(a) === Array.isArray(b) &&
    left.length === Object.keys(b).length &&
    left.every(([key, value]) => Object.hasOwn(b, key) && isSameJson(value, (b as Record<string, unknown>)[key]))
  )
}

const SURROGATES_FROM = 0xd800
const SURROGATES_TO = 0xdfff

/** The order of collation C over UTF-8: by code point, where JavaScript compares halves of surrogate pairs. */
export function compareText(a: string, b: string): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const left = a.charCodeAt(i)
    const right = b.charCodeAt(i)
    if (left !== right) return weightOf(left) - weightOf(right)
  }
  return a.length - b.length
}

/** Surrogates stand for what lies beyond U+FFFF. */
function weightOf(unit: number): number {
  return unit >= SURROGATES_FROM && unit <= SURROGATES_TO ? unit + 0x10000 : unit
}
