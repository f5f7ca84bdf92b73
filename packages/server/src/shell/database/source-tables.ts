import type { ColumnType, JSONColumnType } from 'kysely'
import type { QuietSource } from './quiet-tables.ts'

/** Read as epoch milliseconds, written as RFC 3339. */
type Timestamp = ColumnType<number, string, string>
type NullableTimestamp = ColumnType<number | null, string | null | undefined, string | null>
type NullableJson<T extends object> = ColumnType<T | null, string | null, string | null>
/** Of a column that came later: what is written by those who do not know it leaves it out. */
type NullableText = ColumnType<string | null, string | null | undefined, string | null>
type Count = ColumnType<number, number, number>

/** The doors that signals come in by, and what is counted of them. */
export interface SourceTables {
  sources: QuietSource & {
    id: string
    name: string
    system: string
    service_id: string | null
    key_hash: string
    key_sealed: string
    former_key_hash: NullableText
    former_key_sealed: NullableText
    former_key_ends_at: NullableTimestamp
    group_by: string[]
    group_window_ms: ColumnType<number | null, number | null, number | null>
    resolves_when_clear: boolean
    quiet_period_ms: Count
    default_severity: string
    map: NullableJson<Record<string, string>>
    every_ms: ColumnType<number | null, number | null, number | null>
    grace_ms: ColumnType<number | null, number | null, number | null>
    secret_sealed: string | null
    options: JSONColumnType<Record<string, unknown>, string | undefined, string>
    is_active: boolean
    owned_by: string
    created_at: Timestamp
  }
  source_hours: { source_id: string; hour: Timestamp; signals: Count; problems: Count }
  source_activity: { source_id: string; service_id: string; last_signal_at: Timestamp }
  former_key_uses: { source_id: string; last_used_at: Timestamp }
  door_problems: { id: string; source_id: string; at: Timestamp; problem: string }
}
