import type { AlertId, IncidentId, Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import type { EventRule } from '@tocsin/core/people/directory.ts'
import { aDirectory, anEventRule, aPolicy, aSource, aStep, aUser } from '@tocsin/core/testing/directory.ts'
import { at, ms } from '@tocsin/core/testing/time.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ReplayComparison, roundsOf } from './compare-replays.ts'
import { Replay, type StoredSignal } from './replay.ts'
import { WakeHeap } from './wake-heap.ts'

const source = aSource('monitor', { groupBy: ['app'], quietPeriodMs: ms('5m') })
const organisation = (policies = [aPolicy([aStep('0m', 'ana'), aStep('5m', 'bob')])]) =>
  aDirectory({ users: [aUser('root', { role: 'admin' })], sources: [source], policies })
const rule = (id: string, condition: string, actions: EventRule['actions']) => anEventRule(id, { condition, actions })

let seq = 0
function aSignal(
  alert: string,
  when: string,
  changes: Partial<StoredSignal> & { app?: string; severity?: 'low' | 'high' } = {},
) {
  const { app = 'shop', severity = 'high', ...rest } = changes
  const instant = at(when)
  seq += 1
  return {
    ...{ alert: alert as AlertId, seq, source: 'monitor' as SourceId, kind: 'fired', episode: 1, at: instant },
    signal: { key: alert, title: `Alert ${alert}`, labels: { app }, severity, receivedAt: instant },
    ...rest,
  } as StoredSignal
}

function compare(signals: StoredSignal[], rules: EventRule[], changed: EventRule[], directory = organisation()) {
  const comparison = new ReplayComparison({ ...directory, eventRules: rules }, changed)
  for (const round of roundsOf(signals)) comparison.take(round)
  return comparison.end(at('10h'))
}

test('the same rules make no difference', () => {
  const signals = [aSignal('a', '1m'), aSignal('b', '2m', { app: 'web' }), aSignal('a', '3m', { kind: 'cleared' })]
  const { before, after, counts } = compare(signals, [], [])
  expect(after).toEqual(before)
  expect(counts).toEqual({ muted: 0, unmuted: 0, changed: 0 })
  expect(before).toEqual({ incidents: 2, pages: 2, highPages: 2, muted: 0 })
})

test('alerts of one group are one incident while it is open, and another once it has ended', () => {
  const signals = [
    aSignal('a', '1m'),
    aSignal('b', '2m'),
    aSignal('a', '3m', { kind: 'cleared' }),
    aSignal('b', '4m', { kind: 'cleared' }),
    aSignal('a', '5h', { episode: 2 }),
  ]
  expect(compare(signals, [], []).before).toMatchObject({ incidents: 2, pages: 2 })
})

test('a relapse pages again without a new incident', () => {
  const signals = [aSignal('a', '1m'), aSignal('a', '2m', { kind: 'cleared' }), aSignal('a', '20m', { episode: 2 })]
  expect(compare(signals, [], []).before).toMatchObject({ incidents: 1, pages: 2 })
})

test('what clears before its first step fires pages nobody', () => {
  const later = organisation([aPolicy([aStep('10m', 'ana')])])
  const signals = [aSignal('a', '1m'), aSignal('a', '5m', { kind: 'cleared' })]
  expect(compare(signals, [], [], later).before).toMatchObject({ incidents: 1, pages: 0 })
  expect(compare(signals.slice(0, 1), [], [], later).before).toMatchObject({ incidents: 1, pages: 1 })
})

test('only the first page of an escalation counts, because nobody is there to acknowledge', () => {
  const two = organisation([aPolicy([aStep('0m', 'ana', 'bob'), aStep('5m', 'carol')], { repeat: 3 })])
  expect(compare([aSignal('a', '1m')], [], [], two).before).toMatchObject({ pages: 2 })
})

test('rules that mute, route and lower show in the figures and by rule', () => {
  const changed = [
    rule('mute', 'labels.app == "ci"', { suppress: 'noise' }),
    rule('lower', 'labels.app == "web"', { urgency: 'low' }),
    rule('broken', 'double(labels.app) > 1.0', { severity: 'low' }),
  ]
  const signals = [aSignal('a', '1m', { app: 'ci' }), aSignal('b', '2m', { app: 'web' }), aSignal('c', '3m')]
  const { before, after, counts, byRule, examples } = compare(signals, [], changed)
  expect([before.incidents, after.incidents, before.highPages, after.highPages]).toEqual([3, 2, 3, 1])
  expect(counts).toEqual({ muted: 1, unmuted: 0, changed: 1 })
  expect(byRule.map(({ rule: id, after: each }) => [id, each])).toEqual([
    ['mute', { matched: 1, failed: 0, muted: 1 }],
    ['lower', { matched: 1, failed: 0, muted: 0 }],
    ['broken', { matched: 0, failed: 2, muted: 0 }],
  ])
  expect(examples.changed).toMatchObject([{ alert: 'b', before: { urgency: null }, after: { urgency: 'low' } }])
})

test('a muted alert that gets worse is placed then', () => {
  const mild = [rule('mild', 'severity == "low"', { recordOnly: 'mild' })]
  const signals = [aSignal('a', '1m', { severity: 'low' }), aSignal('a', '2m', { kind: 'changed', severity: 'high' })]
  expect(compare(signals, mild, mild).before).toMatchObject({ incidents: 1, muted: 1 })
})

test('rounds are seconds, and no alert is twice in one', () => {
  const signals = [aSignal('a', '1m'), aSignal('b', '1m'), aSignal('a', '1m', { kind: 'cleared' }), aSignal('c', '2m')]
  expect([...roundsOf(signals)].map((round) => round.map(({ alert }) => alert))).toEqual([['a', 'b'], ['a'], ['c']])
})

const histories = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(7_200), fc.constantFrom('shop', 'ci'), fc.boolean()), {
    maxLength: 25,
  })
  .map((events) => {
    const firing = new Map<string, number>()
    return events
      .toSorted((a, b) => a[1] - b[1])
      .flatMap(([alert, second, app, isLow]) => {
        const open = firing.get(alert) ?? 0
        const isFiring = open > 0
        const episode = Math.abs(open) + (isFiring ? 0 : 1)
        firing.set(alert, isFiring ? -episode : episode)
        const kind = isFiring ? ('cleared' as const) : ('fired' as const)
        return [aSignal(alert, `${second}s`, { kind, episode, app, severity: isLow ? 'low' : 'high' })]
      })
  })

test('whatever came in, each alert is placed once a firing, muted or in an incident, and rules that ask for nothing change nothing', () => {
  fc.assert(
    fc.property(histories, (signals) => {
      const rules = [rule('ci', 'labels.app == "ci"', { suppress: 'noise' })]
      const replay = new Replay(organisation(), rules)
      let fired = 0
      for (const round of roundsOf(signals))
        for (const [{ signal }, { placement, incident }] of replay.take(round)) {
          fired += 1
          expect(placement.kind === 'muted').toBe(signal.labels.app === 'ci')
          expect(incident === undefined).toBe(placement.kind === 'muted')
        }
      expect(fired).toBe(signals.filter(({ kind }) => kind === 'fired').length)
      const idle = rule('idle', 'title == "no alert is called this"', { severity: 'low' })
      const { before, after } = compare(signals, rules, [idle, ...rules])
      expect(after).toEqual(before)
    }),
    { numRuns: 60 },
  )
})

test('wakes come in the order of their instants; what was replaced or dropped does not', () => {
  const wake = (id: string, due: number) => ({
    at: due as Instant,
    incident: id as IncidentId,
    wake: { kind: 'SnoozeDue' as const, until: due as Instant },
  })
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.nat(50), fc.boolean())), (acts) => {
      const heap = new WakeHeap()
      const expected = new Map<string, number>()
      for (const [key, due, isDropped] of acts) {
        if (isDropped) heap.drop(key)
        else heap.set(key, wake(key, due))
        if (isDropped) expected.delete(key)
        else expected.set(key, due)
      }
      const got: number[] = []
      for (let next = heap.next(100 as Instant); next; next = heap.next(100 as Instant)) got.push(next.at)
      expect(got).toEqual([...expected.values()].sort((a, b) => a - b))
    }),
  )
})
