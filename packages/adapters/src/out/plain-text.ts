/**
 * Texts that come from monitors go into headers, titles and small screens. What could break out of a line there, or turn the
 * reading direction of what follows, is taken out; what is too long is cut and says so with an ellipsis.
 */
const ELLIPSIS = '…'

/** Control characters (C0, DEL, C1), line and paragraph separators, and the marks that reverse reading direction. */
const BREAKING = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]+/gu

const encoder = new TextEncoder()

/** One line of well-formed text, at most `charsMax` UTF-16 units long. */
export function oneLine(text: string, charsMax: number): string {
  const line = text.toWellFormed().replace(BREAKING, ' ').replace(/\s+/g, ' ').trim()
  return clipChars(line, charsMax)
}

/** At most `charsMax` UTF-16 units, never half a character. */
export function clipChars(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text
  return text.slice(0, charsMax - ELLIPSIS.length).replace(/[\uD800-\uDBFF]$/, '') + ELLIPSIS
}

/** At most `bytesMax` bytes of UTF-8, never half a character. */
export function clipBytes(text: string, bytesMax: number): string {
  const wellFormed = text.toWellFormed()
  if (byteLength(wellFormed) <= bytesMax) return wellFormed
  const room = new Uint8Array(Math.max(0, bytesMax - byteLength(ELLIPSIS)))
  const { read } = encoder.encodeInto(wellFormed, room)
  return wellFormed.slice(0, read) + ELLIPSIS
}

/** The length in bytes of UTF-8. */
export function byteLength(text: string): number {
  return encoder.encode(text).length
}
