import { SOURCE_SEVERITIES, type SourceSeverity } from '@tocsin/core/kernel/scales.ts'

export const ALERT_STATES = ['firing', 'resolved', 'all'] as const
export type AlertStateFilter = (typeof ALERT_STATES)[number]

/** What the address of the list says; everything is left out that is as usual, so that links stay short. */
export interface AlertFilters {
  state?: AlertStateFilter | undefined
  q?: string | undefined
  severity?: SourceSeverity[] | undefined
  source?: string | undefined
  service?: string | undefined
  /** Each `name=value`; all must hold. */
  label?: string[] | undefined
  /** Only alerts in no incident, or only those in one. */
  muted?: boolean | undefined
  silence?: string | undefined
  /** Every alert that ever belonged to it. */
  incident?: string | undefined
  /** How they are gathered; it narrows nothing. */
  by?: AlertGrouping | undefined
}

export const GROUPINGS = ['service', 'source', 'severity', 'incident'] as const
/** One of these, or the name of a label. */
export type AlertGrouping = (typeof GROUPINGS)[number] | `label:${string}`

export function parseGrouping(text: unknown): AlertGrouping | undefined {
  const named = GROUPINGS.find((each) => each === text)
  if (named) return named
  const label = typeof text === 'string' && text.startsWith('label:') ? text.slice('label:'.length).trim() : ''
  return isLabelName(label) ? `label:${label}` : undefined
}

/** The name of a label, as a group may be by: without the sign that parts it from a value. */
export function isLabelName(text: string): boolean {
  return text !== '' && !text.includes('=')
}

/** Reads the search part of an address; what is unknown is ignored, so that an old link still opens. */
export function parseAlertFilters(search: Record<string, unknown>): AlertFilters {
  const severities = SOURCE_SEVERITIES.filter((severity) => asList(search.severity).includes(severity))
  const labels = asList(search.label).filter(isLabel)
  return {
    state: ALERT_STATES.find((state) => state === search.state && state !== 'firing'),
    q: asText(search.q),
    severity: severities.length > 0 ? severities : undefined,
    source: asText(search.source),
    service: asText(search.service),
    label: labels.length > 0 ? labels : undefined,
    muted: search.muted === true ? true : search.muted === false ? false : undefined,
    silence: asText(search.silence),
    incident: asText(search.incident),
    by: parseGrouping(search.by),
  }
}

/** `name=value`; the value may be empty and may hold further signs of equality. */
export function isLabel(text: unknown): text is string {
  return typeof text === 'string' && text.indexOf('=') > 0
}

/** The filters as the API asks for them, without the labels, which are repeated in the address. */
export function queryOfAlertFilters({ by: _, state, severity, ...rest }: AlertFilters) {
  const { q, source, service, muted, silence, incident, label } = rest
  return {
    ...{ q, source, service, muted, silence, incident, label },
    state: state === 'all' ? undefined : (state ?? 'firing'),
    severity: severity?.join(','),
  }
}

/** Whether anything but the state narrows the list. */
export function isNarrowed({ state: _, by: __, ...filters }: AlertFilters): boolean {
  return Object.values(filters).some((value) => value !== undefined)
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

function asList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  return typeof value === 'string' ? [value] : []
}
