/** Limits per person: what is kept back goes by another way, and what calls somebody first is never kept back. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { IncidentCommand } from '../incident.ts'
import type { PageAttemptResult } from '../kernel/fact.ts'
import { ANA, aContact, aPolicy, aRule, aStep, aUser } from '../testing/directory.ts'
import { attempted, given, page } from '../testing/story.ts'
import { findReachedLimit, OVER_LIMIT } from './message-limit.ts'

const result: PageAttemptResult = { outcome: 'gave_up', code: OVER_LIMIT, cause: 'The limit has been reached.' }
const overLimit = (n: number): IncidentCommand => ({ type: 'RecordAttempt', page: page(n), attempt: 1, result })
const mail = aContact('mail', { to: 'ana@example.com' })
const withContacts = (rules: Record<string, string>, ...contacts: string[]) =>
  aUser('ana', {
    contacts: [mail, ...contacts.map((id) => aContact(id))],
    rules: Object.entries(rules).map(([contact, after]) => aRule(after, contact)),
  })
const storyOf = (user: ReturnType<typeof aUser>) =>
  given({ users: [user], policies: [aPolicy([aStep('0m', 'ana')], { repeat: 2 })] }).opened()
const limited = (story: ReturnType<typeof storyOf>) =>
  story.messages.filter(({ mayBeLimited }) => mayBeLimited).map(({ target }) => target.contact)

test('the first of both limits that is reached is named, and the longer one of two', () => {
  expect(findReachedLimit(undefined, { hour: 99, day: 999 })).toBeUndefined()
  expect(findReachedLimit({ hour: 30 }, { hour: 29, day: 900 })).toBeUndefined()
  expect(findReachedLimit({ hour: 30, day: 100 }, { hour: 30, day: 40 })).toEqual({ span: 'hour', max: 30 })
  expect(findReachedLimit({ hour: 30, day: 100 }, { hour: 30, day: 100 })).toEqual({ span: 'day', max: 100 })
})

test('nobody gets more than the limit, and nobody less', () => {
  const limits = fc.record({
    hour: fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }),
    day: fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }),
  })
  fc.assert(
    fc.property(limits, fc.nat(120), ({ hour, day }, wanted) => {
      const limit = { ...(hour !== undefined && { hour }), ...(day !== undefined && { day }) }
      let sent = 0
      for (let each = 0; each < wanted; each++) if (!findReachedLimit(limit, { hour: sent, day: sent })) sent += 1
      expect(sent).toBe(Math.min(wanted, hour ?? Number.POSITIVE_INFINITY, day ?? Number.POSITIVE_INFINITY))
    }),
  )
})

test('what calls somebody first may not be limited, whatever ways it takes; what follows once they were reached may', () => {
  const story = storyOf(withContacts({ sms: '0m', mail: '0m', voice: '3m' }, 'sms', 'voice'))
  expect(limited(story)).toEqual([])
  story.when(attempted(1, 'handed_over'), '1m').until('4m')
  expect(limited(story)).toEqual(['voice'])
})

test('until somebody was reached nothing is limited', () => {
  const story = storyOf(withContacts({ sms: '0m', voice: '3m' }, 'sms', 'voice'))
  story.when(attempted(1, 'gave_up'), '1m').until('4m')
  expect(limited(story)).toEqual([])
})

test('a page that a limit keeps back goes by the next contact that was not tried, and both say why', () => {
  const story = storyOf(withContacts({ mail: '0m', sms: '3m' }, 'sms', 'voice'))
  story.when(attempted(1, 'handed_over'), '1m').until('3m').when(overLimit(2))
  story.thenFacts(
    { type: 'PageAttempted', because: 'limit_reached' },
    { type: 'PageRequested', user: ANA, target: { contact: 'voice' }, because: 'contact_at_limit' },
  )
  expect(limited(story)).toEqual(['sms', 'voice'])
})

test('where every way was tried it goes past all limits, by another channel if there is one', () => {
  const story = storyOf(withContacts({ mail: '0m', sms: '3m' }, 'sms'))
  story.when(attempted(1, 'handed_over'), '1m').until('3m').when(overLimit(2))
  story.thenFacts('PageAttempted', { type: 'PageRequested', target: { contact: 'mail' }, because: 'limit_waived' })
  expect(limited(story)).toEqual(['sms'])
  const alone = storyOf(withContacts({ mail: '0m' }))
  alone.when(attempted(1, 'handed_over'), '1m').until('5m').when(overLimit(2))
  alone.thenFacts('PageAttempted', { type: 'PageRequested', target: { contact: 'mail' }, because: 'limit_waived' })
})

test('what stands in for it uses up no rule, and nobody is called unreachable for a limit', () => {
  const story = storyOf(withContacts({ mail: '0m', sms: '3m', voice: '4m' }, 'sms', 'voice'))
  story.when(attempted(1, 'handed_over'), '1m').until('3m').when(overLimit(2)).until('4m')
  expect(story.pages).toEqual(['0m ana mail', '3m ana sms', '3m ana voice', '4m ana voice'])
  expect(story.facts('PersonUnreachable')).toEqual([])
})

test('somebody who was deactivated meanwhile is not waited for, and the next step comes at once', () => {
  const users = [withContacts({ mail: '0m', sms: '3m' }, 'sms', 'voice'), aUser('bob')]
  const world = { users, policies: [aPolicy([aStep('0m', 'ana'), aStep('30m', 'bob')])] }
  const story = given(world).opened().when(attempted(1, 'handed_over'), '1m').until('3m')
  story.butNow({ ...world, users: users.map((user) => ({ ...user, isActive: user.name === 'Bob' })) })
  story.when(overLimit(2), '4m')
  expect(story.facts('PersonUnreachable')).toMatchObject([{ user: ANA, because: 'no_contact_left' }])
  expect(story.pages).toEqual(['0m ana mail', '3m ana sms', '4m bob mail'])
})

test('a page that was called off meanwhile goes by no other way', () => {
  const story = storyOf(withContacts({ mail: '0m', sms: '3m' }, 'sms'))
  story.when(attempted(1, 'handed_over'), '1m').until('3m').when({ type: 'Acknowledge', by: ANA }).when(overLimit(2))
  story.thenFacts('PageAttempted')
})
