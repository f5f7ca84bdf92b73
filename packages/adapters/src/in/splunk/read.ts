import type { SignalState } from '@tocsin/core/detect/signal.ts'
import { z } from 'zod'
import type { DoorContext } from '../door.ts'
import { textAt, textList, valueAt } from '../field-path.ts'
import { type Fields, isFields } from '../fields.ts'
import { optionTexts } from '../options.ts'
import { parseSeverity } from '../severity.ts'
import { joinKey, type SignalDraft, said } from '../signal-draft.ts'
import { epochInstant } from '../source-time.ts'
import { parseState } from '../state-word.ts'
import { type Notification, type Refusal, webhook } from '../webhook.ts'
import { guide } from './guide.ts'
import { isObservability, readObservability } from './observability.ts'

/**
 * Splunk's webhook alert action (docs.splunk.com, "Use a webhook alert action"): the search, and the first row of its result. It is
 * not signed, takes no headers, is not sent again, and knows no recovery. What it says beyond that is in the hands of the search: the
 * fields `alert_key`, `alert_state`, `alert_severity`, `alert_title` and `alert_link` of the row are read for what they are called.
 *
 * Splunk Observability posts another document to the same door, see observability.ts.
 */
export const splunk = webhook({
  system: 'splunk',
  options: {
    key_fields: z
      .array(z.string().min(1), { error: 'expected a list of fields of the result' })
      .max(20)
      .meta({ examples: [['host']] })
      .optional(),
  },
  guide,
  read,
})

/** Fields of the row by which people group and route; the rest of it are annotations. */
const LABEL_FIELDS = ['host', 'source', 'sourcetype', 'index', 'service', 'team', 'environment', 'cluster', 'region']

function read({ body, context, report }: Notification): SignalDraft[] | Refusal {
  if (isObservability(body)) return [readObservability(body, report)]
  const sid = textAt(body, 'sid')
  const search = textAt(body, 'search_name')
  if (!isFields(body) || (sid === undefined && search === undefined)) {
    return { refused: 'the body is not an alert of Splunk: it has neither "sid" nor "search_name"' }
  }
  const given = valueAt(body, 'result')
  const result = isFields(given) ? given : {}
  const app = textAt(body, 'app')
  const fields = [...LABEL_FIELDS, ...optionTexts(context.options, 'key_fields')]
  const state = readState(result, report)
  const at = epochInstant(valueAt(result, '_time'))
  return [
    {
      key: joinKey(app, search ?? searchOfSid(sid ?? ''), ...keyParts(result, context)),
      state,
      title: fieldText(result, 'alert_title') ?? search ?? 'Splunk search without a name',
      description: fieldText(result, 'alert_description') ?? fieldText(result, '_raw'),
      severity: readSeverity(result),
      labels: said({
        ...Object.fromEntries(fields.map((name) => [name, fieldText(result, name)])),
        search,
        app,
      }),
      annotations: annotationsOf(result, body),
      startedAt: state === 'resolved' ? undefined : at,
      endedAt: at,
      links: [fieldText(result, 'alert_link'), textAt(body, 'results_link')],
    },
  ]
}

/** What tells the alerts of one search apart: what the search says, else what the source was told. */
function keyParts(result: Fields, { options }: DoorContext): string[] {
  const own = fieldText(result, 'alert_key')
  if (own !== undefined) return [own]
  return optionTexts(options, 'key_fields').map((name) => fieldText(result, name) ?? '')
}

/** A run of a search that has no name is known by what its runs have in common: `…RMD5abc_at_1772446200_1.3`. */
function searchOfSid(sid: string): string {
  const end = sid.lastIndexOf('_at_')
  return end < 0 ? sid : sid.slice(0, end).replace(/^rt_/, '')
}

function readState(result: Fields, report: Notification['report']): SignalState {
  const word = fieldText(result, 'alert_state')
  const state = word === undefined ? 'firing' : parseState(word)
  if (state === undefined) report('the field alert_state of its result is no state; taken as firing')
  return state ?? 'firing'
}

function readSeverity(result: Fields) {
  for (const name of ['alert_severity', 'severity', 'urgency']) {
    const word = fieldText(result, name)
    const severity = word === undefined ? undefined : parseSeverity(word)
    if (severity !== undefined) return severity
  }
  return undefined
}

/** Of a field with several values all of them, in the order of the search. */
function fieldText(result: Fields, name: string): string | undefined {
  return textList(valueAt(result, name)).join(', ') || undefined
}

/** The row without Splunk's own fields, which begin with an underscore, and whose run it was. */
function annotationsOf(result: Fields, body: Fields): Record<string, string> {
  const shown = Object.keys(result).filter((name) => !name.startsWith('_') && !name.startsWith('alert_'))
  return {
    ...said(Object.fromEntries(shown.map((name) => [name, fieldText(result, name)]))),
    ...said({ sid: textAt(body, 'sid'), owner: textAt(body, 'owner') }),
  }
}
