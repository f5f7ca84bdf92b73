import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Instant } from '../kernel/brand.ts'
import type { User } from '../people/directory.ts'
import type { Restriction } from '../people/schedule.ts'
import { aContact, aRule, aUser, aUserWithRules } from '../testing/directory.ts'
import { at, ms, shownAt } from '../testing/time.ts'
import { calcContacts, calcPlan, canReach } from './notification-plan.ts'

const unverified = aContact('sms', { isVerified: false })

function shown(user: User, urgency: 'high' | 'low', pending: [string, string][] = []): string[] {
  const rules = pending.map(([contact, dueAt]) => ({ ...aContact(contact), dueAt: at(dueAt) }))
  const before = rules.map(({ id, channel, to, dueAt }) => ({
    contact: id,
    channel,
    to,
    dueAt,
    because: 'rule_due' as const,
  }))
  return calcPlan(user, urgency, at('0m'), before).map(
    (rule) => `${shownAt(rule.dueAt)} ${rule.contact} ${rule.because}`,
  )
}

test('the rules of the urgency, in order of time', () => {
  const user = aUser('ana', {
    contacts: [aContact('mail'), aContact('hook')],
    rules: [aRule('5m', 'hook'), aRule('0m', 'mail'), aRule('1m', 'hook', 'low')],
  })
  expect(shown(user, 'high')).toEqual(['0m mail rule_immediate', '5m hook rule_due'])
  expect(shown(user, 'low')).toEqual(['1m hook rule_due'])
})

test('a rule whose contact is gone or was never verified is no rule', () => {
  const user = aUser('ana', {
    contacts: [aContact('mail'), unverified],
    rules: [aRule('0m', 'sms'), aRule('0m', 'fax')],
  })
  expect(shown(user, 'high')).toEqual(['0m mail no_rule_all_contacts'])
})

test('without a rule every verified contact is used when it is urgent, and mail when it is not', () => {
  const user = aUser('ana', { contacts: [aContact('hook'), aContact('mail'), unverified], rules: [] })
  expect(shown(user, 'high')).toEqual(['0m hook no_rule_all_contacts', '0m mail no_rule_all_contacts'])
  expect(shown(user, 'low')).toEqual(['0m mail no_rule_mail'])
})

test('everybody can be reached: the address of the account is always there', () => {
  const user = aUser('ana', { contacts: [unverified], rules: [] })
  expect(shown(user, 'high')).toEqual(['0m account no_rule_all_contacts'])
  expect(shown(aUser('ana', { contacts: [aContact('hook')], rules: [] }), 'low')).toEqual(['0m account no_rule_mail'])
  expect(calcPlan(user, 'low', at('0m'))).toMatchObject([{ channel: 'email', to: 'ana@example.com' }])
})

test('what is still to come keeps its time, and what is overdue comes at once', () => {
  const user = aUserWithRules('ana', { mail: '0m', hook: '5m' })
  expect(shown(user, 'high', [['hook', '2m']])).toEqual(['0m mail rule_immediate', '2m hook rule_due'])
  expect(shown(user, 'high', [['hook', '9m']])).toEqual(['0m mail rule_immediate', '5m hook rule_due'])
  const overdue = calcPlan(user, 'high', at('10m'), [
    { contact: aContact('hook').id, channel: 'hook', to: 'x', dueAt: at('9m'), because: 'rule_due' },
  ])
  expect(overdue.map((rule) => shownAt(rule.dueAt))).toEqual(['10m', '10m'])
})

test('what is still to come is merged with one rule of the same contact only', () => {
  const rules = [aRule('0m', 'mail'), aRule('10m', 'mail'), aRule('20m', 'mail')]
  const user = aUser('ana', { rules })
  const kept = ['0m mail rule_immediate', '10m mail rule_due', '20m mail rule_due']
  expect(shown(user, 'high', [['mail', '5m']])).toEqual(kept)
  expect(
    shown(user, 'high', [
      ['mail', '1m'],
      ['mail', '2m'],
    ]),
  ).toEqual(['0m mail rule_immediate', '2m mail rule_due', kept[2]])
})

test('planning leaves the user as it was', () => {
  const user = aUser('ana', { rules: [aRule('5m', 'mail'), aRule('0m', 'mail')] })
  calcPlan(user, 'high', at('0m'))
  expect(user.rules.map((rule) => rule.afterMs)).toEqual([ms('5m'), ms('0m')])
})

test('every way to reach a person, best first, each once', () => {
  const contacts = [aContact('hook'), unverified, aContact('mail', { to: 'ana@example.com' })]
  expect(calcContacts(aUser('ana', { contacts })).map(({ contact }) => contact)).toEqual(['hook', 'mail'])
  expect(calcContacts(aUser('ana', { contacts: [] })).map(({ contact }) => contact)).toEqual(['account'])
})

test('a person is reached by mail to their account without any verified contact, and by nothing when no channel of theirs works', () => {
  const nobodyVerified = aUser('ana', { contacts: [unverified] })
  const hasHook = aUser('ana', { contacts: [aContact('hook', { channel: 'webhook' })] })
  const only = (working: string) => (channel: string) => channel === working
  expect(canReach(nobodyVerified, only('email'))).toBe(true)
  expect(canReach(nobodyVerified, only(unverified.channel === 'email' ? 'webhook' : unverified.channel))).toBe(false)
  expect(canReach(hasHook, only('webhook'))).toBe(true)
  expect(canReach(hasHook, only('sms'))).toBe(false)
})

const WEEKDAYS: Restriction[] = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '09:00', to: '18:00' }))
const NIGHTS: Restriction[] = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '22:00', to: '07:00' }))

test('a rule with hours counts within them alone, and one without hours always', () => {
  const user = aUser('ana', {
    contacts: [aContact('mail'), aContact('hook'), aContact('call')],
    rules: [
      aRule('0m', 'mail'),
      { ...aRule('5m', 'hook'), hours: WEEKDAYS },
      { ...aRule('2m', 'call'), hours: NIGHTS },
    ],
  })
  expect(shown(user, 'high')).toEqual(['0m mail rule_immediate', '5m hook rule_due'])
  const plan = calcPlan(user, 'high', at('13h'))
  expect(plan.map(({ contact, hours }) => [contact, hours])).toEqual([
    ['mail', undefined],
    ['call', NIGHTS],
  ])
})

test('hours are those at which somebody is paged, so that what follows a page comes whichever hour it is by then', () => {
  const user = aUser('ana', {
    contacts: [aContact('mail'), aContact('hook')],
    rules: [
      { ...aRule('0m', 'mail'), hours: WEEKDAYS },
      { ...aRule('10m', 'hook'), hours: WEEKDAYS },
    ],
  })
  expect(calcPlan(user, 'high', at('8h59m')).map(({ dueAt }) => shownAt(dueAt))).toEqual(['8h59m', '9h9m'])
})

test('where no rule fits at this hour the page goes by every verified contact, or by mail, and says so', () => {
  const hours = NIGHTS
  const user = aUser('ana', {
    contacts: [aContact('mail'), aContact('hook')],
    rules: [
      { ...aRule('5m', 'hook'), hours },
      { ...aRule('5m', 'hook', 'low'), hours },
    ],
  })
  expect(shown(user, 'high')).toEqual(['0m mail no_rule_at_this_hour', '0m hook no_rule_at_this_hour'])
  expect(shown(user, 'low')).toEqual(['0m mail no_rule_at_this_hour'])
})

test('hours are read by the clock of the person, also where an hour happens twice or never', () => {
  const early: Restriction[] = [{ weekday: 7, from: '01:30', to: '02:30' }]
  const user = aUser('ana', {
    zone: 'Europe/Berlin',
    contacts: [aContact('mail'), aContact('hook')],
    rules: [{ ...aRule('0m', 'hook'), hours: early }],
  })
  const ways = (text: string): string[] =>
    calcPlan(user, 'high', Date.parse(text) as Instant).map(({ contact }) => contact)
  const all = ['mail', 'hook']
  // 2026-10-25, 03:00 becomes 02:00: the window opens at the first 01:30 and closes at the last 02:30.
  expect(ways('2026-10-24T23:29:00Z')).toEqual(all)
  expect(ways('2026-10-25T00:45:00Z')).toEqual(['hook'])
  expect(ways('2026-10-25T01:29:00Z')).toEqual(['hook'])
  expect(ways('2026-10-25T01:30:00Z')).toEqual(all)
  // 2026-03-29, 02:00 becomes 03:00: it closes with the change.
  expect(ways('2026-03-29T00:59:00Z')).toEqual(['hook'])
  expect(ways('2026-03-29T01:00:00Z')).toEqual(all)
})

test('whatever the hours, nobody who is paged is paged by nothing', () => {
  const day = fc.integer({ min: 1, max: 7 })
  const time = fc
    .integer({ min: 0, max: 47 })
    .map((half) => `${String(half >> 1).padStart(2, '0')}:${half % 2 ? '30' : '00'}`)
  const window = fc.record({ weekday: day, from: time, to: time })
  const rule = fc.record({
    contact: fc.constantFrom('mail', 'hook', 'gone'),
    after: fc.constantFrom('0m', '5m'),
    urgency: fc.constantFrom('high' as const, 'low' as const),
    hours: fc.option(fc.array(window, { maxLength: 4 }), { nil: undefined }),
  })
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 6 }), fc.integer({ min: 0, max: 8 * 24 * 60 }), (rules, minute) => {
      const user = aUser('ana', {
        contacts: [aContact('mail'), aContact('hook')],
        rules: rules.map(({ contact, after, urgency, hours }) => ({
          ...aRule(after, contact, urgency),
          ...(hours && { hours }),
        })),
      })
      const now = at(`${minute}m`)
      for (const urgency of ['high', 'low'] as const) {
        const plan = calcPlan(user, urgency, now)
        expect(plan.length).toBeGreaterThan(0)
        // Either a rule was chosen, or everything goes at once.
        expect(plan.every(({ dueAt, because }) => because.startsWith('rule_') || dueAt === now)).toBe(true)
      }
    }),
  )
})
