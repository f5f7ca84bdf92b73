import { expect, test } from 'vitest'
import { docsIndex } from './docs-index.ts'
import { treeOf } from './tree.ts'

function problems(files: Record<string, string>): string[] {
  return docsIndex.find(treeOf(files)).map(({ path, line, message }) => `${path}:${line}: ${message}`)
}

test('a page that the table of contents does not name is found, and so is an address that leads nowhere', () => {
  const contents =
    '# Docs\n- [Paging](paging.md#steps)\n- [Why](adr/0001-why.md), [home](../README.md)\n- [Gone](gone.md)\n'
  const files = { 'docs/README.md': contents, 'docs/paging.md': '', 'docs/adr/0001-why.md': '', 'README.md': '' }
  expect(problems({ ...files, 'docs/adr/0002-how.md': '' })).toEqual([
    'docs/adr/0002-how.md:1: nobody finds this page: give it a line in docs/README.md',
    'docs/README.md:4: there is no docs/gone.md',
  ])
  expect(problems({ ...files, 'docs/gone.md': '' })).toEqual([])
})
