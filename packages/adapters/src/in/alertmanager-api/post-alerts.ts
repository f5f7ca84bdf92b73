import { fingerprint } from '@tocsin/core/detect/fingerprint.ts'
import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { DurationMs, Instant } from '@tocsin/core/kernel/brand.ts'
import { after, instant, MINUTE, parseInstant } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import { boundProblems } from '../bounds.ts'
import type { DoorContext, DoorReading, DoorReply, DoorRequest } from '../door.ts'
import { isFields } from '../fields.ts'
import { parseJsonBody } from '../json-body.ts'
import { boundAnnotations, boundLabels, prometheusSignal } from '../prometheus-alert.ts'
import { replyOnly } from '../reply.ts'
import {
  badJsonReply,
  errorReply,
  mediaTypeReply,
  okReply,
  requiredReply,
  tooLargeReply,
  unreadableReply,
} from './framework-reply.ts'

/**
 * `POST /api/v2/alerts` as Alertmanager reads it (`api/v2/api.go`, `alert/alert.go`): what Prometheus sends every minute for
 * every alert that fires. It is the busiest path of all doors, so it is checked by hand and copies nothing that is right.
 *
 * Softer than Alertmanager in one point: a `generatorURL` that is no URL costs the link and not the batch, because Prometheus
 * never sends a refused batch again.
 */
const RESOLVE_TIMEOUT = (5 * MINUTE) as DurationMs
const ERRORS_MAX = 100

export function readPostedAlerts(request: DoorRequest, context: DoorContext): DoorReading {
  if (request.body.length === 0) return refuse(requiredReply('alerts'))
  const badMediaType = mediaTypeReply(request.headers['content-type'])
  if (badMediaType) return refuse(badMediaType)
  const body = parseJsonBody(request.body)
  if ('error' in body) return refuse(badJsonReply('alerts', body.error))
  // Go reads null as an empty list.
  if (body.value === null) return replyOnly(okReply())
  if (!Array.isArray(body.value)) return refuse(wrongType(body.value, 'value of type models.PostableAlerts'))
  if (body.value.length > LIMITS.signalsPerRequestMax) {
    return refuse(tooLargeReply(`more than ${LIMITS.signalsPerRequestMax} alerts in one request`))
  }
  const batch: Batch = { receivedAt: request.receivedAt, severity: context.defaultSeverity, signals: [], invalid: [] }
  let index = 0
  for (const alert of body.value) {
    const refusal = addAlert(batch, alert, index)
    if (refusal) return refuse(refusal)
    index += 1
  }
  return finish(batch)
}

interface Batch {
  receivedAt: Instant
  severity: SourceSeverity
  signals: Signal[]
  /** Alerts that Alertmanager's own validation skips, one error each; the others are kept. */
  invalid: string[]
}

function finish({ signals, invalid }: Batch): DoorReading {
  if (invalid.length === 0) return { signals, changes: [], reply: okReply(), problems: [] }
  const reply = errorReply(400, invalid.slice(0, ERRORS_MAX).join('\n'))
  return { signals, changes: [], reply, problems: boundProblems(invalid) }
}

/** Adds one alert to the batch, or returns the framework's refusal of the whole request. */
function addAlert(batch: Batch, alert: unknown, index: number): DoorReply | undefined {
  if (alert === null) return requiredReply(String(index))
  if (!isFields(alert)) return wrongType(alert, 'value of type models.PostableAlert')
  if (alert.labels === undefined || alert.labels === null) return requiredReply(`${index}.labels`)
  const labels = readTexts(alert.labels)
  if (labels === undefined) return wrongType(alert.labels, 'struct field Alert.labels of type models.LabelSet')
  const annotations = alert.annotations == null ? {} : readTexts(alert.annotations)
  if (annotations === undefined)
    return wrongType(alert.annotations, 'struct field .annotations of type models.LabelSet')
  const startsAt = readTime(alert.startsAt)
  if (startsAt === 'unreadable') return wrongTime(alert.startsAt)
  const endsAt = readTime(alert.endsAt)
  if (endsAt === 'unreadable') return wrongTime(alert.endsAt)
  addChecked(batch, withoutEmpty(labels), annotations, { startsAt, endsAt }, alert.generatorURL)
  return undefined
}

function addChecked(
  batch: Batch,
  labels: Record<string, string>,
  annotations: Record<string, string>,
  { startsAt, endsAt }: { startsAt: Instant | undefined; endsAt: Instant | undefined },
  generatorUrl: unknown,
): void {
  const startedAt = startsAt ?? endsAt ?? batch.receivedAt
  const end = endsAt ?? after(batch.receivedAt, RESOLVE_TIMEOUT)
  const error = alertError(labels, annotations, startedAt, end)
  if (error !== undefined) {
    batch.invalid.push(error)
    return
  }
  const isResolved = end <= batch.receivedAt
  const signal = prometheusSignal(
    {
      key: fingerprint(labels),
      state: isResolved ? 'resolved' : 'firing',
      labels: boundLabels(labels),
      annotations: boundAnnotations(annotations),
      startedAt,
      expiresAt: isResolved ? undefined : end,
      endedAt: isResolved ? end : undefined,
      generatorUrl: typeof generatorUrl === 'string' ? generatorUrl : undefined,
    },
    batch.severity,
  )
  batch.signals.push(signal)
}

/** Alertmanager's validation, in its order and words. */
function alertError(
  labels: Record<string, string>,
  annotations: Record<string, string>,
  startsAt: Instant,
  endsAt: Instant,
): string | undefined {
  if (endsAt < startsAt) return 'start time must be before end time'
  if (isEmpty(labels)) return 'at least one label pair required'
  if (labels[''] !== undefined) return 'invalid label set: invalid name ""'
  return annotations[''] === undefined ? undefined : 'invalid annotations: invalid name ""'
}

function isEmpty(texts: Record<string, string>): boolean {
  for (const _name in texts) return false
  return true
}

/** The object itself when it maps names to texts; null counts as empty text, as in Go. Undefined when a value is neither. */
function readTexts(value: unknown): Record<string, string> | undefined {
  if (!isFields(value)) return undefined
  let hasNull = false
  for (const name in value) {
    const text = value[name]
    if (typeof text === 'string') continue
    if (text !== null) return undefined
    hasNull = true
  }
  const texts = value as Record<string, string>
  return hasNull ? Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, text ?? ''])) : texts
}

function withoutEmpty(labels: Record<string, string>): Record<string, string> {
  for (const name in labels) {
    if (labels[name] === '') return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''))
  }
  return labels
}

/** A time without a zone is one in UTC for the framework. */
const LOCAL_TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d+)?$/
const BEFORE_1970 = /^(?:0\d{3}|1[0-8]\d\d|19[0-6]\d)-\d{2}-\d{2}[Tt ]/

/** Undefined when absent: not there, null, empty, or a zero time, which amtool writes for what it does not set. */
function readTime(value: unknown): Instant | undefined | 'unreadable' {
  if (value === undefined || value === null || value === '') return undefined
  const parsed = parseInstant(value)
  if (parsed !== undefined) return parsed
  if (typeof value !== 'string') return 'unreadable'
  if (value.startsWith('0001-01-01')) return undefined
  if (BEFORE_1970.test(value)) return instant(0)
  return (LOCAL_TIME.test(value) ? parseInstant(`${value}Z`) : undefined) ?? 'unreadable'
}

function wrongTime(value: unknown): DoorReply {
  if (typeof value !== 'string') return wrongType(value, 'struct field .startsAt of type string')
  const text = JSON.stringify(value.slice(0, 100))
  return unreadableReply('alerts', `parsing time ${text} as "2006-01-02 15:04:05": cannot parse ${text} as "2006"`)
}

function wrongType(value: unknown, where: string): DoorReply {
  return unreadableReply('alerts', `json: cannot unmarshal ${goKind(value)} into Go ${where}`)
}

function goKind(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

function refuse(reply: DoorReply): DoorReading {
  return replyOnly(reply, [`refused: ${reply.body}`])
}
