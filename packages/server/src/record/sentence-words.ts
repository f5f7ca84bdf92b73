/** Words that sentences of the timeline are made of. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { FactOf, PagedPerson } from '@tocsin/core/kernel/fact.ts'

const TEXT_CHARS_MAX = 280

/** A sentence is for reading; the whole text stands in the fact's data. */
export function cut(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim()
  return flat.length <= TEXT_CHARS_MAX ? flat : `${flat.slice(0, TEXT_CHARS_MAX - 1).trimEnd()}…`
}

const NAMED_MAX = 5

export function list(parts: readonly string[]): string {
  const named = parts.length > NAMED_MAX ? [...parts.slice(0, NAMED_MAX), `${parts.length - NAMED_MAX} more`] : parts
  const last = named.at(-1) ?? 'nobody'
  return named.length < 2 ? last : `${named.slice(0, -1).join(', ')} and ${last}`
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** `2026-01-05 09:00:12 UTC` */
export function formatUtc(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** Of somebody whose first page waits: until when, and what for. */
export function keptWords({ plan: [first] }: Pick<PagedPerson, 'plan'>): string {
  if (!first) return ''
  const { because, dueAt } = first
  if (because === 'held_quiet_hours') return `, whose page is kept until ${formatUtc(dueAt)} (quiet hours)`
  if (because === 'kept_for_digest') return `, whose page is kept until ${formatUtc(dueAt)} (digest)`
  return because === 'held_until_hours' ? `, whose page is kept until ${formatUtc(dueAt)} (not at work)` : ''
}

export function evidenceWords(evidence: Record<string, string>): string {
  return list(Object.entries(evidence).map(([name, value]) => `${name.replaceAll('_', ' ')} ${cut(value)}`))
}

export function lostWords({
  escalation,
  next,
  hold,
  rules = [],
  pages = [],
  ack,
  criteria = [],
}: FactOf<'PagingRepaired'>['lost']): string {
  return list([
    ...(escalation ? ['the escalation'] : []),
    ...(next ? ['the next step'] : []),
    ...(hold ? ['the end of the snooze'] : []),
    ...(ack ? ['the end of the acknowledgement'] : []),
    ...(criteria.length > 0 ? [count(criteria.length, 'time')].map((times) => `${times} of criteria`) : []),
    ...(rules.length > 0 ? [count(rules.length, 'later page')] : []),
    ...(pages.length > 0 ? [count(pages.length, 'page')] : []),
  ])
}

export function neededWords(stillNeeded: number | undefined): string {
  return stillNeeded ? `; ${stillNeeded} more ${stillNeeded === 1 ? 'has' : 'have'} to` : ''
}

export function endWords(until: Instant | undefined): string {
  return until === undefined ? '' : `; unless something happens, it is paged anew at ${formatUtc(until)}`
}
