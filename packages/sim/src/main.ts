/**
 * `npm run sim -- --seed 123 [--store pglite]` runs one simulation and tells what happened with `--verbose`;
 * `npm run sim -- --seeds 1000 [--from 1] [--store pglite]` runs many and ends with 1 when any of them failed. Both take
 * `--scenario outage` (a provider is out for an hour), `clock-change` (a night in which clocks change), `edits` (schedules are written
 * anew all the time) or `crowd` (10,000 incidents at once, or `--crowd` of them).
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { SCENARIOS } from './scenario.ts'
import { formatFailure, openStage, type StoreName } from './stage.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '1' },
    from: { type: 'string', default: '1' },
    store: { type: 'string', default: 'memory' },
    scenario: { type: 'string', default: 'usual' },
    crowd: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
})
if (values.store !== 'memory' && values.store !== 'pglite')
  throw new RangeError(`--store is memory or pglite, not ${values.store}`)
const store: StoreName = values.store
const scenario = SCENARIOS.find((each) => each === values.scenario)
if (!scenario) throw new RangeError(`--scenario is one of ${SCENARIOS.join(', ')}, not ${values.scenario}`)
const play = { scenario, ...(values.crowd !== undefined && { crowd: wholeNumber(values.crowd) }) }
const from = wholeNumber(values.seed ?? values.from)
const count = values.seed === undefined ? wholeNumber(values.seeds) : 1

const stage = await openStage(store)
const begunAt = performance.now()
let failed = 0
for (let seed = from; seed < from + count; seed++) {
  const report = await stage.run(seed, { ...play, ...(values.verbose && { onLine: (line) => console.log(line) }) })
  if (count === 1) console.log(report)
  if (report.violations.length > 0) {
    failed += 1
    console.log(formatFailure(report, store, scenario))
  }
}
await stage.close()
const seconds = Math.round((performance.now() - begunAt) / 1_000)
console.log(`${count} seeds (${scenario}) on ${store} in ${seconds} s: ${count - failed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new RangeError(`${text} is not a whole number`)
  return Number(text)
}
