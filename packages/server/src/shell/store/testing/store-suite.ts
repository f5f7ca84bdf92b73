import { acceptSuite } from './accept-suite.ts'
import { concurrencySuite } from './concurrency-suite.ts'
import { incidentSuite } from './incident-suite.ts'
import { matchingSuite } from './matching-suite.ts'
import { queueSuite } from './queue-suite.ts'
import type { StoreBench } from './store-bench.ts'

/**
 * The tests that make a store a store; every one of them has to pass on each. `isSerial`: the store has one session, so that
 * two transactions never meet.
 */
export function storeSuite(open: () => Promise<StoreBench>, { isSerial = false } = {}): void {
  acceptSuite(open)
  matchingSuite(open)
  incidentSuite(open)
  queueSuite(open)
  if (!isSerial) concurrencySuite(open)
}
