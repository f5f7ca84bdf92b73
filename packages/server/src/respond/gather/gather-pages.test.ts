import type { ContactId, IncidentId, Instant, PageId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { PersonMessage } from '@tocsin/core/kernel/decision.ts'
import { aDirectory, aUser } from '@tocsin/core/testing/directory.ts'
import { expect, test } from 'vitest'
import type { Delivery } from '../send-loop.ts'
import { composeDigest } from './digest-message.ts'
import { createGather } from './gather-pages.ts'

const AT = Date.UTC(2026, 0, 5, 9) as Instant
type Gathered = PersonMessage & { gather: string }

function aPage(n: number, changes: Partial<PersonMessage> = {}): Gathered {
  return {
    ...{ kind: 'page', page: `INC-2026-00000${n}/p1` as PageId, incident: `INC-2026-00000${n}` as IncidentId },
    ...{ user: 'ana' as UserId, target: { contact: 'mail' as ContactId, channel: 'email', to: 'ana@example.com' } },
    ...{ urgency: 'low', title: `Disk ${n} full`, priority: 'P4', services: ['Shop'], because: 'in_digest' },
    ...{ signalReceivedAt: AT, requestedAt: AT, isFirstCall: false, why: { kind: 'user' }, gather: 'digest/ana/mail' },
    ...changes,
  }
}

/** An outbox in which these wait. */
function start(...waiting: Gathered[]) {
  const sent: string[][] = []
  const rows = new Map(waiting.map((message) => [message.page, message]))
  let next: Delivery = { handedOver: true, isDelivered: false, providerRef: 'ref' }
  const gather = createGather({
    listGathered: async () => [...rows.values()].filter(({ carriedBy }) => !carriedBy),
    async markCarried(pages, carriedBy) {
      for (const page of pages) {
        const row = rows.get(page)
        if (row) rows.set(page, { ...row, carriedBy })
      }
    },
    failed: (error) => {
      throw error
    },
  })
  const deliver = (message: Gathered, at = AT) =>
    gather(message, at, async (members) => {
      sent.push(members.map(({ incident }) => incident.slice(-1)))
      await Promise.resolve()
      return next
    })
  return { deliver, sent, rows, fail: (failure: Delivery) => (next = failure) }
}

test('whichever is taken up first takes along all that wait, and each is told that it was handed over', async () => {
  const { deliver, sent, rows } = start(aPage(1), aPage(2), aPage(3))
  const delivered = { handedOver: true, isDelivered: false, providerRef: 'ref' }
  expect(await Promise.all([deliver(aPage(2)), deliver(aPage(1))])).toEqual([delivered, delivered])
  expect(sent).toEqual([['2', '1', '3']])
  // The third is taken up later, by any node: what the outbox says of it is enough.
  const third = rows.get(aPage(3).page)
  expect(third?.carriedBy).toEqual({ page: aPage(2).page, providerRef: 'ref' })
  expect(await start().deliver(third ?? aPage(3))).toEqual(delivered)
})

test('what comes in while a message is under way goes in the next one', async () => {
  const { deliver, sent, rows } = start(aPage(1))
  const first = deliver(aPage(1))
  const late = aPage(2)
  const second = deliver(late)
  rows.delete(aPage(1).page)
  await Promise.all([first, second])
  expect(sent).toEqual([['1'], ['2']])
})

test('of several that come in while a message is under way one takes the others along', async () => {
  const { deliver, sent, rows } = start(aPage(1))
  const first = deliver(aPage(1))
  // The first has looked at what waits by now.
  await Promise.resolve()
  rows.set(aPage(2).page, aPage(2))
  rows.set(aPage(3).page, aPage(3))
  const late = [deliver(aPage(2)), deliver(aPage(3))]
  rows.delete(aPage(1).page)
  await Promise.all([first, ...late])
  expect(sent).toEqual([['1'], ['2', '3']])
})

test('what failed is told to all that were in it, and tried again with all that wait', async () => {
  const { deliver, sent, fail } = start(aPage(1), aPage(2))
  const failure: Delivery = { failure: { code: 'timeout', retry: 'later', cause: 'no answer' } }
  fail(failure)
  expect(await Promise.all([deliver(aPage(1)), deliver(aPage(2))])).toEqual([failure, failure])
  fail({ handedOver: true, isDelivered: false })
  await deliver(aPage(2))
  expect(sent).toEqual([
    ['1', '2'],
    ['2', '1'],
  ])
})

test('the message names each incident with its own link to take it, in the language of its reader', () => {
  const directory = aDirectory({ users: [aUser('ana', { locale: 'ja', zone: 'Asia/Tokyo' })] })
  const links = ({ incident }: PersonMessage) => [
    { action: 'acknowledge' as const, url: `https://t.example.com/a/${incident}` },
    { action: 'view' as const, url: `https://t.example.com/incidents/${incident}` },
  ]
  const { subject, lines, links: ways } = composeDigest([aPage(1), aPage(2)], { directory, links, at: AT })
  expect(ways).toEqual([{ action: 'view', url: 'https://t.example.com/incidents' }])
  expect(subject).toBe('緊急でないインシデント 2 件')
  expect(lines).toEqual([
    'INC-2026-000001 P4 Shop: Disk 1 full – 最初の検知: 2026-01-05 18:00:00 +09:00 (Asia/Tokyo)',
    '対応する: https://t.example.com/a/INC-2026-000001',
    'INC-2026-000002 P4 Shop: Disk 2 full – 最初の検知: 2026-01-05 18:00:00 +09:00 (Asia/Tokyo)',
    '対応する: https://t.example.com/a/INC-2026-000002',
  ])
})
