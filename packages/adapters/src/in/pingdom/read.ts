import type { SignalState } from '@tocsin/core/detect/signal.ts'
import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import { textAt, textList, valueAt } from '../field-path.ts'
import { isFields } from '../fields.ts'
import { joinKey, type SignalDraft, said } from '../signal-draft.ts'
import { epochInstant, utcInstant } from '../source-time.ts'
import { tagLabels } from '../tags.ts'
import { type Notification, type Refusal, webhook } from '../webhook.ts'
import { guide } from './guide.ts'

/**
 * Pingdom's state change webhook (pingdom.com/resources/webhooks): one check a request, uptime (UP, DOWN) or transaction (SUCCESS,
 * FAILING). It is neither signed nor sent again, and no header can be added: the key in the address is all the proof there is.
 */
export const pingdom = webhook({ system: 'pingdom', guide, read })

const STATES: ReadonlyMap<string, SignalState> = new Map([
  ['DOWN', 'firing'],
  ['FAILING', 'firing'],
  ['UNCONFIRMED_DOWN', 'firing'],
  ['UP', 'resolved'],
  ['SUCCESS', 'resolved'],
])

/** Checks are HIGH unless somebody said otherwise. */
const SEVERITIES: ReadonlyMap<string, SourceSeverity> = new Map([
  ['HIGH', 'high'],
  ['LOW', 'low'],
])

const REPORTS = 'https://my.pingdom.com/app/reports/uptime#check='

function read({ body, report }: Notification): SignalDraft[] | Refusal {
  const checkId = textAt(body, 'check_id')
  const name = textAt(body, 'check_name')
  if (!isFields(body) || (checkId === undefined && name === undefined)) {
    return { refused: 'the body is not a state change of Pingdom: it has neither "check_id" nor "check_name"' }
  }
  const word = textAt(body, 'current_state')?.toUpperCase() ?? ''
  const state = STATES.get(word)
  if (state === undefined) report('its current_state is none that Pingdom has; taken as firing')
  const at =
    epochInstant(valueAt(body, 'state_changed_timestamp')) ?? utcInstant(valueAt(body, 'state_changed_utc_time'))
  const isTransaction = textAt(body, 'check_type') === 'TRANSACTION' || word === 'FAILING' || word === 'SUCCESS'
  const url = textAt(body, 'check_params', 'full_url')
  return [
    {
      // What a transaction check and an uptime check are numbered by are two lists.
      key: checkId === undefined ? undefined : joinKey(isTransaction ? 'transaction' : 'uptime', checkId),
      state: state ?? 'firing',
      title: `${name ?? `Check ${checkId}`} is ${isTransaction ? 'failing' : 'down'}`,
      description: textAt(body, 'long_description') ?? textAt(body, 'description'),
      severity: SEVERITIES.get(textAt(body, 'importance_level')?.toUpperCase() ?? ''),
      labels: {
        ...tagLabels(textList(valueAt(body, 'tags'))),
        ...said({
          check: name,
          check_type: textAt(body, 'check_type'),
          host: textAt(body, 'check_params', 'hostname'),
        }),
      },
      annotations: {
        url,
        message: textAt(body, 'custom_message'),
        first_probe: textAt(body, 'first_probe', 'location'),
        second_probe: textAt(body, 'second_probe', 'location'),
      },
      startedAt: state === 'resolved' ? undefined : at,
      endedAt: at,
      links: [checkId && /^\d+$/.test(checkId) && !isTransaction ? `${REPORTS}${checkId}` : undefined, url],
    },
  ]
}
