import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Instant } from '../kernel/brand.ts'
import { DAY, HOUR, MINUTE } from '../kernel/instant.ts'
import { ANA, aPolicy, aRule, aStep, aUser, BOB } from '../testing/directory.ts'
import { given, person } from '../testing/story.ts'
import { at, ms } from '../testing/time.ts'
import { listDigests } from './digest-time.ts'

/** Stories begin on a Monday at 09:00 UTC. */
const low = { settings: { highUrgency: [], exhaustedRepeatMs: ms('1d') } }
const daily = (from: string, to: string) => [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from, to }))

test('digests come at their hour on the person’s clock, also when the clocks change', () => {
  const shown = (zone: string, around: string) =>
    listDigests({ lowDigestAt: '02:30', zone }, Date.parse(around) as Instant)
      .slice(7, 10)
      .map((each) => new Date(each).toISOString().slice(5, 16))
  expect(shown('Asia/Tokyo', '2026-01-05T12:00:00Z')).toEqual(['01-03T17:30', '01-04T17:30', '01-05T17:30'])
  expect(shown('Europe/Berlin', '2026-03-29T12:00:00Z')).toEqual(['03-28T01:30', '03-29T01:00', '03-30T00:30'])
  expect(listDigests({ zone: 'UTC' }, 0 as Instant)).toEqual([])
})

test('whatever the instant and the zone, a digest lies within the next day or so', () => {
  const zones = fc.constantFrom('UTC', 'Asia/Tokyo', 'America/New_York', 'Australia/Lord_Howe', 'Europe/Berlin')
  const clock = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '30'))
  fc.assert(
    fc.property(zones, clock, fc.integer({ min: 0, max: 366 * 48 }), (zone, [hour, minutes], halves) => {
      const now = (Date.UTC(2026, 0, 1) + halves * 30 * MINUTE) as Instant
      const lowDigestAt = `${String(hour).padStart(2, '0')}:${minutes}`
      const digests = listDigests({ lowDigestAt, zone }, now)
      const next = digests.find((each) => each >= now) ?? Number.POSITIVE_INFINITY
      expect(next - now).toBeLessThanOrEqual(DAY + 2 * HOUR)
      expect([...digests].sort((a, b) => a - b)).toEqual(digests)
    }),
  )
})

test('a step whose people read a digest is kept until the first hour, and asks for a place in it', () => {
  const users = [aUser('ana', { lowDigestAt: '14:00' })]
  const story = given({ ...low, users, policies: [aPolicy([aStep('0m', 'ana')])] })
    .opened()
    .until('5h1m')
  expect(story.facts('StepHeld')).toMatchObject([{ until: at('5h'), whom: [ANA], because: 'kept_for_digest' }])
  expect(story.facts('PageRequested')).toMatchObject([{ user: ANA, because: 'in_digest', at: at('5h') }])
  expect(story.messages[0]).toMatchObject({ gather: 'digest/ana/mail', isFirstCall: false })
})

test('what is urgent is in no digest', () => {
  const users = [aUser('ana', { lowDigestAt: '14:00' })]
  const story = given({
    users,
    policies: [aPolicy([aStep('0m', 'ana')])],
    settings: { highUrgency: ['P1', 'P2', 'P3'] },
  })
  story.opened()
  expect(story.pages).toEqual(['0m ana mail'])
  expect(story.messages[0]?.gather).toBeUndefined()
})

test('a digest goes one way, however many rules would follow, and others are not kept by it', () => {
  const rules = [aRule('0m', 'mail', 'low'), aRule('10m', 'mail', 'low')]
  const users = [aUser('ana', { rules, lowDigestAt: '14:00' })]
  const story = given({ ...low, users, policies: [aPolicy([aStep('0m', 'ana', 'bob'), aStep('9h', 'bob')])] })
  story.opened().until('8h')
  expect(story.pages).toEqual(['0m bob mail', '5h ana mail'])
  expect(story.facts('StepFired')[0]?.people[0]?.plan).toMatchObject([{ dueAt: at('5h'), because: 'kept_for_digest' }])
})

test('an hour within quiet hours is read when these are over, once', () => {
  const users = [aUser('ana', { lowDigestAt: '11:00', quietHours: daily('10:00', '12:30') })]
  const story = given({ ...low, users, policies: [aPolicy([aStep('0m', 'ana')])] })
    .opened()
    .until('3h31m')
  expect(story.facts('PageRequested')).toMatchObject([{ because: 'in_digest', at: at('3h30m') }])
  expect(story.facts('StepHeld')).toHaveLength(1)
})

test('whoever is kept for the hour of somebody else’s goes on waiting for their own', () => {
  const users = [aUser('ana', { lowDigestAt: '11:00' }), aUser('bob', { lowDigestAt: '13:00' })]
  const story = given({ ...low, users, policies: [aPolicy([aStep('0m', 'ana', 'bob'), aStep('9h', 'ana')])] })
  story.opened().until('5h')
  expect(story.pages).toEqual(['2h ana mail', '4h bob mail'])
})

test('what was taken before the hour is not in the digest', () => {
  const users = [aUser('ana', { lowDigestAt: '14:00' })]
  const story = given({ ...low, users, policies: [aPolicy([aStep('0m', 'ana')])] })
  story.opened().when({ type: 'Acknowledge', by: BOB }, '1h', person(BOB)).until('6h')
  expect(story.pages).toEqual([])
})
