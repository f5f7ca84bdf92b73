/** Null is a dash: it was not measured, or does not apply. */
export type Cell = string | null

export interface Table {
  title: string
  columns: readonly string[]
  rows: readonly (readonly Cell[])[]
  /** Sentences below the table. */
  notes: readonly string[]
}

const DASH = '–'
const GAP = '  '

/** A table for a terminal: columns are as wide as their widest cell, and those of figures stand right. */
export function formatTable({ title, columns, rows, notes }: Table): string {
  const texts = [columns, ...rows].map((row) => columns.map((_, index) => row[index] ?? DASH))
  const widths = columns.map((_, index) => Math.max(...texts.map((row) => widthOf(row[index] ?? ''))))
  const isRight = columns.map((_, index) => index > 0 && rows.every((row) => /^\d/.test(row[index] ?? '0')))
  const lines = texts.map((row) =>
    row
      .map((text, index) => pad(text, widths[index] ?? 0, isRight[index] ?? false))
      .join(GAP)
      .trimEnd(),
  )
  const rule = widths.map((width) => '─'.repeat(width)).join(GAP)
  return [title, lines[0] ?? '', rule, ...lines.slice(1), ...notes.map((note) => `  ${note}`)].join('\n')
}

function pad(text: string, width: number, isRight: boolean): string {
  const spaces = ' '.repeat(width - widthOf(text))
  return isRight ? spaces + text : text + spaces
}

function widthOf(text: string): number {
  return [...text].length
}

/** `12,345`; nothing behind the point. */
export function formatCount(value: number | null): Cell {
  if (value === null || Number.isNaN(value)) return null
  return Math.round(value).toLocaleString('en-US')
}

/** Milliseconds with three digits that count: `3.64 ms`, `45.2 ms`, `160 ms`, `2.41 s`. */
export function formatMs(value: number | null): Cell {
  if (value === null || Number.isNaN(value)) return null
  if (value >= 1_000) return `${(value / 1_000).toFixed(2)} s`
  return `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ms`
}

/** `1.53×`. */
export function formatRatio(value: number | null): Cell {
  return value === null || !Number.isFinite(value) ? null : `${value.toFixed(2)}×`
}

/** Bytes as `145 MB`, of a million bytes each. */
export function formatMegabytes(bytes: number | null): Cell {
  return bytes === null || Number.isNaN(bytes) ? null : `${Math.round(bytes / 1e6).toLocaleString('en-US')} MB`
}
