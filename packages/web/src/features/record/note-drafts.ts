import { readPreference, writePreference } from '../../ports/preferences.ts'

// Notes that somebody began to write, kept in this browser until they are sent: whoever looks elsewhere for a moment finds them again.

/** More than anybody writes at once; the oldest go first. */
export const NOTE_DRAFTS_MAX = 30

/** By what they are about, the one that was changed last at the end. */
export type NoteDrafts = Readonly<Record<string, string>>

const nameOf = (userId: string) => `note-drafts.${userId}`

/** What was begun on an incident, or instead of a note of it. */
export function readNoteDraft(userId: string, about: string): string {
  return parseNoteDrafts(readPreference(nameOf(userId)))[about] ?? ''
}

/** One that says nothing is forgotten. */
export function keepNoteDraft(userId: string, about: string, text: string): void {
  const drafts = parseNoteDrafts(readPreference(nameOf(userId)))
  writePreference(nameOf(userId), JSON.stringify(withNoteDraft(drafts, about, text)))
}

/** The draft of a changed note, by the version of the fact that added it. */
export function aboutNote(incidentId: string, version: number): string {
  return `${incidentId} ${version}`
}

export function withNoteDraft(drafts: NoteDrafts, about: string, text: string): NoteDrafts {
  const others = Object.entries(drafts).filter(([each]) => each !== about)
  const all = text.trim() === '' ? others : [...others, [about, text] as const]
  return Object.fromEntries(all.slice(-NOTE_DRAFTS_MAX))
}

/** Reads what an older console may have written; what it does not understand is left out. */
export function parseNoteDrafts(text: string | null): NoteDrafts {
  if (text === null || text === '') return {}
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return {}
  }
  if (typeof value !== 'object' || value === null) return {}
  const isText = (entry: [string, unknown]): entry is [string, string] => typeof entry[1] === 'string'
  return Object.fromEntries(Object.entries(value).filter(isText))
}
