/**
 * What an event of Slack (https://docs.slack.dev/reference/events) says of a message: that somebody pinned it or reacted to it, took that
 * back, changed it or deleted it. Everything else is nobody's business here.
 */
import { textAt } from '@tocsin/adapters/out/json-object.ts'
import type { NewChatEvent } from './chat-event.queries.ts'

type Read = Omit<NewChatEvent, 'id' | 'team'>

/** Undefined for what is not about a message, or about an emoji that means nothing. */
export function readSlackEvent(payload: Record<string, unknown>, emoji: readonly string[]): NewChatEvent | undefined {
  const id = textAt(payload, 'event_id')
  if (textAt(payload, 'type') !== 'event_callback' || id === undefined || id.length > 200) return undefined
  const read = readEvent(payload.event, emoji)
  return read && { ...read, id, team: textAt(payload, 'team_id') ?? null }
}

function readEvent(event: unknown, emoji: readonly string[]): Read | undefined {
  const member = textAt(event, 'user') ?? null
  switch (textAt(event, 'type')) {
    case 'reaction_added':
      return isMeant(event, emoji) ? aboutItem(event, 'mark', member) : undefined
    case 'reaction_removed':
      return isMeant(event, emoji) ? aboutItem(event, 'unmark', member) : undefined
    case 'pin_added':
      return aboutPin(event, 'mark', member)
    case 'pin_removed':
      return aboutPin(event, 'unmark', member)
    case 'message':
      return aboutMessage(event)
    default:
      return undefined
  }
}

/** The tone of a skin is no other emoji. */
function isMeant(event: unknown, emoji: readonly string[]): boolean {
  return emoji.includes(emojiName(textAt(event, 'reaction') ?? ''))
}

export function emojiName(reaction: string): string {
  return reaction.split('::')[0] ?? ''
}

function aboutItem(event: unknown, kind: Read['kind'], member: string | null): Read | undefined {
  if (textAt(event, 'item', 'type') !== 'message') return undefined
  return fit(kind, textAt(event, 'item', 'channel'), textAt(event, 'item', 'ts'), member)
}

function aboutPin(event: unknown, kind: Read['kind'], member: string | null): Read | undefined {
  if (textAt(event, 'item', 'type') !== 'message') return undefined
  return fit(kind, textAt(event, 'channel_id'), textAt(event, 'item', 'message', 'ts'), member)
}

function aboutMessage(event: unknown): Read | undefined {
  const channel = textAt(event, 'channel')
  switch (textAt(event, 'subtype')) {
    case 'message_changed':
      return fit('edit', channel, textAt(event, 'message', 'ts'), null)
    case 'message_deleted':
      return fit('delete', channel, textAt(event, 'deleted_ts'), null)
    default:
      return undefined
  }
}

function fit(kind: Read['kind'], channel: string | undefined, ts: string | undefined, member: string | null) {
  if (channel === undefined || !/^[CG][A-Z0-9]{2,30}$/.test(channel)) return undefined
  return ts !== undefined && /^\d{1,12}\.\d{1,8}$/.test(ts) ? { kind, channel, ts, member } : undefined
}
