import { QUERY_SYSTEMS, querySystem } from '@tocsin/adapters/query/registry.ts'
import type { Selectable } from 'kysely'
import { z } from 'zod'
import type { Schema } from '../database/schema.ts'
import { type Document, Hidden, kindOfTable } from './config-kind.ts'
import { form, idField, oneOf, switchField, text } from './fields.ts'
import { checkSettings, isSameTarget, sealedColumn, settingsField } from './kind-settings.ts'
import type { FieldProblem } from './references.ts'
import type { RowContext } from './row-context.ts'

export type DataSourceRow = Selectable<Schema['data_sources']>

const secretField = text('a secret', 'the secret of the data source', 8_192)

const fields = {
  id: idField('prometheus'),
  name: text('a name', 'Prometheus').optional(),
  system: oneOf(QUERY_SYSTEMS),
  /** Of its system; `GET /monitor-kinds` lists them. */
  settings: settingsField({ url: 'https://prometheus.example.com' }),
  active: switchField.default(true),
}

export const dataSourceInput = form({ ...fields, secret: secretField.nullable().default(null) })
/** As the API takes it: a secret that is left out stays, and null removes it. */
export const dataSourceApiInput = form({
  ...fields,
  secret: secretField
    .nullable()
    .optional()
    .describe('What opens the data source; never shown again. Left out: stays as it is. Null: is taken away.'),
})
export type DataSourceInput = z.output<typeof dataSourceApiInput>

export const dataSourceKind = kindOfTable<DataSourceRow>({
  name: 'data_source',
  table: 'data_sources',
  key: 'id',
  describe: (row): Document => ({
    id: row.id,
    name: row.name,
    system: row.system,
    settings: row.settings as Document,
    ...(row.secret_sealed !== null && { secret: new Hidden(row.secret_sealed) }),
    active: row.is_active,
  }),
})

export function checkDataSource({ system, settings }: Pick<DataSourceInput, 'system' | 'settings'>): FieldProblem[] {
  return checkSettings(querySystem(system)?.settings ?? z.never(), settings)
}

export function dataSourceRow(
  input: DataSourceInput,
  existing: DataSourceRow | undefined,
  context: RowContext,
): DataSourceRow {
  return {
    id: input.id,
    name: input.name ?? input.id,
    system: input.system,
    settings: input.settings,
    secret_sealed: sealedColumn(input.secret, isSameTarget(existing, input) ? existing : undefined, context),
    is_active: input.active,
    owned_by: existing?.owned_by ?? 'app',
    created_at: existing?.created_at ?? context.at,
  }
}
