import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CODES } from './codes.ts'

const page = readFileSync(new URL('../../../../docs/codes.md', import.meta.url), 'utf8')

/** The rows of the table: code, kind, meaning, what to do. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  )

test('every code is documented once, in the order of the registry, and nothing else is', () => {
  expect(rows.map(([code]) => code)).toEqual(Object.keys(CODES).map((code) => `\`${code}\``))
})

test('the page says of every code what the registry says', () => {
  const said = rows.map(([, kind, , mend]) => ({ kind, mend }))
  expect(said).toEqual(Object.values(CODES))
})

test('every code has a meaning, in sentences', () => {
  for (const [code, , meaning] of rows) expect(meaning, code).toMatch(/^[A-Z].+\.$/)
})
