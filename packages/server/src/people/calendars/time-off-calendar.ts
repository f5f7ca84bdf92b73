/** A person's own calendar as the file and the API write it: where it is read, and which of its events are time off. */
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { TimeOffRules } from '@tocsin/core/respond/time-off-event.ts'
import type { Selectable } from 'kysely'
import { z } from 'zod'
import { type ConfigDb, type Document, Hidden } from '../../shell/config/config-kind.ts'
import { expectingText, form, list, oneOf, switchField, text } from '../../shell/config/fields.ts'
import { type RowContext, sealAgain } from '../../shell/config/row-context.ts'
import type { Schema } from '../../shell/database/schema.ts'

export const TIME_OFF_EVENTS = ['out_of_office', 'all'] as const

/** Without the person, whose row it is a part of. */
export type TimeOffCalendarRow = Omit<Selectable<Schema['time_off_calendars']>, 'user_id' | 'words' | 'events'> & {
  events: (typeof TIME_OFF_EVENTS)[number]
  words: string[]
}

/** An address that somebody copied: with blanks around it, and as a program for calendars writes it. */
export const calendarAddressField = z
  .string(expectingText('an address'))
  .trim()
  .max(2_000, 'has more than 2000 characters')
  .refine((address) => hostOf(address) !== '', 'expected an address that begins with https://, http:// or webcal://')
  .meta({ examples: ['https://calendar.google.com/calendar/ical/…/basic.ics'] })

export const timeOffRulesShape = {
  /** `all`, or what the calendar itself marks as out of office and what has one of `words` in its title. */
  events: oneOf(TIME_OFF_EVENTS).default('out_of_office'),
  words: list(text('a word', 'vacation', 100), LIMITS.timeOffWordsMax).default([]),
  /** Whole days count although the calendar shows them as free, as Google does unless somebody says otherwise. */
  free_days: switchField.default(false),
}

/** What is wrong with words that nothing would be looked through for; undefined: nothing. */
export function problemOfWords({ events, words }: Pick<TimeOffCalendarRow, 'events' | 'words'>): string | undefined {
  return events === 'all' && words.length > 0
    ? 'are only for events: out_of_office, where some events count'
    : undefined
}

const timeOffCalendarInput = form({ url: calendarAddressField, ...timeOffRulesShape }).superRefine((input, context) => {
  const message = problemOfWords(input)
  if (message !== undefined) context.addIssue({ code: 'custom', path: ['words'], message })
})
type TimeOffCalendarInput = z.output<typeof timeOffCalendarInput>

/** Of the file; `none` parses to null. A field that somebody left empty is no wish to take the calendar away. */
export const timeOffCalendarField = z.preprocess(
  (value) => (value === 'none' ? null : (value ?? {})),
  timeOffCalendarInput.nullable(),
)

/** `url` is left out where the address stays that is there. Undefined: there is none. */
export function timeOffCalendarRow(
  { url, events, words, free_days }: Omit<TimeOffCalendarInput, 'url'> & { url?: string | undefined },
  existing: TimeOffCalendarRow | null | undefined,
  { secrets }: Pick<RowContext, 'secrets'>,
): TimeOffCalendarRow | undefined {
  const rules = { events, words: [...new Set(words)], free_days }
  if (url === undefined) return existing ? { ...existing, ...rules } : undefined
  const address = plainAddress(url)
  const sealed = sealAgain(secrets, existing?.secret_sealed, address)
  return { secret_sealed: sealed, host: hostOf(address), ...rules }
}

export function describeTimeOffCalendar({ secret_sealed, ...row }: TimeOffCalendarRow): Document {
  return {
    url: new Hidden(secret_sealed),
    events: row.events,
    ...(row.words.length > 0 && { words: row.words }),
    ...(row.free_days && { free_days: true }),
  }
}

export function rulesOf({ events, words, free_days }: Pick<TimeOffCalendarRow, 'events' | 'words' | 'free_days'>) {
  return { events, words, freeDays: free_days } satisfies TimeOffRules
}

/** `webcal://` says what to open it with; it is read over HTTPS. */
export function plainAddress(address: string): string {
  return address.trim().replace(/^webcals?:/i, 'https:')
}

/** Empty of what is no address that can be read. */
function hostOf(address: string): string {
  const url = URL.parse(plainAddress(address))
  return url !== null && /^https?:$/.test(url.protocol) ? url.host : ''
}

/** By person. */
export async function loadTimeOffCalendars(db: ConfigDb, user?: string): Promise<Map<string, TimeOffCalendarRow>> {
  const all = db.selectFrom('time_off_calendars').selectAll()
  const rows = await (user === undefined ? all : all.where('user_id', '=', user)).execute()
  return new Map(rows.map(({ user_id, ...row }) => [user_id, row as TimeOffCalendarRow]))
}

/** A change makes it due at once; what it brought goes with it when it is read no more, see `end-time-off.queries.ts`. */
export async function saveTimeOffCalendar(db: ConfigDb, user: string, row: TimeOffCalendarRow | null): Promise<void> {
  if (row === null) {
    await db.deleteFrom('time_off_calendars').where('user_id', '=', user).execute()
    return
  }
  const values = { ...row, words: JSON.stringify(row.words) }
  const before = (await loadTimeOffCalendars(db, user)).get(user)
  if (before && JSON.stringify(inOrder(before)) === JSON.stringify(inOrder(row))) return
  await db
    .insertInto('time_off_calendars')
    .values({ user_id: user, ...values })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(values))
    .execute()
  await db.deleteFrom('time_off_reads').where('user_id', '=', user).execute()
}

function inOrder({ secret_sealed, host, events, words, free_days }: TimeOffCalendarRow) {
  return [secret_sealed, host, events, words, free_days]
}
