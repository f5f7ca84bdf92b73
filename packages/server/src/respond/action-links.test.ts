import type { IncidentId, Instant, PageId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { PersonMessage } from '@tocsin/core/kernel/decision.ts'
import { expect, test } from 'vitest'
import { readLink } from '../shell/secrets/action-links.ts'
import { createActionLinks } from './action-links.ts'

const NOW = 1_767_571_200_000 as Instant
const secrets = { mac: (purpose: string, text: string) => `${purpose.length}${text.length}`, isMac: () => true }
const links = createActionLinks(secrets, () => 'https://tocsin.example.com')

function aMessage(channel: string, changes: Partial<PersonMessage> = {}): PersonMessage {
  return {
    ...{ kind: 'page', page: 'p1' as PageId, incident: 'INC-2026-000001' as IncidentId, user: 'ana' as UserId },
    ...{ target: { contact: 'c' as never, channel, to: 'x' }, urgency: 'high', title: 'Disk', priority: 'P1' },
    ...{ services: [], because: 'rule_immediate', signalReceivedAt: NOW, requestedAt: NOW, isFirstCall: true },
    ...changes,
  }
}

const actionsOf = (message: PersonMessage) => links(message, NOW).map(({ action }) => action)

test('where buttons can only open pages, they acknowledge, escalate and resolve, each signed for this person alone', () => {
  for (const channel of ['teams', 'mattermost', 'googlechat', 'discord'])
    expect(actionsOf(aMessage(channel))).toEqual(['acknowledge', 'escalate', 'resolve', 'view'])
  const [, escalate] = links(aMessage('teams'), NOW)
  const token = new URL(escalate?.url ?? '').pathname.slice('/a/'.length)
  expect(readLink(secrets, token, NOW)).toMatchObject({
    link: { person: 'ana', incident: 'INC-2026-000001', action: 'escalate' },
  })
  expect(actionsOf(aMessage('email'))).toEqual(['acknowledge', 'resolve', 'view'])
})

test('a channel that many read gets no link that acts for somebody', () => {
  const place = aMessage('teams', {
    user: 'channel:teams/https://example.com' as UserId,
    bridge: 'https://meet.example.com',
  })
  expect(actionsOf(place)).not.toContain('acknowledge')
  expect(actionsOf(place)).toContain('call')
})

test('the call stands in pages, and not in what tells that nobody has to come', () => {
  const bridge = 'https://meet.example.com/a'
  expect(links(aMessage('email', { bridge }), NOW).at(-1)).toEqual({ action: 'call', url: bridge })
  expect(actionsOf(aMessage('email', { kind: 'notice', bridge }))).toEqual(['view'])
})
