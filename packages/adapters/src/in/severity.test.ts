import { expect, test } from 'vitest'
import { parseSeverity } from './severity.ts'

test.each([
  ['critical', 'critical'],
  ['CRIT', 'critical'],
  [' page ', 'critical'],
  ['error', 'high'],
  ['Warning', 'medium'],
  ['ticket', 'low'],
  ['none', 'info'],
  ['P2', 'high'],
  ['unknown', 'unknown'],
])('%j means %s', (word, severity) => {
  expect(parseSeverity(word)).toBe(severity)
})

test.each(['', 'banana', 'constructor', '__proto__'])('%j means no severity', (word) => {
  expect(parseSeverity(word)).toBeUndefined()
})
