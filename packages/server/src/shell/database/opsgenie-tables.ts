import type { ColumnType, JSONColumnType } from 'kysely'

type Timestamp = ColumnType<number, string, string>
type NullableTimestamp = ColumnType<number | null, string | null | undefined, string | null>
type Json<T extends object> = JSONColumnType<T, string, string>

/** The tables of Opsgenie's Alert API, for Kysely. */
export interface OpsgenieTables {
  opsgenie_alerts: {
    id: string
    source_id: string
    tiny_id: number
    alias: string
    alert_id: string
    message: string
    description: string | null
    status: string
    priority: string
    tags: string[]
    details: Json<Record<string, string>>
    entity: string | null
    source: string | null
    username: string | null
    actions: string[]
    responders: Json<object[]>
    acknowledged: boolean
    acknowledged_at: NullableTimestamp
    acknowledged_by: string | null
    owner: string | null
    snoozed_until: NullableTimestamp
    count: number
    created_at: Timestamp
    updated_at: Timestamp
    last_occurred_at: Timestamp
    closed_at: NullableTimestamp
    closed_by: string | null
  }
  opsgenie_numbers: { source_id: string; last: number }
  opsgenie_entries: {
    id: string
    opsgenie_alert_id: string
    kind: string
    at: Timestamp
    owner: string
    text: string
  }
  opsgenie_requests: {
    id: string
    source_id: string
    action: string
    requested_at: Timestamp
    processed_at: NullableTimestamp
    is_success: boolean
    status: string
    opsgenie_alert_id: string | null
    alias: string
  }
  opsgenie_commands: {
    id: string
    source_id: string
    opsgenie_alert_id: string
    alert_id: string
    request_id: string | null
    command: Json<object>
    said: Json<object>
  }
}
