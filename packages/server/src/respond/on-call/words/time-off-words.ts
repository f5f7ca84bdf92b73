/** What people are told about the calendar that their time off is read from. Titles of events do not leave the console. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { LetterLanguage, LetterWords } from '../../queue-letter.ts'
import { longTime, spanWords } from './local-time.ts'

export interface WrittenAbsence {
  schedule: string
  startsAt: Instant
  endsAt: Instant
  /** Names of those who could take it. */
  candidates: readonly string[]
}

interface Reader {
  language: LetterLanguage
  zone: string
}

/** So many shifts are written out; My on-call has all of them. */
const SHIFTS_SHOWN = 5
const CANDIDATES_SHOWN = 3

const TEXTS = {
  en: {
    awaySubject: (count: number) =>
      `Your calendar says that you are away during ${count === 1 ? 'a shift' : `${count} shifts`} of yours`,
    shift: (schedule: string, span: string) => `${schedule}: ${span}.`,
    could: (people: string) => ` Could take it: ${people}.`,
    more: (count: number) => `${count} more under My on-call.`,
    how: 'Nobody is taken off call by it. Ask for cover under My on-call, or ignore the event there if you are on call all the same.',
    failingSubject: 'Your calendar cannot be read, so new time off is missing',
    failing: (host: string, since: string) => `The calendar at ${host} has not been readable since ${since}.`,
    failingHow: 'What was read before stays. My on-call says why, and there you can give another address.',
  },
  ja: {
    awaySubject: (count: number) => `カレンダーの不在と重なる当番が${count}件あります`,
    shift: (schedule: string, span: string) => `${schedule}: ${span}`,
    could: (people: string) => ` 引き受けられる人: ${people}`,
    more: (count: number) => `ほか${count}件は「自分の当番」で確認できます。`,
    how: '当番から外れるわけではありません。「自分の当番」で交代を依頼するか、当番に入る場合はその予定を無視してください。',
    failingSubject: 'カレンダーを読み込めないため、新しい不在が反映されていません',
    failing: (host: string, since: string) => `${host}のカレンダーを${since}から読み込めていません。`,
    failingHow:
      'これまでに読み込んだ不在はそのままです。「自分の当番」で理由を確認し、アドレスを登録し直してください。',
  },
} satisfies Record<LetterLanguage, unknown>

export function awayOnCallWords(shifts: readonly WrittenAbsence[], { language, zone }: Reader): LetterWords {
  const texts = TEXTS[language]
  const left = shifts.length - SHIFTS_SHOWN
  return {
    subject: texts.awaySubject(shifts.length),
    lines: [
      ...shifts.slice(0, SHIFTS_SHOWN).map(({ schedule, startsAt, endsAt, candidates }) => {
        const people = candidates.slice(0, CANDIDATES_SHOWN).join(', ')
        const line = texts.shift(schedule, spanWords(startsAt, endsAt, language, zone))
        return people === '' ? line : `${line}${texts.could(people)}`
      }),
      ...(left > 0 ? [texts.more(left)] : []),
      texts.how,
    ],
  }
}

export function calendarFailingWords(host: string, since: Instant, { language, zone }: Reader): LetterWords {
  const texts = TEXTS[language]
  return {
    subject: texts.failingSubject,
    lines: [texts.failing(host, longTime(since, language, zone)), texts.failingHow],
  }
}
