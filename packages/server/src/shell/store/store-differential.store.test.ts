import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { API } from '@tocsin/core/testing/directory.ts'
import { START } from '@tocsin/core/testing/time.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { describeOnEngine } from '../database/testing/database-harness.ts'
import type { MemoryTableName } from './memory/tables.ts'
import { type AcceptBatch, type Store, StoreConflict, type StoreTx, type WorkRank } from './store.ts'
import {
  aBatch,
  aDelivery,
  alertOf,
  anAcceptSignal,
  anIncident,
  aPlacement,
  aSend,
  aSilence,
  aWake,
  changed,
  idOf,
  incidentId,
  SOURCE,
} from './testing/builders.ts'
import { openMemoryBench, openSqlBench, type StoreBench } from './testing/store-bench.ts'

/** Random histories on few keys, so that they meet: whatever happens, both stores answer and end alike. */
const KEYS = ['a', 'B', 'é', '\u{1f600}', '\uff01']
const RUNS = 60

const key = fc.constantFrom(...KEYS)
const alert = key.map(alertOf)
const number = fc.integer({ min: 1, max: 4 })
/** Minutes from now, so that some things are due and some are not. */
const soon = fc.integer({ min: -2, max: 3 })

interface Step {
  name: string
  args: unknown
  run(tx: StoreTx, now: Instant): Promise<unknown>
}

function step<T>(name: string, args: fc.Arbitrary<T>, run: (tx: StoreTx, args: T, now: Instant) => Promise<unknown>) {
  return args.map((given): Step => ({ name, args: given, run: (tx, now) => run(tx, given, now) }))
}

const after = (now: Instant, minutes: number): Instant => (now + minutes * 60_000) as Instant

const signal = fc.record({
  key,
  state: fc.constantFrom('firing', 'firing', 'firing', 'resolved', 'acknowledged') as fc.Arbitrary<Signal['state']>,
  title: fc.constantFrom('one', 'two'),
  severity: fc.constantFrom('high', 'low') as fc.Arbitrary<Signal['severity']>,
  recordOnly: fc.constantFrom(undefined, 'watchdog' as const),
  started: fc.option(soon, { nil: undefined }),
  ended: fc.option(soon, { nil: undefined }),
  expires: fc.option(soon, { nil: undefined }),
  delivery: fc.constantFrom('x', 'y'),
  isFirst: fc.boolean(),
})

const batch = fc.record({
  signals: fc.uniqueArray(signal, { maxLength: 3, selector: (each) => each.key }),
  beats: fc.array(fc.record({ at: soon, due: soon }), { maxLength: 2 }),
  nonce: fc.nat(),
})

function batchOf({ signals, beats, nonce }: typeof batch extends fc.Arbitrary<infer T> ? T : never, now: Instant) {
  return aBatch({
    signals: signals.map(({ key: ofAlert, started, ended, expires, delivery, recordOnly, isFirst, ...words }) =>
      anAcceptSignal(
        {
          ...words,
          key: ofAlert,
          ...(recordOnly && { recordOnly }),
          ...(started !== undefined && { startedAt: after(now, started) }),
          ...(ended !== undefined && { endedAt: after(now, ended) }),
          ...(expires !== undefined && { expiresAt: after(now, expires) }),
        },
        { receivedAt: now, delivery: idOf(`${delivery}${nonce}`), isFirst },
      ),
    ),
    deliveries: ['x', 'y'].map((name) => aDelivery({ id: idOf(`${name}${nonce}`), receivedAt: now })),
    beats: beats.map((beat) => ({ source: SOURCE, at: after(now, beat.at), due: after(now, beat.due) })),
  }) satisfies AcceptBatch
}

const steps = fc.oneof(
  { weight: 4, arbitrary: step('accept', batch, (tx, args, now) => tx.accept(batchOf(args, now))) },
  step(
    'match',
    fc.tuple(fc.constantFrom<WorkRank>('first', 'rest'), fc.integer({ min: 1, max: 5 })),
    async (tx, [rank, limit], now) => {
      const works = await tx.claimAlertWork(rank, limit)
      await tx.finishAlertWork(works.map((work) => ({ alert: work.alert, seq: work.signal.seq })))
      await tx.savePlacements(works.map((work) => aPlacement(work.key, { alert: work.alert, placedAt: now })))
      return works
    },
  ),
  step('check', fc.integer({ min: 1, max: 5 }), (tx, limit, now) => tx.claimPlacementChecks(now, limit)),
  step('place', fc.tuple(key, soon), (tx, [each, check], now) => {
    const checkAt = after(now, check)
    return tx.savePlacements([aPlacement(each, { because: 'muted', silence: idOf('quiet'), until: now, checkAt })])
  }),
  step('recheck', soon, (tx, due, now) => tx.recheckMutedBy(idOf('quiet'), after(now, due))),
  step('silence', soon, async (tx, end, now) => {
    const active = await tx.listActiveSilences(now)
    await tx.saveSilence(aSilence({ startsAt: now, endsAt: after(now, end) }))
    const by = { actor: { kind: 'source' as const, id: SOURCE }, before: null, after: { end } }
    await tx.insertSilenceChange({ silence: idOf('quiet'), at: now, act: 'changed', ...by })
    return [active.map((each) => each.id), await tx.findSilence(idOf('quiet'))]
  }),
  step('hold', fc.tuple(key, soon, fc.constantFrom('x', 'y')), (tx, [each, check, by], now) => {
    const held = { because: 'inhibited', mutedBy: by, causes: [by, each], checkAt: after(now, check) }
    return tx.savePlacements([aPlacement(each, held)])
  }),
  step('recheckMuted', soon, (tx, due, now) => tx.recheckMuted(['x'], after(now, due))),
  step('findFiringCauses', fc.tuple(fc.array(key), fc.boolean()), async (tx, [keys, isHeard]) =>
    [...(await tx.findFiringCauses(['x', ...keys], isHeard ? [SOURCE] : []))].sort(),
  ),
  step('keepInhibitions', fc.tuple(fc.constantFrom('', 'one', 'two'), soon), (tx, [rules, due], now) =>
    tx.keepInhibitions(rules, after(now, due)),
  ),
  step('countFired', soon, async (tx, since, now) =>
    [...(await tx.countFired(['x', 'y'].map((mutedBy) => ({ mutedBy, since: after(now, since) }))))].sort(),
  ),
  step('countChanges', fc.tuple(fc.uniqueArray(alert), soon), async (tx, [ids, since], now) =>
    [...(await tx.countChanges(ids.map((id) => ({ alert: id, since: after(now, since) }))))].sort(),
  ),
  step('findOpenIncidents', fc.boolean(), (tx, isBySource) =>
    tx.findOpenIncidents({ services: [API], sources: isBySource ? [SOURCE] : [] }),
  ),
  step('listPresent', fc.array(key), async (tx, keys) => [...(await tx.listPresent(keys, keys))].sort()),
  step('listEnded', fc.array(key), (tx, keys) => tx.listEnded(keys)),
  step('countOverdue', soon, (tx, late, now) => tx.countOverdue(after(now, late))),
  step('countOpened', soon, async (tx, since, now) =>
    [...(await tx.countOpened([{ source: SOURCE, since: after(now, since) }]))].sort(),
  ),
  step('expire', fc.array(alert), (tx, ids, now) => tx.expireAlerts(ids, now)),
  step('lastBeats', fc.constant([SOURCE]), (tx, sources) => tx.lockLastBeats(sources)),
  step('numbers', number, (tx, count) => tx.allocateIncidentNumbers(2026, count)),
  step('open', fc.tuple(number, key), (tx, [n, groupKey], now) =>
    tx.saveIncidents([anIncident(n, { groupKey, detectedAt: now })]),
  ),
  step('note', fc.tuple(number, fc.boolean()), async (tx, [n, isResolving], now) => {
    const loaded = (await tx.loadIncidents([incidentId(n)])).get(incidentId(n))
    if (!loaded || loaded.state.status === 'resolved' || loaded.state.status === 'merged') return loaded
    const before = { ...anIncident(n), ...loaded }
    const command = isResolving
      ? ({ type: 'Resolve', because: 'said_by_responder' } as const)
      : ({ type: 'AddNote', text: 'n' } as const)
    await tx.saveIncidents([changed(before, command, now)])
    return loaded
  }),
  step('merge', fc.tuple(number, number), async (tx, [n, into], now) => {
    const loaded = (await tx.loadIncidents([incidentId(n)])).get(incidentId(n))
    if (!loaded || loaded.state.status === 'merged' || n === into) return loaded
    const before = { ...anIncident(n), ...loaded }
    await tx.saveIncidents([changed(before, { type: 'Merge', into: incidentId(into) }, now)])
    return tx.findMergeTarget(incidentId(n))
  }),
  step('claimPlacementsOf', fc.constant(aPlacement('a').incident), (tx, incident) =>
    tx.claimPlacementsOf(incident ?? incidentId(1)),
  ),
  step('groups', fc.array(key), (tx, keys) => tx.findGroupIncidents(keys)),
  step('saveWakes', fc.uniqueArray(fc.tuple(key, soon), { selector: ([each]) => each }), (tx, rows, now) =>
    tx.saveWakes(rows.map(([each, due]) => aWake(each, { due: after(now, due) }))),
  ),
  step('deleteWakes', fc.array(key), (tx, keys) => tx.deleteWakes(keys)),
  step('claimWakes', fc.integer({ min: 1, max: 3 }), (tx, limit, now) => tx.claimWakes(now, limit)),
  step('postponeWake', fc.tuple(key, soon), (tx, [each, due], now) => tx.postponeWake(each, after(now, due), 'no')),
  step('addSends', fc.uniqueArray(fc.tuple(key, soon), { selector: ([each]) => each }), (tx, rows, now) =>
    tx.addSends(rows.map(([each, due]) => aSend(each, { due: after(now, due), requestedAt: now }))),
  ),
  step('cancelSends', fc.array(key), (tx, keys, now) => tx.cancelSends(keys, now)),
  step(
    'endSends',
    fc.uniqueArray(fc.tuple(key, fc.integer({ min: 1, max: 2 }), fc.constantFrom('done', 'retry', 'dead')), {
      selector: ([each]) => each,
    }),
    async (tx, endings, now) => {
      const ends = endings.map(([each, attempt, kind]) => {
        const how = kind === 'retry' ? { kind, due: after(now, 1), error: 'e' } : { kind, error: 'e' }
        return { key: each, attempt, how }
      })
      return [...(await tx.endSends(ends, now))].sort()
    },
  ),
)

type Action =
  | { kind: 'transaction'; steps: Step[]; isUndone: boolean }
  | { kind: 'claimSends'; channelMax: number; node: string }
  | { kind: 'beatNode'; node: string }
  | { kind: 'due' }

const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('transaction' as const),
      steps: fc.array(steps, { minLength: 1, maxLength: 3 }),
      isUndone: fc.constantFrom(false, false, true),
    }),
  },
  fc.record({
    kind: fc.constant('claimSends' as const),
    // None of a channel, or enough for every key: of those that are due at the same instant the choice is free.
    channelMax: fc.constantFrom(0, 5, 9),
    node: fc.constantFrom('n1', 'n2'),
  }),
  fc.record({ kind: fc.constant('beatNode' as const), node: fc.constantFrom('n1', 'n2') }),
  fc.constant({ kind: 'due' as const }),
)

const undone = new Error('undone on purpose')

async function perform(store: Store, todo: Action, now: Instant): Promise<unknown> {
  switch (todo.kind) {
    case 'transaction': {
      const results: unknown[] = []
      await store
        .transaction(async (tx) => {
          for (const each of todo.steps) results.push(await each.run(tx, now))
          if (todo.isUndone) throw undone
        })
        .catch((error) => {
          if (error instanceof StoreConflict) results.push('conflict')
          else if (error !== undone) throw error
        })
      return results
    }
    case 'claimSends': {
      const { channelMax, node } = todo
      const claimed = await store.claimSends({
        ...{ class: 'page', now, leasedUntil: after(now, 2), node, limit: 9 },
        ...{ channelMax, underWay: { ntfy: 5 } },
      })
      return claimed.sort((a, b) => (a.key < b.key ? -1 : 1))
    }
    case 'beatNode':
      return store.beatNode({ name: todo.node, version: '1', startedAt: START, seenAt: now }, after(now, -1))
    case 'due':
      return [await store.nextWakeDue(), await store.nextSendDue('page', []), await store.nextPlacementCheck()]
  }
}

const TABLES: MemoryTableName[] = [
  ...([
    'deliveries',
    'alerts',
    'signals',
    'alert_work',
    'placements',
    'facts',
    'incidents',
    'incident_numbers',
  ] as const),
  ...(['wakes', 'outbox', 'silences', 'silence_changes', 'heartbeats', 'changes', 'nodes'] as const),
]

async function dump(bench: StoreBench): Promise<Record<string, unknown>> {
  const tables: Record<string, unknown> = {}
  for (const table of TABLES) {
    const rows = (await bench.rows(table)) as object[]
    tables[table] = rows.map(canonical).sort()
  }
  return tables
}

/** As text, with the keys in order: databases have an order of their own. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each) =>
    each && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )
}

describeOnEngine('embedded', 'the store in memory beside SQL', (open) => {
  test('any history gives the same answers and the same rows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 25 }), async (history) => {
        const memory = await openMemoryBench()
        const sql = openSqlBench(await open())
        for (const [index, todo] of history.entries()) {
          const now = after(START, index)
          expect(await perform(memory.store, todo, now)).toEqual(await perform(sql.store, todo, now))
        }
        expect(await dump(memory)).toEqual(await dump(sql))
      }),
      { numRuns: RUNS },
    )
  }, 120_000)
})
