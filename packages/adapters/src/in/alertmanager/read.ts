import { fingerprint } from '@tocsin/core/detect/fingerprint.ts'
import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { parseInstant } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { boundKey, boundProblems } from '../bounds.ts'
import type { DoorContext, DoorReading, DoorReply, DoorRequest, InAdapter } from '../door.ts'
import { type Fields, field, isFields, scalarText, textField } from '../fields.ts'
import { parseJsonBody } from '../json-body.ts'
import { boundAnnotations, boundLabels, prometheusSignal } from '../prometheus-alert.ts'
import { busyReply, jsonReply, replyOnly } from '../reply.ts'
import { guide } from './guide.ts'

/**
 * Alertmanager's webhook, payload version 4 (prometheus/alertmanager `notify/webhook/webhook.go`, `template/template.go`);
 * version 3, which has no fingerprint, is read too. One request carries a whole group with firing and resolved alerts mixed:
 * each alert counts by its own status, and the status of the group by nothing.
 *
 * The sender tries again after 5xx only, until its next group interval, and drops the notification after any 4xx, 429 included.
 */
export const alertmanager: InAdapter = {
  system: 'alertmanager',
  bodyBytesMax: LIMITS.doorBodyBytesMax,
  guide,
  read,
  busy: () => busyReply({ status: 'error', error: 'busy, try again' }),
  tooLarge: () => errorReply(413, `the body is larger than ${LIMITS.doorBodyBytesMax} bytes`),
}

const VERSIONS: readonly unknown[] = ['4', '3', 4, 3]

function read(request: DoorRequest, context: DoorContext): DoorReading {
  if (request.method !== 'POST') return replyOnly(errorReply(405, 'only POST is allowed', { allow: 'POST' }))
  const body = parseJsonBody(request.body)
  if ('error' in body) return refuse(`the body is not JSON: ${body.error}`)
  const notification = body.value
  const alerts = isFields(notification) ? field(notification, 'alerts') : undefined
  if (!isFields(notification) || !Array.isArray(alerts)) {
    return refuse('the body is not a notification of Alertmanager: it has no list "alerts"')
  }
  if (alerts.length > LIMITS.signalsPerRequestMax) {
    return refuse(`more than ${LIMITS.signalsPerRequestMax} alerts in one notification`, 413)
  }
  return readNotification(notification, alerts, request.receivedAt, context)
}

function readNotification(
  notification: Fields,
  alerts: readonly unknown[],
  receivedAt: Instant,
  context: DoorContext,
): DoorReading {
  const shared = {
    commonLabels: textMap(field(notification, 'commonLabels')) ?? {},
    externalUrl: textField(notification, 'externalURL'),
    receivedAt,
  }
  const signals: Signal[] = []
  const problems: string[] = []
  const version = field(notification, 'version')
  if (version !== undefined && !VERSIONS.includes(version))
    problems.push('the version of the payload is neither 3 nor 4')
  for (const [index, alert] of alerts.entries()) {
    const signal = readAlert(alert, shared, context, (problem) => problems.push(`alert ${index}: ${problem}`))
    if (signal) signals.push(signal)
  }
  const truncated = field(notification, 'truncatedAlerts')
  if (typeof truncated === 'number' && truncated > 0) {
    problems.push(`the sender left out ${truncated} alerts (max_alerts of its webhook)`)
  }
  if (alerts.length > 0 && signals.length === 0) return refuse(boundProblems(problems).join('; '))
  return {
    signals,
    changes: [],
    reply: jsonReply(200, { status: 'success', alerts: signals.length }),
    problems: boundProblems(problems),
  }
}

interface Shared {
  commonLabels: Record<string, string>
  externalUrl: string | undefined
  receivedAt: Instant
}

type Report = (problem: string) => void

function readAlert(alert: unknown, shared: Shared, context: DoorContext, report: Report): Signal | undefined {
  const labels = isFields(alert) ? textMap(field(alert, 'labels')) : undefined
  if (!isFields(alert) || labels === undefined) {
    report('it has no labels')
    return undefined
  }
  const given = textField(alert, 'fingerprint')
  if (given === undefined && Object.keys(labels).length === 0) {
    report('it has neither a fingerprint nor labels')
    return undefined
  }
  const state = readState(alert, shared.receivedAt, report)
  const endsAt = parseInstant(field(alert, 'endsAt'))
  return prometheusSignal(
    {
      key: boundKey(given ?? fingerprint(labels)),
      state,
      labels: boundLabels(labels),
      annotations: boundAnnotations(textMap(field(alert, 'annotations')) ?? {}),
      commonLabels: shared.commonLabels,
      startedAt: parseInstant(field(alert, 'startsAt')),
      // The dispatcher zeroes endsAt of what still fires; where it is set it says nothing about the future.
      endedAt: state === 'resolved' ? endsAt : undefined,
      generatorUrl: textField(alert, 'generatorURL'),
      externalUrl: shared.externalUrl,
    },
    context.defaultSeverity,
  )
}

/** Without a status that we know the end decides, and in doubt the alert fires: a wrong page is better than none. */
function readState(alert: Fields, receivedAt: Instant, report: Report): 'firing' | 'resolved' {
  const status = field(alert, 'status')
  if (status === 'firing' || status === 'resolved') return status
  report('its status is neither firing nor resolved')
  const endsAt = parseInstant(field(alert, 'endsAt'))
  return endsAt !== undefined && endsAt <= receivedAt ? 'resolved' : 'firing'
}

/** A map of texts; numbers and booleans become texts, empty values are no labels. Undefined when it is no map at all. */
function textMap(value: unknown): Record<string, string> | undefined {
  if (!isFields(value)) return undefined
  const entries: [string, string][] = []
  for (const [name, item] of Object.entries(value)) {
    const text = scalarText(item)
    if (text) entries.push([name, text])
  }
  return Object.fromEntries(entries)
}

function refuse(problem: string, status = 400): DoorReading {
  return replyOnly(errorReply(status, problem), [problem])
}

function errorReply(status: number, error: string, headers: Record<string, string> = {}): DoorReply {
  return jsonReply(status, { status: 'error', error }, headers)
}
