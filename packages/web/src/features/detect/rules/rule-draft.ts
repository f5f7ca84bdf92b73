import type { EventRule, RuleBody } from './rules.query.ts'

/** A rule as it is being written: every field a text, so that what is unfinished has a place. */
export interface RuleDraft {
  id: string
  name: string
  when: string
  zone: string
  service: string | null
  team: string | null
  severity: string | null
  scope: string | null
  urgency: string | null
  /** From wide to narrow, with / between. */
  category: string
  title: string
  labels: readonly { name: string; value: string }[]
  end: 'go' | 'suppress' | 'record_only'
  reason: string
  stop: boolean
  active: boolean
}

export function newDraft(zone: string): RuleDraft {
  return {
    ...{ id: '', name: '', when: '', zone, service: null, team: null, severity: null, scope: null, urgency: null },
    ...{ category: '', title: '', labels: [], end: 'go', reason: '', stop: false, active: true },
  }
}

export function draftOf({ id, name, when, zone, do: actions, stop, active }: EventRule): RuleDraft {
  const { suppress, record_only: recordOnly, category = [], labels = {} } = actions
  return {
    ...{ id, name, when, zone, stop, active },
    service: actions.service ?? null,
    team: actions.team ?? null,
    severity: actions.severity ?? null,
    scope: actions.scope ?? null,
    urgency: actions.urgency ?? null,
    category: category.join(' / '),
    title: actions.title ?? '',
    labels: Object.entries(labels).map(([label, value]) => ({ name: label, value })),
    end: suppress !== undefined ? 'suppress' : recordOnly !== undefined ? 'record_only' : 'go',
    reason: suppress ?? recordOnly ?? '',
  }
}

/** What is sent; fields that say nothing are left out. */
export function bodyOfDraft(draft: RuleDraft): RuleBody {
  const { name, when, zone, stop, active, service, team, severity, scope, urgency, title, end, reason } = draft
  const category = draft.category
    .split('/')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const labels = draft.labels.filter((label) => label.name.trim() !== '')
  const actions = {
    ...(service && { service }),
    ...(team && { team }),
    ...(severity && { severity }),
    ...(scope && { scope }),
    ...(urgency && { urgency }),
    ...(category.length > 0 && { category }),
    ...(title.trim() !== '' && { title }),
    ...(labels.length > 0 && { labels: Object.fromEntries(labels.map((label) => [label.name.trim(), label.value])) }),
    ...(end !== 'go' && { [end]: reason.trim() }),
  }
  return { ...(name.trim() !== '' && { name: name.trim() }), when, zone, do: actions, stop, active } as RuleBody
}

/** A rule as the tester and the backtest take it: whole, with an id. */
export type TriedRule = RuleBody & { id: string } & Required<Pick<RuleBody, 'when' | 'zone' | 'do'>>

/** The same while it is tried: a reason that is still to be written is no reason not to try. */
export function triedOf(draft: RuleDraft): TriedRule {
  const { end, reason } = draft
  const body = bodyOfDraft(end !== 'go' && reason.trim() === '' ? { ...draft, reason: '…' } : draft)
  const { when, zone } = draft
  const { do: actions = {} } = body
  const name = draft.name.trim() || draft.id || '…'
  return { ...body, when, zone, do: actions, id: draft.id || 'unsaved-rule', name, active: true }
}

/** What the rule does, as fields and values, for the list. */
export function summaryOf({ do: actions }: EventRule): { field: string; value: string }[] {
  const { labels, category, record_only: recordOnly, suppress, ...others } = actions
  return [
    ...Object.entries(others).map(([field, value]) => ({ field, value: String(value) })),
    ...(category ? [{ field: 'category', value: category.join(' / ') }] : []),
    ...Object.entries(labels ?? {}).map(([name, value]) => ({ field: `labels.${name}`, value })),
    ...(suppress === undefined ? [] : [{ field: 'suppress', value: suppress }]),
    ...(recordOnly === undefined ? [] : [{ field: 'record_only', value: recordOnly }]),
  ]
}
