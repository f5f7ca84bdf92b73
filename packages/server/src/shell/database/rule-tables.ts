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
  event_rule_hours: { rule_id: string; hour: Timestamp; matched: number; failed: number }
}
