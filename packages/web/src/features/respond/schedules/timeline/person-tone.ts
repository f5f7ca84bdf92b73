/**
 * What marks a person on every timeline: one of eight tones that differ in lightness as well as in hue, and one of three patterns. They
 * go round in the order in which people came to the installation, so that the first twenty-four look different, and nobody changes
 * because somebody else came later. The name or its letters always stand beside it.
 */
export interface PersonTone {
  tone: number
  pattern: number
}

const TONES = 8
const PATTERNS = 3

export type ToneOf = (id: string) => PersonTone

/** Ids grow with time. Whoever is not among the known ones gets a tone by their id alone. */
export function tonesOf(ids: readonly string[]): ToneOf {
  const places = new Map([...ids].sort().map((id, place) => [id, place]))
  return (id) => {
    const place = places.get(id) ?? hashOf(id)
    return { tone: place % TONES, pattern: Math.floor(place / TONES) % PATTERNS }
  }
}

function hashOf(id: string): number {
  let hash = 0
  for (const letter of id) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x5bd1e995) ^ (hash >>> 15)
  return hash >>> 0
}

const BANDS_MAX = 4

/** The background of a bar: a band for each of those who are on together. */
export function backgroundOf(ids: readonly string[], toneOf: ToneOf): string {
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
