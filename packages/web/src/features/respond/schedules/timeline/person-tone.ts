/**
 * What marks a person on every timeline: one of eight tones that differ in lightness as well as in hue, and one of three patterns. Both
 * follow from the id alone, so that nobody changes colour because somebody else came. The name or its letters always stand beside it.
 */
export interface PersonTone {
  tone: number
  pattern: number
}

const TONES = 8
const PATTERNS = 3

export function toneOf(id: string): PersonTone {
  let hash = 2_166_136_261
  for (const letter of id) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619) >>> 0
  return { tone: hash % TONES, pattern: (hash >>> 8) % PATTERNS }
}

const BANDS_MAX = 4

/** The background of a bar: a band for each of those who are on together. */
export function backgroundOf(ids: readonly string[]): string {
  const shown = ids.slice(0, BANDS_MAX).map((id) => `var(--tone-${toneOf(id).tone})`)
  const [only] = shown
  if (only !== undefined && shown.length === 1) return only
  const share = 100 / shown.length
  return `linear-gradient(${shown.map((tone, index) => `${tone} ${index * share}% ${(index + 1) * share}%`).join(', ')})`
}

/** Letters of a name, for where it does not fit. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const last = words.length > 1 ? [...(words.at(-1) ?? '')][0] : ''
  return `${[...(words[0] ?? '')][0] ?? ''}${last ?? ''}`.toUpperCase()
}
