import type { ContactId, IncidentId, Instant, PageId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { NoticeEvent, PersonMessage } from '@tocsin/core/kernel/decision.ts'
import { aDirectory, aUser } from '@tocsin/core/testing/directory.ts'
import { expect, test } from 'vitest'
import { formatLines, formatSubject } from './page-text.ts'

const DIRECTORY = aDirectory({
  users: [aUser('ana', { zone: 'Europe/Berlin' }), aUser('hana', { zone: 'Asia/Tokyo', locale: 'ja' })],
})

function aMessage(user: string, changes: Partial<PersonMessage> = {}): PersonMessage {
  return {
    ...{ kind: 'page', page: 'INC-2026-000001/p1' as PageId, incident: 'INC-2026-000001' as IncidentId },
    ...{ user: user as UserId, target: { contact: 'mail' as ContactId, channel: 'email', to: 'x@example.com' } },
    ...{ urgency: 'high', title: 'Disk full', priority: 'P1', services: ['Shop'], because: 'rule_immediate' },
    ...{ signalReceivedAt: Date.UTC(2026, 0, 5) as Instant, requestedAt: Date.UTC(2026, 0, 5) as Instant },
    ...{ isFirstCall: true, why: { kind: 'user' } },
    ...changes,
  }
}

test('a page says since when and why, by the reader’s clock and in the reader’s language', () => {
  expect(formatLines(aMessage('ana'), DIRECTORY)).toEqual([
    'First signal: 2026-01-05 01:00:00 +01:00 (Europe/Berlin).',
    'You are paged because the escalation policy names you.',
  ])
  expect(formatLines(aMessage('hana', { because: 'contact_gave_up' }), DIRECTORY)).toEqual([
    '最初の検知: 2026-01-05 09:00:00 +09:00 (Asia/Tokyo)',
    'エスカレーションポリシーで指名されているため、あなたを呼び出しています。ほかの連絡方法は失敗しました。',
  ])
})

test('whoever is next on call is not told that they are on call', () => {
  const why = { kind: 'schedule', id: 'primary', layer: 0, isNext: true } as const
  expect(formatLines(aMessage('ana', { why }), DIRECTORY)[1]).toContain('because you are next on call in primary')
  expect(formatLines(aMessage('hana', { why }), DIRECTORY)[1]).toContain('primaryの次の当番のため')
})

test.each(['acknowledged', 'mitigated', 'resolved', 'declined', 'merged'] satisfies NoticeEvent[])(
  'that it was %s is told in both languages, with and without a name',
  (event) => {
    for (const name of ['Ben', undefined]) {
      const notice = { event, ...(name && { by: name }), into: 'INC-2026-000002' as IncidentId }
      const [english = ''] = formatLines(aMessage('ana', { kind: 'notice', notice }), DIRECTORY)
      const [japanese = ''] = formatLines(aMessage('hana', { kind: 'notice', notice }), DIRECTORY)
      expect([english.includes('Ben'), japanese.includes('Benさん')]).toEqual([name !== undefined, name !== undefined])
      expect(japanese).not.toMatch(/[a-z]{3}/)
      expect(formatSubject(aMessage('hana', { notice }), DIRECTORY)).toMatch(
        /^[^A-Za-z]+: INC-2026-000001 P1 Shop: Disk full$/,
      )
    }
  },
)
