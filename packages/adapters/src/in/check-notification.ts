import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import { saidText, textAt } from './field-path.ts'
import type { Fields } from './fields.ts'
import { type SignalDraft, said } from './signal-draft.ts'
import { epochInstant } from './source-time.ts'

/**
 * A notification of Nagios, Naemon, Icinga and their kin about a host or a service on it. They have no form of their own: a command
 * of the operator posts macros, and the guides of both systems name the fields the same.
 *
 * - PROBLEM fires, RECOVERY resolves, ACKNOWLEDGEMENT acknowledges.
 * - While something flaps its problems and recoveries are kept back by the sender. So flapping is a mild alert of its own, which ends
 *   when it stops; the state that remains is told after it.
 * - Downtimes are planned: nobody is told.
 * - CUSTOM is what somebody sends by hand, about a problem or, while all is well, to try the way out.
 */
export function checkDrafts(body: Fields, report: (problem: string) => void): SignalDraft[] {
  const notification = readNotification(body)
  switch (notification.type) {
    case 'PROBLEM':
      return [draftOf(notification, 'firing')]
    case 'RECOVERY':
      return [draftOf(notification, 'resolved')]
    case 'ACKNOWLEDGEMENT':
      return [draftOf(notification, 'acknowledged')]
    case 'CUSTOM':
      return [notification.isWell ? tryOf(notification) : draftOf(notification, 'firing')]
    case 'FLAPPINGSTART':
      return [flappingOf(notification, 'firing')]
    case 'FLAPPINGSTOP':
    case 'FLAPPINGEND':
    case 'FLAPPINGDISABLED':
      return [flappingOf(notification, 'resolved')]
    case 'DOWNTIMESTART':
    case 'DOWNTIMEEND':
    case 'DOWNTIMECANCELLED':
    case 'DOWNTIMEREMOVED':
      return []
    default:
      report('its notification_type is none that is known; taken by the state of the check')
      return [draftOf(notification, notification.isWell ? 'resolved' : 'firing')]
  }
}

/** Whether a body has what a notification needs: the host. */
export function isCheckNotification(body: Fields): boolean {
  return macro(body, 'host') !== undefined
}

/** A macro that could not be filled comes through as `$NAME$`. */
function macro(body: Fields, name: string): string | undefined {
  const text = textAt(body, name)
  return text === undefined || /^\$[A-Za-z_.]+\$$/.test(text) ? undefined : text
}

interface CheckNotification {
  body: Fields
  type: string
  host: string
  service: string | undefined
  state: string | undefined
  isWell: boolean
  output: string | undefined
}

function readNotification(body: Fields): CheckNotification {
  const service = macro(body, 'service')
  const prefix = service === undefined ? 'host' : 'service'
  const state = macro(body, `${prefix}_state`)?.toUpperCase()
  const output = [macro(body, `${prefix}_output`), macro(body, `long_${prefix}_output`)]
  return {
    body,
    type: macro(body, 'notification_type')?.toUpperCase() ?? '',
    host: macro(body, 'host') ?? '',
    service,
    state,
    isWell: state === 'OK' || state === 'UP',
    // Long output has its line breaks as two characters.
    output: saidText(
      output
        .filter((text) => text !== undefined)
        .join('\n')
        .replaceAll('\\n', '\n'),
    ),
  }
}

const SEVERITIES: ReadonlyMap<string, SourceSeverity> = new Map([
  ['CRITICAL', 'critical'],
  ['DOWN', 'critical'],
  ['UNREACHABLE', 'high'],
  ['WARNING', 'medium'],
  ['UNKNOWN', 'low'],
])

/** What a check is called everywhere in these systems: the host alone, or host and service. */
export function checkKey(host: string, service: string | undefined): string {
  return service === undefined ? host : `${host}!${service}`
}

function draftOf(notification: CheckNotification, state: SignalDraft['state']): SignalDraft {
  const { body, host, service } = notification
  const at = epochInstant(macro(body, 'timet'))
  const where = service === undefined ? host : `${service} on ${host}`
  const comment = [macro(body, 'author'), macro(body, 'comment')].filter((text) => text !== undefined).join(': ')
  return {
    key: checkKey(host, service),
    state,
    title: notification.state === undefined ? where : `${where} is ${notification.state}`,
    description: notification.output,
    severity: SEVERITIES.get(notification.state ?? ''),
    labels: said({
      host,
      check: service,
      service: macro(body, 'business_service'),
      host_groups: macro(body, 'host_groups'),
      service_groups: macro(body, 'service_groups'),
    }),
    annotations: {
      host_alias: macro(body, 'host_alias'),
      address: macro(body, 'host_address'),
      comment,
      runbook: macro(body, 'notes_url'),
      // How often a lasting problem was told of is left out: it would make every repetition a change.
    },
    startedAt: state === 'firing' ? at : undefined,
    endedAt: at,
    links: [macro(body, 'url'), macro(body, 'action_url'), macro(body, 'notes_url')],
  }
}

function flappingOf(notification: CheckNotification, state: SignalDraft['state']): SignalDraft {
  const { host, service } = notification
  const draft = draftOf(notification, state)
  const where = service === undefined ? host : `${service} on ${host}`
  return { ...draft, key: `${checkKey(host, service)}!flapping`, title: `${where} is flapping`, severity: 'low' }
}

function tryOf(notification: CheckNotification): SignalDraft {
  return { ...draftOf(notification, 'firing'), isTest: true }
}
