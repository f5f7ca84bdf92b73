import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { expect, test } from 'vitest'
import type { Database } from '../../shell/database/open-database.ts'
import { describeOnEachEngine } from '../../shell/database/testing/database-harness.ts'
import { listAcknowledgements, listChannelDays, listFailures } from './paging-health.queries.ts'

const DAY = 86_400_000
const MONDAY = Date.UTC(2026, 0, 5, 9)

interface Sent {
  key: string
  channel?: string
  state?: string
  receivedAt?: number
  tookMs?: number
  isFirst?: boolean
  error?: string
  heldSince?: number
  provider?: string
}

async function insert({ kysely }: Database, sends: Sent[]): Promise<void> {
  const rows = sends.map(
    ({
      key,
      channel = 'sms',
      state = 'done',
      receivedAt = MONDAY,
      tookMs = 100,
      isFirst = true,
      error,
      heldSince,
      provider,
    }) => ({
      ...{ key, class: 'page', incident_id: null, state, attempts: 1, leased_by: null, provider_ref: null },
      ...{ due: formatInstant(receivedAt as Instant), requested_at: formatInstant(receivedAt as Instant) },
      message: JSON.stringify({ target: { channel }, signalReceivedAt: receivedAt, isFirstCall: isFirst, heldSince }),
      ended_at: state === 'pending' ? null : formatInstant((receivedAt + tookMs) as Instant),
      last_error: error ?? null,
      provider: provider ?? null,
    }),
  )
  await kysely
    .insertInto('outbox')
    .values(rows as never)
    .execute()
}

describeOnEachEngine('paging health', (open) => {
  test('first calls are measured by day and channel; misses count wherever they were noticed', async () => {
    const database = await open()
    await insert(database, [
      ...Array.from({ length: 99 }, (_, n) => ({ key: `a${n}`, tookMs: 100 + n })),
      { key: 'slow', tookMs: 5_000 },
      { key: 'bundled', tookMs: 61_000, heldSince: MONDAY + 1_000 },
      { key: 'later', tookMs: 900_000, isFirst: false },
      { key: 'dead', state: 'dead', error: 'bad_address: no such number' },
      { key: 'lost', error: 'undelivered: the line was busy', isFirst: false },
      { key: 'taken', state: 'cancelled' },
      { key: 'waits', state: 'pending' },
      { key: 'tomorrow', channel: 'email', receivedAt: MONDAY + DAY, tookMs: 7 },
      { key: 'old', receivedAt: MONDAY - 10 * DAY },
    ])
    expect(await listChannelDays(database.kysely, (MONDAY - DAY) as Instant)).toEqual([
      { day: '2026-01-06', channel: 'email', handed_over: 1, missed: 0, bundled: 0, p50: 7, p99: 7, max: 7 },
      { day: '2026-01-05', channel: 'sms', handed_over: 103, missed: 2, bundled: 1, p50: 149, p99: 198, max: 5_000 },
    ])
  })

  test('failures name the provider’s last words, the most frequent first', async () => {
    const database = await open()
    await insert(database, [
      { key: '1', error: 'rate_limited: answered 429' },
      { key: '2', state: 'dead', error: 'bad_address: old words', tookMs: 1 },
      { key: '3', state: 'dead', error: 'bad_address: no such number: 17', tookMs: 2 },
      { key: '4' },
      { key: '5', error: 'timeout: no answer', provider: 'second' },
      { key: '6', error: 'undelivered: the line was busy', provider: 'second' },
    ])
    expect(await listFailures(database.kysely, (MONDAY - DAY) as Instant)).toEqual([
      { channel: 'sms', code: 'bad_address', provider: null, count: 2, example: 'no such number: 17' },
      { channel: 'sms', code: 'rate_limited', provider: null, count: 1, example: 'answered 429' },
      { channel: 'sms', code: 'timeout', provider: 'first', count: 1, example: 'no answer' },
      { channel: 'sms', code: 'undelivered', provider: 'second', count: 1, example: 'the line was busy' },
    ])
  })

  test('where nothing was sent there is nothing to say', async () => {
    const { kysely } = await open()
    const since = MONDAY as Instant
    expect([
      await listChannelDays(kysely, since),
      await listFailures(kysely, since),
      await listAcknowledgements(kysely, since),
    ]).toEqual([[], [], []])
  })
})
