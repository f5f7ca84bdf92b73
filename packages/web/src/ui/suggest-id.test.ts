import { expect, test } from 'vitest'
import { suggestId } from './suggest-id.ts'

test.each([
  ['Payment API (Tokyo)', 'payment-api-tokyo'],
  ['Überwachung', 'uberwachung'],
  ['  --  ', ''],
  ['決済', ''],
])('%s becomes “%s”', (name, expected) => {
  expect(suggestId(name)).toBe(expected)
})
