import type { ContactId, Instant } from '../kernel/brand.ts'
import type { PlannedContact, PlannedRule } from '../kernel/fact.ts'
import { after } from '../kernel/instant.ts'
import type { Reason } from '../kernel/reason.ts'
import type { Urgency } from '../kernel/scales.ts'
import type { Contact, NotificationRule, User } from '../people/directory.ts'
import { isWithinHours } from './working-hours.ts'

/** Stands for the address of the account itself: everybody can be reached by mail, whatever else they set up or broke. */
export const ACCOUNT_CONTACT = 'account' as ContactId

function planned(contact: Contact): PlannedContact {
  return { contact: contact.id, channel: contact.channel, to: contact.to }
}

export function accountContact(user: Pick<User, 'email'>): PlannedContact {
  return { contact: ACCOUNT_CONTACT, channel: 'email', to: user.email }
}

/** Every way to reach a person, best first: verified contacts in their order, then the account's address. */
export function calcContacts(user: Pick<User, 'contacts' | 'email'>): PlannedContact[] {
  const verified = user.contacts.filter((contact) => contact.isVerified).map(planned)
  const hasAccountAddress = verified.some((contact) => contact.channel === 'email' && contact.to === user.email)
  return hasAccountAddress ? verified : [...verified, accountContact(user)]
}

/** Whether any of these ways is by a channel that works: where mail is not set up, the account's address reaches nobody. */
export function canReach(user: Pick<User, 'contacts' | 'email'>, isWorking: (channel: string) => boolean): boolean {
  return calcContacts(user).some(({ channel }) => isWorking(channel))
}

/**
 * What to send to a person who is paged at `at`, in order of time. Without a rule for the urgency, or for the hour: all verified
 * contacts at once when it is high, mail when it is low. Never empty.
 * `pending` is what an earlier page of theirs has still to send: it keeps its time, else a late rule would be pushed away for
 * ever by passes that come sooner.
 * `pagedAt`: the hour by which rules are chosen, where what is planned now begins later.
 */
export function calcPlan(
  user: User,
  urgency: Urgency,
  at: Instant,
  pending: readonly PlannedRule[] = [],
  pagedAt: Instant = at,
): PlannedRule[] {
  const byId = new Map(user.contacts.filter((contact) => contact.isVerified).map((contact) => [contact.id, contact]))
  const usable = user.rules.filter((rule) => rule.urgency === urgency && byId.has(rule.contact))
  const plan = usable
    .filter((rule) => countsAt(rule, user, pagedAt))
    .flatMap(({ contact: id, afterMs, hours }): PlannedRule[] => {
      const contact = byId.get(id)
      const because: Reason = afterMs === 0 ? 'rule_immediate' : 'rule_due'
      return contact ? [{ ...planned(contact), dueAt: after(at, afterMs), because, ...(hours && { hours }) }] : []
    })
  if (plan.length > 0) return keepSooner(plan, pending, at).sort((a, b) => a.dueAt - b.dueAt)
  const usual: Reason = urgency === 'high' ? 'no_rule_all_contacts' : 'no_rule_mail'
  const because = usable.length > 0 ? 'no_rule_at_this_hour' : usual
  return calcFallback(user, urgency).map((contact) => ({ ...contact, dueAt: at, because }))
}

/**
 * A rule is chosen by the hour at which somebody is paged, and not by the one at which it comes: else what was to follow a page just
 * before the hours end would never come.
 */
function countsAt({ hours }: NotificationRule, { zone }: Pick<User, 'zone'>, pagedAt: Instant): boolean {
  return hours === undefined || isWithinHours({ zone, windows: hours }, pagedAt)
}

/** Each pending rule is merged into at most one new rule of the same contact: one page where two would say the same. */
function keepSooner(plan: PlannedRule[], pending: readonly PlannedRule[], at: Instant): PlannedRule[] {
  const open = [...pending]
  return [...plan]
    .sort((a, b) => a.dueAt - b.dueAt)
    .map((rule) => {
      const index = open.findIndex((each) => each.contact === rule.contact)
      const [before] = index < 0 ? [] : open.splice(index, 1)
      return before && before.dueAt < rule.dueAt ? { ...rule, dueAt: Math.max(before.dueAt, at) as Instant } : rule
    })
}

function calcFallback(user: User, urgency: Urgency): PlannedContact[] {
  const verified = user.contacts.filter((contact) => contact.isVerified)
  if (urgency === 'high' && verified.length > 0) return verified.map(planned)
  const mail = verified.find((contact) => contact.channel === 'email')
  return [mail ? planned(mail) : accountContact(user)]
}
