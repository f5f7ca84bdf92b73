/** What reads minutes is asked as they pass. */
import { expect, test } from 'vitest'
import type { AskExpression } from '../kernel/subject.ts'
import type { Criterion } from '../people/policy.ts'
import { ANA, aPolicy, aService, aStep } from '../testing/directory.ts'
import { given, person, type Story } from '../testing/story.ts'
import { at, ms, shownAt } from '../testing/time.ts'
import { calcNextChange } from './criteria-clock.ts'

const criterion = (when: string, changes: Partial<Criterion> = {}): Criterion => ({
  ...{ id: 'own', name: 'Own', to: 'L2', when },
  ...changes,
})

const MEANING: Record<string, AskExpression> = {
  'minutes >= 20': (_, { minutes }) => minutes >= 20,
  'minutes >= 20 && !is_acknowledged': (_, { minutes, is_acknowledged }) => minutes >= 20 && !is_acknowledged,
  'expected_in >= 0 && expected_in <= 5': (_, { expected_in }) => expected_in >= 0 && expected_in <= 5,
}
const ask: AskExpression = (expression, subject) => MEANING[expression]?.(expression, subject) ?? false

function watched(...criteria: Criterion[]): Story {
  const policy = aPolicy(
    [
      { ...aStep('0m', 'ana'), level: 'L1' },
      { ...aStep('3d', 'bob'), level: 'L2' },
    ],
    { criteria },
  )
  return given({ policies: [policy], services: [aService('api')] })
    .asking(ask)
    .opened()
    .when({ type: 'Acknowledge', by: ANA }, '30s', person(ANA))
}

const met = (story: Story): string[] => story.facts('CriterionMet').map(({ at: when }) => shownAt(when))

test('a criterion that reads minutes comes true as they pass, once, and is asked no more then', () => {
  const story = watched(criterion('minutes >= 20'))
  expect(story.wakes).toEqual(['1m next-change'])
  expect(met(story.until('19m59s'))).toEqual([])
  expect(story.wakes).toEqual(['20m next-change'])
  expect(met(story.until('20m'))).toEqual(['20m'])
  expect(story.pages.at(-1)).toBe('20m bob mail')
  expect(story.wakes.join()).not.toContain('next-change')
})

test('asking in vain leaves no trace', () => {
  const story = watched(criterion('minutes >= 20'))
  const before = story.state.version
  expect(story.until('15m').state.version).toBe(before)
})

test('what is put off, worked around or over is not asked as time passes, and is again when that ends', () => {
  const off = watched(criterion('minutes >= 20')).when({ type: 'Snooze', until: at('40m') }, '2m')
  expect(met(off.until('39m'))).toEqual([])
  expect(met(off.until('41m'))).toEqual(['40m'])
  const worked = watched(criterion('minutes >= 20')).when({ type: 'Mitigate', workaround: 'restarted' }, '2m')
  expect(met(worked.until('1h'))).toEqual([])
  const over = watched(criterion('minutes >= 20')).when({ type: 'Resolve', because: 'said_by_responder' }, '2m')
  expect(over.wakes).toEqual([])
})

test('an end that comes near is asked each minute, where that is what a criterion reads', () => {
  const story = watched(criterion('expected_in >= 0 && expected_in <= 5'))
  expect(story.wakes).toEqual([])
  story.when({ type: 'ReportProgress', expectedAt: at('30m30s'), by: ANA }, '2m', person(ANA))
  expect(met(story.until('25m29s'))).toEqual([])
  expect(met(story.until('26m'))).toEqual(['25m30s'])
})

test('the criteria of the procedure need nobody who asks in between', () => {
  const clock = { since: at('0m'), expectedAt: at('1h') }
  for (const when of ['expected_in < 0', 'expected_in > 15', '!cause_known', 'title == "20 minutes"'])
    expect(calcNextChange([criterion(when)], clock, at('1m'))).toBeUndefined()
  expect(calcNextChange([criterion('expected_in > 15 || minutes > 3')], clock, at('1m'))).toBe(at('2m'))
  expect(calcNextChange([criterion('!(expected_in > 15)')], clock, at('1m10s'))).toBe(at('2m'))
})

test('nobody asks before its time', () => {
  const clock = { since: at('0m'), expectedAt: undefined }
  const late = criterion('minutes > 90', { afterMs: ms('1h') })
  expect(calcNextChange([late], clock, at('1m'))).toBe(at('1h1m'))
})

test('two criteria may have the names of what the clock itself is called', () => {
  const story = watched(
    criterion('', { id: 'expected', afterMs: ms('10m') }),
    criterion('', { id: 'next-change', afterMs: ms('12m'), to: 'L3' }),
  )
  story.when({ type: 'ReportProgress', expectedAt: at('5m'), by: ANA }, '2m', person(ANA))
  expect(met(story.until('13m'))).toEqual(['10m', '12m'])
})
