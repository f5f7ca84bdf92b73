/** `npm run sim -- --seed 123 [--store pglite]`, or `--seeds 1000 [--from 1]`. */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { createMemoryBackend } from './nodes/memory-backend.ts'
import { runSeed } from './run-seed.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string' },
    from: { type: 'string', default: '1' },
    store: { type: 'string', default: 'memory' },
    verbose: { type: 'boolean', default: false },
  },
})

const single = values.seed === undefined ? undefined : Number(values.seed)
const from = single ?? Number(values.from)
const count = single === undefined ? Number(values.seeds ?? '1') : 1
let failed = 0
for (let seed = from; seed < from + count; seed++) {
  const report = await runSeed({
    seed,
    createBackend: (_, onCommit) => createMemoryBackend(onCommit),
    ...(values.verbose && { onLine: (line: string) => console.log(line) }),
  })
  if (single !== undefined) console.log(report)
  if (report.violations.length > 0) {
    failed += 1
    console.log(`seed ${seed}: ${report.violations.length} violations`)
    for (const { law, message } of report.violations.slice(0, 12)) console.log(`  ${law}: ${message}`)
    console.log(`  again: npm run sim -- --seed ${seed}`)
  }
}
console.log(`${count} seeds, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
