import { expect, test } from 'vitest'
import { openStage } from './stage.ts'
import { AUDIT_BUGS } from './testing/audit-bugs.ts'
import { BUGS } from './testing/bugs.ts'
import { BURST_BUGS } from './testing/burst-bugs.ts'
import { ON_CALL_BUGS } from './testing/on-call-bugs.ts'

const SEEDS_MAX = 8
const stage = await openStage('memory')

test.each([...BUGS, ...AUDIT_BUGS, ...BURST_BUGS, ...ON_CALL_BUGS])(
  'the simulator catches $what ($law)',
  async ({ law, scenario = 'usual', create }) => {
    const broken = new Set<string>()
    for (let seed = 1; seed <= SEEDS_MAX && !broken.has(law); seed++) {
      const { violations } = await stage.run(seed, { sabotage: create(), scenario })
      for (const violation of violations) broken.add(violation.law)
    }
    expect([...broken]).toContain(law)
  },
)
