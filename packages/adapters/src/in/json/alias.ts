import { type Fields, field, isFields, scalarText } from '../fields.ts'

/**
 * Where generic webhooks usually keep what we look for, in order of preference: what a source without a mapping, or a mapping
 * without a field, is read by.
 */
export const ALIASES = {
  title: ['title', 'summary', 'alert_name', 'name', 'subject', 'message', 'text'],
  description: ['description', 'message', 'text', 'details', 'body'],
  dedup_key: ['dedup_key', 'alert_uid', 'fingerprint', 'incident_key', 'alias', 'id', 'key'],
  state: ['state', 'status', 'event_action', 'event_type'],
  severity: ['severity', 'level', 'priority'],
  link: ['link', 'url', 'link_to_upstream_details', 'href'],
  started_at: ['started_at', 'starts_at', 'startsAt', 'timestamp', 'time', 'created_at'],
} as const

/** The first alias with a scalar that says something. */
export function findByAlias(body: unknown, name: keyof typeof ALIASES): string | undefined {
  if (!isFields(body)) return undefined
  for (const alias of ALIASES[name]) {
    const text = scalarText(field(body, alias))
    if (text !== undefined && text.trim() !== '') return text
  }
  return undefined
}

/** Labels of a body without a mapping: its own map of labels, where it has one. */
export function findLabels(body: unknown): Fields | undefined {
  const labels = isFields(body) ? field(body, 'labels') : undefined
  return isFields(labels) ? labels : undefined
}
