import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fingerprint } from './fingerprint.ts'

const INSTANCE_DOWN = {
  alertname: 'InstanceDown',
  group: 'production',
  instance: 'localhost:8081',
  job: 'node',
  severity: 'critical',
}

/** The definition, word for word, in the slowest and plainest form. */
function reference(labels: Record<string, string>): string {
  const encoder = new TextEncoder()
  const pairs = Object.entries(labels).map(([name, value]) => ({
    name: encoder.encode(name),
    value: encoder.encode(value),
  }))
  pairs.sort((a, b) => Buffer.compare(a.name, b.name))
  let hash = 14695981039346656037n
  for (const { name, value } of pairs) {
    for (const byte of [...name, 0xff, ...value, 0xff]) {
      hash = ((hash ^ BigInt(byte)) * 1099511628211n) & 0xffff_ffff_ffff_ffffn
    }
  }
  return hash.toString(16).padStart(16, '0')
}

test('the published vector of Prometheus comes out', () => {
  expect(fingerprint(INSTANCE_DOWN)).toBe('f404ecabc8dd5cd7')
})

test('a real Alertmanager gives the label set a="b" the same fingerprint', () => {
  expect(fingerprint({ a: 'b' })).toBe('d2b371819297f98a')
})

test('the order in which labels were written does not matter', () => {
  const backwards = Object.fromEntries(Object.entries(INSTANCE_DOWN).reverse())
  expect(fingerprint(backwards)).toBe('f404ecabc8dd5cd7')
})

test('an empty label set has the offset basis as its fingerprint', () => {
  expect(fingerprint({})).toBe('cbf29ce484222325')
})

test('label names are data, whatever they are called', () => {
  const hostile = JSON.parse('{"__proto__":"a","constructor":"b","hasOwnProperty":"c","toString":"d"}')
  expect(fingerprint(hostile)).toBe(reference(hostile))
  expect(fingerprint(hostile)).not.toBe(fingerprint({}))
})

test('names outside ASCII sort by code point, as Go sorts them, not by UTF-16 unit', () => {
  const labels = { '\u{1f600}': 'astral', '\uffee': 'half width' }
  expect(fingerprint(labels)).toBe(reference(labels))
})

test('every label set hashes as the definition says', () => {
  const character = fc.constantFrom('a', 'z', '0', '_', 'é', '漢', '\uffee', '\u{1f600}', '\ud800', '\n')
  const word = fc.oneof(fc.string(), fc.string({ unit: character }), fc.string({ unit: character, maxLength: 1500 }))
  fc.assert(
    fc.property(fc.dictionary(word, word, { maxKeys: 12 }), (labels) => {
      expect(fingerprint(labels)).toBe(reference(labels))
    }),
  )
})
