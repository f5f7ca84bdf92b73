/**
 * Every zone that the runtime knows, at every change of its clocks from 1970 to 2037. `--part 2/10` takes every tenth change, from the second
 * on; `--zone Europe/Berlin` one zone alone; `--seed 123` the zones and changes that the tests took with that seed, of as many `--zones`.
 * Ends with 1 where something is wrong.
 */
import { parseArgs } from 'node:util'
import { listChanges, sampleChanges, sweepChange } from './sweep-zone.ts'

const { values } = parseArgs({
  options: {
    part: { type: 'string', default: '1/1' },
    zone: { type: 'string' },
    seed: { type: 'string' },
    zones: { type: 'string', default: '15' },
  },
})
const [first = 1, of = 1] = values.part.split('/').map(Number)
const zones = values.zone === undefined ? ['UTC', ...Intl.supportedValuesOf('timeZone')] : [values.zone]
const changes =
  values.seed === undefined
    ? zones.flatMap((zone) => listChanges(zone).map((change) => ({ zone, change })))
    : sampleChanges(Number(values.seed), Number(values.zones))
const chosen = changes.filter((_, index) => index % of === first - 1)
const findings = chosen.flatMap(({ zone, change }) => sweepChange(zone, change))
for (const { zone, at, what } of findings.slice(0, 100)) console.error(`${zone} ${at} ${what}`)
const sweptCount = new Set(changes.map(({ zone }) => zone)).size
console.log(`${chosen.length} of ${changes.length} changes in ${sweptCount} zones, ${findings.length} wrong`)
process.exitCode = findings.length > 0 ? 1 : 0
