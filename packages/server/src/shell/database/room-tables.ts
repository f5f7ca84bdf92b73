import type { ColumnType, JSONColumnType } from 'kysely'

type Timestamp = ColumnType<number, string, string>
type NullableTimestamp = ColumnType<number | null, string | null | undefined, string | null>

/** `wanted`: not there yet. `ended`: over before it was made. `gone`: taken away in the chat, and nobody makes another. */
export type ChannelState = 'wanted' | 'open' | 'archived' | 'ended' | 'gone'

/** `mark` and `unmark`: somebody pinned it or reacted to it, or took that back. */
export type ChatEventKind = 'mark' | 'unmark' | 'edit' | 'delete'

/** The channels of incidents in a chat. */
export interface RoomTables {
  incident_channels: {
    incident_id: string
    system: string
    state: ChannelState
    name: string | null
    generation: number
    former_id: string | null
    channel_id: string | null
    channel_url: string | null
    summary_ts: string | null
    summary_digest: string | null
    is_pinned: boolean
    topic: string | null
    purpose: string | null
    told_version: number
    telling_version: number
    invited: JSONColumnType<Record<string, string>>
    archive_at: NullableTimestamp
    wanted_version: number
    due_at: NullableTimestamp
    lease: number
    leased_until: NullableTimestamp
    failures: number
    failing_since: NullableTimestamp
    problem_code: string | null
    problem: string | null
    problem_at: NullableTimestamp
    requested_at: Timestamp
  }
  /** What a chat told us of messages in them. */
  chat_events: {
    event_id: string
    kind: ChatEventKind
    channel_id: string
    message_ts: string
    member: string | null
    team: string | null
    received_at: Timestamp
    due_at: NullableTimestamp
    attempts: number
    problem: string | null
  }
}
