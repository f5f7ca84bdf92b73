/** The tables of `migrations/`, for Kysely. `timestamptz` and `int8` come as numbers: epoch milliseconds and safe integers. */
import type { ColumnType, GeneratedAlways, JSONColumnType } from 'kysely'
import type { RoutedRow } from '../store/rule-tx.ts'
import type { AccessTables } from './access-tables.ts'
import type { AccountTables } from './account-tables.ts'
import type { AddressTables } from './address-tables.ts'
import type { AttachmentTables } from './attachment-tables.ts'
import type { BrowserTables } from './browser-tables.ts'
import type { CalendarTables } from './calendar-tables.ts'
import type { DeadLetterTable } from './dead-letter-table.ts'
import type {
  EscalationPolicy,
  EscalationRule,
  EscalationTables,
  EscalationTeam,
  EscalationUser,
} from './escalation-tables.ts'
import type { MonitorTables } from './monitor-tables.ts'
import type { OnCallTables } from './on-call-tables.ts'
import type { OnceTables } from './once-tables.ts'
import type { OpsgenieTables } from './opsgenie-tables.ts'
import type { QuietPlacement, QuietService, QuietTables } from './quiet-tables.ts'
import type { RoomTables } from './room-tables.ts'
import type { RuleTables } from './rule-tables.ts'
import type { SourceTables } from './source-tables.ts'
import type { StreamTables } from './stream-tables.ts'
import type { TemplateTables } from './template-tables.ts'
import type { WebhookTables } from './webhook-tables.ts'

/** Read as epoch milliseconds, written as RFC 3339. */
type Timestamp = ColumnType<number, string, string>
type NullableTimestamp = ColumnType<number | null, string | null | undefined, string | null>
type Json<T extends object | null> = JSONColumnType<T, string, string>
type NullableJson<T extends object> = ColumnType<T | null, string | null, string | null>
/** Of a column that came later: what is written by those who do not know it leaves it out. */
type NullableText = ColumnType<string | null, string | null | undefined, string | null>
type Count = ColumnType<number, number, number>

export interface Schema
  extends AccountTables,
    AccessTables,
    AddressTables,
    AttachmentTables,
    BrowserTables,
    CalendarTables,
    EscalationTables,
    MonitorTables,
    OnCallTables,
    OnceTables,
    OpsgenieTables,
    QuietTables,
    RoomTables,
    RuleTables,
    SourceTables,
    StreamTables,
    TemplateTables,
    WebhookTables {
  deliveries: {
    id: string
    source_id: string
    door: string
    received_at: Timestamp
    content_type: string
    encoding: string
    body: string
    bytes: number
    headers: NullableJson<Record<string, string>>
  }
  alerts: {
    id: string
    source_id: string
    key: string
    state: string
    episode: number
    seq: number
    transition: string
    title: string
    description: string | null
    severity: string
    labels: Json<Record<string, string>>
    annotations: Json<Record<string, string>>
    link: string | null
    record_only: string | null
    delivery_id: string | null
    started_at: Timestamp
    ended_at: NullableTimestamp
    expires_at: NullableTimestamp
    first_seen_at: Timestamp
    last_seen_at: Timestamp
    received_at: Timestamp
    repeats: Count
  }
  signals: {
    alert_id: string
    seq: number
    kind: string
    because: string | null
    episode: number
    at: Timestamp
    title: string
    severity: string
    delivery_id: string | null
  }
  /** `rank`: 0 is looked at before 1. */
  alert_work: { alert_id: string; seq: number; since: Timestamp; rank: ColumnType<number, number | undefined, number> }
  placements: QuietPlacement & {
    alert_id: string
    episode: number
    incident_id: string | null
    because: string
    silence_id: string | null
    until: NullableTimestamp
    check_at: NullableTimestamp
    placed_at: Timestamp
    rule_id: NullableText
    routed: NullableJson<RoutedRow>
  }
  facts: {
    stream: string
    version: number
    at: Timestamp
    type: string
    because: string
    actor: Json<object>
    data: Json<object>
    hash: string
  }
  incidents: {
    id: string
    version: number
    status: string
    title: string
    incident_type: string
    detection_method: string
    priority: string
    urgency: string
    severity: string
    scope: string
    category: string[]
    services: string[]
    owner_id: string | null
    level: string
    source_id: string | null
    /** Given by an event rule; without one the owners of its services have it. */
    team_id: ColumnType<string | null, string | null | undefined, string | null>
    is_test: boolean
    is_exhausted: boolean
    is_flapping: ColumnType<boolean, boolean | undefined, boolean>
    snoozed_until: NullableTimestamp
    alerts_count: number
    firing_count: number
    occurred_at: Timestamp
    detected_at: Timestamp
    recorded_at: Timestamp
    classified_at: NullableTimestamp
    prioritised_at: NullableTimestamp
    acknowledged_at: NullableTimestamp
    mitigated_at: NullableTimestamp
    restored_at: NullableTimestamp
    resolved_at: NullableTimestamp
    closed_at: NullableTimestamp
    group_key: string | null
    open_group_key: string | null
    last_hash: string
    updated_at: Timestamp
    /** Without the alerts; `tocsin_incident_state` gives the whole. */
    state: Json<object>
    alert_episodes: ColumnType<object, string | undefined, string>
    alert_episodes_version: ColumnType<number, number | undefined, number>
  }
  incident_numbers: { year: number; last: number }
  wakes: {
    key: string
    kind: string
    subject: string
    due: Timestamp
    body: Json<object>
    attempts: ColumnType<number, number | undefined, number>
    last_error: string | null
  }
  outbox: {
    key: string
    class: string
    /** Made from the message. */
    channel: GeneratedAlways<string>
    incident_id: string | null
    state: string
    due: Timestamp
    leased_by: string | null
    attempts: number
    message: Json<object>
    requested_at: Timestamp
    ended_at: NullableTimestamp
    provider_ref: string | null
    last_error: string | null
    /** Of a channel with two providers: which of them took it, or that both failed. */
    provider: ColumnType<string | null, string | null | undefined, string | null>
  }
  silences: {
    id: string
    matchers: Json<object[]>
    starts_at: Timestamp
    ends_at: Timestamp
    created_by: string
    comment: string
    annotations: Json<Record<string, string>>
    updated_at: Timestamp
  }
  heartbeats: { source_id: string; last_beat_at: Timestamp }
  changes: {
    id: string
    source_id: string
    service_id: string | null
    at: Timestamp
    summary: string
    origin: string | null
    links: Json<object[]>
    details: NullableJson<object>
    delivery_id: string | null
  }
  dead_letters: DeadLetterTable
  nodes: { name: string; version: string; started_at: Timestamp; seen_at: Timestamp }
  config_version: { only: boolean; version: number }
  config_history: {
    version: number
    kind: string
    id: string
    at: Timestamp
    actor: Json<object>
    before: NullableJson<object>
    after: NullableJson<object>
  }
  users: EscalationUser & {
    id: string
    email: string
    name: string
    role: string
    zone: string
    locale: string
    is_active: boolean
    owned_by: string
    created_at: Timestamp
  }
  contacts: {
    user_id: string
    id: string
    channel: string
    address: string
    secret: string | null
    verified_at: NullableTimestamp
    position: number
  }
  notification_rules: EscalationRule & { user_id: string; position: number; urgency: string; contact_id: string }
  teams: EscalationTeam & { id: string; name: string; members: string[]; owned_by: string }
  schedules: {
    id: string
    name: string
    zone: string
    layers: Json<object[]>
    overrides: Json<object[]>
    earlier: Json<object[]>
    temporary: Json<object[]>
    team_id: NullableText
    when_empty: NullableJson<object>
    shadows: ColumnType<object[], string | undefined, string>
    owned_by: string
  }
  policies: EscalationPolicy & {
    id: string
    name: string
    version: number
    repeat: number
    repeat_after_ms: Count
    steps: Json<object[]>
    owned_by: string
  }
  services: QuietService & {
    id: string
    name: string
    description: string
    team_id: string | null
    policy_id: string | null
    is_active: boolean
    owned_by: string
  }
  channels: { channel: string; config_sealed: string; owned_by: string }
  settings: { key: string; value: Json<object> }
  api_keys: {
    id: string
    name: string
    key_hash: string
    role: string
    scopes: string[]
    expires_at: NullableTimestamp
    last_used_at: NullableTimestamp
    owned_by: string
    created_at: Timestamp
  }
}
