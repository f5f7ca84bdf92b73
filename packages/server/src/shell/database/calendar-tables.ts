import type { ColumnType, JSONColumnType } from 'kysely'

type Timestamp = ColumnType<number, string, string>
type NullableTimestamp = ColumnType<number | null, string | null | undefined, string | null>
type Json<T extends object> = JSONColumnType<T, string, string>

export interface CalendarTables {
  calendars: {
    id: string
    name: string
    use: string
    source: Json<object>
    zone: string | null
    people: Json<Record<string, string>>
    secret_sealed: string | null
    days: Json<object[]>
    shifts: Json<object[]>
    owned_by: string
    created_at: Timestamp
  }
  calendar_reads: {
    calendar_id: string
    due: Timestamp
    tried_at: Timestamp
    read_at: NullableTimestamp
    error: string | null
    warnings: Json<object[]>
    digest: string | null
  }
  calendar_feeds: {
    id: string
    user_id: string
    schedule_id: string | null
    token_hash: string
    created_at: Timestamp
    last_read_at: NullableTimestamp
  }
}
