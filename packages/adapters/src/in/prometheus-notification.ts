import { fingerprint } from '@tocsin/core/detect/fingerprint.ts'
import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { parseInstant } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { boundKey, boundProblems } from './bounds.ts'
import type { DoorContext, DoorReading, DoorReply, DoorRequest, InAdapter } from './door.ts'
import { type Fields, field, isFields, scalarText, textField } from './fields.ts'
import { type JsonBody, parseJsonBody } from './json-body.ts'
import { boundAnnotations, boundLabels, prometheusSignal } from './prometheus-alert.ts'
import { busyReply, jsonReply, replyOnly } from './reply.ts'

/**
 * The webhook of Alertmanager and of the products that embed it: a group of alerts, each with its own status. Its form is that of
 * https://prometheus.io/docs/alerting/latest/configuration/#webhook_config. Such senders try again after a 5xx only; what they are
 * refused otherwise is lost, 429 included.
 */
export interface NotificationForm extends Pick<InAdapter, 'system' | 'options' | 'takesSecret' | 'verify' | 'guide'> {
  /** As messages call it. */
  name: string
  methods: readonly string[]
  versions: readonly unknown[]
  /** Another document of this sender that is no such group; undefined for what this is none of. */
  readOther?(notification: Fields, request: DoorRequest, context: DoorContext): DoorReading | undefined
  /** What the product says beyond Alertmanager. */
  refine?(signal: Signal, alert: Fields, context: RefineContext): Signal
}

export interface RefineContext {
  /** The whole notification. */
  notification: Fields
  receivedAt: Instant
}

export function notificationDoor(form: NotificationForm): InAdapter {
  const { system, options, takesSecret, verify, guide } = form
  return {
    system,
    bodyBytesMax: LIMITS.doorBodyBytesMax,
    ...(options && { options }),
    ...(takesSecret && { takesSecret }),
    ...(verify && { verify }),
    ...(guide && { guide }),
    read: (request, context) => read(form, request, context),
    busy: () => busyReply({ status: 'error', error: 'busy, try again' }),
    tooLarge: () => errorReply(413, `the body is larger than ${LIMITS.doorBodyBytesMax} bytes`),
  }
}

function read(form: NotificationForm, request: DoorRequest, context: DoorContext): DoorReading {
  const { methods, name } = form
  if (!methods.includes(request.method)) {
    return replyOnly(errorReply(405, `only ${methods.join(' and ')} is allowed`, { allow: methods.join(', ') }))
  }
  const body: JsonBody = parseJsonBody(request.body)
  if ('error' in body) return refuse(`the body is not JSON: ${body.error}`)
  const notification = body.value
  const other = isFields(notification) ? form.readOther?.(notification, request, context) : undefined
  if (other) return other
  const alerts = isFields(notification) ? field(notification, 'alerts') : undefined
  if (!isFields(notification) || !Array.isArray(alerts)) {
    return refuse(`the body is not a notification of ${name}: it has no list "alerts"`)
  }
  if (alerts.length > LIMITS.signalsPerRequestMax) {
    return refuse(`more than ${LIMITS.signalsPerRequestMax} alerts in one notification`, 413)
  }
  return readNotification(form, notification, alerts, { receivedAt: request.receivedAt, context })
}

function readNotification(
  form: NotificationForm,
  notification: Fields,
  alerts: readonly unknown[],
  { receivedAt, context }: { receivedAt: Instant; context: DoorContext },
): DoorReading {
  const shared: Shared = {
    commonLabels: textMap(field(notification, 'commonLabels')) ?? {},
    externalUrl: textField(notification, 'externalURL'),
    receivedAt,
    context,
  }
  const signals: Signal[] = []
  const problems: string[] = []
  const version = field(notification, 'version')
  if (version !== undefined && !form.versions.includes(version)) {
    problems.push(`the version of the payload is neither ${versionWords(form.versions)}`)
  }
  for (const [index, alert] of alerts.entries()) {
    const signal = readAlert(alert, shared, (problem) => problems.push(`alert ${index}: ${problem}`))
    if (signal && isFields(alert)) signals.push(form.refine?.(signal, alert, { notification, receivedAt }) ?? signal)
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

/** Versions are told as texts or numbers; a message names each once. */
function versionWords(versions: readonly unknown[]): string {
  return [...new Set(versions.map(String))].sort().join(' nor ')
}

interface Shared {
  commonLabels: Record<string, string>
  externalUrl: string | undefined
  receivedAt: Instant
  context: DoorContext
}

type Report = (problem: string) => void

function readAlert(alert: unknown, shared: Shared, report: Report): Signal | undefined {
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
    shared.context.defaultSeverity,
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
