import { existsSync, globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const SOURCE = fileURLToPath(new URL('..', import.meta.url))
const OURS = readFileSync(new URL('library-styles.ts', import.meta.url), 'utf8')
const IMPORTED = /import \{([^}]*)\} from '@mantine\/core'/g

/** A component without its sheet still works, and looks like a page of 1995. */
test('every component of the library that we use has its style sheet', () => {
  const used = globSync('**/*.{ts,tsx}', { cwd: SOURCE }).flatMap((file) =>
    [...readFileSync(`${SOURCE}/${file}`, 'utf8').matchAll(IMPORTED)].flatMap(([, names = '']) =>
      names.split(',').map((name) => name.trim()),
    ),
  )
  const sheets = [...new Set(used)].map((name) => `@mantine/core/styles/${name}.css`)
  const existing = sheets.filter((sheet) => existsSync(fileURLToPath(import.meta.resolve(sheet, import.meta.url))))
  expect(existing).toContain('@mantine/core/styles/Switch.css')
  expect(existing.filter((sheet) => !OURS.includes(`'${sheet}'`))).toEqual([])
})
