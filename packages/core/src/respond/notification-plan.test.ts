import { expect, test } from 'vitest'
import type { User } from '../people/directory.ts'
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
