/** The program. It runs on the pinned Node only: an older one would fail later and less clearly. */
import process from 'node:process'
import { parseArgs } from 'node:util'

const NODE_MAJOR_MIN = 26

if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR_MIN) {
  process.stderr.write(`Tocsin needs Node.js ${NODE_MAJOR_MIN}, which it brings along: start it with "npm start".\n`)
  process.exit(1)
}

const { OPTION_TABLE } = await import('./shell/config/option-table.ts')
const { processEnvironment, readOptions } = await import('./shell/config/options.ts')
const { runServe } = await import('./cli/run-serve.ts')

const flags = Object.fromEntries(Object.values(OPTION_TABLE).map(({ flag }) => [flag, { type: 'string' as const }]))
const { values } = parseArgs({ args: process.argv.slice(3), options: flags })
const reading = readOptions(values as Record<string, string>, processEnvironment())
if ('problems' in reading) {
  process.stderr.write(`${reading.problems.join('\n')}\n`)
  process.exit(2)
}
process.exit(await runServe(reading.options))
