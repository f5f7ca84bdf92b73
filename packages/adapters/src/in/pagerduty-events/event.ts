import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { type Fields, field, isFields, textField } from '../fields.ts'

/** An event of the Events API v2, checked; what the API does not define is left out. */
export interface PagerdutyEvent {
  action: 'trigger' | 'acknowledge' | 'resolve'
  dedupKey: string | undefined
  payload: Fields
  /** Present in a trigger, and perhaps in the others. */
  summary: string | undefined
  client: string | undefined
  clientUrl: string | undefined
  links: { href: string; text?: string }[]
  images: { href: string; text?: string }[]
}

export interface PagerdutyChange {
  summary: string
  payload: Fields
  links: { href: string; text?: string }[]
}

const ACTIONS = ['trigger', 'acknowledge', 'resolve'] as const
const SEVERITIES: readonly unknown[] = ['critical', 'warning', 'error', 'info']

/** `routingKey` is what the body or a header gave; undefined is an error, as a body without a key belongs to nobody. */
export function parseEvent(
  fields: Fields,
  routingKey: string | undefined,
): { event: PagerdutyEvent } | { errors: string[] } {
  const errors = routingKey === undefined ? [missing('routing_key')] : []
  const given = field(fields, 'event_action')
  const action = ACTIONS.find((known) => known === given)
  if (action === undefined) {
    const isMissing = given === undefined || given === null || given === ''
    errors.push(isMissing ? missing('event_action') : invalid('event_action', "'trigger', 'acknowledge' or 'resolve'"))
  }
  errors.push(...dedupKeyErrors(fields, action))
  const payload = field(fields, 'payload') ?? {}
  if (!isFields(payload)) return { errors: [...errors, "'payload' is invalid (must be an object)"] }
  if (action === 'trigger') errors.push(...payloadErrors(payload))
  if (action === undefined || errors.length > 0) return { errors }
  return {
    event: {
      action,
      dedupKey: textField(fields, 'dedup_key'),
      payload,
      summary: textField(payload, 'summary'),
      client: textField(fields, 'client'),
      clientUrl: textField(fields, 'client_url'),
      links: readLinks(field(fields, 'links'), 'href', 'text'),
      images: readLinks(field(fields, 'images'), 'src', 'alt'),
    },
  }
}

/** A change event has no action, no severity and no dedup key. */
export function parseChange(
  fields: Fields,
  routingKey: string | undefined,
): { change: PagerdutyChange } | { errors: string[] } {
  const errors = routingKey === undefined ? [missing('routing_key')] : []
  const payload = field(fields, 'payload') ?? {}
  if (!isFields(payload)) return { errors: [...errors, "'payload' is invalid (must be an object)"] }
  const summary = textField(payload, 'summary')
  if (summary === undefined) errors.push(missing('payload.summary'))
  if (summary === undefined || errors.length > 0) return { errors }
  return { change: { summary, payload, links: readLinks(field(fields, 'links'), 'href', 'text') } }
}

function dedupKeyErrors(fields: Fields, action: PagerdutyEvent['action'] | undefined): string[] {
  const given = field(fields, 'dedup_key')
  if (given !== undefined && given !== null && typeof given !== 'string')
    return [`'dedup_key' is invalid (must be a string)`]
  const key = textField(fields, 'dedup_key')
  if (key === undefined) return action === 'acknowledge' || action === 'resolve' ? [missing('dedup_key')] : []
  if (key.length <= LIMITS.dedupKeyCharsMax) return []
  return [`Length of 'dedup_key' is incorrect (should be at most ${LIMITS.dedupKeyCharsMax} characters)`]
}

function payloadErrors(payload: Fields): string[] {
  const errors: string[] = []
  if (textField(payload, 'summary') === undefined) errors.push(missing('payload.summary'))
  if (textField(payload, 'source') === undefined) errors.push(missing('payload.source'))
  const severity = field(payload, 'severity')
  if (severity === undefined || severity === null || severity === '') errors.push(missing('payload.severity'))
  else if (!SEVERITIES.includes(severity)) {
    errors.push(invalid('payload.severity', "'critical', 'warning', 'error' or 'info'"))
  }
  return errors
}

function readLinks(value: unknown, hrefName: string, textName: string): { href: string; text?: string }[] {
  if (!Array.isArray(value)) return []
  const links: { href: string; text?: string }[] = []
  for (const item of value.slice(0, LIMITS.labelsMax)) {
    const href = isFields(item) ? textField(item, hrefName) : undefined
    const text = isFields(item) ? textField(item, textName) : undefined
    if (href !== undefined) links.push(text === undefined ? { href } : { href, text })
  }
  return links
}

function missing(name: string): string {
  return `'${name}' is missing or blank`
}

function invalid(name: string, words: string): string {
  return `'${name}' is invalid (must be one of the following: ${words})`
}
