import { expect, test } from 'vitest'
import { suggestFilters } from './suggest-filters.ts'

const names = { service: ['payment-api', 'shop'], team: ['payments'], owner: ['ana@example.com'] }
const suggest = (written: string) => suggestFilters(written, names)

test('fields are offered by their beginning, behind what stands there already', () => {
  expect(suggest('disk st')).toEqual(['disk status:'])
  expect(suggest('-pri')).toEqual(['-priority:'])
  expect(suggest('')).toContain('status:')
  expect(suggest('zzz')).toEqual([])
})

test('values are offered by any part, and each once', () => {
  expect(suggest('status:open,ver')).toEqual(['status:open,verifying'])
  expect(suggest('status:open,')).not.toContain('status:open,open')
  expect(suggest('-service:pay')).toEqual(['-service:payment-api'])
  expect(suggest('owner:')).toEqual(['owner:me', 'owner:none', 'owner:ana@example.com'])
  expect(suggest('since:7')).toEqual(['since:7d'])
  expect(suggest('label:')).toEqual([])
  expect(suggest('status:open')).toEqual([])
})
