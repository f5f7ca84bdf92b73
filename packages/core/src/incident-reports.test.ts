import { expect, test } from 'vitest'
import { decideReports, type ReportCommand } from './incident-reports.ts'
import type { Actor } from './kernel/actor.ts'
import type { ReportId } from './kernel/brand.ts'
import { LIMITS } from './kernel/limits.ts'
import { ANA } from './testing/directory.ts'
import { aDeclaration, given, person } from './testing/story.ts'

const FIRST = 'report-1' as ReportId
const reporter = (id: ReportId = FIRST): Actor => ({ kind: 'reporter', id, name: 'Rika' })
const report = (changes: Partial<Extract<ReportCommand, { type: 'AddReport' }>> = {}): ReportCommand => ({
  type: 'AddReport',
  report: FIRST,
  scope: 'department',
  symptoms: ['slow'],
  ...changes,
})
const declared = (changes = {}) =>
  given().when(aDeclaration({ scope: 'individual', severity: 'medium', because: 'reported', ...changes }))

test('a report is a fact of the incident, told by whoever reported it', () => {
  const story = declared({ scope: 'department' }).when(report({ text: 'Nothing loads' }), '1m', reporter())
  expect(story.facts('ReportAdded')).toMatchObject([
    { report: FIRST, text: 'Nothing loads', because: 'reported', actor: { kind: 'reporter', id: FIRST, name: 'Rika' } },
  ])
  expect(story.state.reports).toEqual({ [FIRST]: { scope: 'department', name: 'Rika' } })
})

test('whoever reports that it is wider than was known widens it, and the priority follows', () => {
  const story = declared()
  const before = story.state.priority.priority
  story.when(report({ scope: 'company_wide' }), '1m', reporter())
  expect(story.state.classification.scope).toBe('company_wide')
  expect(story.state.priority.priority < before).toBe(true)
})

test('a report that has to be looked at first widens nothing', () => {
  const story = declared().when(report({ scope: 'company_wide', needsTriage: true }), '1m', reporter())
  expect(story.state.classification.scope).toBe('individual')
})

test('what somebody classified by hand stays so, whatever is reported', () => {
  const story = declared()
    .when({ type: 'Classify', scope: 'individual', because: 'set_by_hand' }, '1m', person(ANA))
    .when(report({ scope: 'company_wide' }), '2m', reporter())
  expect(story.state.classification.scope).toBe('individual')
  expect(Object.keys(story.state.reports ?? {})).toEqual([FIRST])
})

test('the same report counts once', () => {
  const story = declared().when(report(), '1m', reporter()).when(report(), '2m', reporter())
  expect(story.facts('ReportAdded')).toHaveLength(1)
})

test('a resolved incident takes no further report', () => {
  const story = declared().when({ type: 'Resolve', by: ANA, because: 'said_by_responder' }, '1m', person(ANA))
  story.when(report(), '2m', reporter()).thenRejected('incident_already_resolved')
})

test('an incident takes so many reports and no more', () => {
  const { state } = declared()
  const ids = Array.from({ length: LIMITS.reportsPerIncidentMax }, (_, n) => `report-${n}` as ReportId)
  const reports = Object.fromEntries(ids.map((id) => [id, { scope: 'individual' as const }]))
  const another = report({ report: 'one more' as ReportId })
  expect(decideReports({ ...state, reports }, another)).toMatchObject({ rejected: { code: 'too_many_reports' } })
})

test('whether it works again is said by those who reported it, also when it is closed, and may be said anew', () => {
  const story = declared()
    .when(report(), '1m', reporter())
    .when({ type: 'Resolve', by: ANA, because: 'said_by_responder' }, '2m', person(ANA))
    .when({ type: 'Close', reason: 'done', by: ANA }, '3m', person(ANA))
    .when({ type: 'JudgeFix', report: FIRST, isFixed: false, text: 'Still slow' }, '4m', reporter())
    .when({ type: 'JudgeFix', report: FIRST, isFixed: true }, '5m', reporter())
    .when({ type: 'JudgeFix', report: FIRST, isFixed: true }, '6m', reporter())
  expect(story.facts('FixJudged').map(({ isFixed }) => isFixed)).toEqual([false, true])
  expect(story.state).toMatchObject({ status: 'closed', reports: { [FIRST]: { verdict: 'fixed' } } })
})

test('a report that nobody made can be neither verified nor judged', () => {
  const story = declared()
  story.when({ type: 'JudgeFix', report: FIRST, isFixed: true }, '1m', reporter()).thenRejected('not_found')
  story.when({ type: 'VerifyReport', report: FIRST }, '1m', reporter()).thenRejected('not_found')
})

test('an address is verified once', () => {
  const verify = { type: 'VerifyReport', report: FIRST } as const
  const story = declared()
    .when(report(), '1m', reporter())
    .when(verify, '2m', reporter())
    .when(verify, '3m', reporter())
  expect(story.facts('ReportVerified')).toHaveLength(1)
  expect(story.state.reports?.[FIRST]?.isVerified).toBe(true)
})
