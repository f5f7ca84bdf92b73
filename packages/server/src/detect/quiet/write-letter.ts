/** How this step tells people something outside of incidents: whoever puts the steps together knows how letters travel. */
import type { UserId } from '@tocsin/core/kernel/brand.ts'
import type { UnitOfWork } from '../../shell/engine/unit-of-work.ts'

export type LetterLanguage = 'en' | 'ja'

export interface LetterWords {
  /** One line. */
  subject: string
  lines: string[]
}

export interface Letter {
  /** A second one of the same key is not sent. */
  key: string
  to: UserId
  /** A path of the console. */
  view: string
  words(language: LetterLanguage, zone: string): LetterWords
}

/** Queues it in the transaction of the unit; false where there is nobody to write to. */
export type WriteLetter = (unit: UnitOfWork, letter: Letter) => Promise<boolean>
