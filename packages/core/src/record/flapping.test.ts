import { expect, test } from 'vitest'
import type { IncidentCommand, IncidentState } from '../incident.ts'
import type { AlertId } from '../kernel/brand.ts'
import { anAlert, attach, clear, given } from '../testing/story.ts'
import { ms } from '../testing/time.ts'
import { isMarkedFlapping } from './flapping.ts'

const ids = (...alerts: string[]) => alerts as AlertId[]
const flaps = (...alerts: string[]): IncidentCommand => ({
  ...{ type: 'NoteFlapping', alerts: ids(...alerts).map((id) => ({ id, episode: 1 })) },
  ...{ changes: 6, withinMs: ms('10m'), stableMs: ms('5m') },
})
const steady = (...alerts: string[]): IncidentCommand => ({ type: 'EndFlapping', alerts: ids(...alerts) })
const marked = ({ status, record }: IncidentState) => isMarkedFlapping(status, record)

test('that an alert flaps is said once, with what was seen', () => {
  const story = given().opened().when(flaps('a'), '1m')
  story.thenFacts({ type: 'FlappingNoted', alerts: [{ id: 'a' }], changes: 6, because: 'changes_too_often' })
  expect([story.state.record.flapping, marked(story.state)]).toEqual([['a'], true])
  story.when(flaps('a'), '2m').thenNothing('no_change')
})

test('what the incident does not hold to be firing cannot flap in it', () => {
  given().opened().when(flaps('b'), '1m').thenNothing('no_change')
})

test('the mark ends with the last alert that flapped, cleared for good or firing without a break', () => {
  const story = given()
    .opened()
    .when(attach(anAlert('b')), '1m')
    .when(flaps('a', 'b'), '2m')
  story.when(steady('a'), '3m').thenFacts({ type: 'FlappingEnded', alerts: ['a'], because: 'fires_steadily' })
  expect(marked(story.state)).toBe(true)
  story.when(clear('b'), '4m')
  expect([marked(story.state), 'flapping' in story.state.record]).toEqual([false, false])
  story.when(steady('a'), '5m').thenNothing('no_change')
})

test('an incident that is over is not marked, and one that is opened again is', () => {
  const story = given().opened().when(flaps('a'), '1m')
  story.when({ type: 'Resolve', because: 'said_by_responder' }, '2m')
  expect(marked(story.state)).toBe(false)
  story.when({ type: 'Reopen', because: 'asked' }, '3m')
  expect(marked(story.state)).toBe(true)
})
