import { z } from 'zod'

/** Half a surrogate pair, or NUL: no database column can hold it. */
function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}

/** Text from outside that may go to the database as it is: bounded, and of characters that can be stored. */
export function textSchema(charsMax: number) {
  return z.string().max(charsMax).refine(isStorable, { error: 'holds characters that cannot be stored' })
}

/** The same, and it must say something. */
export function filledText(charsMax: number) {
  return textSchema(charsMax).refine((text) => text.trim() !== '', { error: 'must not be empty' })
}
