import { expect, test } from 'vitest'
import { hoursWords } from './hours-words.ts'

const window = (days: string[], from = '09:00', to = '18:00') => ({ days, from, to })

test('days that follow each other stand as a span, two as a list, and windows one after the other', () => {
  const week = window(['Mon', 'Tue', 'Wed', 'Thu', 'Fri'])
  expect(hoursWords([week], 'en')).toBe('Mon–Fri 09:00–18:00')
  expect(hoursWords([week], 'ja')).toBe('月〜金 09:00〜18:00')
  expect(hoursWords([window(['Sun', 'Sat']), window(['Mon', 'Wed'], '22:00', '07:00')], 'en')).toBe(
    'Sat, Sun 09:00–18:00, Mon, Wed 22:00–07:00',
  )
  expect(hoursWords([], 'en')).toBe('')
})
