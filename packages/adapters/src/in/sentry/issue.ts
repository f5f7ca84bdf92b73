import type { SignalState } from '@tocsin/core/detect/signal.ts'
import { textAt, valueAt } from '../field-path.ts'
import { type SignalDraft, said } from '../signal-draft.ts'
import { anyInstant } from '../source-time.ts'
import type { Notification } from '../webhook.ts'
import { isSample, issueKey, severityOfLevel, tagsOf } from './event-words.ts'

/** `archived` and `ignored` are one thing under two names: somebody decided that it is nobody's work. */
const STATES: ReadonlyMap<string, SignalState> = new Map([
  ['created', 'firing'],
  ['unresolved', 'firing'],
  ['resolved', 'resolved'],
  ['archived', 'resolved'],
  ['ignored', 'resolved'],
])

/** That somebody is on it is said in Sentry; who is paged is decided here. */
const NO_CHANGE: readonly (string | undefined)[] = ['assigned', 'unassigned', 'deleted']

export function readIssue(data: unknown, action: string | undefined, report: Notification['report']): SignalDraft[] {
  if (NO_CHANGE.includes(action)) return []
  const issue = valueAt(data, 'issue')
  const text = (...path: string[]) => textAt(issue, ...path)
  const state = STATES.get(action ?? '')
  if (state === undefined) report('its action is none that Sentry has; taken as firing')
  const at = anyInstant(valueAt(issue, 'lastSeen'))
  return [
    {
      key: issueKey(text('id')),
      state: state ?? 'firing',
      title: text('title') ?? text('metadata', 'value'),
      description: text('culprit'),
      severity: severityOfLevel(text('level')),
      labels: said({
        project: text('project', 'slug') ?? text('project', 'name'),
        level: text('level'),
        error_type: text('metadata', 'type'),
        platform: text('platform'),
        logger: text('logger'),
      }),
      annotations: {
        short_id: text('shortId'),
        culprit: text('culprit'),
        substatus: text('substatus'),
        events: text('count'),
        users: text('userCount'),
        file: text('metadata', 'filename'),
        assigned_to: text('assignedTo', 'name') ?? text('assignedTo', 'email'),
      },
      // A regression begins anew; `firstSeen` is when the error was seen for the first time ever.
      startedAt: state === 'resolved' ? undefined : at,
      links: [text('permalink'), text('web_url')],
    },
  ]
}

/** An alert rule was met by an event. It comes again and again while the issue is open, and its end is the end of the issue. */
export function readEventAlert(data: unknown): SignalDraft {
  const event = valueAt(data, 'event')
  const text = (...path: string[]) => textAt(event, ...path)
  const rule = textAt(data, 'triggered_rule') ?? textAt(data, 'issue_alert', 'title')
  const tags = tagsOf(valueAt(event, 'tags'))
  return {
    key: issueKey(text('issue_id') ?? issueOfUrl(text('issue_url'))),
    state: 'firing',
    title: text('title') ?? text('message') ?? rule,
    description: text('message') ?? text('culprit'),
    severity: severityOfLevel(text('level')),
    labels: {
      ...tags,
      ...said({
        project: projectOfUrl(text('url')) ?? text('project'),
        level: text('level'),
        error_type: text('metadata', 'type'),
        platform: text('platform'),
        rule,
        release: text('release'),
        environment: text('environment'),
      }),
    },
    annotations: { culprit: text('culprit'), event: text('event_id'), file: text('metadata', 'filename') },
    startedAt: anyInstant(valueAt(event, 'datetime')) ?? anyInstant(valueAt(event, 'timestamp')),
    links: [text('web_url'), text('issue_url')],
    isTest: isSample(tags),
  }
}

/** `https://sentry.io/api/0/issues/<id>/`, of versions that do not give the id beside it. */
function issueOfUrl(url: string | undefined): string | undefined {
  return /\/issues\/(\d{1,30})\b/.exec(url ?? '')?.[1]
}

/** Events name their project by number only, but their address in the API has its name: `/projects/<organisation>/<project>/events/`. */
function projectOfUrl(url: string | undefined): string | undefined {
  return /\/projects\/[^/]{1,100}\/([^/]{1,100})\//.exec(url ?? '')?.[1]
}
