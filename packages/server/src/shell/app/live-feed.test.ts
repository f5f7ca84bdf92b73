import type { AlertId } from '@tocsin/core/kernel/brand.ts'
import type { Fact } from '@tocsin/core/kernel/fact.ts'
import { expect, test } from 'vitest'
import { payloadsOf } from './live-bridge.ts'
import { createLiveFeed, eventsOfCommit, type FeedEntry, type LiveEvent } from './live-feed.ts'

const feedOf = (listenersMax = 10) => createLiveFeed({ epoch: 'e', listenersMax })
const config = (version: number): LiveEvent => ({ event: 'config', data: { version } })

test('a listener hears what is published while it listens', () => {
  const feed = feedOf()
  const heard: FeedEntry[] = []
  const subscription = feed.subscribe((entry) => heard.push(entry), undefined)
  feed.publish([config(1), config(2)])
  subscription?.end()
  feed.publish([config(3)])
  expect(subscription?.missed).toEqual([])
  expect(heard).toEqual([
    { id: 'e-1', ...config(1) },
    { id: 'e-2', ...config(2) },
  ])
  expect(feed.listenersCount()).toBe(0)
})

test('a client that was away for a moment gets what it missed', () => {
  const feed = feedOf()
  feed.publish([config(1), config(2), config(3)])
  const missedAfter = (id: string) => feed.subscribe(() => {}, id)?.missed
  expect(missedAfter('e-1')).toEqual([
    { id: 'e-2', ...config(2) },
    { id: 'e-3', ...config(3) },
  ])
  expect(missedAfter('e-3')).toEqual([])
})

test('a client whose last event is unknown reads anew', () => {
  const feed = feedOf(100)
  feed.publish([config(1)])
  const missedAfter = (id: string) => feed.subscribe(() => {}, id)?.missed
  for (const id of ['other-1', 'e-2', 'e-x', 'nonsense', '']) expect(missedAfter(id), id).toBe('resync')
  feed.publish(Array.from({ length: 3_000 }, (_, n) => config(n)))
  expect(missedAfter('e-1')).toBe('resync')
  expect(missedAfter('e-3000')).toHaveLength(1)
})

test('no more listen than are served', () => {
  const feed = feedOf(1)
  const first = feed.subscribe(() => {}, undefined)
  expect(feed.subscribe(() => {}, undefined)).toBeNull()
  first?.end()
  expect(feed.subscribe(() => {}, undefined)).not.toBeNull()
})

test('a commit tells of its incident, and of its alerts by name while they are few', () => {
  const cleared = (count: number): Fact => ({
    ...{ type: 'AlertsCleared', version: 7, at: 0 as never, firingLeft: 0, because: 'recovered' },
    actor: { kind: 'system', part: 'matcher' },
    alerts: Array.from({ length: count }, (_, n) => ({ id: `a${n}` as AlertId, episode: 1 })),
  })
  const incident = { event: 'incident', data: { id: 'INC-1', version: 7, types: ['AlertsCleared'] } }
  expect(eventsOfCommit('INC-1', [])).toEqual([])
  expect(eventsOfCommit('INC-1', [cleared(2)])).toEqual([
    incident,
    { event: 'alert', data: { id: 'a0' } },
    { event: 'alert', data: { id: 'a1' } },
  ])
  expect(eventsOfCommit('INC-1', [cleared(100)])).toEqual([incident, { event: 'alert', data: { id: '*' } }])
})

test('notifications stay below what PostgreSQL takes, and lose nothing', () => {
  const events = Array.from({ length: 1_000 }, (_, n) => config(n))
  const payloads = payloadsOf('node', events)
  expect(payloads.every((payload) => payload.length < 8_000)).toBe(true)
  expect(payloads.flatMap((payload) => JSON.parse(payload).events)).toEqual(events)
  expect(payloadsOf('node', [])).toEqual([])
})
