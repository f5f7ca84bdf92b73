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
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
  )
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

export function sumCounts(counts) {
  const sum = (key) => counts.reduce((total, one) => total + one[key], 0)
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') }
}

/** `12 passed, 0 failed`, with `, 3 skipped` where some were. */
export function formatClosingLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
