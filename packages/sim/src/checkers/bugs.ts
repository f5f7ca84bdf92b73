/** The engine may meet a world that fails; what it may not meet is a bug of its own. */
import type { Checker } from '../auditor/evidence.ts'
import { shownTime } from '../world/world.ts'

/** Errors that the simulated world causes, and lost races that were repeated often enough. */
const OF_THE_WORLD = /connection (to the database )?was lost|StoreConflict/

export const checkNoBugs: Checker = ({ journal }) =>
  journal.errors
    .filter((error) => !OF_THE_WORLD.test(JSON.stringify(error.facts)))
    .map((error) => ({
      law: 'no bugs',
      message: `${error.node} at ${shownTime(error.at)}: ${error.message} ${JSON.stringify(error.facts)}`,
    }))
