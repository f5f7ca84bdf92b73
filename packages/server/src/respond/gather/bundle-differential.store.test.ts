import type { IncidentId, Instant, PageId } from '@tocsin/core/kernel/brand.ts'
import type { PersonMessage } from '@tocsin/core/kernel/decision.ts'
import { START } from '@tocsin/core/testing/time.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { describeOnEngine } from '../../shell/database/testing/database-harness.ts'
import type { MemoryBundles } from '../../shell/store/memory/bundles.ts'
import { createMemoryStore } from '../../shell/store/memory-store.ts'
import { createSqlStore } from '../../shell/store/sql-store.ts'
import type { Store } from '../../shell/store/store.ts'
import { aSend, incidentId } from '../../shell/store/testing/builders.ts'
import { readTable } from '../../shell/store/testing/read-table.ts'
import { findRecentPages, lead, markBundled, takeAlong } from './bundle.queries.ts'

/** Random histories on few pages of few incidents, so that they meet: whatever happens, memory and SQL answer and end alike. */
const KEYS = ['a', 'b', 'c', 'd', 'e', 'f']
const WORD = 'burst/ana/mail'
const RUNS = 80

interface Side {
  store: Store
  bundles: MemoryBundles
  rows(): Promise<{ key: string; message: unknown }[]>
}

const key = fc.constantFrom(...KEYS)
const after = (now: Instant, minutes: number): Instant => (now + minutes * 60_000) as Instant

const page = fc.record({
  key,
  incident: fc.integer({ min: 1, max: 4 }),
  contact: fc.constantFrom('mail', 'mail', 'mail', 'push'),
  askedAt: fc.integer({ min: 0, max: 3 }),
  goesAlone: fc.constantFrom(undefined, undefined, true as const),
  class: fc.constantFrom('page' as const, 'page' as const, 'page' as const, 'digest' as const),
})

const action = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), page }),
  fc.record({ kind: fc.constant('claim' as const), limit: fc.constantFrom(9, 9) }),
  fc.record({ kind: fc.constant('cancel' as const), keys: fc.array(key, { maxLength: 2 }) }),
  fc.record({
    kind: fc.constant('end' as const),
    key,
    attempt: fc.integer({ min: 1, max: 3 }),
    how: fc.constantFrom('held' as const, 'held' as const, 'done' as const, 'lost' as const, 'retry' as const),
  }),
  fc.record({ kind: fc.constant('recent' as const), key, minutes: fc.integer({ min: 0, max: 8 }) }),
  fc.record({ kind: fc.constant('lead' as const), key }),
  fc.record({ kind: fc.constant('take' as const), key, max: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constant('carry' as const), keys: fc.array(key, { maxLength: 3 }), by: key }),
)
type Action = typeof action extends fc.Arbitrary<infer T> ? T : never

async function perform({ store, bundles, rows }: Side, todo: Action, now: Instant): Promise<unknown> {
  const messageOf = async (asked: string) =>
    (await rows()).find((row) => row.key === asked)?.message as PersonMessage | undefined
  switch (todo.kind) {
    case 'add':
      return store.transaction((tx) => tx.addSends([rowOf(todo.page, now)]))
    case 'claim': {
      const claimed = await store.claimSends({
        ...{ class: 'page', now, leasedUntil: after(now, 2), node: 'n1', limit: todo.limit },
        ...{ channelMax: 9, underWay: {} },
      })
      return claimed.sort((a, b) => (a.key < b.key ? -1 : 1))
    }
    case 'cancel':
      return store.transaction((tx) => tx.cancelSends(todo.keys, now))
    case 'end':
      return store.transaction(async (tx) => [...(await tx.endSends([endingOf(todo, now)], now))])
    case 'recent': {
      const message = await messageOf(todo.key)
      return message && bundles.findRecentPages(message, { since: after(now, -todo.minutes), at: now })
    }
    case 'lead': {
      const message = await messageOf(todo.key)
      return message && bundles.lead(message)
    }
    case 'take': {
      const message = await messageOf(todo.key)
      return message && bundles.takeAlong(message, { word: WORD, max: todo.max, at: now })
    }
    case 'carry':
      return bundles.markCarried(todo.keys as PageId[], { page: todo.by as PageId, together: 1 }, now)
  }
}

function rowOf({ key: name, incident, contact, askedAt, goesAlone, class: sendClass }: Page, now: Instant) {
  const id: IncidentId = incidentId(incident)
  const requestedAt = after(START, askedAt)
  const send = aSend(name, { class: sendClass, incident: id, requestedAt, due: now })
  const target = { ...send.message.target, contact: contact as never }
  return { ...send, message: { ...send.message, incident: id, requestedAt, target, ...(goesAlone && { goesAlone }) } }
}
type Page = typeof page extends fc.Arbitrary<infer T> ? T : never

function endingOf({ key: name, attempt, how }: Extract<Action, { kind: 'end' }>, now: Instant) {
  const mark = { gather: WORD, heldSince: START, holds: attempt }
  if (how === 'held') return { key: name, attempt, how: { kind: 'held' as const, due: after(now, 1), mark } }
  if (how === 'retry') return { key: name, attempt, how: { kind: 'retry' as const, due: after(now, 1), error: 'e' } }
  const error = how === 'lost' ? { error: 'undelivered: busy' } : {}
  return { key: name, attempt, how: { kind: 'done' as const, ...error } }
}

describeOnEngine('embedded', 'pages of a burst in memory beside SQL', (open) => {
  test('any history gives the same answers and the same rows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 8, maxLength: 40 }), async (history) => {
        const memory = createMemoryStore()
        const { kysely, pool } = await open()
        const sides: [Side, Side] = [
          { store: memory, bundles: memory.bundles, rows: async () => memory.contents('outbox') },
          {
            store: createSqlStore(kysely),
            bundles: {
              findRecentPages: (message, times) => findRecentPages(kysely, message, times),
              lead: (message) => lead(kysely, message),
              takeAlong: (message, which) => takeAlong(kysely, message, which),
              markCarried: (pages, by, at) => markBundled(kysely, pages, by, at),
            },
            rows: () => readTable(pool, 'outbox'),
          },
        ]
        const node = { name: 'n1', version: '1', startedAt: START, seenAt: START }
        for (const { store } of sides) await store.beatNode(node, START)
        for (const [index, todo] of history.entries()) {
          const now = after(START, index)
          expect(await perform(sides[0], todo, now)).toEqual(await perform(sides[1], todo, now))
        }
        const [ours, theirs] = [await sides[0].rows(), await sides[1].rows()]
        const sorted = (rows: typeof ours) => rows.toSorted((a, b) => (a.key < b.key ? -1 : 1))
        expect(sorted(ours)).toEqual(sorted(theirs))
      }),
      { numRuns: RUNS },
    )
  }, 120_000)
})
