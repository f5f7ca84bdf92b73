import { expect, test } from 'vitest'
import { formatCategory, matchCategories, parseCategory } from './categories.ts'

test('a category is typed as its levels with slashes between them, and empty levels are none', () => {
  expect(parseCategory(' Database /Replication// ')).toEqual(['Database', 'Replication'])
  expect(parseCategory('ネットワーク／DNS')).toEqual(['ネットワーク', 'DNS'])
  expect(parseCategory(' / ')).toEqual([])
  expect(parseCategory(formatCategory(['a b', 'c']))).toEqual(['a b', 'c'])
})

test('categories are found by words of any of their levels, in any order and case', () => {
  const all = ['Network / DNS', 'Database / Replication', 'Database / Caching']
  expect(matchCategories(all, '')).toEqual(all)
  expect(matchCategories(all, 'dns')).toEqual(['Network / DNS'])
  expect(matchCategories(all, 'repl data')).toEqual(['Database / Replication'])
  expect(matchCategories(all, 'Database /')).toEqual(['Database / Replication', 'Database / Caching'])
  expect(matchCategories(all, 'disk')).toEqual([])
})
