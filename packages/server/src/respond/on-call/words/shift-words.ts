/** What people are told about their shifts: they begin, end, moved, and what the week ahead has. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { LetterLanguage, LetterWords } from '../../queue-letter.ts'
import { dayTime, longTime, spanWords } from './local-time.ts'

export interface WrittenShift {
  schedule: string
  startsAt: Instant
  endsAt: Instant
}

interface Reader {
  language: LetterLanguage
  zone: string
}

const TEXTS = {
  en: {
    startSubject: (schedule: string, when: string) => `Your shift in ${schedule} starts on ${when}`,
    startLine: (schedule: string, span: string) => `You are on call in ${schedule}: ${span}.`,
    startHow: 'Make sure that your phone is charged and that a test page reaches you.',
    endSubject: (schedule: string) => `Your shift in ${schedule} is over`,
    endLine: (schedule: string, people: string) =>
      people === '' ? `Nobody is on call in ${schedule} now.` : `${people} took over ${schedule}.`,
    moved: (schedule: string) => `Your next shift in ${schedule} moved`,
    added: (schedule: string) => `You have a new shift in ${schedule}`,
    gone: (schedule: string) => `Your next shift in ${schedule} was taken off`,
    was: (span: string) => `It was: ${span}.`,
    is: (span: string) => `It is now: ${span}.`,
    noNext: 'You have no further shift there in the next 90 days.',
    by: (who: string, when: string) => `Changed by ${who} on ${when}.`,
    ahead: (count: number) => `${count} ${count === 1 ? 'shift' : 'shifts'} in the week ahead`,
    aheadFirst: (schedule: string, when: string) => `Your shift starts on ${when} (${schedule})`,
  },
  ja: {
    startSubject: (schedule: string, when: string) => `${schedule}の当番が${when}に始まります`,
    startLine: (schedule: string, span: string) => `${schedule}の当番: ${span}`,
    startHow: '電話の充電と、テスト呼び出しが届くことを確認してください。',
    endSubject: (schedule: string) => `${schedule}の当番が終わりました`,
    endLine: (schedule: string, people: string) =>
      people === '' ? `現在、${schedule}の当番はいません。` : `${people}が${schedule}を引き継ぎました。`,
    moved: (schedule: string) => `${schedule}の次の当番が変わりました`,
    added: (schedule: string) => `${schedule}に新しい当番が入りました`,
    gone: (schedule: string) => `${schedule}の次の当番がなくなりました`,
    was: (span: string) => `変更前: ${span}`,
    is: (span: string) => `変更後: ${span}`,
    noNext: '今後90日間、このスケジュールの当番はありません。',
    by: (who: string, when: string) => `変更者: ${who}(${when})`,
    ahead: (count: number) => `来週までの当番は${count}件です`,
    aheadFirst: (schedule: string, when: string) => `当番は${when}に始まります(${schedule})`,
  },
} satisfies Record<LetterLanguage, unknown>

export function shiftStartWords({ schedule, startsAt, endsAt }: WrittenShift, { language, zone }: Reader): LetterWords {
  const texts = TEXTS[language]
  return {
    subject: texts.startSubject(schedule, dayTime(startsAt, language, zone)),
    lines: [texts.startLine(schedule, spanWords(startsAt, endsAt, language, zone)), texts.startHow],
  }
}

/** `people` took over. */
export function shiftEndWords(schedule: string, people: readonly string[], { language }: Reader): LetterWords {
  const texts = TEXTS[language]
  return { subject: texts.endSubject(schedule), lines: [texts.endLine(schedule, people.join(', '))] }
}

export interface MovedShift {
  schedule: string
  was: WrittenShift | undefined
  is: WrittenShift | undefined
  /** Who changed it and when, where that is known. */
  by: { who: string; at: Instant } | undefined
}

export function shiftMovedWords({ schedule, was, is, by }: MovedShift, { language, zone }: Reader): LetterWords {
  const texts = TEXTS[language]
  const span = ({ startsAt, endsAt }: WrittenShift) => spanWords(startsAt, endsAt, language, zone)
  const kind = was && is ? 'moved' : is ? 'added' : 'gone'
  return {
    subject: texts[kind](schedule),
    lines: [
      ...(was ? [texts.was(span(was))] : []),
      is ? texts.is(span(is)) : texts.noNext,
      ...(by ? [texts.by(by.who, longTime(by.at, language, zone))] : []),
    ],
  }
}

/** Shifts in order; the subject names the first when it begins so soon that nobody reads the rest before. */
export function weekAheadWords(
  shifts: readonly WrittenShift[],
  first: WrittenShift | undefined,
  { language, zone }: Reader,
): LetterWords {
  const texts = TEXTS[language]
  return {
    subject: first
      ? texts.aheadFirst(first.schedule, dayTime(first.startsAt, language, zone))
      : texts.ahead(shifts.length),
    lines: shifts.map((each) => texts.startLine(each.schedule, spanWords(each.startsAt, each.endsAt, language, zone))),
  }
}
