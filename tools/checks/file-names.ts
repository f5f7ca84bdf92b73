import { type Check, isGenerated, type Violation } from './tree.ts'

// A file is named after the one thing that it exports. A name that fits everything collects everything.

const emptyWords = new Set(['util', 'utils', 'helper', 'helpers', 'manager', 'managers', 'misc'])
const emptyWholes = new Set([...emptyWords, 'common', 'base', 'shared', 'lib'])

const sourceFile = /\.(ts|tsx|mjs|js|css|sql)$/
const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/
/** The router of the console gives meaning to `$id` and `__root` in file names. */
const routeFiles = /^packages\/web\/src\/app\/routes\//

export const fileNames: Check = {
  name: 'files are named after what they hold',
  find: (tree) => tree.paths.filter((path) => sourceFile.test(path) && isOurs(path)).flatMap(problemsOf),
}

function isOurs(path: string): boolean {
  return /^(packages|tools|bench|e2e)\//.test(path) && !isGenerated(path)
}

function problemsOf(path: string): readonly Violation[] {
  const segments = path.split('/')
  const stem = (segments.pop() ?? '').replace(/\.[a-z]+$/, '')
  const empty = [...segments, ...stem.split('.')].find(isEmptyName)
  if (empty !== undefined) {
    return [{ path, line: 1, message: `“${empty}” says nothing; name it after the one thing that it holds` }]
  }
  if (!stem.split('.').every((word) => kebab.test(word)) && !routeFiles.test(path)) {
    return [{ path, line: 1, message: 'file names are written in kebab-case' }]
  }
  return []
}

function isEmptyName(name: string): boolean {
  return emptyWholes.has(name) || emptyWords.has(name.split('-').at(-1) ?? '')
}
