import { type Matcher, silenceMatchersError } from '@tocsin/core/detect/matcher.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant, instant, parseInstant } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { boundEntries, boundText } from '../bounds.ts'
import type { DoorReply, DoorRequest } from '../door.ts'
import { type Fields, field, isFields } from '../fields.ts'
import { parseJsonBody } from '../json-body.ts'
import {
  badJsonReply,
  errorReply,
  mediaTypeReply,
  requiredReply,
  tooFewItemsReply,
  unreadableReply,
} from './framework-reply.ts'

/** What `POST /silences` asks for, checked. A start in the past means now for a new silence, and is kept to compare for an old one. */
export interface PostedSilence {
  /** The silence to change; undefined for a new one. */
  id?: string
  matchers: Matcher[]
  startsAt: Instant
  endsAt: Instant
  createdBy: string
  comment: string
  annotations: Record<string, string>
}

const REQUIRED = ['comment', 'createdBy', 'endsAt', 'matchers', 'startsAt'] as const

/** Parses and validates with the refusals of Alertmanager (`api/v2/api.go`, `silence/silence.go`), in its order. */
export function parsePostedSilence(request: DoorRequest): { silence: PostedSilence } | { reply: DoorReply } {
  const body = readBody(request)
  if ('reply' in body) return body
  const matchers = readMatchers(body.fields)
  if ('reply' in matchers) return matchers
  const read = readSilence(body.fields, matchers.matchers)
  if ('reply' in read) return read
  const { silence } = read
  if (silence.startsAt >= silence.endsAt) {
    return { reply: errorReply(400, 'Failed to create silence: start time must be before end time') }
  }
  if (silence.endsAt < request.receivedAt) {
    return { reply: errorReply(400, "Failed to create silence: end time can't be in the past") }
  }
  const wrongMatchers = silenceMatchersError(silence.matchers)
  return wrongMatchers === undefined ? { silence } : { reply: errorReply(400, `invalid silence: ${wrongMatchers}`) }
}

/** The refusal of a change to a silence that is not there. */
export function silenceNotFoundReply(): DoorReply {
  return errorReply(404, 'silence not found')
}

function readBody(request: DoorRequest): { fields: Fields } | { reply: DoorReply } {
  if (request.body.length === 0) return { reply: requiredReply('silence') }
  const badMediaType = mediaTypeReply(request.headers['content-type'])
  if (badMediaType) return { reply: badMediaType }
  const body = parseJsonBody(request.body)
  if ('error' in body) return { reply: badJsonReply('silence', body.error) }
  const fields = body.value ?? {}
  if (!isFields(fields)) return { reply: unreadableReply('silence', 'json: cannot unmarshal the body into an object') }
  for (const name of REQUIRED) {
    if (field(fields, name) == null) return { reply: requiredReply(name) }
  }
  return { fields }
}

function readMatchers(fields: Fields): { matchers: Matcher[] } | { reply: DoorReply } {
  const list = field(fields, 'matchers')
  if (!Array.isArray(list)) return { reply: wrongType('matchers', 'array') }
  if (list.length === 0) return { reply: tooFewItemsReply('matchers', 1) }
  const matchers: Matcher[] = []
  for (const [index, item] of list.entries()) {
    if (!isFields(item)) return { reply: wrongType(`matchers.${index}`, 'object') }
    for (const name of ['isRegex', 'name', 'value']) {
      if (field(item, name) == null) return { reply: requiredReply(`matchers.${index}.${name}`) }
    }
    const name = field(item, 'name')
    const value = field(item, 'value')
    const isRegex = field(item, 'isRegex')
    const isEqual = field(item, 'isEqual') ?? true
    if (typeof name !== 'string') return { reply: wrongType(`matchers.${index}.name`, 'string') }
    if (typeof value !== 'string') return { reply: wrongType(`matchers.${index}.value`, 'string') }
    if (typeof isRegex !== 'boolean') return { reply: wrongType(`matchers.${index}.isRegex`, 'bool') }
    if (typeof isEqual !== 'boolean') return { reply: wrongType(`matchers.${index}.isEqual`, 'bool') }
    matchers.push({ name, value, isRegex, isEqual })
  }
  return { matchers }
}

function readSilence(fields: Fields, matchers: Matcher[]): { silence: PostedSilence } | { reply: DoorReply } {
  const startsAt = readTime(field(fields, 'startsAt'))
  const endsAt = readTime(field(fields, 'endsAt'))
  if (startsAt === undefined) return { reply: wrongType('startsAt', 'date-time') }
  if (endsAt === undefined) return { reply: wrongType('endsAt', 'date-time') }
  const createdBy = field(fields, 'createdBy')
  const comment = field(fields, 'comment')
  const id = field(fields, 'id') ?? ''
  const annotations = field(fields, 'annotations') ?? {}
  if (typeof createdBy !== 'string') return { reply: wrongType('createdBy', 'string') }
  if (typeof comment !== 'string') return { reply: wrongType('comment', 'string') }
  if (typeof id !== 'string') return { reply: wrongType('id', 'string') }
  if (!isFields(annotations)) return { reply: wrongType('annotations', 'map') }
  const texts = Object.entries(annotations).map(([name, value]): [string, string] => [name, String(value ?? '')])
  const silence: PostedSilence = {
    matchers,
    startsAt,
    endsAt,
    createdBy: boundText(createdBy, LIMITS.titleCharsMax),
    comment: boundText(comment, LIMITS.textCharsMax),
    annotations: boundEntries(texts, LIMITS.textCharsMax),
  }
  return { silence: id === '' ? silence : { ...silence, id } }
}

/** A zero or empty time is the beginning of all time here, not an absence: the fields are required. */
function readTime(value: unknown): Instant | undefined {
  const parsed = parseInstant(value)
  if (parsed !== undefined) return parsed
  return value === '' || (typeof value === 'string' && value.startsWith('0001-01-01')) ? instant(0) : undefined
}

function wrongType(where: string, type: string): DoorReply {
  return unreadableReply('silence', `json: cannot unmarshal ${where} into Go value of type ${type}`)
}

export interface SilenceView {
  /** A UUID: Alertmanager's clients refuse any other form. */
  id: string
  matchers: readonly Matcher[]
  startsAt: Instant
  endsAt: Instant
  updatedAt: Instant
  createdBy: string
  comment: string
  annotations: Readonly<Record<string, string>>
}

export type SilenceState = 'active' | 'pending' | 'expired'

export function silenceState(silence: { startsAt: Instant; endsAt: Instant }, at: Instant): SilenceState {
  if (at < silence.startsAt) return 'pending'
  return at < silence.endsAt ? 'active' : 'expired'
}

/** A `gettableSilence` of the API. */
export function renderSilence(silence: SilenceView, at: Instant): Record<string, unknown> {
  return {
    id: silence.id,
    status: { state: silenceState(silence, at) },
    updatedAt: formatInstant(silence.updatedAt),
    comment: silence.comment,
    createdBy: silence.createdBy,
    endsAt: formatInstant(silence.endsAt),
    matchers: silence.matchers.map(({ isEqual, isRegex, name, value }) => ({ isEqual, isRegex, name, value })),
    startsAt: formatInstant(silence.startsAt),
    annotations: silence.annotations,
  }
}

const STATE_ORDER: Readonly<Record<SilenceState, number>> = { active: 0, pending: 1, expired: 2 }

/** In Alertmanager's order: active ones by their end, pending ones by their start, expired ones by the latest end. */
export function sortSilences<T extends { startsAt: Instant; endsAt: Instant }>(
  silences: readonly T[],
  at: Instant,
): T[] {
  return silences.toSorted((a, b) => {
    const state = silenceState(a, at)
    const difference = STATE_ORDER[state] - STATE_ORDER[silenceState(b, at)]
    if (difference !== 0) return difference
    if (state === 'pending') return a.startsAt - b.startsAt
    return state === 'active' ? a.endsAt - b.endsAt : b.endsAt - a.endsAt
  })
}
