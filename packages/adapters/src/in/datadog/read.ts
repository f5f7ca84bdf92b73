import type { SignalState } from '@tocsin/core/detect/signal.ts'
import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import { boundText } from '../bounds.ts'
import type { DoorRequest } from '../door.ts'
import { saidText, valueAt } from '../field-path.ts'
import { isFields } from '../fields.ts'
import { parseFormOrJson } from '../form-body.ts'
import type { JsonBody } from '../json-body.ts'
import { verifySharedSecret } from '../proof.ts'
import { parseSeverity } from '../severity.ts'
import { joinKey, type SignalDraft, said } from '../signal-draft.ts'
import { epochInstant } from '../source-time.ts'
import { tagLabels } from '../tags.ts'
import { parseTemplateBody } from '../template-body.ts'
import { type Notification, type Refusal, webhook } from '../webhook.ts'
import { guide } from './guide.ts'
import { TEMPLATE } from './template.ts'

/**
 * Datadog's webhook (docs.datadoghq.com/integrations/webhooks). The operator writes the payload; what is read best is the template of
 * the guide, and Datadog's default payload is read as far as its title goes. Datadog signs nothing but can send a header. It tries
 * again after 5xx only, five times.
 */
export const datadog = webhook({
  system: 'datadog',
  takesSecret: true,
  verify: verifySharedSecret,
  guide,
  parse,
  read,
})

const DEFAULT_NAMES = ['body', 'last_updated', 'id']
const NAMES = [...Object.keys(TEMPLATE), ...DEFAULT_NAMES]

/** "Encode as form" is a switch of the webhook. */
function parse(request: DoorRequest, report: Notification['report']): JsonBody {
  const isForm = /form/i.test(request.headers['content-type'] ?? '')
  return isForm ? parseFormOrJson(request) : parseTemplateBody(request, NAMES, report)
}

const STATES: ReadonlyMap<string, SignalState> = new Map<string, SignalState>([
  ['triggered', 'firing'],
  ['alert', 'firing'],
  ['warn', 'firing'],
  ['no data', 'firing'],
  ['recovered', 'resolved'],
])

function read({ body, report }: Notification): SignalDraft[] | Refusal {
  if (!isFields(body)) return { refused: 'the body is not a notification of Datadog: it has no fields' }
  const text = (name: string) => knownText(valueAt(body, name))
  const heading = parseHeading(text('title'))
  const alertTitle = text('alert_title') ?? heading.name
  if (alertTitle === undefined && text('alert_id') === undefined) {
    return { refused: 'the body is not a notification of Datadog: paste the payload from the page of the source' }
  }
  const transition = (text('alert_transition') ?? heading.transition)?.toLowerCase().replace(/^re-/, '')
  const state = stateOf(transition, text('alert_type'))
  if (state === undefined) report('it has no transition that we know; taken as firing')
  const at = epochInstant(text('date'))
  const scope = text('alert_scope') ?? heading.scope
  return [
    {
      key: keyOf(text, alertTitle, scope),
      state: state ?? 'firing',
      title: transition === 'no data' ? `No data: ${alertTitle ?? text('alert_id')}` : alertTitle,
      description: text('text') ?? text('body'),
      severity: severityOf(transition, text('alert_priority') ?? heading.priority, text('alert_type')),
      labels: labelsOf(text, scope),
      annotations: {
        status: text('alert_status'),
        query: text('alert_query'),
        snapshot: text('snapshot'),
        organisation: text('org_name'),
      },
      startedAt: at,
      // A recovery that is sent again too late must not end the next episode; so it names its time twice.
      endedAt: at,
      links: [text('link')],
      isTest: heading.isTest || /^\[TEST\]/i.test(alertTitle ?? ''),
    },
  ]
}

/** A variable that Datadog does not know stays as it is written; one that is empty comes as `null` or as nothing. */
function knownText(value: unknown): string | undefined {
  const text = saidText(value)
  return text === undefined || text === 'null' || /^\$[A-Z_]+(\[[^\]]*\])?$/.test(text) ? undefined : text
}

function stateOf(transition: string | undefined, type: string | undefined): SignalState | undefined {
  if (transition === undefined) return type === 'success' ? 'resolved' : undefined
  // "Renotify" says again what is so already.
  if (transition.startsWith('renotify')) return type === 'success' ? 'resolved' : 'firing'
  return STATES.get(transition)
}

interface Heading {
  name?: string
  scope?: string
  transition?: string
  priority?: string
  isTest: boolean
}

/** `[P2] [Triggered on {host:a,env:b}] High CPU`: the title of an event says most of what the default payload lacks. */
function parseHeading(title: string | undefined): Heading {
  let rest = boundText(title?.trim() ?? '', TITLE_CHARS_MAX)
  const heading: Heading = { isTest: false }
  for (
    let [, inner, left] = BRACKET.exec(rest) ?? [];
    inner !== undefined;
    [, inner, left] = BRACKET.exec(rest) ?? []
  ) {
    rest = left ?? ''
    const [, word, scope] =
      /^((?:re-)?(?:triggered|warn|no data|recovered|alert|renotify))(?: on \{(.*)\})?$/i.exec(inner) ?? []
    if (/^test$/i.test(inner)) heading.isTest = true
    else if (/^p[1-5]$/i.test(inner)) heading.priority = inner
    else if (word !== undefined) Object.assign(heading, { transition: word, ...(scope && { scope }) })
    else break
  }
  return { ...heading, ...(rest !== '' && { name: rest }) }
}

/** Datadog's titles have some hundred characters. */
const TITLE_CHARS_MAX = 1_000
const BRACKET = /^\[([^\]]{1,500})\]\s*(.*)$/s

type Text = (name: string) => string | undefined

/** The series: a monitor, and the group in which it fired. The keys of cycles and events are no identity, for they change. */
function keyOf(text: Text, title: string | undefined, scope: string | undefined): string | undefined {
  const monitor = text('alert_id')
  if (monitor !== undefined) return joinKey('monitor', text('org_id'), monitor, scope)
  const aggregate = text('aggreg_key') ?? text('alert_cycle_key')
  return aggregate === undefined ? joinKey('title', title, scope) : joinKey('aggregate', aggregate)
}

/** A monitor has one priority, whatever it says; a warning of it is less than an alert. */
function severityOf(
  transition: string | undefined,
  priority: string | undefined,
  type: string | undefined,
): SourceSeverity | undefined {
  const isWarning = transition === 'warn' || type === 'warning'
  const byPriority = priority === undefined ? undefined : parseSeverity(priority)
  if (byPriority !== undefined)
    return isWarning && (byPriority === 'critical' || byPriority === 'high') ? 'medium' : byPriority
  if (isWarning) return 'medium'
  return type === 'error' ? 'high' : type === 'info' ? 'info' : undefined
}

function labelsOf(text: Text, scope: string | undefined): Record<string, string> {
  const tags = (text('tags') ?? '').split(',').map((tag) => tag.trim())
  const scopes = (scope ?? '').split(',').map((tag) => tag.trim())
  return {
    ...tagLabels([...tags, ...scopes].filter((tag) => tag !== '' && tag !== 'monitor' && tag !== '*')),
    ...said({
      alertname: text('alert_title') ?? parseHeading(text('title')).name,
      monitor: text('alert_id'),
      metric: text('alert_metric'),
      host: text('hostname'),
      scope,
    }),
  }
}
