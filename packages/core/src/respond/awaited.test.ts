/** What an incident waits for, as the auditor reckons it. */
import { expect, test } from 'vitest'
import { headOf } from '../incident-head.ts'
import type { Instant } from '../kernel/brand.ts'
import type { Criterion } from '../people/policy.ts'
import { ANA, aPolicy, aStep } from '../testing/directory.ts'
import { given, person, type Story } from '../testing/story.ts'
import { at, ms, START } from '../testing/time.ts'
import { addUp, listAwaited } from './awaited.ts'

const CRITERIA: Criterion[] = [
  { id: 'timed', name: 'Timed', to: 'L2', afterMs: ms('10m'), when: 'false' },
  { id: 'minutes', name: 'Minutes', to: 'L2', when: 'minutes > 90' },
]

function acknowledged(): Story {
  const policy = aPolicy([aStep('0m', 'ana'), aStep('5m', 'bob')], { criteria: CRITERIA, ackTimeoutMs: ms('30m') })
  return given({ policies: [policy] })
    .asking(() => false)
    .opened()
    .when({ type: 'Acknowledge', by: ANA }, '1m', person(ANA))
}

/** By the end of their keys. */
function awaited(story: Story, now: Instant, askedSince = START): string[] {
  const { state } = story
  return listAwaited(state.response, headOf(state), now, askedSince).map(({ key }) => key.slice(state.id.length + 1))
}

test('what somebody has waits for its end, and for the times of its criteria', () => {
  expect(awaited(acknowledged(), at('2m'))).toEqual(['ack', 'criterion:timed', 'next-change'])
})

test('a time that a faster clock has seen pass already is looked at when it has passed for all', () => {
  const story = acknowledged()
  expect(awaited(story, (at('10m') - 900) as Instant)).toEqual(['ack', 'next-change'])
  expect(awaited(story, at('10m'))).toContain('criterion:timed')
  expect(awaited(story, at('12m'), at('11m'))).not.toContain('criterion:timed')
})

test('several losses come to one', () => {
  expect(addUp([{ next: true }, { criteria: ['a'] }, { criteria: ['b'] }, { ack: true }])).toEqual({
    ...{ next: true, ack: true, criteria: ['a', 'b'] },
  })
  expect(addUp([])).toEqual({})
})
