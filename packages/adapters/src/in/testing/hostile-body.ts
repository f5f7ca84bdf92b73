import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import fc from 'fast-check'
import { expect } from 'vitest'
import type { DoorReading } from '../door.ts'

const HOSTILE_NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  '',
  '\u0000',
  '\ud800',
  '💥',
]
const HOSTILE_TEXTS = [
  '\u0000',
  '\ud800',
  '\udc00a',
  '{{7*7}}',
  'javascript:alert(1)',
  '',
  ' ',
  '💥'.repeat(3000),
  '0001-01-01T00:00:00Z',
]

/** JSON whose names are those that the format knows, mixed with hostile ones, and whose values fit nowhere. */
function hostileJson(names: readonly string[]): fc.Arbitrary<string> {
  const name = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...names) }, fc.constantFrom(...HOSTILE_NAMES))
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(
        fc.constantFrom(...HOSTILE_TEXTS),
        fc.string(),
        fc.double(),
        fc.integer(),
        fc.constantFrom(null, true, false),
      ),
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.array(fc.tuple(name, tie('tree')), { maxLength: 8 }).map((entries) => Object.fromEntries(entries)),
    ),
  }))
  return tree.map((value) => JSON.stringify(value))
}

/** A real body that was cut, or in which some bytes are others: what a broken proxy makes of it. */
function damaged(samples: readonly string[]): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(fc.constantFrom(...samples), fc.nat(), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 5 }))
    .map(([sample, cut, changes]) => {
      const bytes = new TextEncoder().encode(sample)
      for (const [place, byte] of changes) bytes[place % bytes.length] = byte
      return bytes.subarray(0, cut % (bytes.length + 1))
    })
}

/** Bodies that no sender means: `names` are the fields of the format, `samples` real bodies of it. */
export function hostileBody(names: readonly string[], samples: readonly string[]): fc.Arbitrary<Uint8Array> {
  const bytesOf = (text: string) => new TextEncoder().encode(text)
  return fc.oneof(fc.uint8Array({ maxLength: 200 }), damaged(samples), hostileJson(names).map(bytesOf))
}

/** Nesting that overflows the stack of anything that recurses, in every place where a format takes a value. */
export function deepJson(depth: number): string {
  return `${'['.repeat(depth)}${']'.repeat(depth)}`
}

/** What holds of every reading whatever came in: it can be answered, stored as PostgreSQL's JSON, and shown. */
export function expectSound(reading: DoorReading, statuses: readonly number[]): void {
  expect(statuses).toContain(reading.reply.status)
  if (reading.reply.headers['content-type']?.startsWith('application/json')) JSON.parse(reading.reply.body)
  const stored = JSON.stringify([reading.signals, reading.changes, reading.problems])
  expect(/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/i.test(stored)).toBe(false)
  for (const signal of reading.signals) {
    expect(signal.key.length).toBeGreaterThan(0)
    expect(signal.key.length).toBeLessThanOrEqual(LIMITS.dedupKeyCharsMax)
    expect(signal.title.trim()).not.toBe('')
    expect(signal.title.length).toBeLessThanOrEqual(LIMITS.titleCharsMax)
    expect(signal.link ?? 'http://').toMatch(/^https?:\/\//i)
    expect(Object.keys(signal.labels).length).toBeLessThanOrEqual(LIMITS.labelsMax)
    for (const text of [...Object.values(signal.labels), ...Object.values(signal.annotations)]) {
      expect(typeof text).toBe('string')
    }
    for (const instant of [signal.startedAt, signal.endedAt, signal.expiresAt]) {
      expect(instant === undefined || Number.isSafeInteger(instant)).toBe(true)
    }
  }
  for (const change of reading.changes) {
    expect(change.summary.trim()).not.toBe('')
    expect(change.summary.length).toBeLessThanOrEqual(LIMITS.titleCharsMax)
    for (const { href } of change.links) expect(href).toMatch(/^https?:\/\//i)
    expect(change.at === undefined || Number.isSafeInteger(change.at)).toBe(true)
  }
  expect(Object.keys(Object.prototype)).toEqual([])
}
