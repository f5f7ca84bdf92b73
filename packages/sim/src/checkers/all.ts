import type { Evidence, Violation } from '../auditor/evidence.ts'
import { checkNoBugs } from './bugs.ts'
import { checkBundles } from './bundles.ts'
import { checkHeartbeats } from './heartbeats.ts'
import { checkAcceptance } from './law-1.ts'
import { checkPlacement } from './law-2.ts'
import { checkSilence } from './law-3.ts'
import { checkTargets } from './law-4.ts'
import { checkCalledOff } from './law-5.ts'
import { checkPagesFirst } from './law-6.ts'
import { checkFacts } from './law-7.ts'
import { checkSchedules } from './law-8.ts'
import { checkLimits } from './limits.ts'
import { checkSettled } from './liveness.ts'
import { checkProviders } from './providers.ts'
import { checkTurns } from './turns.ts'

const CHECKERS = [
  checkAcceptance,
  checkPlacement,
  checkSilence,
  checkTargets,
  checkCalledOff,
  checkPagesFirst,
  checkFacts,
  checkSchedules,
  checkHeartbeats,
  checkTurns,
  checkLimits,
  checkBundles,
  checkProviders,
  checkSettled,
  checkNoBugs,
]

/** All that is wrong with a run. */
export function judge(evidence: Evidence): Violation[] {
  return CHECKERS.flatMap((check) => check(evidence))
}
