import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pinnedNode, pinnedPath, root } from './process.mjs'
import { countTests, formatClosingLine, sumCounts } from './test-counts.mjs'

// `npm test`: the checks, each counted as one test, and then every ring of tests. What stands after `--` is passed on to
// vitest: `npm test -- packages/core`, `npm test -- --project store`. All of it runs even when something fails; the
// last line is the sum.

const reports = join(root, '.cache/test-reports')
const checksReport = join(reports, 'checks.json')
const testsReport = join(reports, 'vitest.json')
const checks = 'tools/checks/run.ts'

const stages = [
  { title: 'lock file', args: [checks, '--only', 'lock file', '--report', checksReport], report: checksReport },
  { title: 'format and lint', args: [bin('biome'), 'check', '--error-on-warnings', '.'] },
  { title: 'types', args: [bin('tsc'), '-p', '.'] },
  { title: 'types of the console', args: [bin('tsc'), '-p', 'packages/web'], needs: 'packages/web/tsconfig.json' },
  { title: 'structure', args: [checks, '--except', 'lock file', '--report', checksReport], report: checksReport },
  {
    title: 'tests',
    args: [
      ...[bin('vitest'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${testsReport}`],
      ...process.argv.slice(2),
    ],
    report: testsReport,
  },
]

const counts = stages.filter(({ needs }) => needs === undefined || existsSync(join(root, needs))).map(runStage)
const total = sumCounts(counts)
console.log(`\n${formatClosingLine(total)}`)
process.exitCode = total.failed === 0 ? 0 : 1

function bin(name) {
  return join(root, 'node_modules/.bin', name)
}

function runStage({ title, args, report }) {
  console.log(`\n── ${title} ──`)
  mkdirSync(reports, { recursive: true })
  if (report !== undefined) rmSync(report, { force: true })
  const begun = performance.now()
  const { status } = spawnSync(pinnedNode(root) ?? process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...pinnedPath(root) },
    stdio: 'inherit',
  })
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  console.log(`${status === 0 ? 'passed' : 'FAILED'}: ${title} (${seconds} s)`)
  return countTests(
    status === 0,
    report !== undefined && existsSync(report) ? JSON.parse(readFileSync(report)) : undefined,
  )
}
