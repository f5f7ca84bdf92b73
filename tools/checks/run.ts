import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ambientReads } from './ambient-reads.ts'
import { corePurity } from './core-purity.ts'
import { declaredPackages, lockFile } from './dependency-pins.ts'
import { docsIndex } from './docs-index.ts'
import { fileNames } from './file-names.ts'
import { importCycles } from './import-cycles.ts'
import { importDirections } from './import-directions.ts'
import { namedExports } from './named-exports.ts'
import { formatRatchet, measure, ratchetPath, sizeRatchet } from './size-ratchet.ts'
import { sqlDeterminism } from './sql-determinism.ts'
import { type Check, readTree, type Violation } from './tree.ts'

// `npm run check` reads the repository once and prints what breaks the rules of the house. `--only lock` and
// `--except lock` choose checks by a part of their name, `--report <file>` writes the counts for the test runner, and
// `--tighten` writes lower numbers into the ratchet (never higher ones: those are written by hand, and reviewed).

const checks: readonly Check[] = [
  lockFile,
  declaredPackages,
  importDirections,
  corePurity,
  ambientReads,
  importCycles,
  fileNames,
  namedExports,
  sqlDeterminism,
  docsIndex,
  sizeRatchet,
]

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    except: { type: 'string' },
    report: { type: 'string' },
    tighten: { type: 'boolean', default: false },
  },
})

const root = resolve(import.meta.dirname, '../..')
const tree = readTree(root)

if (options.tighten) tighten()
else runChecks()

function runChecks(): void {
  const chosen = checks.filter(
    ({ name }) =>
      (options.only === undefined || name.includes(options.only)) &&
      (options.except === undefined || !name.includes(options.except)),
  )
  const failed = chosen.filter((check) => !passes(check)).length
  if (options.report !== undefined) {
    mkdirSync(dirname(options.report), { recursive: true })
    writeFileSync(options.report, JSON.stringify({ passed: chosen.length - failed, failed }))
  }
  process.exitCode = failed === 0 ? 0 : 1
}

function passes({ name, find }: Check): boolean {
  const violations = find(tree)
  console.log(`${violations.length === 0 ? '  ok  ' : 'FAILED'} ${name}`)
  for (const violation of violations) console.log(`         ${format(violation)}`)
  return violations.length === 0
}

function format({ path, line, message }: Violation): string {
  return `${path}:${line}: ${message}`
}

function tighten(): void {
  const now = measure(tree)
  const before = tree.has(ratchetPath) ? (JSON.parse(tree.textOf(ratchetPath)) as Partial<typeof now>) : {}
  const next = {
    longFunctions: Math.min(now.longFunctions, before.longFunctions ?? now.longFunctions),
    longFiles: Math.min(now.longFiles, before.longFiles ?? now.longFiles),
  }
  writeFileSync(resolve(root, ratchetPath), formatRatchet(next))
  console.log(formatRatchet(next).trimEnd())
}
