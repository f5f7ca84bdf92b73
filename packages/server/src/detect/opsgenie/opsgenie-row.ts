import type { OpsgeniePriority, OpsgenieResponder } from '@tocsin/adapters/in/opsgenie/fields.ts'
import type { OpsgenieWords } from '@tocsin/adapters/in/opsgenie/signal.ts'
import type { Selectable } from 'kysely'
import type { OpsgenieTables } from '../../shell/database/opsgenie-tables.ts'

export type OpsgenieRow = Selectable<OpsgenieTables['opsgenie_alerts']>

/** What an alert says of itself, as its signal is made of it. */
export function wordsOfRow(row: OpsgenieRow): OpsgenieWords {
  return {
    alias: row.alias,
    message: row.message,
    description: row.description ?? undefined,
    priority: row.priority as OpsgeniePriority,
    tags: row.tags,
    details: row.details,
    entity: row.entity ?? undefined,
    source: row.source ?? undefined,
    user: row.username ?? undefined,
    actions: row.actions,
    responders: respondersOfRow(row),
  }
}

export function respondersOfRow({ responders }: Pick<OpsgenieRow, 'responders'>): OpsgenieResponder[] {
  return responders as OpsgenieResponder[]
}
