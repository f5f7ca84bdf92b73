/** What a trainee is told when those whom they shadow are paged. */
import type { LetterLanguage, LetterWords } from '../../queue-letter.ts'

interface Shadowed {
  incident: string
  title: string
  /** Names of those who were paged. */
  paged: readonly string[]
}

const TEXTS = {
  en: {
    subject: (incident: string, people: string) => `Shadowing: ${people} was paged for ${incident}`,
    how: 'Nobody counts on you: look on, and ask afterwards.',
  },
  ja: {
    subject: (incident: string, people: string) => `見習い: ${people}が${incident}で呼び出されました`,
    how: '対応は不要です。様子を見て、後で質問してください。',
  },
} satisfies Record<LetterLanguage, unknown>

export function shadowWords({ incident, title, paged }: Shadowed, language: LetterLanguage): LetterWords {
  const texts = TEXTS[language]
  return { subject: texts.subject(incident, paged.join(', ')), lines: [title, texts.how] }
}
