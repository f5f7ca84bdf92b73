import type { QueryOf } from '../../api/paths.ts'

type Told = NonNullable<QueryOf<'get', '/configuration/changes', never>['kind']>

/** Every kind whose changes the server keeps, in the order in which they are offered; one that is forgotten is an error of types. */
const kinds: Record<Told, true> = {
  ...{
    user: true,
    team: true,
    schedule: true,
    policy: true,
    vendor: true,
    calendar: true,
    service: true,
    source: true,
  },
  ...{ event_rule: true, inhibition: true, maintenance: true, monitor: true, data_source: true, channel: true },
  ...{ template: true, webhook: true, on_call_webhook: true, api_key: true, setting: true },
}
export const AUDIT_KINDS = Object.keys(kinds) as Told[]
export type AuditKind = Told

/** What a log of the page tells of. */
export const LOGS = ['configuration', 'silences', 'access'] as const
export type Log = (typeof LOGS)[number]

export const ACCESS_ACTS = [
  'signed_in',
  'sign_in_failed',
  'signed_out',
  'sessions_ended',
  'password_changed',
  'password_asked',
  'password_set',
  'key_first_used',
] as const
export type AccessAct = (typeof ACCESS_ACTS)[number]

export interface AuditFilters {
  /** Absent: the configuration's. */
  log?: Log | undefined
  kind?: AuditKind | undefined
  user?: string | undefined
  id?: string | undefined
  act?: AccessAct | undefined
  address?: string | undefined
  /** Days back; none is all there is. */
  days?: number | undefined
}

export function isAuditKind(text: unknown): text is AuditKind {
  return AUDIT_KINDS.some((kind) => kind === text)
}

export interface FieldChange {
  field: string
  /** Written out; undefined where there was, or is, none. */
  before: string | undefined
  after: string | undefined
}

/** What differs between two descriptions, field by field in the order of their names. Of a thing that came or went: every field. */
export function calcFieldChanges(
  before: Readonly<Record<string, unknown>> | null,
  after: Readonly<Record<string, unknown>> | null,
): FieldChange[] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].sort()
  return fields
    .map((field) => ({ field, before: written(before?.[field]), after: written(after?.[field]) }))
    .filter((change) => change.before !== change.after)
}

function written(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}

export function parseAuditFilters(search: Record<string, unknown>): AuditFilters {
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
  const days = Number(search.days)
  return {
    log: LOGS.find((log) => log === search.log && log !== 'configuration'),
    kind: isAuditKind(search.kind) ? search.kind : undefined,
    user: text(search.user),
    id: text(search.id),
    act: ACCESS_ACTS.find((act) => act === search.act),
    address: text(search.address),
    days: Number.isSafeInteger(days) && days > 0 && days <= 3_650 ? days : undefined,
  }
}
