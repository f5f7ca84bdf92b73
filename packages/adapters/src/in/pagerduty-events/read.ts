import { hash } from 'node:crypto'
import type { ChangeEvent, Signal, SignalState } from '@tocsin/core/detect/signal.ts'
import { parseInstant } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import { boundDepth, jsonText } from '../bounded-json.ts'
import { boundEntries, boundLink, boundText, boundTitle } from '../bounds.ts'
import type { DoorContext, DoorReading, DoorRequest, InAdapter } from '../door.ts'
import { type Fields, field, isFields, textField } from '../fields.ts'
import { type JsonBody, parseJsonBody } from '../json-body.ts'
import { busyReply, replyOnly } from '../reply.ts'
import { type PagerdutyChange, type PagerdutyEvent, parseChange, parseEvent } from './event.ts'
import { guide } from './guide.ts'
import { acceptedReply, changeAcceptedReply, invalidReply, unreadableReply } from './reply.ts'

/**
 * PagerDuty's Events API v2: `POST /v2/enqueue` and `/v2/change/enqueue`, as PagerDuty/api-schema `reference/events-v2` has
 * it. The routing key in the body is the only credential, so the server asks {@link findRoutingKey} whose event it is before
 * it reads it. The content type is not looked at: many senders name none. Clients try again after 429 and 5xx.
 */
export const pagerdutyEvents: InAdapter = {
  system: 'pagerduty-events',
  bodyBytesMax: LIMITS.pagerdutyBodyBytesMax,
  guide,
  read,
  busy: () => busyReply({ status: 'throttle exceeded', message: 'Busy, try again' }),
  tooLarge: () => invalidReply([`the event is larger than ${LIMITS.pagerdutyBodyBytesMax} bytes`], 413),
}

const SEVERITIES: ReadonlyMap<unknown, SourceSeverity> = new Map([
  ['critical', 'critical'],
  ['error', 'high'],
  ['warning', 'medium'],
  ['info', 'info'],
])
const STATES: Readonly<Record<PagerdutyEvent['action'], SignalState>> = {
  trigger: 'firing',
  acknowledge: 'acknowledged',
  resolve: 'resolved',
}
const CHANGE_PATH = '/change/enqueue'
const DEDUP_KEY_CHARS = 32

/** The body is needed for its key and again for its event: one parse serves both, and lives as long as the bytes. */
const parsedBodies = new WeakMap<Uint8Array, JsonBody>()

function parseOnce(body: Uint8Array): JsonBody {
  const known = parsedBodies.get(body)
  if (known) return known
  const parsed = parseJsonBody(body)
  parsedBodies.set(body, parsed)
  return parsed
}

/** Whose event it is, from the body or the header `X-Routing-Key`; undefined when it says nothing, which `read` refuses. */
export function findRoutingKey(request: Pick<DoorRequest, 'headers' | 'body'>): string | undefined {
  const body = parseOnce(request.body)
  const inBody = 'value' in body && isFields(body.value) ? textField(body.value, 'routing_key') : undefined
  return inBody ?? (request.headers['x-routing-key']?.trim() || undefined)
}

function read(request: DoorRequest, context: DoorContext): DoorReading {
  if (request.method !== 'POST') return replyOnly(invalidReply(['only POST is allowed'], 405))
  const body = parseOnce(request.body)
  if ('error' in body || !isFields(body.value)) return replyOnly(unreadableReply(), ['the body is not a JSON object'])
  const routingKey = findRoutingKey(request)
  return request.path.endsWith(CHANGE_PATH)
    ? readChange(body.value, routingKey)
    : readEvent(request, body.value, routingKey, context)
}

function readChange(fields: Fields, routingKey: string | undefined): DoorReading {
  const parsed = parseChange(fields, routingKey)
  if ('errors' in parsed) return refuse(parsed.errors)
  return { signals: [], changes: [changeEvent(parsed.change)], reply: changeAcceptedReply(), problems: [] }
}

function readEvent(
  request: DoorRequest,
  fields: Fields,
  routingKey: string | undefined,
  context: DoorContext,
): DoorReading {
  const parsed = parseEvent(fields, routingKey)
  if ('errors' in parsed) return refuse(parsed.errors)
  const key = parsed.event.dedupKey ?? generateDedupKey(request)
  const signal = pagerdutySignal(parsed.event, key, context.defaultSeverity)
  return { signals: [signal], changes: [], reply: acceptedReply(key), problems: [] }
}

/** A trigger without a key opens an alert of its own. Derived from what came and when, so that parsing stays repeatable. */
function generateDedupKey(request: DoorRequest): string {
  const body = hash('sha256', request.body)
  return hash('sha256', `${request.receivedAt} ${body}`).slice(0, DEDUP_KEY_CHARS)
}

function pagerdutySignal(event: PagerdutyEvent, key: string, defaultSeverity: SourceSeverity): Signal {
  const { payload } = event
  const at = parseInstant(field(payload, 'timestamp'))
  const firstLink = event.links.map(({ href }) => boundLink(href)).find((href) => href !== undefined)
  return {
    key,
    state: STATES[event.action],
    title: boundTitle(event.summary ?? key),
    severity: SEVERITIES.get(field(payload, 'severity')) ?? defaultSeverity,
    labels: boundEntries(namedTexts(payload, ['source', 'component', 'group', 'class']), LIMITS.labelCharsMax),
    annotations: boundEntries(annotations(event), LIMITS.textCharsMax),
    startedAt: event.action === 'trigger' ? at : undefined,
    endedAt: event.action === 'resolve' ? at : undefined,
    link: boundLink(event.clientUrl) ?? firstLink,
    isTest: false,
  }
}

/** Custom details stand as they are named; what the event itself says comes after them and gives way to them. */
function annotations(event: PagerdutyEvent): [string, string][] {
  const details = field(event.payload, 'custom_details')
  const entries = isFields(details)
    ? Object.entries(details).map(([name, value]): [string, string] => [name, jsonText(value)])
    : []
  if (typeof details === 'string' && details !== '') entries.push(['custom_details', details])
  if (Array.isArray(details)) entries.push(['custom_details', jsonText(details)])
  const own: [string, string | undefined][] = [
    ['client', event.client],
    ['links', linkLines(event.links)],
    ['images', linkLines(event.images)],
  ]
  const taken = new Set(entries.map(([name]) => name))
  for (const [name, value] of own) if (value && !taken.has(name)) entries.push([name, value])
  return entries
}

function linkLines(links: readonly { href: string; text?: string }[]): string {
  return links.map(({ href, text }) => (text === undefined ? href : `${text}: ${href}`)).join('\n')
}

function namedTexts(fields: Fields, names: readonly string[]): [string, string][] {
  return names.flatMap((name) => {
    const text = textField(fields, name)
    return text === undefined ? [] : [[name, text] as [string, string]]
  })
}

function changeEvent({ summary, payload, links }: PagerdutyChange): ChangeEvent {
  const kept = links.filter(({ href }) => boundLink(href) !== undefined)
  return {
    summary: boundTitle(summary),
    source: boundText(textField(payload, 'source') ?? '', LIMITS.labelCharsMax) || undefined,
    at: parseInstant(field(payload, 'timestamp')),
    links: kept.map(({ href, text }) => (text === undefined ? { href } : { href, text: boundTitle(text) })),
    details: boundDepth(field(payload, 'custom_details') ?? null),
  }
}

function refuse(errors: string[]): DoorReading {
  return replyOnly(invalidReply(errors), errors)
}
