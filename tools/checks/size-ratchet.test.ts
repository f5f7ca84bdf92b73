import { expect, test } from 'vitest'
import { formatRatchet, measure, ratchetPath, sizeRatchet } from './size-ratchet.ts'
import { treeOf } from './tree.ts'

const lines = (count: number) => '\n'.repeat(count)
const functionOf = (count: number, name = 'f') => `export function ${name}() {${lines(count - 1)}}\n`

function problems(files: Record<string, string>, ratchet = { longFunctions: 0, longFiles: 0 }): readonly string[] {
  const tree = treeOf({ ...files, [ratchetPath]: formatRatchet(ratchet) })
  return sizeRatchet.find(tree).map(({ message }) => message)
}

test('a function of 70 lines passes, one of 71 is named', () => {
  expect(problems({ 'packages/core/src/a.ts': functionOf(70) })).toEqual([])
  expect(problems({ 'packages/core/src/a.ts': functionOf(71) })).toEqual([
    'longFunctions went up from 0 to 1; split what grew (all of them are listed here)',
    'f has 71 lines; the aim is 70',
  ])
})

test('arrow functions and methods count, and a component may have 120 lines', () => {
  expect(problems({ 'packages/core/src/a.ts': `export const g = () => {${lines(90)}}` })).toHaveLength(2)
  expect(problems({ 'packages/core/src/a.ts': `export const o = { h() {${lines(90)}} }` })).toHaveLength(2)
  expect(problems({ 'packages/web/src/ui/a.tsx': functionOf(120, 'Card') })).toEqual([])
  expect(problems({ 'packages/web/src/ui/a.tsx': functionOf(121, 'Card') })).toHaveLength(2)
})

test('a file of more than 300 lines is named', () => {
  expect(problems({ 'packages/core/src/a.ts': 'export const a = 1\n'.repeat(1).concat('//\n'.repeat(299)) })).toEqual(
    [],
  )
  expect(problems({ 'packages/core/src/a.ts': '//\n'.repeat(301) })).toEqual([
    'longFiles went up from 0 to 1; split what grew (all of them are listed here)',
    'the file has 301 lines; the aim is 300',
  ])
})

test('a number that fell must be written down, so that it cannot rise again', () => {
  expect(problems({ 'packages/core/src/a.ts': functionOf(71) }, { longFunctions: 1, longFiles: 0 })).toEqual([])
  expect(problems({ 'packages/core/src/a.ts': functionOf(9) }, { longFunctions: 1, longFiles: 0 })).toEqual([
    'longFunctions went down to 0: well done; write it down with `npm run check -- --tighten`',
  ])
})

test('tests and generated files are not measured', () => {
  const tree = treeOf({
    'packages/core/src/a.test.ts': functionOf(400),
    'packages/web/src/api/schema.ts': functionOf(400),
  })
  expect(measure(tree)).toEqual({ longFunctions: 0, longFiles: 0 })
})
