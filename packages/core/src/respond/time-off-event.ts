/**
 * Which events of somebody's own calendar are time off. What calendars write: RFC 5545 has `TRANSP`; Outlook and Exchange add
 * `X-MICROSOFT-CDO-BUSYSTATUS` (MS-OXCICAL 2.1.3.1.1.20.31) with `OOF` for out of office. Google's out-of-office events carry no mark of
 * their own in its iCalendar, only the title that Google gives them.
 */

export interface TimeOffRules {
  /** `out_of_office`: what the calendar marks so, and what its title says by one of `words`. */
  events: 'all' | 'out_of_office'
  words: readonly string[]
  /** Whole days count although the calendar shows them as free, as Google does unless somebody says otherwise. */
  freeDays: boolean
}

export interface CalendarMarks {
  title: string
  isAllDay: boolean
  isTransparent: boolean
  /** Of Outlook: `FREE`, `TENTATIVE`, `BUSY`, `OOF`, `WORKINGELSEWHERE`; empty where the calendar has none. */
  busyStatus: string
  /** The person was invited and said no. */
  isDeclined: boolean
}

/** Why an event does not count. */
export const LEFT_OUT = ['free', 'declined', 'not_out_of_office'] as const
export type LeftOut = (typeof LEFT_OUT)[number]

/** What Google calls such an event in the languages of this product, unless the person gives it another title. */
const USUAL_TITLES = ['out of office', '不在']
/** A word of so few letters counts as a whole word alone: "PTO" is no part of "laptop". */
const SHORT_WORD = /^[\p{Script=Latin}\p{N}]{1,4}$/u

/** Undefined: it counts. */
export function judgeTimeOffEvent(event: CalendarMarks, rules: TimeOffRules): LeftOut | undefined {
  if (event.isDeclined) return 'declined'
  const isMarked = event.busyStatus === 'OOF'
  if (!isMarked && isFree(event, rules)) return 'free'
  if (rules.events === 'all' || isMarked) return undefined
  return [...USUAL_TITLES, ...rules.words].some((word) => hasWord(event.title, word)) ? undefined : 'not_out_of_office'
}

function isFree({ busyStatus, isTransparent, isAllDay }: CalendarMarks, { freeDays }: TimeOffRules): boolean {
  if (busyStatus === 'WORKINGELSEWHERE') return true
  return (isTransparent || busyStatus === 'FREE') && !(isAllDay && freeDays)
}

/** Whether a title contains a word, whatever its case and width. */
export function hasWord(title: string, word: string): boolean {
  const [plainTitle, plainWord] = [plain(title), plain(word)]
  if (plainWord === '') return false
  if (!SHORT_WORD.test(plainWord)) return plainTitle.includes(plainWord)
  return plainTitle.split(/[^\p{L}\p{N}]+/u).includes(plainWord)
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
}
