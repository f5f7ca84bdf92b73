import type { ColumnType, JSONColumnType } from 'kysely'

type Timestamp = ColumnType<number, string, string>
type NullableTimestamp = ColumnType<number | null, string | null | undefined, string | null>
type Count = ColumnType<number, number, number>

/** The tables of monitors, for Kysely. */
export interface MonitorTables {
  data_sources: {
    id: string
    name: string
    system: string
    settings: JSONColumnType<Record<string, unknown>, string, string>
    secret_sealed: string | null
    is_active: boolean
    owned_by: string
    created_at: Timestamp
  }
  monitors: {
    id: string
    name: string
    kind: string
    settings: JSONColumnType<Record<string, unknown>, string, string>
    secret_sealed: string | null
    service_id: string | null
    layer: string
    severity: string
    warning_severity: string
    scope: string | null
    every_ms: Count
    timeout_ms: Count
    confirm: number
    recover: number
    for_ms: Count
    no_data: string
    quiet_period_ms: Count
    is_active: boolean
    owned_by: string
    created_at: Timestamp
  }
  monitor_states: {
    monitor_id: string
    due: Timestamp
    leased_by: string | null
    attempts: Count
    level: string
    since: Timestamp
    progress: ColumnType<object | null, string | null, string | null>
    firing: string | null
    checks: Count
    checked_at: NullableTimestamp
    is_ok: boolean | null
    latency_ms: number | null
    value: number | null
    message: string | null
    paused_until: NullableTimestamp
  }
  monitor_results: {
    monitor_id: string
    slot: number
    at: Timestamp
    finding: string
    latency_ms: number
    value: number | null
    message: string
  }
  monitor_buckets: {
    monitor_id: string
    span_ms: number
    at: Timestamp
    checks: number
    failures: number
    latency_sum: number
    latency_min: number
    latency_max: number
    value_sum: number
    value_count: number
    up_ms: Count
    down_ms: Count
  }
}
