import type { ColumnType, JSONColumnType } from 'kysely'

type Timestamp = ColumnType<number, string, string>
type NullableTimestamp = ColumnType<number | null, string | null | undefined, string | null>
type Json<T extends object | null> = JSONColumnType<T, string, string>
type NullableJson<T extends object> = ColumnType<T | null, string | null, string | null>

export interface QuietService {
  depends_on: ColumnType<string[], string[] | undefined, string[]>
  when_dependency_fails: ColumnType<string, string | undefined, string>
}

export interface QuietSource {
  quiet: ColumnType<object, string | undefined, string>
}

export interface QuietPlacement {
  muted_by: ColumnType<string | null, string | null | undefined, string | null>
  causes: ColumnType<string[] | null, string[] | null | undefined, string[] | null>
}

/** What keeps the house quiet. */
export interface QuietTables {
  inhibitions: {
    id: string
    name: string
    is_active: boolean
    causes: Json<object[]>
    symptoms: Json<object[]>
    equal: string[]
    owned_by: string
  }
  maintenance_windows: {
    id: string
    name: string
    is_active: boolean
    mode: string
    pauses_monitors: boolean
    zone: string
    starts_at_wall: string
    lasts_ms: ColumnType<number, number, number>
    repeat: NullableJson<object>
    until_at: NullableTimestamp
    changes: Json<object[]>
    services: string[]
    sources: string[]
    matchers: Json<object[]>
    owned_by: string
  }
  inhibition_state: { only: boolean; fingerprint: string }
  noise_digests: { owner: string; week: string; at: Timestamp }
  source_notices: { source_id: string; kind: string; began_at: Timestamp; last_at: Timestamp; count: number }
  alert_noise: { alert_id: string; episode: number; reason: string; actor: Json<object>; at: Timestamp }
}
