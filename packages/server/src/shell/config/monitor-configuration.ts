import { CHECK_KINDS, checkKind } from '@tocsin/adapters/check/registry.ts'
import { LAYERS } from '@tocsin/adapters/in/options.ts'
import { NO_DATA_RULES } from '@tocsin/core/detect/monitor.ts'
import type { DurationMs } from '@tocsin/core/kernel/brand.ts'
import { MINUTE, SECOND } from '@tocsin/core/kernel/instant.ts'
import { SCOPES } from '@tocsin/core/kernel/scales.ts'
import type { Selectable } from 'kysely'
import { z } from 'zod'
import type { Schema } from '../database/schema.ts'
import { type Document, Hidden, kindOfTable } from './config-kind.ts'
import { formatDuration } from './duration.ts'
import { duration, form, idField, oneOf, switchField, text, wholeNumber } from './fields.ts'
import { checkSettings, isSameTarget, sealedColumn, settingsField } from './kind-settings.ts'
import { checkReference, type FieldProblem, type References } from './references.ts'
import type { RowContext } from './row-context.ts'

export type MonitorRow = Selectable<Schema['monitors']>

export const EVERY_MS_MIN = 10_000
const EVERY_MS_MAX = 86_400_000
const TIMEOUT_MS_MAX = 60_000
const FOR_MS_MAX = 86_400_000
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const

const secretField = text('a secret', 'the secret of the target', 8_192)

const fields = {
  id: idField('checkout'),
  name: text('a name', 'Checkout').optional(),
  /** How it is checked. */
  kind: oneOf(CHECK_KINDS),
  /** Of its kind; `GET /monitor-kinds` lists them. */
  settings: settingsField({ url: 'https://shop.example.com/health' }),
  /** The service whose policy is followed. */
  service: idField('payment-api').optional(),
  /** What it watches; alerts carry it as the label `layer`. */
  layer: oneOf(LAYERS).default('infrastructure'),
  /** Of the alert when it is down, and when there is a warning. */
  severity: oneOf(SEVERITIES).default('critical'),
  warning_severity: oneOf(SEVERITIES).default('medium'),
  /** How far a failure reaches; with the severity it makes the priority. By default that of the organisation. */
  scope: oneOf(SCOPES).optional(),
  every: duration('1m').default(MINUTE),
  timeout: duration('10s').default((10 * SECOND) as DurationMs),
  /** Further checks that it takes until a failure, or a recovery, is believed. */
  confirm: wholeNumber(0, 10, 1).default(1),
  recover: wholeNumber(0, 10, 1).default(1),
  /** How long it has to be bad without a break. */
  for: duration('5m').default(0 as DurationMs),
  /** What it means that there is nothing to judge. */
  no_data: oneOf(NO_DATA_RULES).default('alert'),
  /** How long it must stay up before its incident counts as resolved. */
  quiet_period: duration('5m').default(0 as DurationMs),
  active: switchField.default(true),
}

export const monitorInput = form({ ...fields, secret: secretField.nullable().default(null) })
/** As the API takes it: a secret that is left out stays, and null removes it. */
export const monitorApiInput = form({
  ...fields,
  secret: secretField
    .nullable()
    .optional()
    .describe('What opens the target; never shown again. Left out: stays as it is. Null: is taken away.'),
})
export type MonitorInput = z.output<typeof monitorApiInput>

export const monitorKind = kindOfTable<MonitorRow>({
  name: 'monitor',
  table: 'monitors',
  key: 'id',
  describe: describeMonitor,
})

export function checkMonitor(input: MonitorInput, references: References): FieldProblem[] {
  const kind = checkKind(input.kind)
  const source = input.kind === 'metric' ? input.settings.source : undefined
  return [
    ...checkReference(references, 'services', input.service, ['service']),
    ...checkSettings(kind?.settings ?? z.never(), input.settings),
    ...(typeof source === 'string' ? checkReference(references, 'dataSources', source, ['settings', 'source']) : []),
    ...between('every', input.every, EVERY_MS_MIN, EVERY_MS_MAX),
    ...between('timeout', input.timeout, 100, TIMEOUT_MS_MAX),
    ...between('for', input.for, 0, FOR_MS_MAX),
    ...(input.secret && !kind?.secret
      ? [{ path: ['secret'], problem: `is not for monitors of the kind ${input.kind}.` }]
      : []),
  ]
}

function between(field: string, value: number, min: number, max: number): FieldProblem[] {
  if (value >= min && value <= max) return []
  const [least, most] = [min, max].map((each) => formatDuration(each))
  return [{ path: [field], problem: `expected a duration from ${least} to ${most}.` }]
}

export function monitorRow(input: MonitorInput, existing: MonitorRow | undefined, context: RowContext): MonitorRow {
  return {
    id: input.id,
    name: input.name ?? input.id,
    kind: input.kind,
    settings: input.settings,
    secret_sealed: sealedColumn(input.secret, isSameTarget(existing, input) ? existing : undefined, context),
    service_id: input.service ?? null,
    layer: input.layer,
    severity: input.severity,
    warning_severity: input.warning_severity,
    scope: input.scope ?? null,
    every_ms: input.every,
    timeout_ms: input.timeout,
    confirm: input.confirm,
    recover: input.recover,
    for_ms: input.for,
    no_data: input.no_data,
    quiet_period_ms: input.quiet_period,
    is_active: input.active,
    owned_by: existing?.owned_by ?? 'app',
    created_at: existing?.created_at ?? context.at,
  }
}

function describeMonitor(row: MonitorRow): Document {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    settings: row.settings as Document,
    ...(row.secret_sealed !== null && { secret: new Hidden(row.secret_sealed) }),
    ...(row.service_id !== null && { service: row.service_id }),
    layer: row.layer,
    severity: row.severity,
    warning_severity: row.warning_severity,
    ...(row.scope !== null && { scope: row.scope }),
    every: formatDuration(row.every_ms),
    timeout: formatDuration(row.timeout_ms),
    confirm: row.confirm,
    recover: row.recover,
    for: formatDuration(row.for_ms),
    no_data: row.no_data,
    quiet_period: formatDuration(row.quiet_period_ms),
    active: row.is_active,
  }
}
