import type { SignalState } from '@tocsin/core/detect/signal.ts'
import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import { textAt, textList, valueAt } from '../field-path.ts'
import { isFields } from '../fields.ts'
import { parseSeverity } from '../severity.ts'
import { type SignalDraft, said } from '../signal-draft.ts'
import { anyInstant } from '../source-time.ts'
import { tagLabels } from '../tags.ts'
import { ticketOptions, ticketSignals, ticketState } from '../ticket.ts'
import { type Notification, type Refusal, webhook } from '../webhook.ts'
import { guide } from './guide.ts'
import { verifyJira } from './verify.ts'

/**
 * Webhooks of Jira and Jira Service Management, Cloud and Data Center (developer.atlassian.com, "webhooks"), and the issue that a rule
 * of Jira Automation sends. Names of states are each site's own, their categories are not: `new`, `indeterminate`, `done`. Jira tries again
 * after 408, 409, 425, 429 and 5xx, five times.
 */
export const jira = webhook({
  system: 'jira',
  takesSecret: true,
  verify: verifyJira,
  options: ticketOptions,
  guide,
  read,
})

const CATEGORIES: ReadonlyMap<string, SignalState> = new Map([
  ['new', 'firing'],
  ['undefined', 'firing'],
  ['indeterminate', 'acknowledged'],
  ['done', 'resolved'],
])

/** Jira's own five, and those of schemes that are common beside them. */
const PRIORITIES: ReadonlyMap<string, SourceSeverity> = new Map([
  ['highest', 'critical'],
  ['urgent', 'critical'],
  ['lowest', 'info'],
  ['trivial', 'info'],
])

function read(notification: Notification): SignalDraft[] | Refusal {
  const { body } = notification
  const event = textAt(body, 'webhookEvent')
  const named = valueAt(body, 'issue')
  const issue = isFields(named) ? named : event === undefined ? body : undefined
  const isIssue = isFields(valueAt(issue, 'fields')) && (textAt(issue, 'key') ?? textAt(issue, 'id')) !== undefined
  if (event === undefined && !isIssue) {
    return { refused: 'the body is not of Jira: it has neither "webhookEvent" nor an issue with "key" and "fields"' }
  }
  // Comments, links and worklogs bring but a part of the issue.
  if (event !== undefined && !event.startsWith('jira:issue_')) return []
  if (!isIssue) return { refused: 'the event of Jira has no issue with "key" and "fields"' }
  return ticketSignals(draftOf(issue, event, notification))
}

function draftOf(issue: unknown, event: string | undefined, notification: Notification): SignalDraft {
  const text = (...path: string[]) => textAt(issue, 'fields', ...path)
  const key = textAt(issue, 'key')
  const priority = text('priority', 'name')
  const severity = severityOf(priority)
  const state = stateOf(issue, event, notification.report)
  const summary = text('summary')
  return {
    // Issues that are moved to another project have another key, but keep their id.
    key: textAt(issue, 'id') ?? key,
    state: ticketState(state, severity, notification),
    title: key === undefined || summary === undefined ? summary : `${key} ${summary}`,
    description: text('description'),
    severity,
    labels: {
      ...tagLabels(textList(valueAt(issue, 'fields', 'labels'))),
      ...said({
        project: text('project', 'key'),
        issue_type: text('issuetype', 'name'),
        priority,
        component: nameOfFirst(valueAt(issue, 'fields', 'components')),
      }),
    },
    annotations: {
      issue: key,
      status: text('status', 'name'),
      reporter: text('reporter', 'displayName'),
      assigned_to: text('assignee', 'displayName'),
      resolution: text('resolution', 'name'),
    },
    startedAt: anyInstant(valueAt(issue, 'fields', 'created')),
    endedAt: anyInstant(valueAt(issue, 'fields', 'resolutiondate')) ?? anyInstant(valueAt(issue, 'fields', 'updated')),
    links: [pageOf(textAt(issue, 'self'), key)],
  }
}

function stateOf(issue: unknown, event: string | undefined, report: Notification['report']): SignalState {
  if (event === 'jira:issue_deleted') return 'resolved'
  const category = textAt(issue, 'fields', 'status', 'statusCategory', 'key')
  const state = CATEGORIES.get(category ?? '')
  if (state === undefined) report('its status has no category that Jira has; taken as open')
  return state ?? 'firing'
}

function severityOf(priority: string | undefined): SourceSeverity | undefined {
  if (priority === undefined) return undefined
  return PRIORITIES.get(priority.toLowerCase()) ?? parseSeverity(priority)
}

function nameOfFirst(list: unknown): string | undefined {
  return Array.isArray(list) ? textAt(list[0], 'name') : undefined
}

/** `self` is an address of the API, which stands beside the pages; Data Center may have a path before both. */
function pageOf(self: string | undefined, key: string | undefined): string | undefined {
  const [, base] = /^(https?:\/\/[^?#]{1,500}?)\/rest\/api\//.exec(self ?? '') ?? []
  return base === undefined || key === undefined ? undefined : `${base}/browse/${key}`
}
