import { expect, test } from 'vitest'
import { chooseLanguage } from './language.ts'

test('what the reader chose here comes before what the browser wants', () => {
  expect(chooseLanguage('ja', ['en-GB'])).toBe('ja')
})

test('the first of the browser’s languages that there are texts for is taken', () => {
  expect(chooseLanguage(null, ['de-DE', 'ja-JP', 'en'])).toBe('ja')
})

test('somebody whose languages we do not have reads English', () => {
  expect(chooseLanguage(null, ['de', 'fr'])).toBe('en')
  expect(chooseLanguage('tlh', [])).toBe('en')
})
