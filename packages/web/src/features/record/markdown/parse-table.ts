export type Align = 'left' | 'center' | 'right'

/** A table as it is written: cells are texts. Every row has as many as the head. */
export interface TextTable {
  aligns: (Align | undefined)[]
  head: string[]
  rows: string[][]
  /** The line after it. */
  next: number
}

const rule = /^(:?)-+(:?)$/
/** Nobody reads a wider one, and each row costs as much. */
const columnsMax = 50

/** Whether a head and its line of dashes stand here, after GitHub's rules: as many of these as of those. */
export function beginsTable(lines: readonly string[], at: number): boolean {
  const [head = '', dashes = ''] = [lines[at], lines[at + 1]]
  if (!head.includes('|') || !dashes.includes('-')) return false
  const rules = cellsOf(dashes)
  return rules.length <= columnsMax && rules.every((cell) => rule.test(cell)) && cellsOf(head).length === rules.length
}

/** The table that begins at a line, until a blank line or whatever begins something else. */
export function parseTable(
  lines: readonly string[],
  at: number,
  beginsBlock: (line: string) => boolean,
): TextTable | undefined {
  if (!beginsTable(lines, at)) return undefined
  const head = cellsOf(lines[at] ?? '')
  const rows: string[][] = []
  let next = at + 2
  for (; next < lines.length; next++) {
    const line = lines[next] ?? ''
    if (line.trim() === '' || beginsBlock(line)) break
    const cells = cellsOf(line)
    rows.push(head.map((_, column) => cells[column] ?? ''))
  }
  return { aligns: cellsOf(lines[at + 1] ?? '').map(alignOf), head, rows, next }
}

function alignOf(cell: string): Align | undefined {
  const [, left, right] = rule.exec(cell) ?? []
  if (left === ':') return right === ':' ? 'center' : 'left'
  return right === ':' ? 'right' : undefined
}

/** Between bars, of which `\\|` is none; those at the edges are left out. */
function cellsOf(line: string): string[] {
  const trimmed = line.trim()
  const cells: string[] = []
  let cell = ''
  for (let at = trimmed.startsWith('|') ? 1 : 0; at < trimmed.length; at += 1) {
    const char = trimmed.charAt(at)
    if (char === '\\' && trimmed.charAt(at + 1) === '|') {
      cell += '|'
      at += 1
    } else if (char === '|') {
      cells.push(cell.trim())
      cell = ''
    } else cell += char
  }
  if (cell.trim() !== '' || !trimmed.endsWith('|')) cells.push(cell.trim())
  return cells
}
