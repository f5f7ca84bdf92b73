/** What commands say, and what they know of their surroundings. */
import type { Environment } from '../shell/config/options.ts'
import type { Clock } from '../shell/ports/clock.ts'
import type { Ids } from '../shell/ports/ids.ts'

export interface Terminal {
  environment: Environment
  clock: Clock
  ids: Ids
  /** Results; what a script reads. */
  print(text: string): void
  /** Everything else. */
  say(text: string): void
  /** From now on every other process goes first. */
  giveWay(): void
  /** Columns of the window; undefined when nobody looks, so that nothing is cut. */
  width: number | undefined
}

export type Cell = string | number | null | undefined

/** A table for people: columns as wide as their content, the last one cut to the window. */
export function formatTable(header: readonly string[], rows: readonly (readonly Cell[])[], width?: number): string {
  const lines = [header, ...rows].map((row) => header.map((_, column) => textOf(row[column])))
  const widths = header.map((_, column) => Math.max(...lines.map((line) => lengthOf(line[column] ?? ''))))
  return lines.map((line) => `${cut(formatLine(line, widths), width)}\n`).join('')
}

export function printJson(terminal: Terminal, value: unknown): void {
  terminal.print(`${JSON.stringify(value, null, 2)}\n`)
}

function formatLine(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - lengthOf(cell))))
    .join('  ')
    .trimEnd()
}

function cut(line: string, width: number | undefined): string {
  if (width === undefined || lengthOf(line) <= width) return line
  return `${Array.from(line)
    .slice(0, Math.max(1, width - 1))
    .join('')}…`
}

/** What comes from outside must not steer the terminal. */
function textOf(cell: Cell): string {
  return String(cell ?? '').replace(/\p{Cc}/gu, ' ')
}

function lengthOf(text: string): number {
  return Array.from(text).length
}

/** `2026-01-05 09:00Z` of an instant in RFC 3339. */
export function formatMinute(instant: string | null | undefined): string {
  return instant ? `${instant.slice(0, 10)} ${instant.slice(11, 16)}Z` : '–'
}
