import { expect, test } from 'vitest'
import { formatMinute, formatTable } from './terminal.ts'

test('columns are as wide as what stands in them', () => {
  expect(
    formatTable(
      ['ID', 'TITLE'],
      [
        ['INC-1', 'Disk full'],
        ['INC-22', null],
      ],
    ),
  ).toBe('ID      TITLE\nINC-1   Disk full\nINC-22\n')
})

test('a line is cut to the window, and to nothing without one', () => {
  expect(formatTable(['TITLE'], [['Disk full ✓✓✓']], 6)).toBe('TITLE\nDisk …\n')
  expect(formatTable(['TITLE'], [['Disk full ✓✓✓']])).toContain('Disk full ✓✓✓')
})

test('what comes from outside cannot steer the terminal', () => {
  expect(formatTable(['TITLE'], [['a\u001b[2Jb\nc']])).toBe('TITLE\na [2Jb c\n')
})

test('instants are shown to the minute', () => {
  expect(formatMinute('2026-01-05T09:07:33.120Z')).toBe('2026-01-05 09:07Z')
  expect(formatMinute(null)).toBe('–')
})
