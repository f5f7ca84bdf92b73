import { expect, test } from 'vitest'
import { chooseLocale } from './accepted-locale.ts'

test.each([
  [undefined, undefined, 'en'],
  [undefined, 'ja', 'ja'],
  [undefined, 'ja-JP,en;q=0.8', 'ja'],
  [undefined, 'en-GB,ja;q=0.8', 'en'],
  [undefined, 'de-DE, ja;q=0.5, en;q=0.4', 'ja'],
  [undefined, 'en;q=0, ja;q=0.1', 'ja'],
  [undefined, 'xx', 'en'],
  ['en', 'ja', 'en'],
  ['ja', 'en', 'ja'],
  ['nonsense', 'ja', 'ja'],
])('chosen %s, accepted %s: %s', (chosen, accepted, expected) => {
  expect(chooseLocale(chosen, accepted)).toBe(expected)
})
