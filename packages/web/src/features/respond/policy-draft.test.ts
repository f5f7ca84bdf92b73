import { expect, test } from 'vitest'
import {
  bodyOfDraft,
  draftOfPolicy,
  EMPTY_POLICY,
  isWhole,
  ladderSteps,
  moveStep,
  targetKey,
  targetOf,
  withStep,
} from './policy-draft.ts'

const body = {
  name: 'Payments',
  repeat: 2,
  repeat_after: '5m',
  steps: [
    { after: '0m', page: [{ schedule: 'primary' }] },
    { after: '10m', page: [{ user: 'u 1' }, { team: 'payments' }] },
  ],
}

test('what is read into the form comes out of it unchanged', () => {
  expect(bodyOfDraft(draftOfPolicy(body))).toEqual(body)
})

test('what the form does not show is not lost by an edit', () => {
  const whole = {
    ...body,
    criteria: [{ id: 'no-cause', name: 'No cause', to: 'L3' as const, after: '30m', when: '!cause_known' }],
    ack_timeout: '30m',
    low_urgency: 'hold' as const,
    steps: [
      {
        ...{ after: '0m', page: [{ vendor: 'acme' }], level: 'L3' as const, round_robin: true, acknowledgements: 2 },
        ...{ people: 'at_work' as const, only: { priority: ['P1' as const], when: 'minutes > 5' } },
      },
    ],
  }
  expect(bodyOfDraft(draftOfPolicy(whole))).toEqual(whole)
})

test('a target is one choice', () => {
  for (const target of [
    ...[{ schedule: 'a' }, { schedule: 'a', and_next: true }, { user: 'b' }, { team: 'c d' }, { policy: 'p' }],
    ...[{ vendor: 'acme' }, { channel: { name: 'slack', to: '#ops room' } }],
  ])
    expect(targetOf(targetKey(target))).toEqual(target)
})

test('a new step waits, unless it is the first, and has a name of its own', () => {
  const steps = withStep(EMPTY_POLICY.steps)
  expect(steps.map(({ id, after }) => [id, after])).toEqual([
    [0, '0m'],
    [1, '5m'],
  ])
  expect(withStep([])).toEqual([{ id: 0, after: '0m', targets: [], rest: {} }])
})

test('steps change places, and stay at the ends', () => {
  const steps = withStep(withStep(EMPTY_POLICY.steps))
  const ids = (moved: typeof steps) => moved.map(({ id }) => id)
  expect(ids(moveStep(steps, 0, 1))).toEqual([1, 0, 2])
  expect(ids(moveStep(steps, 2, -1))).toEqual([0, 2, 1])
  expect(ids(moveStep(steps, 0, -1))).toEqual([0, 1, 2])
  expect(ids(moveStep(steps, 2, 1))).toEqual([0, 1, 2])
})

test('the ladder has its four levels, filled where there is only one thing that they can mean', () => {
  const one = { schedules: [{ id: 'primary' }], teams: [{ id: 'ops' }] }
  expect(ladderSteps(one).map(({ rest, after, targets }) => [rest.level, after, ...targets])).toEqual([
    ['L1', '0m', 'schedule primary'],
    ['L2', '5m', 'team ops'],
    ['L3', '10m'],
    ['management', '15m'],
  ])
  const many = { schedules: [], teams: [{ id: 'ops' }, { id: 'shop' }] }
  expect(ladderSteps(many).flatMap(({ targets }) => targets)).toEqual([])
})

test('a policy can be saved while levels are empty, but not while nobody at all is called', () => {
  const draft = { ...EMPTY_POLICY, name: 'Ladder', steps: ladderSteps({ schedules: [{ id: 'a' }], teams: [] }) }
  expect(isWhole(draft)).toBe(true)
  expect(isWhole({ ...draft, name: ' ' })).toBe(false)
  expect(isWhole({ ...draft, steps: ladderSteps({ schedules: [], teams: [] }) })).toBe(false)
  expect(isWhole({ ...draft, steps: withStep(draft.steps) })).toBe(false)
})
