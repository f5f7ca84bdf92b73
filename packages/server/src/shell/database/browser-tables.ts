import type { ColumnType } from 'kysely'

type Timestamp = ColumnType<number, string, string>
type NullableTimestamp = ColumnType<number | null, string | null, string | null>

/** The tables of web push, for Kysely. */
export interface BrowserTables {
  browsers: {
    user_id: string
    contact_id: string
    endpoint_hash: string
    subscribed_at: Timestamp
    ended_at: NullableTimestamp
    ended_because: ColumnType<string | null, string | null, string | null>
  }
  house_keys: { name: string; sealed: string; created_at: Timestamp }
}
