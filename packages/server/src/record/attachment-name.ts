import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { API_PREFIX } from '../shell/http/api.ts'

/** The name of a file in a note: without what would end its place there early. */
export function nameInNote(name: string): string {
  return name
    .replace(/[[\]()\\<>\s]+/g, ' ')
    .trim()
    .slice(0, LIMITS.attachmentNameCharsMax)
}

/** Where an attachment is seen, and how notes refer to it. */
export function attachmentPath(incident: string, id: string): string {
  return `${API_PREFIX}/incidents/${incident}/attachments/${id}`
}
