/** What a schedule's team is told of problems ahead. */
import type { CoverageProblem } from '@tocsin/core/respond/coverage.ts'
import type { LetterLanguage, LetterWords } from '../../queue-letter.ts'
import { spanWords } from './local-time.ts'

export interface ScheduleProblems {
  schedule: string
  problems: readonly CoverageProblem[]
}

export type NameOf = (user: string) => string

/** Of each schedule so many problems are written out; the page of the schedule has all of them. */
const PROBLEMS_SHOWN = 5

const TEXTS = {
  en: {
    gap: (span: string) => `nobody is on call: ${span}`,
    empty_shift: (span: string, people: string) => `only deactivated people are on call (${people}): ${span}`,
    no_contact: (span: string, people: string) =>
      `${people} has no verified contact and could not be reached; first shift: ${span}`,
    time_off: (span: string, people: string) => `${people} is on call while away: ${span}`,
    more: (count: number) => `${count} more`,
    weekly: (count: number) =>
      `${count} ${count === 1 ? 'schedule needs' : 'schedules need'} attention in the next 30 days`,
    weeklyHow: 'Fill a gap with an override, or say in the schedule who is paged while nobody is on call.',
    edit: (schedule: string) => `A change left ${schedule} with a problem ahead`,
    editedBy: (who: string) => `It follows from a change by ${who}.`,
  },
  ja: {
    gap: (span: string) => `当番がいません: ${span}`,
    empty_shift: (span: string, people: string) => `当番が無効化されたユーザー(${people})だけです: ${span}`,
    no_contact: (span: string, people: string) =>
      `${people}には確認済みの連絡先がなく、呼び出せません。最初の当番: ${span}`,
    time_off: (span: string, people: string) => `${people}は不在中に当番になっています: ${span}`,
    more: (count: number) => `ほか${count}件`,
    weekly: (count: number) => `今後30日間に対応が必要なスケジュールが${count}件あります`,
    weeklyHow: 'オーバーライドで空きを埋めるか、当番がいない間に誰を呼び出すかをスケジュールに設定してください。',
    edit: (schedule: string) => `変更により${schedule}に問題が生じました`,
    editedBy: (who: string) => `${who}の変更によるものです。`,
  },
} satisfies Record<LetterLanguage, unknown>

interface Reader {
  language: LetterLanguage
  zone: string
  nameOf: NameOf
}

export function weeklyCoverageWords(all: readonly ScheduleProblems[], reader: Reader): LetterWords {
  const texts = TEXTS[reader.language]
  return {
    subject: texts.weekly(all.length),
    lines: [...all.flatMap((each) => problemLines(each, reader)), texts.weeklyHow],
  }
}

/** `who` made the change, where that is known. */
export function editCoverageWords(of: ScheduleProblems, who: string | undefined, reader: Reader): LetterWords {
  const texts = TEXTS[reader.language]
  return {
    subject: texts.edit(of.schedule),
    lines: [...problemLines(of, reader), ...(who === undefined ? [] : [texts.editedBy(who)]), texts.weeklyHow],
  }
}

function problemLines({ schedule, problems }: ScheduleProblems, { language, zone, nameOf }: Reader): string[] {
  const texts = TEXTS[language]
  const lines = problems.slice(0, PROBLEMS_SHOWN).map((problem) => {
    const span = spanWords(problem.startsAt, problem.endsAt, language, zone)
    const people = 'people' in problem ? problem.people.map(nameOf).join(', ') : ''
    return `${schedule}: ${texts[problem.kind](span, people)}`
  })
  const left = problems.length - PROBLEMS_SHOWN
  return left > 0 ? [...lines, `${schedule}: ${texts.more(left)}`] : lines
}
