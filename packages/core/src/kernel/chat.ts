/** Places of a chat, and what was said there, as facts hold them. */
import type { Instant, UserId } from './brand.ts'

/** A channel of a chat. */
export interface ChatPlace {
  system: 'slack'
  id: string
  name: string
  /** Where a browser opens it. */
  url: string
}

/** A message of a chat that became a note: `ts` is what the chat calls it within its channel. */
export interface NoteOrigin {
  system: 'slack'
  channel: string
  ts: string
  /** Known here by `user`; else only by the name that they have there. */
  author: { user?: UserId; name: string }
  /** When it was written. */
  at: Instant
  link?: string
}
