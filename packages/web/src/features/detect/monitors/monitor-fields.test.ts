import { expect, test } from 'vitest'
import { MONITOR_FIELDS, MONITOR_KINDS, readSetting, settingOf, writtenSetting } from './monitor-fields.ts'

test.each([
  ['lines', ['192.0.2.7', '192.0.2.8']],
  ['pairs', { Accept: 'application/json', 'X-Time': '12:30' }],
  [
    'tests',
    [
      { path: '$.status', test: 'equals', value: 'ok' },
      { path: '$.depth', test: 'below', value: 100 },
    ],
  ],
  [
    'tests',
    [
      { path: '$.a', test: 'exists' },
      { path: '$.b', test: 'equals', value: '7' },
      { path: '$.c', test: 'equals', value: true },
    ],
  ],
  ['text', 'anything'],
  ['number', 443],
] as const)('a setting written as %s reads back as it was', (input, value) => {
  expect(readSetting(input, writtenSetting(input, value))).toEqual(value)
})

test('a test without its word is one of equality, and empty lines are no tests', () => {
  expect(readSetting('tests', '$.status ok\n\n')).toEqual([{ path: '$.status', test: 'equals', value: 'ok' }])
  expect(readSetting('tests', '  \n')).toBeUndefined()
})

test('what is no number goes to the server as it is, which says so', () => {
  expect(readSetting('number', 'soon')).toBe('soon')
})

test('every kind has fields, none of them twice', () => {
  for (const kind of MONITOR_KINDS) {
    const names = MONITOR_FIELDS[kind].map((field) => settingOf(kind, field))
    expect(new Set(names).size).toBe(names.length)
    expect(names.length).toBeGreaterThan(1)
  }
})
