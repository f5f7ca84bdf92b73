/** What the steps of keeping a channel work with: the row under its lease, the incident as it stands, and Slack. */
import type { Net } from '@tocsin/adapters/out/net.ts'
import { callSlack, type SlackRefusal } from '@tocsin/adapters/out/slack/call.ts'
import type { SlackConfig } from '@tocsin/adapters/out/slack/config.ts'
import type { IncidentState } from '@tocsin/core/incident.ts'
import type { DurationMs, IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import type { Fact } from '@tocsin/core/kernel/fact.ts'
import { after, formatInstant, MINUTE } from '@tocsin/core/kernel/instant.ts'
import type { Status } from '@tocsin/core/kernel/scales.ts'
import type { IncidentChannelSettings } from '@tocsin/core/people/rooms.ts'
import type { Kysely } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import { type ChannelChanges, type ChannelRow, saveChannel } from './channel.queries.ts'
import type { ContentInput } from './channel-content.ts'

export interface RoomDeps {
  db: Kysely<Schema>
  engine: EngineDeps
  net: Net
  publicUrl(): string
  /** What the organisation configured for a channel; undefined when nothing. */
  channelConfig(channel: string): unknown
  /** An incident as it stands; undefined when it is gone. */
  loadIncident(id: IncidentId): Promise<IncidentState | undefined>
  /** Facts of versions beyond `after`, the oldest first. */
  loadFacts(id: IncidentId, after: number, limit: number): Promise<Fact[]>
}

/** Who the bot is in its workspace. */
export interface Bot {
  id: string
  /** Of the workspace, with a slash at the end. */
  url: string
}

export interface RoomWork {
  deps: RoomDeps
  config: SlackConfig
  bot: Bot
  row: ChannelRow
  state: IncidentState
  settings: IncidentChannelSettings
  content: ContentInput
  /** What went wrong on the way and holds up nothing else. */
  problem?: SlackRefusal
}

/** Nothing: the next step. Else the work ends here. */
export type StepEnd =
  | undefined
  /** Somebody else has the row by now. */
  | { kind: 'lost' }
  | { kind: 'failed'; refusal: SlackRefusal }
  | { kind: 'done'; dueAt: Instant | null; changes?: ChannelChanges }

export type Step = (work: RoomWork) => Promise<StepEnd>

/** Longer than a few calls take; each step that was written down renews it. */
export const LEASE_MS = (2 * MINUTE) as DurationMs

export async function call(work: RoomWork, method: string, given: Record<string, unknown>, token?: string) {
  const { deps, config } = work
  const at = formatInstant(deps.engine.clock.now())
  return callSlack(deps.net, { url: config.url, token: token ?? config.token }, method, given, at)
}

/** Writes a step down and goes on with the row as it is then; false when the lease is lost. */
export async function save({ deps, row }: RoomWork, changes: ChannelChanges): Promise<boolean> {
  const leased_until = formatInstant(after(deps.engine.clock.now(), LEASE_MS))
  const isOurs = await saveChannel(deps.db, row, { ...changes, leased_until })
  // Instants are written as text and read as numbers; no step looks at one that another wrote.
  Object.assign(row, changes)
  return isOurs
}

export const LOST = { kind: 'lost' } as const

export function isClosed(status: Status): boolean {
  return status === 'closed' || status === 'declined' || status === 'merged'
}

/** Nobody is left to talk about it in a channel that is not there yet. */
export function isOver(status: Status): boolean {
  return isClosed(status) || status === 'resolved'
}
