import { expect, test } from 'vitest'
import { formatCount, formatMegabytes, formatMs, formatRatio, formatTable } from './table.ts'

test('columns are as wide as their widest cells, figures stand right, and what was not measured is a dash', () => {
  const table = formatTable({
    title: 'Ingest',
    columns: ['shape', 'server', 'alerts/s', 'ratio'],
    rows: [
      ['distinct, 1', 'ours', '12,900', '1.00×'],
      ['repeats', 'another', '9', null],
    ],
    notes: ['A note.'],
  })
  expect(table).toBe(
    [
      'Ingest',
      'shape        server   alerts/s  ratio',
      '───────────  ───────  ────────  ─────',
      'distinct, 1  ours       12,900  1.00×',
      'repeats      another         9      –',
      '  A note.',
    ].join('\n'),
  )
})

test('a row that is shorter than the table ends in dashes', () => {
  expect(formatTable({ title: 't', columns: ['a', 'b'], rows: [['x']], notes: [] })).toContain('x  –')
})

test('figures show the digits that count', () => {
  expect(formatCount(12_900.4)).toBe('12,900')
  expect(formatMs(3.641)).toBe('3.64 ms')
  expect(formatMs(45.23)).toBe('45.2 ms')
  expect(formatMs(364.2)).toBe('364 ms')
  expect(formatMs(2_412)).toBe('2.41 s')
  expect(formatRatio(1.528)).toBe('1.53×')
  expect(formatMegabytes(145_400_000)).toBe('145 MB')
})

test('what was not measured has no figure', () => {
  expect(formatCount(null)).toBeNull()
  expect(formatMs(Number.NaN)).toBeNull()
  expect(formatRatio(1 / 0)).toBeNull()
  expect(formatMegabytes(null)).toBeNull()
})
