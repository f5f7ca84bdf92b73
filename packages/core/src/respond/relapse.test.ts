/** What comes back soon after it was over is the same trouble: the clocks of its criteria go on from when it was first seen. */
import { expect, test } from 'vitest'
import type { AskExpression } from '../kernel/subject.ts'
import { ANA, aPolicy, aService, aStep } from '../testing/directory.ts'
import { anAlert, attach, clear, given, person, type Story } from '../testing/story.ts'
import { at } from '../testing/time.ts'
import { DEFAULT_CRITERIA } from './ladder.ts'

const MEANING: Record<string, AskExpression> = {
  'expected_in < 0': (_, { expected_in }) => expected_in < 0,
  'expected_in > 15': (_, { expected_in }) => expected_in > 15,
  '!cause_known': (_, { cause_known }) => !cause_known,
  'priority == "P1"': (_, { priority }) => priority === 'P1',
}

const ask: AskExpression = (expression, subject) => MEANING[expression]?.(expression, subject) ?? false

const LADDER = aPolicy(
  [
    { ...aStep('0m', 'ana'), level: 'L1' },
    { ...aStep('5h', 'bob'), level: 'L2' },
    { ...aStep('5h', 'carol'), level: 'L3' },
    { ...aStep('5h', 'root'), level: 'management' },
  ],
  { criteria: [...DEFAULT_CRITERIA] },
)

function aP1(): Story {
  return given({ policies: [LADDER], services: [aService('api')] })
    .asking(ask)
    .opened()
    .when({ type: 'OverridePriority', priority: 'P1', reason: 'all tills' }, '0m', person(ANA))
    .when({ type: 'ReportProgress', cause: 'the load balancer', by: ANA }, '1m', person(ANA))
}

const met = (story: Story): [string, number][] =>
  story.facts('CriterionMet').map(({ criterion, at: when }) => [criterion, when])

/** Over at `cleared` and back at `back`, as the same condition that fires anew. */
function flap(story: Story, round: number, cleared: string, back: string): Story {
  return story
    .when({ ...clear('a'), alerts: [{ id: anAlert('a').id, episode: round }] } as ReturnType<typeof clear>, cleared)
    .when({ type: 'Resolve', because: 'said_by_responder' }, cleared)
    .when(attach(anAlert('a', { episode: round + 1, receivedAt: at(back) })), back)
}

test('a P1 that flaps counts from when it was first seen: its hour passes while it is open again', () => {
  const story = aP1()
  flap(story, 1, '20m', '25m')
  flap(story, 2, '45m', '50m')
  expect(story.facts('IncidentReopened').map(({ because }) => because)).toEqual([
    'relapse_within_window',
    'relapse_within_window',
  ])
  story.until('61m')
  expect(met(story)).toContainEqual(['p1-unresolved', at('1h')])
  expect(story.pages.at(-1)).toBe('1h root mail')
})

test('an hour that passed while it seemed to be over is told as it comes back', () => {
  const story = flap(aP1(), 1, '50m', '70m')
  expect(met(story)).toContainEqual(['p1-unresolved', at('1h10m')])
  expect(story.pages.slice(-2)).toEqual(['1h10m ana mail', '1h10m root mail'])
})

test('a criterion that came true before a relapse does not come true again, and what is known of the cause stays known', () => {
  const story = aP1().until('16m')
  expect(met(story)).toEqual([['no-resolution', at('15m')]])
  flap(story, 1, '20m', '25m').until('59m')
  expect(met(story)).toEqual([['no-resolution', at('15m')]])
})

test('an end that was expected of what is back is expected no longer', () => {
  const story = aP1().when({ type: 'ReportProgress', expectedAt: at('2h'), by: ANA }, '2m', person(ANA))
  flap(story, 1, '10m', '20m')
  expect(story.state.response.progress?.expectedAt).toBeUndefined()
  expect(met(story)).toContainEqual(['no-resolution', at('20m')])
})

test('what somebody opens again by hand begins anew', () => {
  const story = aP1()
    .when({ type: 'Resolve', by: ANA, because: 'said_by_responder' }, '20m')
    .when({ type: 'Reopen', because: 'asked' }, '40m', person(ANA))
    .until('99m')
  expect(met(story).map(([id]) => id)).not.toContain('p1-unresolved')
  expect(met(story.until('101m'))).toContainEqual(['p1-unresolved', at('1h40m')])
})

test('what is taken out of a merge asks at the times that lay ahead, also when somebody has it', () => {
  const story = aP1().when({ type: 'Acknowledge', by: ANA }, '2m', person(ANA))
  story.when({ type: 'Merge', into: 'INC-2026-000002' as never }, '5m')
  expect(story.wakes).toEqual([])
  story.when({ type: 'Unmerge', firing: [], cleared: [] }, '10m')
  expect(story.state.status).toBe('acknowledged')
  expect(story.wakes).toContain('1h criterion:p1-unresolved')
  expect(met(story.until('61m'))).toContainEqual(['p1-unresolved', at('1h')])
})

test('what is taken out of a merge is asked at once of times that came meanwhile', () => {
  const story = aP1().when({ type: 'Acknowledge', by: ANA }, '2m', person(ANA))
  story.when({ type: 'Merge', into: 'INC-2026-000002' as never }, '5m')
  story.when({ type: 'Unmerge', firing: [], cleared: [] }, '70m')
  expect(met(story)).toContainEqual(['p1-unresolved', at('1h10m')])
})
