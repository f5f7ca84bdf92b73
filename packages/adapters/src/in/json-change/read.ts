import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { ChangeDraft, ChangeOutcome } from '../change-draft.ts'
import { changeOptions, findingsOf } from '../change-findings.ts'
import { firstLine } from '../change-words.ts'
import { textAt, textList, valueAt } from '../field-path.ts'
import { isFields } from '../fields.ts'
import { verifySharedSecret } from '../proof.ts'
import { joinKey } from '../signal-draft.ts'
import { anyInstant } from '../source-time.ts'
import { type Findings, type Notification, type Refusal, webhook } from '../webhook.ts'
import { guide } from './guide.ts'

/**
 * Changes of anything that can post JSON: one, a list of them, or a list under `changes`. `summary` is all that is needed; each field is
 * also known under the names that other tools use.
 */
export const jsonChange = webhook({
  system: 'json-change',
  methods: ['POST', 'PUT'],
  bodyBytesMax: LIMITS.jsonDoorBodyBytesMax,
  takesSecret: true,
  verify: verifySharedSecret,
  options: changeOptions,
  guide,
  read,
})

const NAMES = {
  summary: ['summary', 'title', 'message', 'description', 'name', 'text'],
  service: ['service'],
  origin: ['source', 'repository', 'repo', 'app', 'application', 'project', 'origin'],
  kind: ['kind', 'type'],
  outcome: ['outcome', 'status', 'state', 'result'],
  environment: ['environment', 'env'],
  ref: ['ref', 'branch'],
  revision: ['revision', 'commit', 'sha', 'version', 'tag'],
  actor: ['actor', 'author', 'user', 'username', 'by'],
  at: ['at', 'time', 'timestamp', 'date'],
  link: ['link', 'url', 'href'],
} as const

/** The words of build systems for how something went. */
const OUTCOMES: ReadonlyMap<string, ChangeOutcome> = new Map([
  ...words('started', 'running', 'in_progress', 'pending', 'deploying'),
  ...words('succeeded', 'success', 'successful', 'ok', 'passed', 'done', 'completed', 'finished', 'deployed'),
  ...words('failed', 'failure', 'error', 'broken', 'aborted', 'rolled_back'),
  ...words('degraded'),
])

function words(outcome: ChangeOutcome, ...others: string[]): [string, ChangeOutcome][] {
  return [outcome, ...others].map((word) => [word, outcome])
}

function read(notification: Notification): Findings | Refusal {
  const { body, report } = notification
  const listed = valueAt(body, 'changes')
  const items: readonly unknown[] = Array.isArray(body) ? body : Array.isArray(listed) ? listed : [body]
  const found: Findings = { signals: [], changes: [] }
  for (const [index, item] of items.entries()) {
    const change = readChange(item)
    if (change === undefined) {
      report(`change ${index + 1} of ${items.length} has no "summary" and was left out`)
      continue
    }
    const { service, origin, environment, kind } = change
    const { signals, changes } = findingsOf(change, joinKey('change', service, origin, environment, kind), notification)
    found.signals.push(...signals)
    found.changes.push(...changes)
  }
  if (found.changes.length > 0) return found
  return { refused: 'the body has no change in it: a change is an object with at least a "summary"' }
}

function readChange(item: unknown): ChangeDraft | undefined {
  if (!isFields(item)) return undefined
  const text = (field: keyof typeof NAMES) => firstText(item, NAMES[field])
  const summary = firstLine(text('summary'))
  if (summary === undefined) return undefined
  return {
    summary,
    kind: text('kind'),
    outcome: OUTCOMES.get(text('outcome')?.toLowerCase() ?? ''),
    origin: text('origin'),
    service: text('service'),
    at: NAMES.at.map((name) => anyInstant(valueAt(item, name))).find((at) => at !== undefined),
    environment: text('environment'),
    ref: text('ref'),
    revision: text('revision'),
    actor: text('actor'),
    links: [...NAMES.link.map((name) => ({ href: textAt(item, name) })), ...linksOf(valueAt(item, 'links'))],
    details: valueAt(item, 'details') ?? valueAt(item, 'custom_details'),
  }
}

function firstText(item: unknown, names: readonly string[]): string | undefined {
  for (const name of names) {
    const [text] = textList(valueAt(item, name))
    if (text !== undefined) return text
  }
  return undefined
}

/** A list of addresses, or of objects with `href` and `text`. */
function linksOf(links: unknown): ChangeDraft['links'] {
  if (!Array.isArray(links)) return []
  return links.map((link) => ({
    href: isFields(link) ? (textAt(link, 'href') ?? textAt(link, 'url')) : textList(link)[0],
    text: textAt(link, 'text') ?? textAt(link, 'title'),
  }))
}
