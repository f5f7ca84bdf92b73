/** What whoever comes on call is told. */
import type { LetterLanguage, LetterWords } from '../../queue-letter.ts'
import type { HandoverIncident } from '../handover.queries.ts'

export interface Handover {
  schedule: string
  /** Names of those who go. */
  from: readonly string[]
  open: readonly HandoverIncident[]
  /** What happened in the shift and is over. */
  recent: readonly HandoverIncident[]
  notes: readonly { by: string; text: string }[]
}

const TEXTS = {
  en: {
    subject: (schedule: string) => `You are on call in ${schedule} now`,
    from: (people: string) => `You took over from ${people}.`,
    quiet: 'Nothing is open, and nothing happened in the last shift.',
    open: (incident: string) => `Open: ${incident}`,
    recent: (incident: string) => `Over: ${incident}`,
    note: (by: string, text: string) => `${by} notes: ${text}`,
  },
  ja: {
    subject: (schedule: string) => `ただいまから${schedule}の当番です`,
    from: (people: string) => `${people}から引き継ぎました。`,
    quiet: '対応中のインシデントはなく、前の当番でも何も起きませんでした。',
    open: (incident: string) => `対応中: ${incident}`,
    recent: (incident: string) => `終了: ${incident}`,
    note: (by: string, text: string) => `${by}のメモ: ${text}`,
  },
} satisfies Record<LetterLanguage, unknown>

export function handoverWords(
  { schedule, from, open, recent, notes }: Handover,
  language: LetterLanguage,
): LetterWords {
  const texts = TEXTS[language]
  const shown = ({ id, title, priority, status }: HandoverIncident) => `${id} ${priority} ${title} (${status})`
  const lines = [
    ...notes.map(({ by, text }) => texts.note(by, text.replaceAll(/\s*\n\s*/g, ' · '))),
    ...open.map((each) => texts.open(shown(each))),
    ...recent.map((each) => texts.recent(shown(each))),
  ]
  return {
    subject: texts.subject(schedule),
    lines: [...(from.length > 0 ? [texts.from(from.join(', '))] : []), ...(lines.length > 0 ? lines : [texts.quiet])],
  }
}
