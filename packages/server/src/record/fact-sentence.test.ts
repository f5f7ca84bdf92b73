import type { Fact, FactType } from '@tocsin/core/kernel/fact.ts'
import { USUAL_CHANNEL } from '@tocsin/core/people/rooms.ts'
import {
  ANA,
  aDirectory,
  aPolicy,
  aSchedule,
  aStep,
  aTeam,
  BOB,
  CAROL,
  schedule,
  team,
} from '@tocsin/core/testing/directory.ts'
import { aDeclaration, anAlert, attach, attempted, clear, person, Story } from '@tocsin/core/testing/story.ts'
import { at } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { namesOf } from '../people/directory-names.ts'
import { formatFact } from './fact-sentence.ts'

const DIRECTORY = aDirectory({
  schedules: [aSchedule('primary', 'ana')],
  teams: [aTeam('payments', 'bob', 'carol')],
  policies: [aPolicy([aStep('0m', schedule('primary')), aStep('5m', team('payments'))])],
})

const TYPES: Record<FactType, true> = {
  ...{ IncidentOpened: true, AlertsAttached: true, AlertsCleared: true, GroupReleased: true, NoteAdded: true },
  ...{ FlappingNoted: true, FlappingEnded: true },
  ...{ IncidentEdited: true, InstantCorrected: true, ServicesAffected: true, SeverityAssessed: true },
  ...{ ScopeAssessed: true, CategorySet: true, PriorityAssessed: true, EscalationStarted: true, StepFired: true },
  ...{ StepHeld: true, CriterionMet: true, ProgressReported: true, PagingRepaired: true },
  ...{ AcknowledgementAdded: true, AcknowledgementRenewed: true },
  ...{ StepSkipped: true, EscalationExhausted: true, ResponderPaged: true, ResponderJoined: true },
  ...{ PageRequested: true, PageAttempted: true, PersonUnreachable: true, PageDelivered: true },
  ...{ IncidentAcknowledged: true, OwnerAssigned: true, LevelReached: true, IncidentSnoozed: true, SnoozeEnded: true },
  ...{ IncidentMitigated: true, ServiceRestored: true, IncidentResolved: true, IncidentReopened: true },
  ...{ IncidentClosed: true, IncidentDeclined: true, NoteEdited: true, NoteDeleted: true },
  ...{ ChannelRequested: true, ChannelOpened: true, BridgeSet: true, BridgeRemoved: true },
  ...{ ReportAdded: true, ReportVerified: true, FixJudged: true },
  ...{ IncidentMerged: true, IncidentAbsorbed: true, IncidentUnmerged: true, IncidentSplitOff: true },
}

function sentencesOf(story: Story, directory = DIRECTORY): string[] {
  const facts = (Object.keys(TYPES) as FactType[])
    .flatMap((type): Fact[] => story.facts(type))
    .sort((a, b) => a.version - b.version)
  const pages = new Map(story.facts('PageRequested').map((fact) => [fact.page, fact]))
  const context = { names: namesOf(directory), page: (page: never) => pages.get(page) }
  return facts.map((fact) => formatFact(fact, context))
}

test('an incident that nobody answers reads as what happened', () => {
  const story = new Story(DIRECTORY)
    .opened()
    .when(attempted(1, 'will_retry'))
    .when(attempted(1, 'gave_up'))
    .when(attach(anAlert('b'), anAlert('c', { service: 'shop' as never })), '1m')
    .until('20m')
  expect(sentencesOf(story)).toMatchInlineSnapshot(`
    [
      "An alert of The monitor opened the incident: “Checkout fails”.",
      "The severity is high, because the source said so.",
      "The scope is department, because that is set where nobody says otherwise.",
      "The priority is P2, high urgency, because the matrix of scope and severity says so.",
      "The alert “Alert a” belongs to it.",
      "The escalation of “Main” began with step 1, because the incident was opened.",
      "Step 1 paged Ana (on call in primary), because the incident was opened.",
      "A page to Ana by email was ordered.",
      "The page to Ana by email failed (attempt 1) and is tried again at 2026-01-05 09:00:00 UTC: no answer",
      "The page to Ana by email was given up after 1 attempt: no such address",
      "Ana cannot be reached, because no way to reach them is left.",
      "Step 2 paged Bob (of payments) and Carol (of payments), because nobody of the step before could be reached.",
      "It is at level L2.",
      "A page to Bob by email was ordered.",
      "A page to Carol by email was ordered.",
      "2 alerts belong to it: “Alert b” and “Alert c”.",
      "shop is affected too.",
      "Nobody answered the whole policy: Bob (of payments), Carol (of payments) and Root (an admin) were called.",
      "A page to Bob by email was ordered.",
      "A page to Carol by email was ordered.",
      "A page to Root by email was ordered.",
    ]
  `)
})

test('what people do reads as who did what', () => {
  const ana = person(ANA)
  const story = new Story(DIRECTORY)
    .when(aDeclaration({ severity: 'low', scope: 'company_wide' }), '0m', ana)
    .when({ type: 'AddNote', text: 'Looking\n at it.' }, '1m', ana)
    .when({ type: 'EditIncident', title: 'Checkout is down', description: 'All of it' }, '1m', ana)
    .when({ type: 'Classify', severity: 'high', category: ['app', 'cart'], because: 'set_by_hand' }, '1m', ana)
    .when({ type: 'OverridePriority', priority: 'P1', reason: 'The board watches' }, '1m', ana)
    .when({ type: 'CorrectInstant', stage: 'occurred', to: at('0m'), reason: 'The log says so' }, '2m', ana)
    .when({ type: 'Snooze', until: at('10m'), reason: 'Lunch' }, '2m', ana)
    .until('10m')
    .when({ type: 'PageResponder', user: CAROL }, '11m', ana)
    .when({ type: 'Acknowledge', by: ANA }, '11m', { kind: 'user', id: ANA, via: 'link' })
    .when({ type: 'Acknowledge', by: CAROL }, '12m', person(CAROL))
    .when({ type: 'Reassign', user: BOB }, '12m', ana)
    .when({ type: 'Mitigate', workaround: 'Cache off' }, '13m', { kind: 'key', name: 'ci' })
    .when({ type: 'Resolve', by: ANA, note: 'Rolled back', because: 'said_by_responder' }, '14m', ana)
    .when({ type: 'Reopen', because: 'asked' }, '15m', ana)
    .when({ type: 'Resolve', because: 'said_by_responder' }, '16m', { kind: 'key', name: 'ci' })
    .when({ type: 'Close', reason: 'Done', by: ANA }, '17m', ana)
  expect(sentencesOf(story)).toMatchInlineSnapshot(`
    [
      "Ana declared the incident: “Checkout fails”.",
      "The severity is low, said Ana.",
      "The scope is company-wide, said Ana.",
      "The priority is P3, low urgency, because the matrix of scope and severity says so.",
      "The escalation of “Main” began with step 1, because the incident was opened.",
      "Step 1 paged Ana (on call in primary), because the incident was opened.",
      "A page to Ana by email was ordered.",
      "Ana noted: Looking at it.",
      "Ana changed the title to “Checkout is down” and the description.",
      "The severity is high, said Ana.",
      "The category is app / cart, said Ana.",
      "The priority is P1, high urgency, because the matrix of scope and severity says so.",
      "The escalation of “Main” began with step 1, because it became urgent.",
      "Step 1 paged Ana (on call in primary), because it became urgent.",
      "A page to Ana by email was ordered.",
      "Ana set the priority to P1: The board watches",
      "Ana put it off until 2026-01-05 09:10:00 UTC: Lunch",
      "It is no longer put off.",
      "The escalation of “Main” began with step 1, because it is no longer put off.",
      "Step 1 paged Ana (on call in primary), because it is no longer put off.",
      "A page to Ana by email was ordered.",
      "Ana asked for Carol.",
      "A page to Carol by email was ordered.",
      "Ana acknowledged it by the link in a message.",
      "Carol joined.",
      "Ana gave it to Bob.",
      "The escalation of “Bob, then Main” began with step 1, because it was given to somebody else.",
      "Step 1 paged Bob, because it was given to somebody else.",
      "A page to Bob by email was ordered.",
      "The API key ci applied a workaround: Cache off",
      "Ana resolved it: Rolled back",
      "Ana reopened it.",
      "The escalation of “Main” began with step 1, because the incident was reopened.",
      "Step 1 paged Ana (on call in primary), because the incident was reopened.",
      "A page to Ana by email was ordered.",
      "The API key ci resolved it.",
      "Ana closed it: Done",
    ]
  `)
})

test('what recovers and comes back says why', () => {
  const story = new Story(DIRECTORY)
    .opened()
    .when(clear('a'), '1m')
    .when(attach(anAlert('a', { episode: 2 })), '2m')
    .when({ type: 'ClearAlerts', alerts: [{ id: 'a' as never, episode: 2 }], because: 'expired_without_repeat' }, '3m')
    .until('10m')
    .when({ type: 'ReleaseGroup', because: 'group_window_passed' })
  expect(
    sentencesOf(story).filter((sentence) => !/page|Step|severity|scope|priority/.test(sentence)),
  ).toMatchInlineSnapshot(`
    [
      "An alert of The monitor opened the incident: “Checkout fails”.",
      "The alert “Alert a” belongs to it.",
      "The escalation of “Main” began with step 1, because the incident was opened.",
      "1 alert recovered; none still fires.",
      "The service is restored, because its last alert recovered; unless it comes back, the incident is resolved at 2026-01-05 09:06:00 UTC.",
      "The alert “Alert a” belongs to it.",
      "It was reopened, because it came back while it was being verified.",
      "The escalation of “Main” began with step 1, because the incident was reopened.",
      "1 alert ended without being repeated; none still fires.",
      "The service is restored, because its last alert recovered; unless it comes back, the incident is resolved at 2026-01-05 09:08:00 UTC.",
      "It is resolved, because it stayed quiet.",
      "Further alerts of its group open a new incident, because the time in which alerts join has passed.",
    ]
  `)
})

test('a name that is gone shows as its id, and a long text is cut', () => {
  const story = new Story(DIRECTORY).opened().when({ type: 'AddNote', text: 'x'.repeat(1_000) }, '1m', person(ANA))
  const empty = { ...DIRECTORY, users: new Map(), sources: new Map() }
  const sentences = sentencesOf(story, empty)
  expect(sentences[0]).toBe('An alert of monitor opened the incident: “Checkout fails”.')
  expect(sentences.at(-1)).toMatch(/^ana noted: x{279}…$/)
})

test('a merge and its undoing read as what people did, with why', () => {
  const OTHER = 'INC-2026-000002' as never
  const story = new Story(DIRECTORY).opened()
  const alerts = [{ id: 'x', episode: 1 }] as never[]
  story.when(
    {
      ...{ type: 'Absorb', from: OTHER, title: 'Cart fails', firing: alerts, cleared: [], responders: [BOB] },
      ...{ severity: 'low', scope: 'individual', services: [], reason: 'the same disk' },
    },
    '1m',
    person(ANA),
  )
  story.when({ type: 'SplitOff', to: OTHER, alerts: ['x'] as never[] }, '2m', person(ANA))
  story.when({ type: 'Merge', into: OTHER, by: ANA }, '3m', person(ANA))
  story.when({ type: 'Unmerge', firing: [], cleared: [], reason: 'another disk' }, '4m', person(CAROL))
  const told = sentencesOf(story)
  expect(told).toContain('Ana merged INC-2026-000002 “Cart fails” into it; with it came 1 alert and Bob: the same disk')
  expect(told).toContain('Ana took INC-2026-000002 out of it again with 1 alert.')
  expect(told).toContain('Ana merged it into INC-2026-000002, where it goes on; nobody is paged for this one any more.')
  expect(told).toContain('Carol took it out of INC-2026-000002; it is open again: another disk')
  expect(told).toContain('Further alerts of its group join the newest incident of the group.')
})

test('where people meet, and what was kept from a chat, is told with who did it', () => {
  const place = { system: 'slack', id: 'C1', name: 'inc-1', url: 'https://slack.example.com/archives/C1' } as const
  const from = { system: 'slack', channel: 'C1', ts: '1700000001.000100', at: at('0m') } as const
  const story = new Story({
    ...DIRECTORY,
    settings: { ...DIRECTORY.settings, incidentChannels: { ...USUAL_CHANNEL, enabled: true } },
  }).opened()
  story
    .when({ type: 'RequestChannel', because: 'set_by_hand' }, '1m', person(BOB))
    .when({ type: 'RecordChannel', place })
    .when({ type: 'SetBridge', url: 'https://meet.example.com/a', because: 'set_by_hand' }, '2m', person(BOB))
    .when({ type: 'AddNote', text: 'It is DNS', from: { ...from, author: { name: 'eve' } } }, '3m', person(BOB))
    .when({ type: 'AddNote', text: 'Yes', from: { ...from, ts: '2', author: { user: CAROL, name: 'c' } } }, '3m')
    .when({ type: 'RemoveBridge' }, '4m', person(BOB))
  expect(sentencesOf(story).slice(-6)).toEqual([
    'Bob asked for a channel in Slack.',
    'Its channel in Slack is #inc-1.',
    'Bob set the call to https://meet.example.com/a.',
    'eve in Slack: It is DNS',
    'Carol in Slack: Yes',
    'Bob removed the call.',
  ])
})
