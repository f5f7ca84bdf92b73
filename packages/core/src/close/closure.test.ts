import { expect, test } from 'vitest'
import { ANA, aUserWithRules } from '../testing/directory.ts'
import { clear, given, person } from '../testing/story.ts'
import { at } from '../testing/time.ts'

const close = { type: 'Close', reason: 'verified with the customer', by: ANA } as const
const decline = { type: 'Decline', reason: 'a new laptop is a service request', by: ANA } as const
const resolve = { type: 'Resolve', because: 'said_by_responder' } as const

test('a resolved incident is closed with a reason', () => {
  const story = given().opened().when(resolve, '1m').when(close, '2m', person(ANA))
  story.thenFacts({ type: 'IncidentClosed', reason: close.reason, by: ANA, because: 'closed_by_hand' })
  expect(story.state).toMatchObject({ status: 'closed', times: { closed: at('2m') } })
})

test('only what is resolved is closed', () => {
  const story = given().opened()
  story.when(close, '1m').thenRejected('incident_not_resolved')
  story.when({ type: 'Acknowledge', by: ANA }).when(close).thenRejected('incident_not_resolved')
  story.when(clear('a')).when(close).thenRejected('incident_not_resolved')
})

test('closing and declining need a reason', () => {
  const story = given().opened()
  story.when({ ...decline, reason: '' }).thenRejected('reason_required')
  story
    .when(resolve)
    .when({ ...close, reason: ' ' })
    .thenRejected('reason_required')
})

test('a service request is declined, and nobody is called any more', () => {
  const users = [aUserWithRules('ana', { mail: '0m', hook: '8m' })]
  const story = given({ users }).opened().when(decline, '1m', person(ANA))
  story.thenFacts({ type: 'IncidentDeclined', reason: decline.reason, by: ANA })
  expect(story.state.status).toBe('declined')
  expect(story.wakes).toEqual([])
  expect(story.droppedPages).toEqual(['ana mail'])
})

test('declining ends a snooze and a quiet period', () => {
  expect(
    given()
      .opened()
      .when({ type: 'Snooze', until: at('1h') }, '1m')
      .when(decline, '2m').wakes,
  ).toEqual([])
  const story = given().opened().when(clear('a'), '1m').when(decline, '2m')
  expect(story.wakes).toEqual([])
  expect(story.state.resolution).not.toHaveProperty('quietUntil')
})

test('what was resolved was no service request', () => {
  given().opened().when(resolve, '1m').when(decline, '2m').thenRejected('incident_already_resolved')
})
