import { expect, test } from 'vitest'
import { bodyOfDraft, draftOfPolicy, EMPTY_POLICY, moveStep, targetKey, targetOf, withStep } from './policy-draft.ts'

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
