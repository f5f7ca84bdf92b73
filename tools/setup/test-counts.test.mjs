import { expect, test } from 'vitest'
import { countTests, formatClosingLine, sumCounts } from './test-counts.mjs'

const vitestReport = (numPassedTests, numFailedTests, testResults) => ({
  numPassedTests,
  numFailedTests,
  numPendingTests: 2,
  numTodoTests: 1,
  testResults,
})

test('a stage without a report counts as one test', () => {
  expect(countTests(true, undefined)).toEqual({ passed: 1, failed: 0, skipped: 0 })
  expect(countTests(false, undefined)).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

test('each structural check counts as one test', () => {
  expect(countTests(false, { passed: 8, failed: 1 })).toEqual({ passed: 8, failed: 1, skipped: 0 })
})

test('tests left out or to be written are told as skipped', () => {
  expect(countTests(true, vitestReport(5, 0, []))).toEqual({ passed: 5, failed: 0, skipped: 3 })
})

test('a test file that does not load counts as one failure, one with failed tests only by those', () => {
  const broken = { status: 'failed', assertionResults: [] }
  const failing = { status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] }
  expect(countTests(false, vitestReport(5, 1, [broken, failing])).failed).toBe(2)
})

test('a run that ends badly without a failed test still counts as a failure', () => {
  expect(countTests(false, vitestReport(5, 0, [])).failed).toBe(1)
  expect(countTests(false, { passed: 8, failed: 0 }).failed).toBe(1)
})

test('the closing line names skipped tests only when there are some', () => {
  const total = sumCounts([
    { passed: 1, failed: 0, skipped: 0 },
    { passed: 4, failed: 2, skipped: 0 },
  ])
  expect(formatClosingLine(total)).toBe('5 passed, 2 failed')
  expect(formatClosingLine({ ...total, skipped: 3 })).toBe('5 passed, 2 failed, 3 skipped')
})
