/** Files that came with an answer to a page: whoever puts the steps together knows how they are kept. */
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { UnitOfWork } from '../shell/engine/unit-of-work.ts'

/**
 * `type`: it is neither a picture, nor PDF, nor text. `full`: the mail, or the incident, has its maximum. `missing`: whoever took the mail
 * in did not pass it on.
 */
export interface LeftOutFile {
  name: string
  why: 'type' | 'size' | 'full' | 'missing'
}

export interface ReplyFiles {
  /** Markdown, one a file: what shows it in a note. */
  words: readonly string[]
  leftOut: readonly LeftOutFile[]
}

export const NO_FILES: ReplyFiles = { words: [], leftOut: [] }

export interface SentFiles {
  incident: IncidentId
  files: readonly { name: string; content: Uint8Array | undefined }[]
  /** The label of an actor. */
  uploadedBy: string
}

/** Keeps them in the transaction of the unit. */
export type KeepFiles = (unit: UnitOfWork, sent: SentFiles) => Promise<ReplyFiles>

/** A note of what was said and sent, within its limit; the words give way to the files. Empty when there is nothing to note. */
export function noteWith(text: string, { words, leftOut }: ReplyFiles): string {
  const left = leftOut.map(({ name }) => name).join(', ')
  const files = [...words, ...(left === '' ? [] : [`(Sent with the mail, and not kept: ${left})`])].join('\n\n')
  if (files === '') return text.slice(0, LIMITS.textCharsMax)
  const room = LIMITS.textCharsMax - files.length - 2
  return [text.slice(0, room).trimEnd(), files].filter((part) => part !== '').join('\n\n')
}
