import type { ColumnType } from 'kysely'

type NullableJson<T extends object> = ColumnType<T | null, string | null | undefined, string | null>

export interface EscalationPolicy {
  criteria: ColumnType<object[], string | undefined, string>
  ack_timeout_ms: ColumnType<number | null, number | null | undefined, number | null>
  holds_low: ColumnType<boolean, boolean | undefined, boolean>
}

export interface EscalationUser {
  hours: NullableJson<object[]>
  paging: NullableJson<object>
}

export interface EscalationRule {
  after_ms: number
  /** Null: always. */
  hours: NullableJson<object[]>
}

export interface EscalationTeam {
  minimum: NullableJson<object>
}

/** What escalation keeps beside policies. */
export interface EscalationTables {
  vendors: {
    id: string
    name: string
    phone: string | null
    contacts: ColumnType<object[], string, string>
    reference: string | null
    hours: NullableJson<object>
    owned_by: string
  }
  policy_turns: { key: string; number: number }
}
