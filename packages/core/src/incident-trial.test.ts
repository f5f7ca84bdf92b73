import { expect, test } from 'vitest'
import { type CriterionTrial, tryCriteria } from './incident-trial.ts'
import type { DurationMs, ServiceId } from './kernel/brand.ts'
import type { AskExpression, IncidentSubject } from './kernel/subject.ts'
import type { Criterion } from './people/policy.ts'
import { ANA, aDirectory, aPolicy, aService, aStep } from './testing/directory.ts'
import { anAlert, attach, given, person, type Story } from './testing/story.ts'
import { at, ms } from './testing/time.ts'

/** The language itself is proven where it is compiled: here an expression is a name of a meaning. */
const MEANING: Record<string, (subject: IncidentSubject) => boolean> = {
  no_cause: ({ cause_known }) => !cause_known,
  unexpected: ({ expected_in }) => expected_in < 0,
  spread: ({ services_added }) => services_added > 0,
  at_third_level: ({ level }) => level === 'L3',
}
const ask: AskExpression = (expression, subject) => MEANING[expression]?.(subject) ?? { problem: `no ${expression}` }

function criterion(id: string, when: string, after?: string, to: Criterion['to'] = 'L3'): Criterion {
  return { id, name: id, to, when, ...(after !== undefined && { afterMs: ms(after) as DurationMs }) }
}

/** An incident of a policy without criteria, which Ana took after a minute. */
function taken(criteria?: Criterion[]): Story {
  const steps = [aStep('0m', 'ana'), aStep('2h', 'bob')]
  return given({
    policies: [aPolicy(steps, criteria ? { criteria } : {})],
    services: [aService('api'), aService('shop')],
  })
    .asking(ask)
    .opened()
    .when({ type: 'Acknowledge', by: ANA }, '1m', person(ANA))
}

function tried(story: Story, criteria: Criterion[], until = '3h'): CriterionTrial[] {
  return tryCriteria(story.allFacts, criteria, { directory: aDirectory(), ask }, at(until))
}

test('a time that came while nothing happened makes a criterion true at that minute, with what it read', () => {
  expect(tried(taken(), [criterion('no-cause', 'no_cause', '30m')])).toEqual([
    {
      ...{ id: 'no-cause', outcome: 'met', at: at('30m'), trigger: 'time', raisesTo: 'L3', reallyAt: null },
      evidence: { minutes: '30' },
    },
  ])
})

test('a fact makes it true at once', () => {
  const story = taken().when(attach(anAlert('b', { service: 'shop' as ServiceId })), '4m')
  expect(tried(story, [criterion('spread', 'spread')])[0]).toMatchObject({
    ...{ outcome: 'met', at: at('4m'), trigger: 'ServicesAffected' },
  })
})

test('an end that is expected holds it back until that end has passed', () => {
  const story = taken().when({ type: 'ReportProgress', expectedAt: at('22m'), by: ANA }, '10m', person(ANA))
  expect(tried(story, [criterion('late', 'unexpected', '15m', 'L2')])[0]).toMatchObject({
    ...{ outcome: 'met', at: at('22m'), trigger: 'expected', raisesTo: 'L2' },
  })
})

test('what was over before its time came was never asked; what is open goes on until now', () => {
  const criteria = [criterion('no-cause', 'no_cause', '30m')]
  const over = taken().when({ type: 'Resolve', by: ANA, because: 'said_by_responder' }, '12m')
  expect(tried(over, criteria)[0]).toMatchObject({ outcome: 'not_asked', at: null })
  expect(tried(taken(), criteria, '29m')[0]).toMatchObject({ outcome: 'not_asked' })
  expect(tried(taken(), criteria, '30m')[0]).toMatchObject({ outcome: 'met' })
})

test('what did not come true says when it was asked last', () => {
  const story = taken().when({ type: 'ReportProgress', cause: 'the disk', by: ANA }, '5m', person(ANA))
  expect(tried(story, [criterion('no-cause', 'no_cause', '30m')])[0]).toMatchObject({
    ...{ outcome: 'not_met', at: at('30m'), raisesTo: null },
  })
})

test('of several the lower ones raise to nothing when a higher one came before', () => {
  const [high, low] = tried(taken(), [
    criterion('high', 'no_cause', '10m', 'L3'),
    criterion('low', 'no_cause', '20m', 'L2'),
  ])
  expect([high?.raisesTo, low?.raisesTo]).toEqual(['L3', null])
})

test('an expression that cannot be evaluated names its problem', () => {
  expect(tried(taken(), [criterion('x', 'nope', '5m')])[0]).toMatchObject({ outcome: 'not_met', problem: 'no nope' })
})

test('what really came true is told beside it, and leads to nothing here', () => {
  const real = criterion('no-cause', 'no_cause', '30m')
  const story = taken([real]).until('36m')
  const later = { ...real, afterMs: ms('40m') as DurationMs }
  expect(tried(story, [later], '1h')[0]).toMatchObject({ at: at('40m'), reallyAt: at('30m'), raisesTo: 'L3' })
  // At 35 minutes it was at the third level, but on trial nothing had taken it there yet.
  const third = criterion('third', 'at_third_level', '35m', 'management')
  expect(tried(story, [later, third], '36m')[1]).toMatchObject({ outcome: 'not_met', at: at('35m') })
})

test('what is on trial comes true when it really did', () => {
  const criteria = [criterion('no-cause', 'no_cause', '30m'), criterion('spread', 'spread')]
  const story = taken(criteria)
    .when(attach(anAlert('b', { service: 'shop' as ServiceId })), '4m')
    .until('50m')
  for (const trial of tried(story, criteria, '50m')) expect(trial.at).toBe(trial.reallyAt)
})
