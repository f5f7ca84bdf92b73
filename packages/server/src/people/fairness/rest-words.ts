/**
 * What breaks the rules of rest, in words: for answers of the API and the file in English, for pages and letters in the language of their
 * reader. Why something is let through is said as the console says it (`scheduleEditor.restAllowed`), which has its own texts: a test holds
 * the two together.
 */
import type { Locale } from '@tocsin/adapters/out/words.ts'
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Relief } from '@tocsin/core/respond/fairness/relief.ts'
import type { RestBreach } from '@tocsin/core/respond/fairness/rest.ts'
import { onCallSettingOf } from './on-call-setting.ts'
import type { LetThroughBecause } from './rest-findings.queries.ts'

/** More days in a row are not told by their number. */
const DAYS_TOLD_MAX = 90
const RELIEF_TOLD_MAX = 2

/** As much of a judged breach as words need. */
export interface ToldBreach {
  breach: RestBreach
  relief: readonly Relief[]
  because: LetThroughBecause | null
}

/** Who reads it, and how they read the clock. */
export interface RestReader {
  language: Locale
  time(at: Instant): string
  /** “… to …”, 「…から…まで」. */
  span(from: Instant, to: Instant): string
}

interface RestWords {
  /** Predicates in English, which complete “It …” or “layers …”; sentences in Japanese. */
  daysInARow(name: string, days: number, allowed: number): string
  afterNight(name: string, at: { from: string; pagedAt: string }, hours: number): string
  couldTake(name: string, span: string): string
  because: Record<LetThroughBecause, string>
  /** A predicate as a sentence of its own. */
  alone(predicate: string): string
  between: string
}

const WORDS: Record<Locale, RestWords> = {
  en: {
    daysInARow: (name, days, allowed) =>
      `would have ${name} on call for ${days > DAYS_TOLD_MAX ? `more than ${DAYS_TOLD_MAX}` : days} days in a row; ${allowed} ${allowed === 1 ? 'is' : 'are'} allowed.`,
    afterNight: (name, { from, pagedAt }, hours) =>
      `would have ${name} on call again from ${from}; they were paged in the night at ${pagedAt}, and ${hours} hours of rest follow that.`,
    couldTake: (name, span) => `${name} could take ${span}.`,
    because: {
      begins_now: 'It begins at once and is short, so it is let through and kept under Fairness.',
      nobody_else: 'Nobody else could take a day of it, so it is let through and kept under Fairness.',
      only_warned: 'The rules only warn, so it is let through and kept under Fairness.',
    },
    alone: (predicate) => `It ${predicate}`,
    between: ' ',
  },
  ja: {
    daysInARow: (name, days, allowed) =>
      `${name}さんは${days > DAYS_TOLD_MAX ? `${DAYS_TOLD_MAX}日を超えて` : `${days}日`}連続の当番になります（上限は${allowed}日）。`,
    afterNight: (name, { from, pagedAt }, hours) =>
      `${name}さんは夜間（${pagedAt}）に呼び出されていて、その後${hours}時間の休息が必要ですが、${from}からまた当番になります。`,
    couldTake: (name, span) => `${span}は${name}さんが引き受けられます。`,
    because: {
      begins_now: 'すぐに始まる短い変更のため通され、公平さの画面に記録されます。',
      nobody_else: 'ほかに引き受けられる人がいないため通され、公平さの画面に記録されます。',
      only_warned: '規則は警告のみのため通され、公平さの画面に記録されます。',
    },
    alone: (sentence) => sentence,
    between: '',
  },
}

const API: RestReader = { language: 'en', time: minute, span: (from, to) => `${minute(from)} to ${minute(to)}` }

/** Completes “layers …”: why a change is refused, and what can be done about it. */
export function refusalOf(told: ToldBreach, directory: Directory): string {
  return `${breachWords(told, directory, API)} ${reliefWords(told, directory, API)} Give somebody else a day of it, or loosen the setting on_call with a reason.`
}

/** Completes “layers …”: what is let through, and why. */
export function letThroughWords(told: ToldBreach, directory: Directory): string {
  return `${breachWords(told, directory, API)} ${WORDS.en.because[told.because ?? 'nobody_else']}`
}

/** The same as sentences of their own, for whoever takes a shift: why they cannot, or why they may all the same. */
export function restSentences(
  told: ToldBreach,
  directory: Directory,
  reader: RestReader,
): { refused: string; letThrough: string } {
  const { alone, because, between } = WORDS[reader.language]
  const breach = alone(breachWords(told, directory, reader))
  const relief = reliefWords(told, directory, reader)
  return {
    refused: relief === '' ? breach : `${breach}${between}${relief}`,
    letThrough: `${breach}${between}${because[told.because ?? 'nobody_else']}`,
  }
}

function breachWords({ breach }: ToldBreach, directory: Directory, { language, time }: RestReader): string {
  const { days_in_a_row: allowed, rest_after_night_hours: hours } = onCallSettingOf(directory)
  const name = nameOf(directory, breach.user)
  const words = WORDS[language]
  // Who is on call for ever has as many days as were looked at.
  if (breach.kind === 'days_in_a_row') return words.daysInARow(name, breach.days, allowed)
  return words.afterNight(name, { from: time(breach.startsAt), pagedAt: time(breach.pagedAt) }, hours)
}

/** In which of their schedules a day would be taken is not told: of each person one is enough. */
function reliefWords({ relief }: ToldBreach, directory: Directory, { language, span }: RestReader): string {
  const { couldTake, between } = WORDS[language]
  return relief
    .filter(({ user }, index) => relief.findIndex((each) => each.user === user) === index)
    .slice(0, RELIEF_TOLD_MAX)
    .map(({ user, startsAt, endsAt }) => couldTake(nameOf(directory, user), span(startsAt, endsAt)))
    .join(between)
}

function nameOf(directory: Directory, user: UserId): string {
  return directory.users.get(user)?.name ?? user
}

/** `2026-01-14 09:00 UTC` */
function minute(at: Instant): string {
  return `${formatInstant(at).slice(0, 16).replace('T', ' ')} UTC`
}
