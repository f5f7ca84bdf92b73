import { expect, test } from 'vitest'
import { calcOwnerStep } from './incident-next-step.ts'
import type { Instant } from './kernel/brand.ts'
import { ANA } from './testing/directory.ts'
import { clear, given, person } from './testing/story.ts'
import { at } from './testing/time.ts'

const take = { type: 'Acknowledge', by: ANA } as const
const classify = { type: 'Classify', severity: 'high', because: 'set_by_hand' } as const
const taken = () => given().opened().when(take, '1m', person(ANA))
const stepOf = (story: ReturnType<typeof taken>, instant: Instant, isCategoryByHand = false) =>
  calcOwnerStep(story.state, isCategoryByHand, instant)

test('what nobody has taken asks nothing of an owner', () => {
  expect(stepOf(given().opened(), at('1m'))).toBeNull()
})

test('what was taken is classified first, unless a person has said something of it', () => {
  expect(stepOf(taken(), at('2m'))).toEqual({ step: 'classify', since: at('1m') })
  expect(stepOf(taken(), at('2m'), true)).toBeNull()
  expect(stepOf(taken().when(classify, '2m', person(ANA)), at('3m'))).toBeNull()
})

test('whoever said when it would be over says how it goes once that has passed', () => {
  const story = taken().when({ type: 'ReportProgress', expectedAt: at('20m'), by: ANA }, '2m', person(ANA))
  expect(stepOf(story, at('19m'))).toEqual({ step: 'classify', since: at('1m') })
  expect(stepOf(story, at('20m'))).toEqual({ step: 'say_how_it_goes', since: at('20m') })
})

test('what recovered is verified until its quiet period ends, and what is resolved is closed', () => {
  const story = taken().when(clear('a'), '5m')
  const verify = stepOf(story, at('6m'))
  expect(verify).toEqual({ step: 'verify', since: at('5m'), endsAt: story.state.resolution.quietUntil })
  expect(verify?.endsAt).toBeGreaterThan(at('5m'))
  const resolved = story.when({ type: 'Resolve', because: 'said_by_responder' }, '7m', person(ANA))
  expect(stepOf(resolved, at('8m'))).toEqual({ step: 'close', since: at('7m') })
  const closed = resolved.when({ type: 'Close', reason: 'done', by: ANA }, '9m', person(ANA))
  expect(stepOf(closed, at('9m'))).toBeNull()
})

test('what was put off asks nothing', () => {
  const story = taken().when({ type: 'Snooze', until: at('2h') }, '3m', person(ANA))
  expect(stepOf(story, at('4m'))).toBeNull()
})
