import { check, constantFrom, integer, property, array as someOf } from 'fast-check'
import { expect, test } from 'vitest'
import type { DurationMs, Instant } from '../kernel/brand.ts'
import { ms } from '../testing/time.ts'
import { calcNextCheck, evolveMonitor, type Finding, type MonitorRules, type MonitorState } from './monitor.ts'

const RULES: MonitorRules = { everyMs: ms('1m'), confirm: 1, recover: 1, forMs: 0 as DurationMs, noData: 'alert' }
const START = 1_000_000 as Instant
const PENDING: MonitorState = { level: 'pending', since: START, progress: null }
const OK: MonitorState = { level: 'ok', since: START, progress: null }

/** The levels that are believed after each finding, ten seconds apart. */
function believed(findings: Finding[], rules: Partial<MonitorRules> = {}, from: MonitorState = OK): string[] {
  let state = from
  return findings.map((finding, index) => {
    state = evolveMonitor(state, finding, { ...RULES, ...rules }, (START + index * 10_000) as Instant).state
    return state.level
  })
}

test('one bad check is not believed, a second one in a row is', () => {
  expect(believed(['critical', 'ok', 'critical', 'critical'])).toEqual(['ok', 'ok', 'ok', 'critical'])
})

test('a recovery is confirmed too', () => {
  const down: MonitorState = { level: 'critical', since: START, progress: null }
  expect(believed(['ok', 'critical', 'ok', 'ok'], {}, down)).toEqual(['critical', 'critical', 'critical', 'ok'])
})

test('without confirmations the first finding is believed', () => {
  expect(believed(['critical', 'ok'], { confirm: 0, recover: 0 })).toEqual(['critical', 'ok'])
})

test('a new monitor that is well is so at once, and one that is not has to be confirmed', () => {
  expect(believed(['ok'], {}, PENDING)).toEqual(['ok'])
  expect(believed(['critical', 'critical'], {}, PENDING)).toEqual(['pending', 'critical'])
})

test('what bad checks agree on is believed: a warning, when one of them said no more', () => {
  expect(believed(['critical', 'warning', 'critical', 'critical'])).toEqual(['ok', 'warning', 'warning', 'critical'])
})

test('what has to last is believed only once it did, and a break begins it anew', () => {
  const rules = { forMs: ms('30s') }
  expect(believed(['critical', 'critical', 'critical', 'critical'], rules).at(-1)).toBe('critical')
  expect(believed(['critical', 'critical', 'ok', 'critical', 'critical'], rules)).toEqual([
    'ok',
    'ok',
    'ok',
    'ok',
    'ok',
  ])
})

test('no data alerts, changes nothing, or is fine, as the monitor says', () => {
  const down: MonitorState = { level: 'critical', since: START, progress: null }
  const twice: Finding[] = ['no_data', 'no_data']
  expect(believed(twice, { noData: 'alert' }).at(-1)).toBe('critical')
  expect(believed(twice, { noData: 'keep' }, down).at(-1)).toBe('critical')
  expect(believed(twice, { noData: 'ok' }, down).at(-1)).toBe('ok')
})

test('levels never change without a run of findings that all say so', () => {
  const findings = someOf(constantFrom<Finding>('ok', 'warning', 'critical'), { minLength: 1, maxLength: 40 })
  const isHonest = (run: Finding[], confirm: number): boolean => {
    const levels = believed(run, { confirm, recover: confirm })
    return levels.every((level, index) => {
      const before = index === 0 ? 'ok' : levels[index - 1]
      if (level === before) return true
      const last = run.slice(Math.max(0, index - confirm), index + 1)
      return last.length === confirm + 1 && last.every((finding) => finding !== before)
    })
  }
  expect(check(property(findings, integer({ min: 0, max: 4 }), isHonest)).failed).toBe(false)
})

test('the next check is in the monitor’s slot, and the slots of many are spread over the interval', () => {
  const dues = Array.from({ length: 200 }, (_, index) => calcNextCheck(`site-${index}`, OK, RULES, START) - START)
  expect(dues.every((due) => due > 0 && due <= 60_000)).toBe(true)
  const perTen = Map.groupBy(dues, (due) => Math.min(5, Math.floor(due / 10_000)))
  expect([...perTen.values()].map((slots) => slots.length).filter((count) => count < 15 || count > 60)).toEqual([])
  const first = calcNextCheck('site-1', OK, RULES, START)
  expect(calcNextCheck('site-1', OK, RULES, first)).toBe(first + 60_000)
})

test('after a long absence one check is due, not those that were missed', () => {
  const late = (START + 86_400_000 + 12_345) as Instant
  const next = calcNextCheck('site-1', OK, RULES, late)
  expect(next - late).toBeGreaterThan(0)
  expect(next - late).toBeLessThanOrEqual(60_000)
})

test('a suspicion is looked into within five seconds', () => {
  const { state } = evolveMonitor(OK, 'critical', RULES, START)
  expect(calcNextCheck('site-1', state, RULES, START) - START).toBeLessThanOrEqual(5_000)
})
