/**
 * Brings the timeline in line with a message of an incident's channel. Whatever the event said, the message decides as it stands now: one
 * that is pinned or has the emoji is a note, with its present words; one that is not any more, or is gone, is none. So events may come
 * late, twice and in any order.
 */

import { textAt } from '@tocsin/adapters/out/json-object.ts'
import type { SlackRefusal } from '@tocsin/adapters/out/slack/call.ts'
import type { SlackConfig } from '@tocsin/adapters/out/slack/config.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import type { NoteOrigin } from '@tocsin/core/kernel/chat.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { settingsOfRooms, type User } from '@tocsin/core/people/directory.ts'
import { can } from '@tocsin/core/people/permissions.ts'
import { runCommand, transact } from '../../shell/engine/transact.ts'
import { findSlackUser } from '../callbacks/slack-member.ts'
import { findIncidentOfChannel } from './channel.queries.ts'
import type { ChatEvent } from './chat-event.queries.ts'
import type { RoomDeps } from './room-work.ts'
import {
  findLink,
  findMessage,
  findProfile,
  isKept,
  isOurs,
  type SlackMessage,
  textOf,
  type Where,
} from './slack-message.ts'
import { instantOfTs } from './slack-text.ts'

const CHAT: Actor = { kind: 'system', part: 'chat' }
const WITHOUT_WORDS = '–'

/** What stands in the way; nothing when the timeline is in line. */
export async function keepMessage(
  deps: RoomDeps,
  config: SlackConfig,
  event: ChatEvent,
): Promise<{ refusal: SlackRefusal; incident: IncidentId } | undefined> {
  const where = { channel: event.channel_id, ts: event.message_ts }
  const incident = await findIncidentOfChannel(deps.db, where.channel)
  const state = incident && (await deps.loadIncident(incident))
  if (!incident || !state) return undefined
  const isNote = state.record.quotes?.[`${where.channel} ${where.ts}`] !== undefined
  if (event.kind !== 'mark' && !isNote) return undefined
  const message = event.kind === 'delete' ? undefined : await findMessage(deps, config, where)
  if (message && 'refusal' in message) return { refusal: message.refusal as SlackRefusal, incident }
  const { note_emoji: emoji } = settingsOfRooms(deps.engine.directory.latest()).channel
  if (!message || !isKept(message, where.channel, emoji)) {
    const actor = await actorOf(deps, config, event)
    await runCommand(deps.engine, incident, { type: 'DeleteQuote', message: where }, actor ?? CHAT)
    return undefined
  }
  if (isOurs(message)) return undefined
  const actor = isNote ? CHAT : await actorOf(deps, config, event)
  if (!actor) return undefined
  await note(deps, { config, incident, where, message, event, actor })
  return undefined
}

/** Whoever kept it; undefined for somebody who may not: of another workspace, or of a role that writes no notes. */
async function actorOf(deps: RoomDeps, config: SlackConfig, { member, team }: ChatEvent): Promise<Actor | undefined> {
  if (member === null) return CHAT
  const user = await findSlackUser(deps, config, { member, team: team ?? undefined })
  if (user) return mayNote(user) ? { kind: 'user', id: user.id, via: 'chat' } : undefined
  const profile = await findProfile(deps, config, member)
  const isOwn = profile !== undefined && !profile.isStranger && profile.team === team
  return isOwn ? CHAT : undefined
}

function mayNote({ role, isActive }: User): boolean {
  return can({ kind: 'user', role, isActive }, 'incident.comment').allowed
}

interface Keeping {
  config: SlackConfig
  incident: IncidentId
  where: Where
  message: SlackMessage
  event: ChatEvent
  actor: Actor
}

async function note(deps: RoomDeps, { config, incident, where, message, event, actor }: Keeping): Promise<void> {
  const text = (await textOf(deps, config, message)).slice(0, LIMITS.textCharsMax) || WITHOUT_WORDS
  const from = await originOf(deps, { config, where, message, event })
  await transact(deps.engine, async (unit) => {
    await unit.load([incident])
    const author: Actor = from.author.user ? { kind: 'user', id: from.author.user, via: 'chat' } : CHAT
    unit.run(incident, { type: 'AddNote', text, from }, actor)
    unit.run(incident, { type: 'EditQuote', message: where, text }, author)
  })
}

async function originOf(
  deps: RoomDeps,
  { config, where, message, event }: Pick<Keeping, 'config' | 'where' | 'message' | 'event'>,
): Promise<NoteOrigin> {
  const member = textAt(message, 'user')
  const user = member && (await findSlackUser(deps, config, { member, team: event.team ?? undefined }))
  const name = user
    ? user.name
    : ((member && (await findProfile(deps, config, member))?.name) ?? textAt(message, 'username') ?? 'Slack')
  const link = await findLink(deps, config, where)
  return {
    ...{ system: 'slack', ...where, at: instantOfTs(where.ts) as Instant },
    author: { name: String(name).slice(0, 200), ...(user && { user: user.id }) },
    ...(link !== undefined && { link }),
  }
}
