import { expect, test } from 'vitest'
import { formatLatency, formatShare } from './format-figures.ts'

test('a share that is not whole is never shown as whole', () => {
  expect(formatShare(1, 'en')).toBe('100%')
  expect(formatShare(0.99999, 'en')).toBe('99.99%')
  expect(formatShare(0.5, 'en')).toBe('50%')
  expect(formatShare(null, 'en')).toBe('–')
})

test('times are shown in the unit that reads best', () => {
  expect(formatLatency(2.345, 'en')).toBe('2.3 ms')
  expect(formatLatency(85.4, 'en')).toBe('85 ms')
  expect(formatLatency(1234, 'en')).toBe('1.2 sec')
  expect(formatLatency(null, 'en')).toBe('–')
})
