import type { ColumnType, JSONColumnType } from 'kysely'

type Timestamp = ColumnType<number, string, string>
type NullableTimestamp = ColumnType<number | null, string | null | undefined, string | null>
type Json<T extends object | null> = JSONColumnType<T, string, string>

/** Who really was on call. */
export interface OnCallTables {
  on_call_facts: {
    schedule_id: string
    seq: number
    at: Timestamp
    recorded_at: Timestamp
    cause: string
    is_filled_in: boolean
    schedule_name: string
    people: Json<object[]>
    configuration_version: number
    layers_since_at: NullableTimestamp
    overrides: Json<object[]>
  }
  on_call_watch: {
    schedule_id: string
    fingerprint: string
    looked_at: Timestamp
    horizon_at: Timestamp
    problems: Json<object[]>
    next_shifts: Json<object>
  }
  on_call_records: { schedule_id: string; until_at: Timestamp; due_at: NullableTimestamp }
  shift_letters: { user_id: string; settings: Json<object>; changed_at: Timestamp }
  handover_notes: { schedule_id: string; user_id: string; text: string; written_at: Timestamp }
  shift_requests: {
    id: string
    kind: string
    schedule_id: string
    requester_id: string
    asked: string[]
    starts_at: Timestamp
    ends_at: Timestamp
    return_schedule_id: string | null
    return_starts_at: NullableTimestamp
    return_ends_at: NullableTimestamp
    message: string
    state: string
    declined: Json<object[]>
    created_at: Timestamp
    expires_at: Timestamp
    decided_by: string | null
    decided_at: NullableTimestamp
    overrides: Json<object[]>
  }
  time_off: {
    id: string
    user_id: string
    starts_at: Timestamp
    ends_at: Timestamp
    note: string
    source: string | null
    created_at: Timestamp
    event_key: string | null
    title: string | null
  }
  time_off_ignored: {
    id: string
    user_id: string
    event_key: string
    starts_at: Timestamp
    ends_at: Timestamp
    title: string
    created_at: Timestamp
  }
  time_off_calendars: {
    user_id: string
    secret_sealed: string
    host: string
    events: string
    words: Json<string[]>
    free_days: boolean
  }
  time_off_reads: {
    user_id: string
    due: Timestamp
    tried_at: Timestamp
    read_at: NullableTimestamp
    error: Json<object> | null
    failures: number
    failing_since: NullableTimestamp
    told_at: NullableTimestamp
    warnings: Json<object[]>
    digest: string | null
    validators: Json<object> | null
  }
  shown_contacts: { user_id: string; contact_id: string; address: string }
  rest_findings: {
    user_id: string
    kind: string
    starts_at: Timestamp
    ends_at: Timestamp
    schedule_ids: string[]
    because: string
    actor: Json<object>
    let_through_at: Timestamp
  }
  on_call_receivers: {
    id: string
    name: string
    url: string
    schedules: string[]
    is_active: boolean
    secret_sealed: string
    owned_by: string
    created_at: Timestamp
  }
  on_call_told: { receiver_id: string; schedule_id: string; seq: number; url: string }
}
