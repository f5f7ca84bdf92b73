import { expect, test } from 'vitest'
import type { NotificationRule } from '../people/directory.ts'
import type { Restriction } from '../people/schedule.ts'
import { aContact, aUser } from '../testing/directory.ts'
import { ms } from '../testing/time.ts'
import { listReadinessProblems, type TeamMinimum } from './readiness.ts'

const ASKED: TeamMinimum = { contacts: 2, channels: 2, notOnlyMail: true, firstPageMs: ms('1m') }

test('somebody with one mail address lacks a second way, a second channel, and one besides mail', () => {
  const problems = listReadinessProblems(aUser('ana'), ASKED).map(({ problem }) => problem)
  expect(problems).toEqual(['too_few_contacts', 'too_few_channels', 'only_mail'])
})

test('ways that were not verified do not count, and a rule that waits too long is named', () => {
  const contacts = [aContact('mail'), { ...aContact('push'), channel: 'ntfy' }]
  const rules = [{ urgency: 'high' as const, afterMs: ms('5m'), contact: contacts[1]?.id ?? ('' as never) }]
  expect(listReadinessProblems(aUser('ana', { contacts, rules }), ASKED)).toEqual([
    { problem: 'first_page_late', afterMs: ms('5m'), withinMs: ms('1m') },
  ])
  const unproven = contacts.map((contact) => ({ ...contact, isVerified: contact.channel === 'email' }))
  const found = listReadinessProblems(aUser('ana', { contacts: unproven, rules }), ASKED)
  expect(found.map(({ problem }) => problem)).toContain('no_rule')
})

test('whoever is deactivated, or has all of it, lacks nothing', () => {
  expect(listReadinessProblems(aUser('ana', { isActive: false }), ASKED)).toEqual([])
  const contacts = [aContact('mail'), { ...aContact('push'), channel: 'ntfy' }]
  expect(listReadinessProblems(aUser('ana', { contacts }), ASKED)).toEqual([])
})

test('a first page that is late at some hour of the week is named, and an hour without rules is not late', () => {
  const contacts = [aContact('mail'), { ...aContact('push'), channel: 'ntfy' }]
  const [mail, push] = contacts.map(({ id }) => id)
  const rule = (afterMs: ReturnType<typeof ms>, contact: typeof mail, hours?: Restriction[]): NotificationRule => ({
    ...{ urgency: 'high', afterMs, contact: contact as never },
    ...(hours && { hours }),
  })
  const day: Restriction[] = [{ weekday: 1, from: '09:00', to: '18:00' }]
  const late = [{ problem: 'first_page_late', afterMs: ms('5m'), withinMs: ms('1m') }]
  const lacks = (...rules: NotificationRule[]) => listReadinessProblems(aUser('ana', { contacts, rules }), ASKED)
  expect(lacks(rule(ms('0m'), push, day), rule(ms('5m'), mail))).toEqual(late)
  expect(lacks(rule(ms('0m'), push), rule(ms('5m'), mail, day))).toEqual([])
  expect(lacks(rule(ms('0m'), push, day))).toEqual([])
  // Over the end of the week.
  expect(lacks(rule(ms('5m'), push, [{ weekday: 7, from: '22:00', to: '06:00' }]))).toEqual(late)
})
