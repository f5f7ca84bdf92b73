/** The tables of event rules. */
import type { EventRuleActions } from '@tocsin/core/people/directory.ts'
import type { ColumnType } from 'kysely'

type Timestamp = ColumnType<number, string, string>

export interface RuleTables {
  event_rules: {
    id: string
    name: string
    position: number
    condition: string
    zone: string
    actions: ColumnType<EventRuleActions, string, string>
    stops: boolean
    is_active: boolean
    owned_by: string
  }
  event_rule_backtests: {
    id: string
    state: string
    actor: ColumnType<object, string, string>
    created_at: Timestamp
    updated_at: Timestamp
    request: ColumnType<object, string, string>
    signals_total: number
    signals_done: number
    report: ColumnType<object | null, string | null | undefined, string | null>
    error: string | null
  }
  event_rule_hours: { rule_id: string; hour: Timestamp; matched: number; failed: number }
}
