import type { SignalState } from '@tocsin/core/detect/signal.ts'
import { boundProblems } from '../bounds.ts'
import type { DoorContext, DoorReading, DoorRequest } from '../door.ts'
import { saidText, textAt, valueAt } from '../field-path.ts'
import { type Fields, field, isFields } from '../fields.ts'
import { jsonReply } from '../reply.ts'
import { parseSeverity } from '../severity.ts'
import { joinKey, said, signalOf } from '../signal-draft.ts'

/** A paused rule will not say that it recovered; so its alert ends with the pause. */
const STATES: ReadonlyMap<string, SignalState> = new Map<string, SignalState>([
  ['alerting', 'firing'],
  ['no_data', 'firing'],
  ['ok', 'resolved'],
  ['paused', 'resolved'],
])

/**
 * The webhook of dashboard alerts, up to Grafana 8: one rule a request, told apart by `ruleId` within its organisation. A rule that
 * is only pending holds nothing yet. Undefined for what is no such document.
 */
export function readLegacy(
  document: Fields,
  { receivedAt }: DoorRequest,
  { defaultSeverity }: DoorContext,
): DoorReading | undefined {
  const ruleId = textAt(document, 'ruleId')
  const ruleName = textAt(document, 'ruleName')
  if (Array.isArray(field(document, 'alerts')) || (ruleId === undefined && ruleName === undefined)) return undefined
  const word = textAt(document, 'state')?.toLowerCase() ?? ''
  const state = STATES.get(word)
  const reply = jsonReply(200, { status: 'success', alerts: word === 'pending' ? 0 : 1 })
  if (word === 'pending') return { signals: [], changes: [], reply, problems: [] }
  const tags = field(document, 'tags')
  const labels = { ...said(isFields(tags) ? tags : {}), ...said({ alertname: ruleName }) }
  const signal = signalOf(
    {
      key: joinKey('legacy', textAt(document, 'orgId'), ruleId ?? ruleName),
      state: state ?? 'firing',
      title: word === 'no_data' ? `No data: ${ruleName ?? ruleId}` : (ruleName ?? textAt(document, 'title')),
      description: textAt(document, 'message'),
      severity: parseSeverity(labels.severity ?? labels.priority ?? ''),
      labels,
      annotations: { value: measured(document), image: textAt(document, 'imageUrl') },
      links: [textAt(document, 'ruleUrl')],
      // What the button of a notification channel sends.
      isTest: ruleId === '0' && ruleName === 'Test notification',
    },
    { defaultSeverity, receivedAt },
  )
  const problems = state === undefined ? ['its state is none that Grafana has; taken as firing'] : []
  return { signals: [signal], changes: [], reply, problems: boundProblems(problems) }
}

const MATCHES_MAX = 20

function measured(document: Fields): string | undefined {
  const matches = valueAt(document, 'evalMatches')
  if (!Array.isArray(matches)) return undefined
  const lines = matches.slice(0, MATCHES_MAX).flatMap((match) => {
    const value = saidText(valueAt(match, 'value'))
    return value === undefined ? [] : [`${textAt(match, 'metric') ?? 'value'} = ${value}`]
  })
  return lines.join(', ') || undefined
}
