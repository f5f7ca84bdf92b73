import { writeFileSync } from 'node:fs'

/**
 * A reporter of vitest that writes errors which belong to no test (an unhandled rejection, say) to the file that `TOCSIN_STRAY_ERRORS`
 * names. The JSON report knows nothing of them, and running the failed files again would lose them.
 */
export default class StrayErrorsReporter {
  onTestRunEnd(_modules, errors) {
    const path = process.env.TOCSIN_STRAY_ERRORS
    if (path && errors.length > 0) writeFileSync(path, errors.map(({ message }) => `${message}\n`).join(''))
  }
}
