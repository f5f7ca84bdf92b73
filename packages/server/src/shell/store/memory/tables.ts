import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Selectable } from 'kysely'
import type { Schema } from '../../database/schema.ts'
import { createRowTable, type RowTable } from './row-table.ts'

/** A row as `select *` gives it; of an incident with its whole state, which the database has in two parts. */
export type Row<Table extends keyof Schema> = Table extends 'incidents'
  ? Omit<Selectable<Schema['incidents']>, 'alert_episodes' | 'alert_episodes_version'>
  : Selectable<Schema[Table]>

export type MemoryTableName =
  | 'deliveries'
  | 'alerts'
  | 'signals'
  | 'alert_work'
  | 'placements'
  | 'facts'
  | 'incidents'
  | 'incident_numbers'
  | 'wakes'
  | 'outbox'
  | 'silences'
  | 'silence_changes'
  | 'heartbeats'
  | 'changes'
  | 'nodes'
  | 'inhibition_state'
  | 'policy_turns'

export type RowTables = { [Name in MemoryTableName]: RowTable<Row<Name>> }

export type Tables = RowTables & {
  /** The unique index over `incidents.open_group_key`. */
  open_groups: RowTable<{ incident: string }>
  /** The primary key of `alerts`, whose rows lie under their identity. */
  identityOfAlert: Map<string, string>
  directory: Directory | undefined
}

export function createTables(): Tables {
  return {
    deliveries: createRowTable(),
    alerts: createRowTable(),
    signals: createRowTable(),
    alert_work: createRowTable(),
    placements: createRowTable(),
    facts: createRowTable(),
    incidents: createRowTable(),
    incident_numbers: createRowTable(),
    wakes: createRowTable(),
    outbox: createRowTable(),
    silences: createRowTable(),
    silence_changes: createRowTable(),
    heartbeats: createRowTable(),
    changes: createRowTable(),
    nodes: createRowTable(),
    inhibition_state: createRowTable(),
    policy_turns: createRowTable(),
    open_groups: createRowTable(),
    identityOfAlert: new Map(),
    directory: undefined,
  }
}

export function identityKey(source: string, key: string): string {
  return `${source}\n${key}`
}

export function numberedKey(id: string, number: number): string {
  return `${id}\n${number}`
}
