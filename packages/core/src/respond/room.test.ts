import { expect, test } from 'vitest'
import { listChannelNotices } from '../incident-channel.ts'
import type { ChatPlace } from '../kernel/chat.ts'
import type { Settings } from '../people/directory.ts'
import { USUAL_BRIDGE, USUAL_CHANNEL } from '../people/rooms.ts'
import { ANA, aDirectory } from '../testing/directory.ts'
import { given, person, Story } from '../testing/story.ts'

const PLACE: ChatPlace = { system: 'slack', id: 'C1', name: 'inc-1', url: 'https://slack.example.com/archives/C1' }
const JITSI = 'https://meet.example.com/{{ incident.id }}-{{ random }}'

/** The first priority of the stories is P2. */
function having(settings: Partial<Settings>): Story {
  const directory = aDirectory()
  return new Story({ ...directory, settings: { ...directory.settings, ...settings } }).withChance(() => 'r4nd0m')
}

test('a rule asks for the channel and sets the bridge before the first page goes out, which tells the link', () => {
  const story = having({
    incidentChannels: { ...USUAL_CHANNEL, enabled: true, priorities: ['P1', 'P2'] },
    bridges: { ...USUAL_BRIDGE, link: JITSI, priorities: ['P2'] },
  }).opened()
  expect(story.facts('BridgeSet')).toMatchObject([
    { url: 'https://meet.example.com/INC-2026-000001-r4nd0m', because: 'set_by_rule', actor: { part: 'chat' } },
  ])
  expect(story.facts('ChannelRequested')).toHaveLength(1)
  const [first] = story.messages
  expect(first).toMatchObject({ kind: 'page', bridge: 'https://meet.example.com/INC-2026-000001-r4nd0m' })
})

test('without settings there is neither, and a test gets neither', () => {
  expect(given().opened().state.room).toBeUndefined()
  const rules = {
    incidentChannels: { ...USUAL_CHANNEL, enabled: true, priorities: ['P2' as const] },
    bridges: { ...USUAL_BRIDGE, link: JITSI, priorities: ['P2' as const] },
  }
  expect(having(rules).opened({ testOf: ANA }).state.room).toBeUndefined()
})

test('an incident that becomes as grave as a rule asks for gets its room then, once', () => {
  const story = having({
    incidentChannels: { ...USUAL_CHANNEL, enabled: true, priorities: ['P1'] },
    bridges: { ...USUAL_BRIDGE, link: JITSI, priorities: ['P1'] },
  }).opened()
  expect(story.state.room).toBeUndefined()
  const p1 = { type: 'OverridePriority', priority: 'P1', reason: 'all shops' } as const
  story.when(p1, '1m', person(ANA))
  expect(story.state.room).toMatchObject({ channel: {}, bridge: expect.stringContaining('INC-2026-000001') })
  story.when({ ...p1, priority: 'P3' }, '2m', person(ANA)).when(p1, '3m', person(ANA))
  expect([story.facts('ChannelRequested'), story.facts('BridgeSet')].map(({ length }) => length)).toEqual([1, 1])
})

test('a channel can be asked for by hand where channels are on, and once', () => {
  const ask = { type: 'RequestChannel', because: 'set_by_hand' } as const
  given().opened().when(ask, '1m', person(ANA)).thenRejected('incident_channels_off')
  const story = having({ incidentChannels: { ...USUAL_CHANNEL, enabled: true } }).opened()
  story.when(ask, '1m', person(ANA)).thenFacts({ type: 'ChannelRequested', because: 'set_by_hand' })
  story.when(ask, '2m', person(ANA)).thenNothing('no_change')
  story.when({ type: 'RecordChannel', place: PLACE }).thenFacts({ type: 'ChannelOpened', place: PLACE })
  story.when({ type: 'RecordChannel', place: PLACE }).thenNothing('no_change')
  expect(story.state.room?.channel?.place).toEqual(PLACE)
})

test('what is done to the bridge by hand stays, and rules set none any more once it was removed', () => {
  const byHand = { type: 'SetBridge', because: 'set_by_hand' } as const
  const byRule = { type: 'SetBridge', because: 'set_by_rule' } as const
  const story = having({ bridges: { ...USUAL_BRIDGE, link: JITSI, priorities: ['P2'] } }).opened()
  story.when({ ...byHand, url: 'https://zoom.example.com/j/1' }, '1m', person(ANA)).thenFacts('BridgeSet')
  story.when(byRule, '2m').thenNothing('no_change')
  story.when({ type: 'RemoveBridge' }, '3m', person(ANA)).thenFacts('BridgeRemoved')
  story.when({ type: 'RemoveBridge' }, '4m', person(ANA)).thenNothing('no_change')
  story.when(byRule, '5m').thenNothing('no_change')
  story.when(byHand, '6m', person(ANA)).thenFacts({ type: 'BridgeSet', url: expect.stringMatching(/r4nd0m$/) })
})

test('a service has a link of its own, and what no browser opens is refused', () => {
  const own = having({ bridges: { ...USUAL_BRIDGE, link: JITSI, services: { api: 'https://meet.example.com/api' } } })
  own.opened().when({ type: 'SetBridge', because: 'set_by_hand' }, '1m', person(ANA))
  own.thenFacts({ type: 'BridgeSet', url: 'https://meet.example.com/api' })
  const story = given().opened()
  story.when({ type: 'SetBridge', because: 'set_by_hand' }, '1m', person(ANA)).thenRejected('no_bridge_link')
  for (const url of ['javascript:alert(1)', 'https://user@evil.example.com/', 'meet', 'https://a b'])
    story.when({ type: 'SetBridge', url, because: 'set_by_hand' }, '2m', person(ANA)).thenRejected('invalid_request')
})

test('the channel is told of what it shows, and an incident without one tells nobody', () => {
  const story = having({ incidentChannels: { ...USUAL_CHANNEL, enabled: true } }).opened()
  expect(listChannelNotices(story.allFacts, story.state)).toEqual([])
  story.when({ type: 'RequestChannel', because: 'set_by_hand' }, '1m', person(ANA))
  expect(listChannelNotices(story.lastFacts, story.state)).toEqual([
    { kind: 'channel', incident: story.state.id, version: story.state.version },
  ])
  story.when({ type: 'AddNote', text: 'It is DNS' }, '2m', person(ANA))
  expect(listChannelNotices(story.lastFacts, story.state)).toEqual([])
})
