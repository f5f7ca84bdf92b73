/** What is not urgent waits for the end of quiet hours and for working hours; what is urgent waits for nothing. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Instant } from '../kernel/brand.ts'
import { HOUR } from '../kernel/instant.ts'
import type { Restriction } from '../people/schedule.ts'
import { ANA, aContact, aPolicy, aRule, aStep, aUser, BOB } from '../testing/directory.ts'
import { given, person } from '../testing/story.ts'
import { at, ms, START } from '../testing/time.ts'
import { calcQuietEnd } from './quiet-hours.ts'
import { calcOpening } from './waiting.ts'

const ALL_DAYS = [1, 2, 3, 4, 5, 6, 7]
const daily = (from: string, to: string): Restriction[] => ALL_DAYS.map((weekday) => ({ weekday, from, to }))
/** Stories begin on a Monday at 09:00 UTC. */
const MORNING = daily('08:00', '12:00')
const low = { settings: { highUrgency: [], exhaustedRepeatMs: ms('1d') } }
const policies = [aPolicy([aStep('0m', 'ana'), aStep('5m', 'bob')])]

test('a step whose people have quiet hours is kept until the first of these ends, and says so', () => {
  const story = given({ ...low, users: [aUser('ana', { quietHours: MORNING })], policies })
    .opened()
    .until('2h')
  expect(story.facts('StepHeld')).toMatchObject([{ until: at('3h'), whom: [ANA], because: 'held_quiet_hours' }])
  expect(story.pages).toEqual([])
  expect(story.wakes).toEqual(['3h escalation'])
  expect(story.until('3h1m').pages).toEqual(['3h ana mail'])
  expect(story.messages.map(({ isFirstCall }) => isFirstCall)).toEqual([false])
})

test('what is urgent, becomes urgent, is escalated by hand or is a test does not wait', () => {
  const users = [aUser('ana', { quietHours: MORNING })]
  expect(given({ users, policies, settings: { highUrgency: ['P1', 'P2', 'P3'] } }).opened().pages).toEqual([
    '0m ana mail',
  ])
  const raised = given({ users, policies, settings: { highUrgency: ['P1'] } })
    .opened()
    .when({ type: 'OverridePriority', priority: 'P1', reason: 'it is the till' }, '10m', person(BOB))
  expect(raised.pages).toEqual(['10m ana mail'])
  const byHand = given({ ...low, users, policies })
    .opened()
    .when({ type: 'EscalateNow' }, '10m', person(BOB))
  expect(byHand.pages).toEqual(['10m ana mail'])
  expect(given({ ...low, users, policies }).opened({ testOf: ANA }).pages).toEqual(['0m ana mail'])
})

test('of several people only those with quiet hours are kept, each for as long as theirs last', () => {
  const users = [aUser('ana', { quietHours: MORNING })]
  const story = given({ ...low, users, policies: [aPolicy([aStep('0m', 'ana', 'bob')], { repeat: 0 })] })
    .opened()
    .until('2m')
  expect(story.pages).toEqual(['0m bob mail'])
  expect(story.facts('StepFired')[0]?.people[0]).toMatchObject({
    user: ANA,
    plan: [{ dueAt: at('3h'), because: 'held_quiet_hours' }],
  })
})

test('a later rule that would come in quiet hours comes after them, and once where two would', () => {
  const rules = [aRule('0m', 'mail', 'low'), aRule('30m', 'mail', 'low'), aRule('1h', 'mail', 'low')]
  const users = [aUser('ana', { rules, quietHours: daily('09:15', '11:00') })]
  const story = given({ ...low, users, policies: [aPolicy([aStep('0m', 'ana'), aStep('4h', 'bob')])] })
    .opened()
    .until('3h')
  expect(story.pages).toEqual(['0m ana mail', '2h ana mail'])
})

test('whoever waits for working hours too is paged when both are over', () => {
  const users = [aUser('ana', { zone: 'America/New_York', quietHours: daily('08:00', '09:30') })]
  const story = given({ ...low, users, policies: [aPolicy([aStep('0m', 'ana')], { holdsLow: true })] })
    .opened()
    .until('6h')
  // 09:00 in New York is 14:00 UTC, and half an hour later the quiet hours are over.
  expect(story.pages[0]).toBe('5h30m ana mail')
})

test('an acknowledgement ends the waiting', () => {
  const story = given({ ...low, users: [aUser('ana', { quietHours: MORNING })], policies })
    .opened()
    .when({ type: 'Acknowledge', by: BOB }, '10m', person(BOB))
  expect(story.wakes).toEqual([])
})

const clock = fc.integer({ min: 0, max: 23 }).map((hour) => `${String(hour).padStart(2, '0')}:00`)
const quiet = fc.array(fc.record({ weekday: fc.constantFrom(1, 2, 3), from: clock, to: clock }), { maxLength: 6 })
const zones = fc.constantFrom('UTC', 'Asia/Tokyo', 'America/New_York')
const after = fc.constantFrom('0m', '20m', '3h')

test('nobody is paged for what is not urgent within their quiet hours, and everybody is in the end', () => {
  fc.assert(
    fc.property(quiet, zones, fc.array(after, { minLength: 1, maxLength: 3 }), (quietHours, zone, times) => {
      const ana = aUser('ana', { zone, quietHours, rules: times.map((time) => aRule(time, 'mail', 'low')) })
      const story = given({ ...low, users: [ana], policies: [aPolicy([aStep('0m', 'ana'), aStep('20h', 'ana')])] })
      story.opened().until('6d')
      const pages = story.facts('PageRequested').filter(({ user }) => user === ANA)
      expect(pages.length).toBeGreaterThan(0)
      for (const page of pages) expect(calcQuietEnd(ana, page.at)).toBe(page.at)
    }),
    { numRuns: 60 },
  )
})

test('an opening is never before now, and lies in no quiet hours where there is one outside of them', () => {
  fc.assert(
    fc.property(quiet, zones, fc.boolean(), fc.integer({ min: 0, max: 300 }), (quietHours, zone, holdsLow, hours) => {
      const user = aUser('ana', { zone, quietHours })
      const now = (START + hours * HOUR) as Instant
      const opening = calcOpening(user, now, { policy: holdsLow ? { holdsLow } : undefined, dueAt: now })
      if (!opening) return
      expect(opening.at).toBeGreaterThan(now)
      expect(calcQuietEnd(user, opening.at)).toBe(opening.at)
    }),
    { numRuns: 200 },
  )
})

test('an exhausted policy waits for the same hours, and does not choose the rules of what is urgent', () => {
  const rules = [aRule('0m', 'mail', 'low'), aRule('0m', 'phone', 'high')]
  const root = aUser('root', { role: 'admin', rules, quietHours: daily('09:04', '12:00') })
  const ana = aUser('ana', { rules, quietHours: daily('09:04', '11:00') })
  const story = given({ settings: { highUrgency: [] }, users: [ana, root], policies: [aPolicy([aStep('0m', 'ana')])] })
    .opened()
    .until('2h59m')
  expect(story.facts('EscalationExhausted').length).toBeGreaterThan(3)
  expect(story.pages).toEqual(['0m ana mail', '2h ana mail', '2h5m ana mail', '2h35m ana mail'])
  expect(story.until('3h').pages.at(-1)).toBe('3h root mail')
})

test('whoever waits is paged by the rules of the hour at which the waiting ends', () => {
  const day = daily('11:30', '18:00')
  const rules = [
    { ...aRule('0m', 'mail', 'low'), hours: daily('09:00', '11:30') },
    { ...aRule('0m', 'phone', 'low'), hours: day },
    { ...aRule('30m', 'mail', 'low'), hours: day },
  ]
  const contacts = [aContact('mail'), aContact('phone')]
  const ana = aUser('ana', { contacts, rules, quietHours: MORNING })
  const users = [ana, aUser('bob', { rules: [] })]
  const alone = given({ ...low, users, policies: [aPolicy([aStep('0m', 'ana'), aStep('4h', 'bob')])] }).opened()
  expect(alone.until('3h40m').pages).toEqual(['3h ana phone', '3h30m ana mail'])
  const together = given({ ...low, users, policies: [aPolicy([aStep('0m', 'ana', 'bob'), aStep('5h', 'bob')])] })
  expect(together.opened().until('3h40m').pages).toEqual(['0m bob mail', '3h ana phone', '3h30m ana mail'])
  expect(together.facts('StepFired')[0]?.people[0]?.plan).toMatchObject([{ hours: day }, { hours: day }])
})
