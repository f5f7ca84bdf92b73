import { describe, expect, test } from 'vitest'
import {
  countRepeated,
  countTests,
  filesToRepeat,
  formatClosingLine,
  sumCounts,
  unsteadyTests,
} from './test-counts.mjs'

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

const file = (name, ...statuses) => ({
  name,
  status: statuses.includes('failed') || statuses.length === 0 ? 'failed' : 'passed',
  assertionResults: statuses.map((status, at) => ({ status, fullName: `${name} ${at}` })),
})
const reportOf = (...testResults) => ({ testResults })

describe('files in which something failed', () => {
  const first = reportOf(file('a', 'passed', 'failed'), file('b', 'passed', 'pending'), file('c'))

  test('are repeated, those that did not load as well, but not when too many failed', () => {
    expect(filesToRepeat(first, 2)).toEqual(['a', 'c'])
    expect(filesToRepeat(first, 1)).toEqual([])
    expect(filesToRepeat(undefined, 1)).toEqual([])
  })

  test('count as their second run says, all others as their first', () => {
    const second = reportOf(file('a', 'passed', 'passed'), file('c', 'passed', 'failed'))
    expect(countRepeated(first, second, false)).toEqual({ passed: 4, failed: 1, skipped: 1 })
    expect(unsteadyTests(first, second)).toEqual(['a 1'])
  })

  test('still fail when the second run does not know them, or ends badly', () => {
    expect(countRepeated(first, reportOf(), true)).toEqual({ passed: 2, failed: 2, skipped: 1 })
    const second = reportOf(file('a', 'passed', 'passed'), file('c', 'passed'))
    expect(countRepeated(first, second, true).failed).toBe(0)
    expect(countRepeated(first, second, false).failed).toBe(1)
  })
})

test('the closing line names skipped tests only when there are some', () => {
  const total = sumCounts([
    { passed: 1, failed: 0, skipped: 0 },
    { passed: 4, failed: 2, skipped: 0 },
  ])
  expect(formatClosingLine(total)).toBe('5 passed, 2 failed')
  expect(formatClosingLine({ ...total, skipped: 3 })).toBe('5 passed, 2 failed, 3 skipped')
})
