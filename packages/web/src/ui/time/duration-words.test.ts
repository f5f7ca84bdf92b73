import { expect, test } from 'vitest'
import { durationWords, spanWords } from './duration-words.ts'

test('a written duration is said in words', () => {
  expect(durationWords('5m', 'en')).toBe('5 minutes')
  expect(durationWords('1h30m', 'en')).toBe('1 hour 30 minutes')
  expect(durationWords('5m', 'ja')).toBe('5 分')
})

test('what is no duration stays as it was written', () => {
  expect(durationWords('soon', 'en')).toBe('soon')
  expect(durationWords('', 'en')).toBe('')
})

test('a span is said in the largest unit that it fills twice', () => {
  expect(spanWords(-4_200, 'en')).toBe('4 seconds')
  expect(spanWords(119_000, 'en')).toBe('119 seconds')
  expect(spanWords(300_000, 'en')).toBe('5 minutes')
  expect(spanWords(3 * 3_600_000, 'en')).toBe('3 hours')
})
