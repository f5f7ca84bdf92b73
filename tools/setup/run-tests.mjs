import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { pinnedNode, pinnedPath, root } from './process.mjs'
import {
  countRepeated,
  countTests,
  filesToRepeat,
  formatClosingLine,
  sumCounts,
  unsteadyTests,
} from './test-counts.mjs'

// `npm test`: the checks, each counted as one test, and then every ring of tests. What stands after `--` is passed on to
// vitest: `npm test -- packages/core`, `npm test -- --project store`. All of it runs even when something fails; the
// last line is the sum.
//
// Real browsers, mail servers and databases share the processors of whatever machine this is. Files in which something failed run once
// more at the end, alone and from a clean beginning: what fails again is broken; what passes is named, so that it is looked at.

const reports = join(root, '.cache/test-reports')
const checksReport = join(reports, 'checks.json')
const checks = 'tools/checks/run.ts'
const strayErrors = join(reports, 'stray-errors.txt')
const passedOn = process.argv.slice(2)
const REPEAT_AT_MOST = 10

const stages = [
  { title: 'lock file', args: [checks, '--only', 'lock file', '--report', checksReport], report: checksReport },
  { title: 'format and lint', args: [bin('biome'), 'check', '--error-on-warnings', '.'] },
  { title: 'types', args: [bin('tsc'), '-p', '.'] },
  { title: 'types of the console', args: [bin('tsc'), '-p', 'packages/web'], needs: 'packages/web/tsconfig.json' },
  { title: 'structure', args: [checks, '--except', 'lock file', '--report', checksReport], report: checksReport },
]

const counts = stages
  .filter(({ needs }) => needs === undefined || existsSync(join(root, needs)))
  .map((stage) => {
    const { isOk, report } = runStage(stage)
    return countTests(isOk, report)
  })
const total = sumCounts([...counts, runTests()])
console.log(`\n${formatClosingLine(total)}`)
process.exitCode = total.failed === 0 ? 0 : 1

function bin(name) {
  return join(root, 'node_modules/.bin', name)
}

function runTests() {
  const first = runStage(vitestStage('tests', 'vitest', passedOn))
  const files = existsSync(strayErrors) ? [] : filesToRepeat(first.report, REPEAT_AT_MOST)
  if (files.length === 0) return countTests(first.isOk, first.report)
  const paths = files.map((file) => relative(root, file))
  const again = runStage(vitestStage(`once more: ${paths.join(', ')}`, 'vitest-again', paths))
  if (again.report === undefined) return countTests(first.isOk, first.report)
  for (const name of unsteadyTests(first.report, again.report)) console.log(`passed only when run again: ${name}`)
  return countRepeated(first.report, again.report, again.isOk)
}

function vitestStage(title, name, args) {
  const report = join(reports, `${name}.json`)
  const own = join(root, 'tools/setup/stray-errors-reporter.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`, `--reporter=${own}`]
  rmSync(strayErrors, { force: true })
  return { title, args: [bin('vitest'), 'run', ...reporters, ...args], report }
}

function runStage({ title, args, report }) {
  console.log(`\n── ${title} ──`)
  mkdirSync(reports, { recursive: true })
  if (report !== undefined) rmSync(report, { force: true })
  const begun = performance.now()
  const { status } = spawnSync(pinnedNode(root) ?? process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...pinnedPath(root), TOCSIN_STRAY_ERRORS: strayErrors },
    stdio: 'inherit',
  })
  const isOk = status === 0
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  console.log(`${isOk ? 'passed' : 'FAILED'}: ${title} (${seconds} s)`)
  return { isOk, report: report !== undefined && existsSync(report) ? JSON.parse(readFileSync(report)) : undefined }
}
