import { compileMapping } from '@tocsin/adapters/in/json/mapping.ts'
import { SOURCE_SYSTEMS, settingsOfSystem } from '@tocsin/adapters/in/registry.ts'
import type { DurationMs, Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { SOURCE_SEVERITIES } from '@tocsin/core/kernel/scales.ts'
import type { Selectable } from 'kysely'
import { z } from 'zod'
import { hashSecret } from '../auth/secret-hash.ts'
import type { Schema } from '../database/schema.ts'
import type { Ids } from '../ports/ids.ts'
import { tryUnseal } from '../secrets/secrets.ts'
import { type Document, Hidden, kindOfTable } from './config-kind.ts'
import type { ConfigurationDeps } from './configuration-deps.ts'
import { formatDuration } from './duration.ts'
import { duration, expectingText, form, idField, list, oneOf, switchField, text } from './fields.ts'
import { checkReference, type FieldProblem, type References } from './references.ts'
import { type RowContext, sealAgain } from './row-context.ts'
import { checkQuiet, describeQuiet, quietInput, quietOf } from './source-quiet.ts'

export type SourceRow = Selectable<Schema['sources']>

/** It stands in an address, so it holds what needs no escaping there. */
const KEY = /^[A-Za-z0-9._~-]{4,128}$/
export const KEY_CHARS_WANTED = 16
const KEY_BYTES = 16

const secretField = text('a secret', 'the secret that the sender was given', 4096)

const sourceFields = {
  id: idField('am'),
  name: text('a name', 'Alertmanager').optional(),
  system: oneOf(SOURCE_SYSTEMS as [string, ...string[]]),
  /** The service whose policy is followed. */
  service: idField('payment-api').optional(),
  /** Labels of which each distinct set of values is an incident of its own; without any, each alert is one. */
  group_by: list(text('the name of a label', 'alertname'), 20).default([]),
  /** Alerts join an open incident of their group this long; by default as long as it is open. */
  group_window: duration('1h').optional(),
  /** Whether an incident resolves when its last alert has cleared. */
  resolves_when_clear: switchField.default(true),
  /** How long it must stay clear before it counts as resolved. */
  quiet_period: duration('5m').default(0 as DurationMs),
  /** Of alerts that do not say theirs. */
  default_severity: oneOf(SOURCE_SEVERITIES).default('high'),
  /** Of json: an expression per field. */
  map: z
    .record(z.string(), z.string(expectingText('an expression')), { error: 'expected fields, each with an expression' })
    .meta({ examples: [{ title: 'body.title', dedup_key: 'body.id' }] })
    .optional(),
  /** Of heartbeat: how often it must beat, and how much later is still in time. */
  every: duration('1h').optional(),
  grace: duration('10m').optional(),
  /** Settings of the system, and the layer that the source watches. */
  options: z
    .record(z.string(), z.unknown(), { error: 'expected settings, each with a value' })
    .meta({
      description: '`layer`, and what `GET /source-systems` lists for the system.',
      examples: [{ layer: 'business' }],
    })
    .default({}),
  quiet: quietInput.default({}),
  active: switchField.default(true),
}

export const sourceInput = form({
  ...sourceFields,
  /** Without one a random key is made. */
  key: z
    .string(expectingText('a key'))
    .regex(KEY, 'expected 4 to 128 letters, digits, ".", "_", "~" and "-"')
    .meta({ examples: ['a-long-random-key'] })
    .optional(),
  /** What proves the sender, for systems that sign or present something. Without one nothing is proven. */
  secret: secretField.nullable().default(null),
})
/** As the API takes it: keys are made by us and changed by rotation; a secret that is left out stays, and null removes it. */
export const sourceApiInput = form({
  ...sourceFields,
  secret: secretField
    .nullable()
    .optional()
    .describe('What proves the sender; never shown again. Left out: stays as it is. Null: is taken away.'),
})
export type SourceInput = z.output<typeof sourceApiInput> & Pick<z.output<typeof sourceInput>, 'key'>

export const sourceKind = kindOfTable<SourceRow>({
  name: 'source',
  table: 'sources',
  key: 'id',
  describe: describeSource,
})

export function checkSource(input: SourceInput, references: References): FieldProblem[] {
  const { system, service, map, every, grace, group_by, group_window } = input
  const only = (field: string, wanted: string, value: unknown) =>
    value !== undefined && system !== wanted
      ? [{ path: [field], problem: `is only for sources of the system ${wanted}.` }]
      : []
  return [
    ...checkReference(references, 'services', service, ['service']),
    ...only('map', 'json', map),
    ...only('every', 'heartbeat', every),
    ...only('grace', 'heartbeat', grace),
    ...(system === 'heartbeat' && every === undefined
      ? [{ path: ['every'], problem: 'is missing: how often it beats' }]
      : []),
    ...(every === 0 ? [{ path: ['every'], problem: 'must be longer than nothing' }] : []),
    ...(group_window !== undefined && group_by.length === 0
      ? [{ path: ['group_window'], problem: 'needs group_by: without it each alert is an incident of its own.' }]
      : []),
    ...(map && system === 'json' ? checkMap(map) : []),
    ...checkSettings(input),
    ...checkQuiet(input.quiet),
  ]
}

function checkSettings({ system, secret, options }: SourceInput): FieldProblem[] {
  const settings = settingsOfSystem(system)
  if (!settings) return []
  const parsed = settings.options.safeParse(options)
  return [
    ...(secret && !settings.takesSecret
      ? [{ path: ['secret'], problem: `is not for sources of the system ${system}: their senders do not sign.` }]
      : []),
    ...(parsed.success ? [] : parsed.error.issues.flatMap(problemsOfOption)),
  ]
}

function problemsOfOption(issue: z.core.$ZodIssue): FieldProblem[] {
  const path = ['options', ...issue.path.map((step) => (typeof step === 'number' ? step : String(step)))]
  if (issue.code !== 'unrecognized_keys') return [{ path, problem: issue.message }]
  return issue.keys.map((key) => ({ path: [...path, key], problem: issue.message }))
}

function checkMap(map: Record<string, string>): FieldProblem[] {
  const compiled = compileMapping(map)
  if (!('errors' in compiled)) return []
  return compiled.errors.map(({ field, message, line, column }) => ({
    path: ['map', field],
    problem: line === undefined ? message : `${message} (in the expression at ${line}:${column})`,
  }))
}

export function sourceRow(input: SourceInput, existing: SourceRow | undefined, context: RowContext): SourceRow {
  const key = input.key ?? (existing ? undefined : newSourceKey(context.ids))
  return {
    id: input.id,
    name: input.name ?? input.id,
    system: input.system,
    service_id: input.service ?? null,
    ...keyColumns(key, existing, context),
    group_by: input.group_by,
    group_window_ms: input.group_window ?? null,
    resolves_when_clear: input.resolves_when_clear,
    quiet_period_ms: input.quiet_period,
    default_severity: input.default_severity,
    map: input.map ?? null,
    every_ms: input.every ?? null,
    grace_ms: input.system === 'heartbeat' ? (input.grace ?? 0) : null,
    secret_sealed: secretColumn(input.secret, existing, context),
    options: input.options,
    quiet: quietOf(input.quiet),
    is_active: input.active,
    owned_by: existing?.owned_by ?? 'app',
    created_at: existing?.created_at ?? context.at,
  }
}

/** Undefined keeps what is stored; null removes it. */
function secretColumn(
  secret: string | null | undefined,
  existing: SourceRow | undefined,
  { secrets }: Pick<RowContext, 'secrets'>,
): string | null {
  if (secret === undefined) return existing?.secret_sealed ?? null
  return secret === null ? null : sealAgain(secrets, existing?.secret_sealed, secret)
}

/** A fresh key: 128 random bits in hexadecimal, which is also what PagerDuty's clients expect of a routing key. */
export function newSourceKey(ids: Pick<Ids, 'token'>): string {
  return Buffer.from(ids.token(KEY_BYTES), 'base64url').toString('hex')
}

/** Without a key the existing one stays, read or not: senders are known by its hash. */
export function keyColumns(
  key: string | undefined,
  existing: SourceRow | undefined,
  { secrets }: Pick<RowContext, 'secrets'>,
): KeyColumns {
  const former = {
    former_key_hash: existing?.former_key_hash ?? null,
    former_key_sealed: existing?.former_key_sealed ?? null,
    former_key_ends_at: existing?.former_key_ends_at ?? null,
  }
  if (key === undefined && existing) return { ...former, key_hash: existing.key_hash, key_sealed: existing.key_sealed }
  const text = key ?? ''
  return { ...former, key_hash: hashSecret(text), key_sealed: sealAgain(secrets, existing?.key_sealed, text) }
}

export type KeyColumns = Pick<
  SourceRow,
  'key_hash' | 'key_sealed' | 'former_key_hash' | 'former_key_sealed' | 'former_key_ends_at'
>

/**
 * The row with a new key; the one that it had goes on working until `formerEndsAt`, in place of any that was before it, and ends at
 * once without one.
 */
export function rotatedRow(
  row: SourceRow,
  key: string,
  formerEndsAt: Instant | undefined,
  { secrets }: Pick<RowContext, 'secrets'>,
): SourceRow {
  const former =
    formerEndsAt === undefined
      ? NO_FORMER_KEY
      : { former_key_hash: row.key_hash, former_key_sealed: row.key_sealed, former_key_ends_at: formerEndsAt }
  return { ...row, key_hash: hashSecret(key), key_sealed: secrets.seal(key), ...former }
}

export const NO_FORMER_KEY = { former_key_hash: null, former_key_sealed: null, former_key_ends_at: null }

/** The key of a source, or undefined where the secret cannot be read. */
export function keyOfSource(row: SourceRow, { secrets }: Pick<RowContext, 'secrets'>): string | undefined {
  return tryUnseal(secrets, row.key_sealed)
}

/** Where senders reach a source; the first is the usual one. */
export function addressesOf(
  { system }: Pick<SourceRow, 'system'>,
  key: string,
  deps: Pick<ConfigurationDeps, 'publicUrl' | 'mailDomain'>,
): string[] {
  const publicUrl = deps.publicUrl()
  if (system === 'pagerduty-events') return [`${publicUrl}/v2/enqueue`]
  if (system === 'opsgenie') return [`${publicUrl}/opsgenie/v2/alerts`]
  if (system === 'otlp') return [`${publicUrl}/v1/logs`, `${publicUrl}/in/otlp/${key}/v1/logs`]
  const webhook = `${publicUrl}/in/${system}/${key}`
  const mailDomain = system === 'email' ? deps.mailDomain?.() : undefined
  if (mailDomain !== undefined) return [`${key}@${mailDomain}`, webhook]
  return system === 'alertmanager' ? [webhook, `${publicUrl}/am/${key}`] : [webhook]
}

function describeSource(row: SourceRow): Document {
  return {
    id: row.id,
    name: row.name,
    system: row.system,
    key: new Hidden(row.key_sealed),
    ...(row.former_key_ends_at !== null && { former_key_ends_at: formatInstant(row.former_key_ends_at as Instant) }),
    ...(row.service_id !== null && { service: row.service_id }),
    ...(row.group_by.length > 0 && { group_by: row.group_by }),
    ...(row.group_window_ms !== null && { group_window: formatDuration(row.group_window_ms) }),
    resolves_when_clear: row.resolves_when_clear,
    quiet_period: formatDuration(row.quiet_period_ms),
    default_severity: row.default_severity,
    ...(row.map !== null && { map: row.map }),
    ...(row.every_ms !== null && { every: formatDuration(row.every_ms) }),
    ...(row.grace_ms !== null && { grace: formatDuration(row.grace_ms) }),
    ...(row.secret_sealed !== null && { secret: new Hidden(row.secret_sealed) }),
    ...(Object.keys(row.options).length > 0 && { options: row.options as Document }),
    ...(Object.keys(row.quiet).length > 0 && { quiet: describeQuiet(row.quiet) }),
    active: row.is_active,
  }
}
