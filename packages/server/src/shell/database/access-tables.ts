import type { ColumnType, JSONColumnType } from 'kysely'

type Timestamp = ColumnType<number, string, string>

/** The tables of what people did to silences and of how they came in, for Kysely. */
export interface AccessTables {
  silence_changes: {
    silence_id: string
    seq: number
    at: Timestamp
    act: string
    actor: JSONColumnType<object, string, string>
    before: ColumnType<object | null, string | null, string | null>
    after: JSONColumnType<object, string, string>
  }
  access_events: {
    id: string
    at: Timestamp
    last_at: Timestamp
    count: number
    act: string
    user_id: string | null
    actor: ColumnType<object | null, string | null, string | null>
    address: string | null
    agent: string | null
    detail: JSONColumnType<Record<string, unknown>, string, string>
    place: string | null
  }
}
