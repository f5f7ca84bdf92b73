import { expect, test } from 'vitest'
import { SOURCE_SEVERITIES } from '../kernel/scales.ts'
import { anAlert, attach, clear, given } from '../testing/story.ts'
import { severityOf, worstSeverity } from './classification.ts'

const mild = { alerts: [anAlert('a', { severity: 'low' })] }

test("a source's word becomes the brief's scale; what is unknown counts as high", () => {
  expect(SOURCE_SEVERITIES.map((severity) => `${severity} ${severityOf(severity)}`)).toEqual([
    'critical high',
    'high high',
    'medium medium',
    'low low',
    'info low',
    'unknown high',
  ])
})

test('of several alerts the worst counts; of none there is nothing to say', () => {
  expect(worstSeverity([anAlert('a', { severity: 'info' }), anAlert('b', { severity: 'medium' })])).toBe('medium')
  expect(worstSeverity([])).toBeUndefined()
})

test('a worse alert raises the severity, and the priority with it', () => {
  given()
    .opened(mild)
    .when(attach(anAlert('b', { severity: 'medium' })), '1m')
    .thenFacts(
      'AlertsAttached',
      { type: 'SeverityAssessed', severity: 'medium', because: 'worse_alert_joined' },
      { type: 'PriorityAssessed', priority: 'P3', urgency: 'low' },
    )
})

test('a milder alert, or the recovery of the worst, makes nothing milder', () => {
  const story = given()
    .opened(mild)
    .when(attach(anAlert('b')), '1m')
    .when(clear('b'), '2m')
  story.when(attach(anAlert('c', { severity: 'info' })), '3m')
  expect(story.state.classification.severity).toBe('high')
})

test('what a person said, alerts do not raise', () => {
  const story = given().opened().when({ type: 'Classify', severity: 'low', because: 'set_by_hand' }, '1m')
  story.when(attach(anAlert('b', { severity: 'critical' })), '2m').thenFacts('AlertsAttached')
  expect(story.state.classification.severity).toBe('low')
})

test('a person who confirms what the source said has spoken, too', () => {
  const story = given().opened(mild).when({ type: 'Classify', severity: 'low', because: 'set_by_hand' }, '1m')
  story.thenFacts({ type: 'SeverityAssessed', severity: 'low' })
  story.when(attach(anAlert('b', { severity: 'critical' })), '2m').thenFacts('AlertsAttached')
  story.when({ type: 'Classify', severity: 'low', because: 'set_by_hand' }).thenNothing('no_change')
})

test('scope changes the priority; a category is three levels at most', () => {
  const story = given().opened().when({ type: 'Classify', scope: 'company_wide', because: 'set_by_hand' }, '1m')
  story.thenFacts('ScopeAssessed', { type: 'PriorityAssessed', priority: 'P1' })
  const category = ['network', 'dns', 'resolver']
  story.when({ type: 'Classify', category, because: 'set_by_hand' }).thenFacts({ type: 'CategorySet', category })
  story.when({ type: 'Classify', category, because: 'set_by_hand' }).thenNothing('no_change')
  story
    .when({ type: 'Classify', category: [...category, 'cache'], because: 'set_by_hand' })
    .thenRejected('invalid_request')
})

test('severity and scope at once lead to one priority', () => {
  given()
    .opened()
    .when({ type: 'Classify', severity: 'low', scope: 'individual', because: 'set_by_hand' }, '1m')
    .thenFacts('SeverityAssessed', 'ScopeAssessed', { type: 'PriorityAssessed', priority: 'P5' })
})
