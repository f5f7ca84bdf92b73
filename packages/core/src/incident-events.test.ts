import { expect, test } from 'vitest'
import { listIncidentEvents } from './incident-events.ts'
import type { ServiceId, TeamId } from './kernel/brand.ts'
import type { Directory } from './people/directory.ts'
import type { Webhook, WebhookId } from './people/webhook.ts'
import { ANA, API, aDirectory, aService, aTeam } from './testing/directory.ts'
import { aDeclaration, given, person, type Story } from './testing/story.ts'

const HOOK = 'hook' as WebhookId
const TEAM = 'platform' as TeamId

function aWebhook(changes: Partial<Webhook> = {}): Webhook {
  return { id: HOOK, isActive: true, events: [], services: [], teams: [], priorities: [], ...changes }
}

function told(story: Story, webhooks: Webhook[], directory: Directory = aDirectory()): string[] {
  return listIncidentEvents(story.lastFacts, story.state, { ...directory, webhooks }).map(({ event }) => event)
}

test('an opening is one event, and its first page and priority are no more', () => {
  const story = given().opened()
  const [event, ...more] = listIncidentEvents(story.lastFacts, story.state, { ...aDirectory(), webhooks: [aWebhook()] })
  expect(event).toEqual({
    ...{ kind: 'event', incident: story.state.id, event: 'incident.opened', fact: 1, version: story.state.version },
    webhooks: [HOOK],
  })
  expect(more).toEqual([])
})

test('what is done to it is told, and what is our own affair is not', () => {
  const ana = person(ANA)
  const story = given().opened()
  expect(told(story.when({ type: 'AddNote', text: 'Looking' }, '1m', ana), [aWebhook()])).toEqual(['incident.noted'])
  const taken = told(story.when({ type: 'Acknowledge', by: ANA }, '2m', ana), [aWebhook()])
  expect(taken).toContain('incident.acknowledged')
  expect(told(story.when({ type: 'EditNote', note: 1, text: 'Seen' }, '3m', ana), [aWebhook()])).toEqual([])
})

test('a step after the first is an escalation, and a policy that nobody answered is told too', () => {
  const story = given().opened()
  expect(told(story.until('5m'), [aWebhook()])).toEqual(['incident.escalated'])
  expect(told(story.until('30m'), [aWebhook()])).toContain('incident.unanswered')
})

test('a webhook that is off, or wants other events, is told nothing', () => {
  const story = given().opened()
  expect(told(story, [aWebhook({ isActive: false })])).toEqual([])
  expect(told(story, [aWebhook({ events: ['incident.closed'] })])).toEqual([])
  expect(told(story, [aWebhook({ events: ['incident.opened'] })])).toEqual(['incident.opened'])
})

test('service, team and priority choose the incidents', () => {
  const story = given().opened()
  const { priority } = story.state.priority
  const other = priority === 'P1' ? 'P2' : 'P1'
  const owned = aDirectory({ teams: [aTeam(TEAM)], services: [aService(API, { team: TEAM })] })
  expect(told(story, [aWebhook({ services: [API] })])).toHaveLength(1)
  expect(told(story, [aWebhook({ services: ['other' as ServiceId] })])).toEqual([])
  expect(told(story, [aWebhook({ priorities: [priority] })])).toHaveLength(1)
  expect(told(story, [aWebhook({ priorities: [other] })])).toEqual([])
  expect(told(story, [aWebhook({ teams: [TEAM] })])).toEqual([])
  expect(told(story, [aWebhook({ teams: [TEAM] })], owned)).toHaveLength(1)
})

test('a test of the paging is told nobody', () => {
  const story = given().when(aDeclaration({ testOf: ANA }), '0m')
  expect(story.lastFacts.length).toBeGreaterThan(0)
  expect(told(story, [aWebhook()])).toEqual([])
})
