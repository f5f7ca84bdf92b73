// How many tests passed, failed and were left out, from the reports that the stages of `npm test` write.

/**
 * The counts of one stage. `report` is `{passed, failed}` of the structural checks, a report of vitest's JSON reporter, or
 * undefined for a stage that only has an exit code: that counts as one test.
 */
export function countTests(isOk, report) {
  const counts = report === undefined ? { passed: isOk ? 1 : 0, failed: 0, skipped: 0 } : countsOf(report)
  // A crash, an unhandled rejection or a failed set-up fails the stage without failing a test; it must be counted too.
  return !isOk && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}

function countsOf(report) {
  if (report.testResults === undefined) return { passed: report.passed, failed: report.failed, skipped: 0 }
  const brokenFiles = report.testResults.filter(isBroken)
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/** A file that failed as a whole: it did not load, or what it prepares or clears away failed. */
function isBroken({ status, assertionResults }) {
  return status === 'failed' && !assertionResults.some((one) => one.status === 'failed')
}

/**
 * The paths of the test files in which something failed, or an empty list where running them again could explain nothing: nothing
 * failed, the failure belongs to no file, or more than `limit` files failed, which is no matter of a busy machine.
 */
export function filesToRepeat(report, limit) {
  const files = (report?.testResults ?? []).filter(({ status }) => status === 'failed').map(({ name }) => name)
  return files.length <= limit ? files : []
}

/**
 * The counts after the files that failed ran a second time: everything of the first run that is in no repeated file, and of the repeated
 * files what the second run says. A file that the second run does not know counts as it did in the first.
 */
export function countRepeated(first, second, isOk) {
  const known = new Set(second.testResults.map(({ name }) => name))
  const kept = first.testResults.filter(({ name }) => !known.has(name))
  const counts = [...kept, ...second.testResults].map(countsOfFile)
  const total = sumCounts(counts)
  return !isOk && total.failed === 0 ? { ...total, failed: 1 } : total
}

function countsOfFile(file) {
  const count = (...statuses) => file.assertionResults.filter(({ status }) => statuses.includes(status)).length
  return {
    passed: count('passed'),
    failed: count('failed') + (isBroken(file) ? 1 : 0),
    skipped: count('pending', 'skipped', 'todo', 'disabled'),
  }
}

/** The full names of the tests that failed in the first run and passed in the second. */
export function unsteadyTests(first, second) {
  const namesOf = (report, status) =>
    report.testResults.flatMap(({ assertionResults }) =>
      assertionResults.filter((one) => one.status === status).map(({ fullName }) => fullName),
    )
  const passed = new Set(namesOf(second, 'passed'))
  return namesOf(first, 'failed').filter((name) => passed.has(name))
}

export function sumCounts(counts) {
  const sum = (key) => counts.reduce((total, one) => total + one[key], 0)
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') }
}

/** `12 passed, 0 failed`, with `, 3 skipped` where some were. */
export function formatClosingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
