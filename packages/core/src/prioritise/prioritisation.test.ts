import { expect, test } from 'vitest'
import { SCOPES, SEVERITIES } from '../kernel/scales.ts'
import { anAlert, attach, given } from '../testing/story.ts'
import { calcPriority, calcUrgency, DEFAULT_HIGH_URGENCY, DEFAULT_MATRIX } from './matrix.ts'

const override = { type: 'OverridePriority', priority: 'P5', reason: 'a drill' } as const

test('the default matrix is the one of the brief', () => {
  const rows = SCOPES.map((scope) => SEVERITIES.map((severity) => calcPriority(DEFAULT_MATRIX, scope, severity)))
  expect(rows).toEqual([
    ['P3', 'P4', 'P5'],
    ['P2', 'P3', 'P4'],
    ['P1', 'P2', 'P3'],
  ])
  expect(DEFAULT_HIGH_URGENCY.map((priority) => calcUrgency(DEFAULT_HIGH_URGENCY, priority))).toEqual(['high', 'high'])
  expect(calcUrgency(DEFAULT_HIGH_URGENCY, 'P3')).toBe('low')
})

test('a person may override the priority, with a reason', () => {
  const story = given()
    .opened()
    .when({ ...override, reason: ' ' }, '1m')
    .thenRejected('reason_required')
  story
    .when(override)
    .thenFacts({ type: 'PriorityAssessed', priority: 'P5', urgency: 'low', overrideReason: 'a drill' })
  expect(story.state.priority).toEqual({ priority: 'P5', urgency: 'low', overrideReason: 'a drill' })
  story.when({ ...override, reason: 'still a drill' }).thenNothing('no_change')
})

test('confirming the priority by hand fixes it', () => {
  const story = given().opened({ alerts: [anAlert('a', { severity: 'low' })] })
  story.when({ ...override, priority: 'P4' }, '1m').thenFacts('PriorityAssessed')
  story.when(attach(anAlert('b', { severity: 'critical' })), '2m').thenFacts('AlertsAttached', 'SeverityAssessed')
  expect(story.state.priority.priority).toBe('P4')
})

test('an override may be overridden', () => {
  const story = given()
    .opened()
    .when(override, '1m')
    .when({ ...override, priority: 'P1', reason: 'no drill' }, '2m')
  expect(story.state.priority).toEqual({ priority: 'P1', urgency: 'high', overrideReason: 'no drill' })
})

test('the matrix of the organisation counts, and which priorities are urgent', () => {
  const matrix = { ...DEFAULT_MATRIX, department: { high: 'P1', medium: 'P1', low: 'P1' } as const }
  const story = given({ settings: { matrix, highUrgency: [] } }).opened()
  expect(story.state.priority).toEqual({ priority: 'P1', urgency: 'low' })
})
