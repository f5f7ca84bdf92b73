import type { ColumnType, JSONColumnType } from 'kysely'

type Timestamp = ColumnType<number, string, string>

/** The tables of rules over streams, for Kysely. */
export interface StreamTables {
  stream_groups: {
    source_id: string
    rule_id: string
    group_id: string
    labels: JSONColumnType<Record<string, string>, string, string>
    sample: string
    quiet_at: Timestamp
    is_firing: boolean
  }
  stream_counts: { source_id: string; rule_id: string; group_id: string; span_start: Timestamp; n: number }
}
