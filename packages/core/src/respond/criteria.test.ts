/** The ladder: what takes an incident up besides that nobody answered. */
import { expect, test } from 'vitest'
import type { ServiceId } from '../kernel/brand.ts'
import type { AskExpression, IncidentSubject } from '../kernel/subject.ts'
import { ANA, aPolicy, aSchedule, aService, aStep, aTeam, BOB, CAROL, schedule, team } from '../testing/directory.ts'
import { anAlert, attach, given, person, type Story } from '../testing/story.ts'
import { at } from '../testing/time.ts'
import { DEFAULT_CRITERIA } from './ladder.ts'

/** What the expressions of the procedure mean, by hand: the language itself is proven where it is compiled. */
const MEANING: Record<string, (subject: IncidentSubject) => boolean> = {
  'no-resolution': ({ expected_in }) => expected_in < 0,
  'late-resolution': ({ expected_in }) => expected_in > 15,
  'no-cause': ({ cause_known }) => !cause_known,
  spread: ({ services_added }) => services_added > 0,
  'l3-or-vendor': ({ needs }) => needs === 'L3' || needs === 'vendor',
  'p1-unresolved': ({ priority }) => priority === 'P1',
  'impact-growing': (it) => it.impact_growing || it.scope_widened || it.reports_added >= 5,
}

const ask: AskExpression = (expression, subject) => {
  const criterion = DEFAULT_CRITERIA.find(({ when }) => when === expression)
  return MEANING[criterion?.id ?? '']?.(subject) ?? { problem: `no meaning of ${expression}` }
}

const LADDER = aPolicy(
  [
    { ...aStep('0m', 'ana'), level: 'L1' },
    { ...aStep('2h', 'bob'), level: 'L2' },
    { ...aStep('2h', 'carol'), level: 'L3' },
    { ...aStep('2h', 'root'), level: 'management' },
  ],
  { criteria: [...DEFAULT_CRITERIA] },
)

function taken(): Story {
  return given({ policies: [LADDER], services: [aService('api'), aService('shop')] })
    .asking(ask)
    .opened()
    .when({ type: 'Acknowledge', by: ANA }, '1m', person(ANA))
}

function met(story: Story): [string, string][] {
  return story.facts('CriterionMet').map(({ criterion, to }) => [criterion, to])
}

test('what is taken but not expected to be resolved within 15 minutes goes to the technical team', () => {
  const story = taken().until('16m')
  expect(met(story)).toEqual([['no-resolution', 'L2']])
  expect(story.facts('CriterionMet')[0]).toMatchObject({
    at: at('15m'),
    evidence: { minutes: '15', expected_in: '-1' },
  })
  expect(story.pages).toEqual(['0m ana mail', '15m bob mail'])
  expect(story.state).toMatchObject({ status: 'open', response: { level: 'L2' } })
})

test('who expects it to be resolved is left alone until that time has passed', () => {
  const story = taken().when({ type: 'ReportProgress', expectedAt: at('22m'), by: ANA }, '10m', person(ANA))
  expect(met(story.until('21m'))).toEqual([])
  expect(met(story.until('23m'))).toEqual([['no-resolution', 'L2']])
  expect(story.pages.at(-1)).toBe('22m bob mail')
})

test('who expects it to take longer calls the technical team at once', () => {
  const story = taken().when({ type: 'ReportProgress', expectedAt: at('1h'), by: ANA }, '3m', person(ANA))
  expect(met(story)).toEqual([['late-resolution', 'L2']])
  expect(story.pages.at(-1)).toBe('3m bob mail')
})

test('a cause that nobody found within 30 minutes calls an architect, one that is known does not', () => {
  const story = taken().until('29m').when({ type: 'Acknowledge', by: BOB }, '29m', person(BOB)).until('31m')
  expect(met(story)).toEqual([
    ['no-resolution', 'L2'],
    ['no-cause', 'L3'],
  ])
  expect(story.pages.at(-1)).toBe('30m carol mail')
  const known = taken()
    .when({ type: 'ReportProgress', cause: 'the disk is full', by: ANA }, '5m', person(ANA))
    .until('31m')
  expect(met(known)).toEqual([['no-resolution', 'L2']])
})

test('an incident that spreads to a second system calls an architect', () => {
  const story = taken().when(attach(anAlert('b', { service: 'shop' as ServiceId })), '4m')
  expect(met(story)).toEqual([['spread', 'L3']])
  expect(story.pages.at(-1)).toBe('4m carol mail')
})

test('who needs a vendor says so, and the third level is called', () => {
  const story = taken().when({ type: 'ReportProgress', needs: 'vendor', by: ANA }, '4m', person(ANA))
  expect(story.lastFacts.map(({ type }) => type)).toEqual([
    'ProgressReported',
    'CriterionMet',
    'LevelReached',
    'EscalationStarted',
    'StepFired',
    'PageRequested',
  ])
  expect(story.pages.at(-1)).toBe('4m carol mail')
})

test('a P1 that is unresolved for an hour, and an impact that grows, call management', () => {
  const p1 = taken()
    .when({ type: 'OverridePriority', priority: 'P1', reason: 'all tills' }, '2m', person(ANA))
    .until('61m')
  expect(met(p1)).toContainEqual(['p1-unresolved', 'management'])
  expect(p1.pages.at(-1)).toBe('1h root mail')
  const growing = taken().when({ type: 'ReportProgress', isImpactGrowing: true, by: ANA }, '5m', person(ANA))
  expect(met(growing)).toEqual([['impact-growing', 'management']])
})

test('a ladder that does not reach so high calls its last step, once', () => {
  const short = aPolicy([aStep('0m', 'ana'), aStep('2h', 'bob')], { criteria: [...DEFAULT_CRITERIA] })
  const story = given({ policies: [short] })
    .asking(ask)
    .opened()
  story.when({ type: 'Acknowledge', by: ANA }, '1m', person(ANA))
  story.when({ type: 'ReportProgress', needs: 'vendor', by: ANA }, '2m', person(ANA))
  expect(story.pages.at(-1)).toBe('2m bob mail')
  expect(story.state.response.level).toBe('L3')
  story.when({ type: 'Acknowledge', by: BOB }, '3m', person(BOB)).until('90m')
  expect(story.pages.at(-1)).toBe('2m bob mail')
})

test('each criterion comes true once, and does not page a level that was reached already', () => {
  const story = taken().when({ type: 'ReportProgress', needs: 'L3', by: ANA }, '4m', person(ANA)).until('50m')
  expect(met(story)).toEqual([
    ['l3-or-vendor', 'L3'],
    ['no-resolution', 'L2'],
    ['no-cause', 'L3'],
  ])
  expect(story.pages.filter((page) => page.includes('bob') || page.includes('carol'))).toEqual(['4m carol mail'])
})

test('what is worked around, put off or over is taken no further up', () => {
  const worked = taken().when({ type: 'Mitigate', workaround: 'restarted' }, '2m').until('2h')
  expect(met(worked)).toEqual([])
  const over = taken().when({ type: 'Resolve', by: ANA, because: 'said_by_responder' }, '2m')
  expect(over.wakes).toEqual([])
  const off = taken()
    .when({ type: 'Snooze', until: at('40m') }, '2m')
    .until('39m')
  expect(met(off)).toEqual([])
  expect(met(off.until('41m')).map(([id]) => id)).toEqual(['no-resolution', 'no-cause'])
})

test('what a node that is ahead asked in vain is asked again by the clock of the one at which the snooze ends', () => {
  const story = given({ policies: [LADDER] })
    .asking(ask)
    .opened()
    .when({ type: 'Snooze', until: at('40m') }, '2m')
    .until('15m')
    .onNodeBehind('1s')
    .when({ type: 'Acknowledge', by: ANA })
  expect(met(story)).toEqual([])
  expect(met(story.until('16m')).map(([id]) => id)).toEqual(['no-resolution'])
})

test('what is opened again asks from the start', () => {
  const story = taken()
    .when({ type: 'Resolve', by: ANA, because: 'said_by_responder' }, '20m')
    .when({ type: 'Reopen', because: 'asked' }, '40m', person(ANA))
  expect(story.wakes.filter((wake) => wake.includes('criterion'))).toEqual([
    '55m criterion:no-resolution',
    '1h10m criterion:no-cause',
    '1h40m criterion:p1-unresolved',
  ])
})

test('an expression that cannot be evaluated takes nothing up', () => {
  const story = given({ policies: [{ ...LADDER, criteria: [{ id: 'x', name: 'X', to: 'L3', when: 'nope' }] }] })
    .asking(ask)
    .opened()
    .when({ type: 'ReportProgress', cause: 'who knows', by: CAROL }, '1m', person(CAROL))
  expect(met(story)).toEqual([])
})

test('what was lost is written anew, and what was not is left alone', () => {
  const story = given({ policies: [LADDER] })
    .asking(ask)
    .opened()
  story
    .when({ type: 'RepairPaging', lost: { next: true } }, '1m')
    .thenFacts({ type: 'PagingRepaired', lost: { next: true } })
  expect(story.wakes).toContain('2h escalation')
  story.when({ type: 'RepairPaging', lost: { escalation: true } }, '2m').thenNothing('nothing_lost')
  story.when({ type: 'RepairPaging', lost: { hold: true } }, '2m').thenNothing('nothing_lost')
})

/** Ana alone: her schedule, her team, and two levels for which nobody is named yet. */
const ALONE = aPolicy(
  [
    { ...aStep('0m', 'ana'), level: 'L1' },
    { ...aStep('5m', team('ops')), level: 'L2' },
    { ...aStep('10m'), level: 'L3' },
    { ...aStep('15m'), level: 'management' },
  ],
  { criteria: [...DEFAULT_CRITERIA] },
)

function alone(): Story {
  return given({ policies: [ALONE], teams: [aTeam('ops', 'ana')], services: [aService('api')] })
    .asking(ask)
    .opened()
}

test('whoever works on it alone is not called away from it by criteria, and the record says that nobody else is there', () => {
  const story = alone().when({ type: 'Acknowledge', by: ANA }, '1m', person(ANA)).until('2h')
  expect(met(story).map(([id]) => id)).toEqual(['no-resolution', 'no-cause'])
  expect(story.facts('CriterionMet').map(({ because }) => because)).toEqual(['nobody_else_there', 'level_empty'])
  expect(story.state).toMatchObject({ status: 'acknowledged', response: { level: 'L3', acknowledgedBy: ANA } })
  expect(story.pages).toEqual(['0m ana mail'])
})

test('a level for which nobody is named is left out at once, and the record says why', () => {
  const story = alone().until('6m')
  expect(story.facts('StepSkipped')).toEqual([])
  story.until('16m')
  expect(story.facts('StepSkipped').map(({ step, because, at: when }) => [step, because, when])).toEqual([
    [2, 'level_empty', at('15m')],
    [3, 'level_empty', at('15m')],
  ])
})

/** Bob stands on the second level, long after Ana; nobody stands above them. */
const BELOW = {
  ...ALONE,
  repeat: 2,
  steps: ALONE.steps.map((step, index) => (index === 1 ? { ...aStep('50m', 'bob') } : step)),
}

function below(): Story {
  return given({ policies: [BELOW], services: [aService('api')] })
    .asking(ask)
    .opened()
}

test('while nobody has it, a criterion that leads to empty levels takes nobody off the ladder who is asked below them', () => {
  const story = below().until('45m')
  expect(story.facts('CriterionMet').find(({ to }) => to === 'L3')?.because).toBe('level_empty')
  expect(story.state.response.level).toBe('L3')
  expect(story.pages).toContain('15m bob mail')
  expect(story.facts('EscalationExhausted')).toEqual([])
})

test('of several criteria at once the highest level counts for which there is somebody', () => {
  const story = below().when(
    { type: 'ReportProgress', needs: 'vendor', expectedAt: at('2h'), by: ANA },
    '2m',
    person(ANA),
  )
  expect(met(story).map(([, to]) => to)).toEqual(['L2', 'L3'])
  expect(story.pages.at(-1)).toBe('2m bob mail')
  expect(story.state.response.level).toBe('L3')
})

test('somebody who joins the level is called by its criterion', () => {
  const story = given({ policies: [ALONE], teams: [aTeam('ops', 'ana', 'bob')], services: [aService('api')] })
    .asking(ask)
    .opened()
    .when({ type: 'Acknowledge', by: ANA }, '1m', person(ANA))
    .until('16m')
  expect(story.pages).toContain('15m bob mail')
})

test('a level that names a schedule without anybody still calls the admins: that is a hole, not an empty level', () => {
  const holed = { ...ALONE, steps: ALONE.steps.map((step) => ({ ...step, targets: [schedule('nobody')] })) }
  const first = { ...holed.steps[0], ...aStep('0m', 'ana') }
  const story = given({
    policies: [{ ...holed, steps: [first, ...holed.steps.slice(1)] }],
    schedules: [aSchedule('nobody')],
  })
    .asking(ask)
    .opened()
    .when({ type: 'Acknowledge', by: ANA }, '1m', person(ANA))
    .until('16m')
  expect(story.pages).toContain('15m root mail')
})
