import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DurationMs, Instant, PageId, UserId } from '../kernel/brand.ts'
import type { PersonMessage } from '../kernel/decision.ts'
import { aDirectory, aPolicy, aStep, aUser } from '../testing/directory.ts'
import { given, page } from '../testing/story.ts'
import { calcHold, findBundleWindow } from './bundling.ts'
import { explainPaging } from './explain-paging.ts'

const T = Date.UTC(2026, 0, 5, 3) as Instant
const S = 1_000
const at = (seconds: number) => (T + seconds * S) as Instant
const windowMs = (60 * S) as DurationMs
const hold = (seconds: number, recent: Partial<Parameters<typeof calcHold>[0]>, heldSince?: Instant) =>
  calcHold({ isUnderWay: false, ...recent }, { at: at(seconds), windowMs, heldSince })

function aPage(changes: Partial<PersonMessage> = {}): PersonMessage {
  return {
    ...{ kind: 'page', page: 'INC-2026-000001/p1' as PageId, incident: 'INC-2026-000001', user: 'ana' as UserId },
    ...{ target: { contact: 'sms', channel: 'sms', to: '+15550100' }, urgency: 'high', title: 'Disk full' },
    ...{ priority: 'P2', services: [], because: 'rule_immediate', signalReceivedAt: T, requestedAt: T },
    ...{ isFirstCall: true },
    ...changes,
  } as PersonMessage
}

function windowOf(
  message: PersonMessage,
  own?: number,
  organisation: { seconds: number; never?: 'P1'[] } = { seconds: 60 },
) {
  const users = [aUser('ana', own === undefined ? {} : { bundleSeconds: own })]
  const pageBundling = { never: ['P1' as const], ...organisation }
  return findBundleWindow(message, aDirectory({ users, settings: { pageBundling } }))
}

test('the window is the organisation’s unless the person has one of their own, and 0 turns it off', () => {
  expect(windowOf(aPage())).toBe(60_000)
  expect(windowOf(aPage(), 20)).toBe(20_000)
  expect(windowOf(aPage(), 0)).toBeUndefined()
  expect(windowOf(aPage(), undefined, { seconds: 0 })).toBeUndefined()
  expect(windowOf(aPage(), 30, { seconds: 0 })).toBe(30_000)
  expect(findBundleWindow(aPage(), aDirectory({ users: [aUser('ana')] }))).toBeUndefined()
})

test('P1 goes alone; where the organisation bundles it too it waits for seconds, as does what comes late', () => {
  expect(windowOf(aPage({ priority: 'P1' }))).toBeUndefined()
  expect(windowOf(aPage({ priority: 'P1' }), undefined, { seconds: 60, never: [] })).toBe(5_000)
  expect(windowOf(aPage({ because: 'contact_gave_up' }))).toBe(5_000)
  expect(windowOf(aPage({ because: 'contact_gave_up' }), 3)).toBe(3_000)
})

test('tests, notices, and pages to vendors and to channels go alone', () => {
  expect(windowOf(aPage({ goesAlone: true }))).toBeUndefined()
  expect(windowOf(aPage({ kind: 'notice' }))).toBeUndefined()
  expect(windowOf(aPage({ user: 'vendor:acme' as UserId }))).toBeUndefined()
})

test('the first page goes at once, and so does one that comes when the window behind the last has passed', () => {
  expect(hold(0, {})).toBeUndefined()
  expect(hold(60, { handedOverAt: T })).toBeUndefined()
})

test('a page that follows waits until the window behind what was handed over has passed', () => {
  expect(hold(1, { handedOverAt: T })).toBe(at(60))
  expect(hold(59, { handedOverAt: T })).toBe(at(60))
})

test('further pages in between put nothing off: no page waits longer than one window', () => {
  expect(hold(60, { handedOverAt: at(30) }, at(1))).toBe(at(61))
  expect(hold(61, { handedOverAt: at(30) }, at(1))).toBeUndefined()
})

test('behind a page that is under way it is looked at again soon, and at last it goes by itself', () => {
  expect(hold(1, { isUnderWay: true })).toBe(at(3))
  expect(hold(89, { isUnderWay: true }, at(1))).toBe(at(91))
  expect(hold(1, { isUnderWay: true, handedOverAt: T })).toBe(at(60))
  expect(hold(90, { isUnderWay: true }, at(1))).toBeUndefined()
})

test('what a message has in it that is under way waits for that one, also when it waited long before, and at last goes by itself', () => {
  const recent = { isUnderWay: true, isInAnother: true }
  expect(hold(1, recent)).toBe(at(3))
  expect(hold(90, recent, at(1))).toBe(at(92))
  expect(hold(149, recent, at(1))).toBe(at(151))
  expect(hold(150, recent, at(1))).toBeUndefined()
  expect(hold(90, { ...recent, isInAnother: false }, at(1))).toBeUndefined()
})

test('whatever happens meanwhile, a page goes within its window and a minute and a half', () => {
  const look = fc.record({
    ago: fc.option(fc.nat(300), { nil: undefined }),
    isUnderWay: fc.boolean(),
    isInAnother: fc.boolean(),
  })
  const looks = fc.array(look, { minLength: 100, maxLength: 100 })
  fc.assert(
    fc.property(looks, fc.integer({ min: 1, max: 300 }), (seen, seconds) => {
      let now = T
      for (const { ago, isUnderWay, isInAnother } of seen) {
        const recent = {
          isUnderWay,
          isInAnother,
          ...(ago !== undefined && { handedOverAt: (now - ago * S) as Instant }),
        }
        const until = calcHold(recent, { at: now, windowMs: (seconds * S) as DurationMs, heldSince: T })
        if (until === undefined) break
        expect(until).toBeGreaterThan(now)
        now = until
      }
      expect(now - T).toBeLessThanOrEqual((seconds + 90) * S)
    }),
  )
})

test('that a page waits is a fact, which ends nothing; the story of a page tells it, and with how many others it went', () => {
  const users = [aUser('ana')]
  const story = given({ users, policies: [aPolicy([aStep('0m', 'ana'), aStep('5m', 'ana')])] }).opened()
  const until = (T + 60 * S) as Instant
  story.when({ type: 'RecordAttempt', page: page(1), attempt: 0, result: { outcome: 'held', until } })
  story.thenFacts({ type: 'PageAttempted', attempt: 0, because: 'bundled' })
  expect(Object.keys(story.state.response.openPages)).toEqual([page(1)])
  story.when({ type: 'RecordAttempt', page: page(1), attempt: 1, result: { outcome: 'handed_over', together: 2 } })
  expect(explainPaging(story.facts('PageAttempted'), 'ana' as UserId)).toEqual([])
  expect(
    explainPaging([...story.facts('PageRequested'), ...story.facts('PageAttempted')], 'ana' as UserId),
  ).toMatchObject([
    { kind: 'page' },
    { kind: 'attempt', outcome: 'held', until },
    { kind: 'attempt', outcome: 'handed_over', together: 2 },
  ])
})

test('while it waits the escalation goes on, and an acknowledgement takes it out', () => {
  const users = [aUser('ana'), aUser('bob')]
  const story = given({ users, policies: [aPolicy([aStep('0m', 'ana'), aStep('1m', 'bob')])] }).opened()
  const until = (T + 300 * S) as Instant
  story.when({ type: 'RecordAttempt', page: page(1), attempt: 0, result: { outcome: 'held', until } }).until('2m')
  expect(story.facts('StepFired').map(({ step }) => step)).toEqual([0, 1])
  story.when({ type: 'Acknowledge', by: 'bob' as UserId })
  expect(story.state.response.openPages).toEqual({})
})
