import type { ColumnType, JSONColumnType } from 'kysely'

type Timestamp = ColumnType<number, string, string>
type NullableTimestamp = ColumnType<number | null, string | null | undefined, string | null>

/** One attempt to hand something over, as the log keeps it. */
export interface DeliveryTry {
  /** Epoch milliseconds. */
  at: number
  /** How long the answer took. */
  ms: number
  /** Null where there was no answer. */
  status: number | null
  /** What went wrong; null when it was taken. */
  error: string | null
  /** How the answer began. */
  answer: string
}

/** `replaced`: what it said no longer holds, and something newer is sent instead. */
export type DeliveryState = 'pending' | 'taken' | 'failed' | 'replaced'

/** Receivers outside that are told what happens to incidents. */
export interface WebhookTables {
  webhooks: {
    id: string
    name: string
    url: string
    events: string[]
    services: string[]
    teams: string[]
    priorities: string[]
    is_active: boolean
    secret_sealed: string
    former_secret_sealed: string | null
    former_secret_ends_at: NullableTimestamp
    owned_by: string
    created_at: Timestamp
  }
  webhook_health: {
    webhook_id: string
    failing_since: NullableTimestamp
    last_taken_at: NullableTimestamp
    last_failed_at: NullableTimestamp
    last_error: string | null
    disabled_at: NullableTimestamp
    disabled_because: string | null
  }
  webhook_deliveries: {
    id: string
    webhook_id: string
    event_id: string
    event_type: string
    incident_id: string | null
    /** Whose people on call it is about. */
    schedule_id: string | null
    occurred_at: Timestamp
    body: string
    state: DeliveryState
    due_at: Timestamp
    attempts: number
    attempts_before: number
    tries: JSONColumnType<DeliveryTry[], string, string>
    requested_at: Timestamp
    ended_at: NullableTimestamp
  }
}
