import { expect, test } from 'vitest'
import { keepFormats } from './keep-formats.ts'

test('a format is made once for each language, and is of that language', () => {
  const made: string[] = []
  const formatOf = keepFormats((locale: string, unit: string) => {
    made.push(`${locale} ${unit}`)
    return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' })
  })
  expect(formatOf('en', 'minute').format(5)).toBe('5 minutes')
  expect(formatOf('ja', 'minute').format(5)).toBe('5 分')
  expect(formatOf('en', 'hour').format(5)).toBe('5 hours')
  expect(formatOf('en', 'minute').format(6)).toBe('6 minutes')
  expect(made).toEqual(['en minute', 'ja minute', 'en hour'])
})
