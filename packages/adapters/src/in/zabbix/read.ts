import type { SignalState } from '@tocsin/core/detect/signal.ts'
import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import { textAt, valueAt } from '../field-path.ts'
import { type Fields, isFields } from '../fields.ts'
import { parseExactJsonBody } from '../json-body.ts'
import { verifySharedSecret } from '../proof.ts'
import { parseSeverity } from '../severity.ts'
import { joinKey, type SignalDraft, said } from '../signal-draft.ts'
import { epochInstant } from '../source-time.ts'
import { parseState } from '../state-word.ts'
import { tagLabels } from '../tags.ts'
import { type Notification, type Refusal, webhook } from '../webhook.ts'
import { guide } from './guide.ts'

/**
 * Zabbix: a media type of the kind webhook is a script on the Zabbix server, and what it posts is up to the script. guide.ts has ours,
 * which posts macros (zabbix.com, "supported macros") under their names in lower case. The body of Grafana OnCall's script is read as
 * well, so that it works with another address.
 *
 * The recovery of a problem carries the id of the problem's event, and so does every update. Our script throws where it is not
 * answered with 2xx, and Zabbix then tries again as often as the media type says.
 */
export const zabbix = webhook({ system: 'zabbix', takesSecret: true, verify: verifySharedSecret, guide, read })

const SEVERITIES: readonly (SourceSeverity | undefined)[] = [undefined, 'info', 'low', 'medium', 'high', 'critical']
const NAMES: ReadonlyMap<string, SourceSeverity> = new Map([
  ['information', 'info'],
  ['warning', 'low'],
  ['average', 'medium'],
  ['high', 'high'],
  ['disaster', 'critical'],
])

function read({ body, report }: Notification): SignalDraft[] | Refusal {
  if (!isFields(body)) return { refused: NOT_ZABBIX }
  if (textAt(body, 'alert_uid') !== undefined) return [readOnCall(body, report)]
  const event = macro(body, 'event_id')
  const title = macro(body, 'event_name') ?? macro(body, 'trigger_name') ?? macro(body, 'alert_subject')
  if (event === undefined && title === undefined) return isTest(body) ? [testOf(body)] : { refused: NOT_ZABBIX }
  const tags = tagsOf(valueAt(body, 'event_tags'))
  const state = readState(body, report)
  const host = macro(body, 'host_name') ?? macro(body, 'host')
  return [
    {
      key: event === undefined ? joinKey('trigger', macro(body, 'trigger_id') ?? title, host) : joinKey('event', event),
      state,
      title: host === undefined || title?.includes(host) ? title : `${title ?? 'Problem'} on ${host}`,
      description: macro(body, 'event_opdata') ?? macro(body, 'alert_message'),
      severity: severityOf(body),
      labels: {
        ...tags,
        ...said({
          host,
          host_ip: macro(body, 'host_ip'),
          host_groups: macro(body, 'host_groups'),
          trigger: macro(body, 'trigger_id'),
        }),
      },
      annotations: {
        message: macro(body, 'alert_message'),
        update: macro(body, 'event_update_action'),
        runbook: macro(body, 'trigger_url'),
        item: macro(body, 'item_value'),
      },
      startedAt: timeOf(body, 'event'),
      endedAt: timeOf(body, 'event_recovery'),
      links: [eventLink(body), macro(body, 'trigger_url')],
    },
  ]
}

const NOT_ZABBIX =
  'the body is none of our media type: it has neither "event_id" nor "event_name". Import the media type of the source'

/** A macro that Zabbix could not fill comes through as it is written, or as `*UNKNOWN*`. */
function macro(body: Fields, name: string): string | undefined {
  const text = textAt(body, name)
  return text === undefined || text === '*UNKNOWN*' || /^\{[A-Z$][^{}]*\}$/.test(text) ? undefined : text
}

/** An update is no state of its own: it says that somebody acknowledged, wrote something, or changed the severity. */
function readState(body: Fields, report: Notification['report']): SignalState {
  const value = macro(body, 'event_value')
  if (value === '0') return 'resolved'
  if (value !== '1') {
    const state = parseState(macro(body, 'event_status') ?? '')
    if (state === undefined) report('its event_value is neither 1 nor 0; taken as a problem')
    return state ?? 'firing'
  }
  const isUpdate = macro(body, 'event_update_status') === '1'
  return isUpdate && /\backnowledged\b/i.test(withoutComment(body)) ? 'acknowledged' : 'firing'
}

/** `acknowledged and commented (looking)`, `unacknowledged`: what somebody wrote is no word of Zabbix'. */
function withoutComment(body: Fields): string {
  const action = macro(body, 'event_update_action') ?? ''
  const comment = action.indexOf('(')
  return comment < 0 ? action : action.slice(0, comment)
}

function severityOf(body: Fields): SourceSeverity | undefined {
  const number = macro(body, 'event_update_nseverity') ?? macro(body, 'event_nseverity')
  if (number !== undefined && /^[0-5]$/.test(number)) return SEVERITIES[Number(number)]
  return NAMES.get(macro(body, 'event_severity')?.toLowerCase() ?? '')
}

/** `EVENT.TAGSJSON`, a list of tags and values as text; `EVENT.TAGS` is a list with commas. */
function tagsOf(tags: unknown): Record<string, string> {
  if (typeof tags !== 'string') return {}
  const parsed = parseExactJsonBody(new TextEncoder().encode(tags))
  if ('error' in parsed || !Array.isArray(parsed.value)) return tags.startsWith('{') ? {} : tagLabels(splitTags(tags))
  return Object.fromEntries(
    parsed.value.flatMap((tag): [string, string][] => {
      const name = textAt(tag, 'tag')
      return name === undefined ? [] : [[name, textAt(tag, 'value') ?? 'true']]
    }),
  )
}

function splitTags(tags: string): string[] {
  return tags.split(',').flatMap((tag) => tag.trim() || [])
}

/** Dates and times of macros are in the zone of the Zabbix server, which they do not say; only seconds since 1970 are certain. */
function timeOf(body: Fields, prefix: string) {
  return epochInstant(macro(body, `${prefix}_timestamp`))
}

function eventLink(body: Fields): string | undefined {
  const [url, trigger, event] = [macro(body, 'zabbix_url'), macro(body, 'trigger_id'), macro(body, 'event_id')]
  if (url === undefined || trigger === undefined || event === undefined) return undefined
  return `${url.replace(/\/$/, '')}/tr_events.php?triggerid=${encodeURIComponent(trigger)}&eventid=${encodeURIComponent(event)}`
}

/** What the script of Grafana OnCall posts. */
function readOnCall(body: Fields, report: Notification['report']): SignalDraft {
  const state = parseState(textAt(body, 'state') ?? '')
  if (state === undefined) report('its state is neither alerting nor ok; taken as alerting')
  const word = textAt(body, 'severity')
  return {
    key: joinKey('event', textAt(body, 'alert_uid')),
    state: state ?? 'firing',
    title: textAt(body, 'title')?.replace(/^(?:PROBLEM|OK|RESOLVED): /i, ''),
    description: textAt(body, 'message'),
    severity: word === undefined ? undefined : (NAMES.get(word.toLowerCase()) ?? parseSeverity(word)),
    labels: {},
    links: [textAt(body, 'link_to_upstream_details')],
  }
}

/** The test of a media type sends the parameters with their macros unfilled. */
function isTest(body: Fields): boolean {
  return textAt(body, 'event_id')?.startsWith('{') === true
}

function testOf(body: Fields): SignalDraft {
  const message = macro(body, 'alert_message')
  return {
    key: 'media-type',
    state: 'firing',
    title: 'Test of the Zabbix media type',
    description: message,
    labels: {},
    isTest: true,
  }
}
