import { expect, test } from 'vitest'
import type { IncidentState } from './incident.ts'
import { type MergePlan, planMerge, planUnmerge, type UnmergePlan } from './incident-merge.ts'
import type { Actor } from './kernel/actor.ts'
import type { AlertId, IncidentId, ReportId } from './kernel/brand.ts'
import { LIMITS } from './kernel/limits.ts'
import type { ReportState } from './kernel/report.ts'
import { ANA, aService, aSource, aUserWithRules, BOB, CAROL } from './testing/directory.ts'
import {
  aDeclaration,
  anAlert,
  anOpening,
  attach,
  clear,
  given,
  INCIDENT,
  person,
  type Story,
} from './testing/story.ts'
import { at, ms } from './testing/time.ts'

const OTHER = 'INC-2026-000002' as IncidentId
const WEB = 'web' as ReturnType<typeof aService>['id']
const asAna = person(ANA)
const byAna = { type: 'Acknowledge', by: ANA } as const
const byBob = { type: 'Acknowledge', by: BOB } as const
const resolve = { type: 'Resolve', by: BOB, because: 'said_by_responder' } as const
const close = { type: 'Close', reason: 'done', by: BOB } as const

/** The incident that ends, with alert `a` of the api. */
const first = (changes = {}): Story => given().opened(changes)
/** The one that goes on, with alert `b` of the web. */
const second = (changes = {}): Story =>
  given({ services: [aService('api'), aService('web', { policy: undefined })] }).when(
    anOpening({
      ...{ id: OTHER, title: 'Web fails', groupKey: 'other', services: [WEB] },
      alerts: [anAlert('b', { severity: 'low', service: WEB })],
      ...changes,
    }),
    '0m',
  )

/** Carries a merge out on both, as the shell does in one transaction. */
function merge(from: Story, into: Story, time = '5m'): void {
  const plan = planMerge(from.state, into.state, { into: into.state.id, reason: 'the same disk', by: ANA })
  if ('rejected' in plan) throw new Error(plan.rejected.code)
  carryOut(plan, from, into, time)
}

function carryOut(plan: MergePlan, from: Story, into: Story, time: string): void {
  into.when(plan.absorb, time, asAna)
  from.when(plan.merge, time, asAna)
  for (const command of plan.afterwards(into.state)) into.when(command, time, asAna)
}

test('what flaps takes its mark along, and back when the merge is undone', () => {
  const [from, into] = [first(), second()]
  const seen = { changes: 6, withinMs: ms('10m'), stableMs: ms('5m') }
  from.when({ type: 'NoteFlapping', alerts: [{ id: 'a' as AlertId, episode: 1 }], ...seen }, '1m')
  merge(from, into)
  expect([from.state.record.flapping, into.state.record.flapping]).toEqual([undefined, ['a']])
  unmerge(from, into)
  expect([from.state.record.flapping, into.state.record.flapping]).toEqual([['a'], undefined])
})

function unmerge(from: Story, into: Story, time = '10m'): UnmergePlan {
  const plan = planUnmerge(from.state, into.state, 'not the same after all')
  if ('rejected' in plan) throw new Error(plan.rejected.code)
  into.when(plan.splitOff, time, asAna)
  from.when(plan.unmerge, time, asAna)
  return plan
}

function codeOf(from: IncidentState | null, into: IncidentState | null, target = into?.id ?? OTHER): string {
  const plan = planMerge(from, into, { into: target })
  return 'rejected' in plan ? plan.rejected.code : 'possible'
}

test('one that was merged ends with a link, and nobody is called for it any more', () => {
  const users = [aUserWithRules('ana', { mail: '0m', hook: '20m' })]
  const from = given({ users }).opened()
  merge(from, second())
  from.thenFacts({
    ...{
      type: 'IncidentMerged',
      into: OTHER,
      was: 'open',
      reason: 'the same disk',
      by: ANA,
      because: 'merged_by_hand',
    },
  })
  expect(from.state).toMatchObject({ status: 'merged', times: { closed: at('5m') } })
  expect(from.state.record).toMatchObject({
    firing: {},
    cleared: {},
    alertsCount: 0,
    merged: { into: OTHER, alerts: ['a'] },
  })
  expect(from.wakes).toEqual([])
  expect(from.droppedPages).toEqual(['ana mail', 'bob mail'])
})

test('its alerts and services go over, those that fire and those that do not', () => {
  const into = second()
  merge(
    first()
      .when(attach(anAlert('c')), '1m')
      .when(clear('c'), '2m'),
    into,
  )
  expect(into.facts('IncidentAbsorbed')).toMatchObject([
    { from: INCIDENT, title: 'Checkout fails', firing: [{ id: 'a', episode: 1 }], cleared: [{ id: 'c', episode: 1 }] },
  ])
  expect(into.state.record).toMatchObject({
    ...{ firing: { a: 1, b: 1 }, cleared: { c: 1 }, alertsCount: 3, services: ['web', 'api'] },
  })
})

test('of an alert that both had the later episode counts, and it counts once', () => {
  const into = second().when(attach(anAlert('a', { episode: 2 })), '1m')
  merge(first(), into)
  expect(into.state.record).toMatchObject({ firing: { a: 2, b: 1 }, alertsCount: 2 })
  const later = second()
    .when(attach(anAlert('a')), '1m')
    .when(clear('a'), '2m')
  merge(first({ alerts: [anAlert('a', { episode: 2 })] }), later)
  expect(later.state.record).toMatchObject({ firing: { a: 2, b: 1 }, cleared: {}, alertsCount: 2 })
})

test('whoever worked on it helps with the other one, where somebody else may be the owner', () => {
  const into = second().when(byBob, '1m')
  merge(first().when(byAna, '2m'), into)
  expect(into.state.response).toMatchObject({ owner: BOB, responders: [BOB, ANA] })
})

test('somebody who was asked for by name and did not answer is asked for again', () => {
  const into = second().when(byBob, '1m')
  merge(first().when(byAna, '2m').when({ type: 'PageResponder', user: CAROL }, '3m'), into)
  expect(into.facts('ResponderPaged')).toMatchObject([{ person: { user: CAROL }, because: 'responder_requested' }])
  expect(into.pages.at(-1)).toBe('5m carol mail')
})

test('the worse severity and the wider scope hold, and the priority follows and pages louder', () => {
  const into = second()
  expect(into.state.priority.priority).toBe('P4')
  merge(first({ severity: 'high', scope: 'company_wide' }), into)
  expect(into.state.classification).toMatchObject({ severity: 'high', scope: 'company_wide' })
  expect(into.state.priority).toMatchObject({ priority: 'P1', urgency: 'high' })
  expect(into.facts('SeverityAssessed').at(-1)).toMatchObject({ because: 'worse_incident_merged' })
  expect(into.facts('EscalationStarted').at(-1)).toMatchObject({ because: 'urgency_raised' })
})

test('what people said of the severity and the scope stands', () => {
  const into = second().when({ type: 'Classify', severity: 'low', scope: 'individual', because: 'set_by_hand' }, '1m')
  merge(first({ severity: 'high', scope: 'company_wide' }), into)
  expect(into.state.priority.priority).toBe('P5')
})

test('what event rules said of both is weighed: one that was loud does not become quiet', () => {
  const loud = (changes = {}) => first({ alerts: [anAlert('a', { urgency: 'high', severity: 'low' })], ...changes })
  const quiet = (urgency?: 'low') =>
    second({ alerts: [anAlert('b', { severity: 'low', service: WEB, ...(urgency && { urgency }) })] })
  for (const into of [quiet(), quiet('low')]) {
    merge(loud(), into)
    expect(into.state.priority).toMatchObject({ urgency: 'high', ruleUrgency: 'high' })
  }
  // Nothing was said of the one that is worse: its priority decides again.
  const into = quiet('low')
  expect(into.state.priority.urgency).toBe('low')
  merge(first({ alerts: [anAlert('a', { severity: 'critical' })] }), into)
  expect(into.state.priority).toMatchObject({ urgency: 'high' })
  expect(into.state.priority.ruleUrgency).toBeUndefined()
})

test('a milder one changes nothing about the other', () => {
  const into = second({ alerts: [anAlert('b')] })
  merge(first({ alerts: [anAlert('a', { severity: 'low' })] }), into)
  expect(into.facts('SeverityAssessed')).toHaveLength(1)
  expect(into.facts('PriorityAssessed')).toHaveLength(1)
})

test('somebody’s word that it is more urgent goes over too, unless somebody spoke about the other one', () => {
  const urgent = { type: 'OverridePriority', priority: 'P1', reason: 'the board watches' } as const
  const into = second()
  merge(first().when(urgent, '1m'), into)
  expect(into.state.priority).toEqual({
    priority: 'P1',
    urgency: 'high',
    overrideReason: `${INCIDENT}: the board watches`,
  })
  const spoken = second().when({ ...urgent, priority: 'P3', reason: 'we know it' }, '1m')
  merge(first().when(urgent, '1m'), spoken)
  expect(spoken.state.priority).toMatchObject({ priority: 'P3', overrideReason: 'we know it' })
})

test('what fires while the other one is being verified opens it again', () => {
  const sources = [aSource('monitor', { quietPeriodMs: ms('10m') })]
  const into = given({ sources }).when(anOpening({ id: OTHER, groupKey: 'other', alerts: [anAlert('b')] }), '0m')
  into.when(clear('b'), '1m')
  expect(into.state.status).toBe('verifying')
  merge(first(), into)
  expect(into.state).toMatchObject({ status: 'open', resolution: { reopenedCount: 1 } })
  expect(into.facts('IncidentReopened')).toMatchObject([{ because: 'relapse_while_verifying' }])
})

test('what it remembers of its alerts does not depend on the order of their keys, which a database may change', () => {
  const from = first({ alerts: ['z', 'a', 'm'].map((id) => anAlert(id)) })
  merge(from, second())
  expect(from.state.record.merged?.alerts).toEqual(['a', 'm', 'z'])
})

test('those who were paged hear where it goes on, except who merged it', () => {
  const users = [aUserWithRules('bob', { mail: '0m' }), aUserWithRules('ana', { mail: '0m' })]
  const from = given({ users }).opened().when({ type: 'PageResponder', user: BOB }, '1m')
  merge(from, second())
  expect(from.notices).toEqual(['5m bob mail merged by Ana'])
  expect(from.messages.at(-1)?.notice).toEqual({ event: 'merged', by: 'Ana', into: OTHER })
})

test('what cannot be merged is refused, and says why', () => {
  const open = first().state
  expect(codeOf(open, second().state)).toBe('possible')
  expect(codeOf(first().when(resolve, '1m').state, second().state)).toBe('possible')
  expect(codeOf(null, second().state)).toBe('not_found')
  expect(codeOf(open, null)).toBe('not_found')
  expect(codeOf(open, open)).toBe('merge_into_itself')
  expect(codeOf(open, second().when(resolve, '1m').state)).toBe('merge_target_over')
  expect(codeOf(open, second().when(resolve, '1m').when(close).state)).toBe('merge_target_over')
  expect(codeOf(first().when(resolve, '1m').when(close).state, second().state)).toBe('incident_final')
  expect(codeOf(first({ testOf: ANA }).state, second().state)).toBe('merge_of_test')
  expect(codeOf(open, second({ testOf: ANA }).state)).toBe('merge_of_test')
})

test('a merged one is merged no further, and nothing is merged into it: there are no circles', () => {
  const [from, into] = [first(), second()]
  merge(from, into)
  expect(codeOf(from.state, into.state)).toBe('incident_merged')
  expect(codeOf(into.state, from.state)).toBe('merge_target_over')
})

test('both together must not hold more alerts than one incident may', () => {
  const many = Array.from({ length: LIMITS.alertsPerIncidentMax }, (_, index) => anAlert(`x${index}`))
  expect(codeOf(first().state, second({ alerts: many }).state)).toBe('too_many_alerts')
})

test('a merged one takes notes and late reports, and names where it goes on to everything else', () => {
  const from = first()
  merge(from, second())
  from.when(byBob).thenRejected('incident_merged')
  from.when({ type: 'Reopen', because: 'asked' }).thenRejected('incident_merged')
  from.when({ type: 'AddNote', text: 'see there' }).thenFacts('NoteAdded')
  from.when({ type: 'RecordDelivery', page: `${INCIDENT}/p1` as never }).thenFacts('PageDelivered')
})

test('taken out again it has its alerts as they stand by now, and calls anew', () => {
  const [from, into] = [first().when(attach(anAlert('c')), '1m'), second()]
  merge(from, into)
  into.when(clear('c'), '6m').when(attach(anAlert('d')), '7m')
  unmerge(from, into)
  expect(from.state).toMatchObject({
    status: 'open',
    record: { firing: { a: 1 }, cleared: { c: 1 }, alertsCount: 2 },
  })
  expect(from.state.record.merged).toBeUndefined()
  expect(from.state.times.closed).toBeUndefined()
  expect(from.facts('EscalationStarted').at(-1)).toMatchObject({ because: 'unmerged_by_hand' })
  expect(into.facts('IncidentSplitOff')).toMatchObject([
    { to: INCIDENT, alerts: ['a', 'c'], firingLeft: 2, alertsLeft: 2 },
  ])
  expect(into.state.record).toMatchObject({ firing: { b: 1, d: 1 }, cleared: {}, alertsCount: 2 })
})

test('what somebody had is theirs again, without a page', () => {
  const [from, into] = [first().when(byAna, '1m'), second()]
  merge(from, into)
  unmerge(from, into)
  expect(from.state).toMatchObject({ status: 'acknowledged', response: { owner: ANA, acknowledgedBy: ANA } })
  expect(from.wakes).toEqual([])
  expect(from.pages).toEqual(['0m ana mail'])
})

test('what was resolved is resolved again, unless it fires by now', () => {
  const quiet = [first().when(resolve, '1m').when(clear('a'), '2m'), second()] as const
  merge(...quiet)
  unmerge(...quiet)
  expect(quiet[0].state).toMatchObject({ status: 'resolved', times: { resolved: at('1m') } })
  const loud = [first().when(resolve, '1m').when(clear('a'), '2m'), second()] as const
  merge(...loud)
  loud[1].when(attach(anAlert('a', { episode: 2 })), '6m')
  unmerge(...loud)
  expect(loud[0].state).toMatchObject({ status: 'open', record: { firing: { a: 2 } } })
  expect(loud[0].state.times.resolved).toBeUndefined()
})

test('the other one recovers when nothing of its own fires any more', () => {
  const [from, into] = [first(), second()]
  merge(from, into)
  into.when(clear('b'), '6m')
  expect(into.state.status).toBe('open')
  unmerge(from, into)
  expect(into.state.status).toBe('verifying')
  expect(into.facts('ServiceRestored')).toMatchObject([{ because: 'last_alert_cleared' }])
})

test('one that people declared stays open when a merged one leaves it', () => {
  const [from, into] = [first(), given().when(aDeclaration({ id: OTHER }), '0m')]
  merge(from, into)
  unmerge(from, into)
  expect(into.state.status).toBe('open')
})

test('a merge is not undone when the other one is over, and what was not merged is not taken out', () => {
  const [from, into] = [first(), second()]
  expect(planUnmerge(from.state, into.state, undefined)).toMatchObject({ rejected: { code: 'not_merged' } })
  merge(from, into)
  expect(planUnmerge(from.state, null, undefined)).toMatchObject({ rejected: { code: 'merge_target_over' } })
  const closed = into.when(resolve, '6m').when(close).state
  expect(planUnmerge(from.state, closed, undefined)).toMatchObject({ rejected: { code: 'merge_target_over' } })
  first().when({ type: 'Unmerge', firing: [], cleared: [] }).thenRejected('not_merged')
})

test('a plan names exactly the alerts that came along', () => {
  const [from, into] = [first(), second()]
  merge(from, into)
  const { splitOff } = unmerge(from, into)
  expect(splitOff.alerts).toEqual<AlertId[]>(['a' as AlertId])
})

const RIKA = 'report-1' as ReportId
const TOM = 'report-2' as ReportId
const reporter = (id: ReportId): Actor => ({ kind: 'reporter', id })
const reported = (story: Story, id: ReportId): Story =>
  story.when({ type: 'AddReport', report: id, scope: 'individual', symptoms: ['slow'] }, '1m', reporter(id))
const judged = (story: Story, id: ReportId, time: string): Story =>
  story.when({ type: 'JudgeFix', report: id, isFixed: false }, time, reporter(id))
const verdicts = (story: Story) =>
  Object.entries(story.state.reports ?? {}).map(([id, { verdict }]: [string, ReportState]) => `${id} ${verdict ?? '-'}`)

test('whoever reported the one that ended is counted with the other, and says there whether it works again', () => {
  const [from, into] = [reported(first(), RIKA), reported(second(), TOM)]
  merge(from, into)
  expect(verdicts(into).sort()).toEqual(['report-1 -', 'report-2 -'])
  judged(into, RIKA, '6m')
  expect(verdicts(into).sort()).toEqual(['report-1 not_fixed', 'report-2 -'])
})

test('reports go back with the incident that they were of, as they stand by then', () => {
  const [from, into] = [reported(first(), RIKA), reported(second(), TOM)]
  merge(from, into)
  judged(into, RIKA, '6m')
  unmerge(from, into)
  expect([verdicts(from), verdicts(into)]).toEqual([['report-1 not_fixed'], ['report-2 -']])
})

test('an incident that nobody reported has no reports after it was merged and taken out', () => {
  const [from, into] = [first(), second()]
  merge(from, into)
  unmerge(from, into)
  expect([from.state.reports, into.state.reports]).toEqual([undefined, undefined])
})
