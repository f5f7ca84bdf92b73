/** Names of channels as Slack takes them: lower case, letters and digits, hyphens, underscores, and 80 of them at most. */
import type { Head } from '@tocsin/core/kernel/fact.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { fillPlaces, placesOf } from '@tocsin/core/respond/places-in-text.ts'

export const NAME_CHARS_MAX = 80
/** Names that are tried for one channel before it is given up. */
export const NAMES_MAX = 9

/**
 * The name of an incident's channel; the second and later tries get a number. Words in other scripts fall away, which is why a name that
 * is left with nothing of its own is the incident's id.
 */
export function channelName(template: string, head: Head, directory: Directory, attempt: number): string {
  const plain = slug(fillPlaces(template, placesOf(head, directory)))
  const name = plain === '' ? slug(head.id) : plain
  const suffix = attempt > 1 ? `-${attempt}` : ''
  return `${trimmed(name, NAME_CHARS_MAX - suffix.length)}${suffix}`
}

/** Accents go, everything that is no letter or digit becomes one hyphen. */
function slug(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^-+|-+$/g, '')
}

function trimmed(name: string, charsMax: number): string {
  return name.slice(0, charsMax).replace(/-+$/, '')
}
