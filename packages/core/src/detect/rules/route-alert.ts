/**
 * The first stage of placement: what an alert is, once the event rules have spoken. Rules are asked in their order, each about
 * the alert as those before left it. A rule that cannot be evaluated is left out whole, and that it was is part of the answer: no
 * rule can lose an alert. Invariants: the same alert, rules and directory give the same answer; what is not in `steps` did nothing.
 */
import type { EventRuleId, ServiceId, TeamId } from '../../kernel/brand.ts'
import { LIMITS } from '../../kernel/limits.ts'
import type { Scope, SourceSeverity, Urgency } from '../../kernel/scales.ts'
import type { Directory, EventRule, EventRuleActions, Source } from '../../people/directory.ts'
import { serviceOf } from '../service-of.ts'
import { type CompiledRule, type RuledSignal, type RuleSubject, serviceNamed, subjectOf } from './rule-subject.ts'

/** One thing that a rule changed. `field` is `labels.<name>` for a label; null stands for nothing. */
export interface RuleChange {
  field: string
  from: string | null
  to: string | null
}

/** A rule that an alert met, or that failed on it. Kept with the placement. */
export interface RuleStep {
  rule: EventRuleId
  /** As it was called then. */
  name: string
  changed?: RuleChange[]
  /** What it decided beyond changing. `stopped`: rules after it were not asked. */
  effect?: 'suppressed' | 'record_only' | 'stopped'
  reason?: string
  /** It could not be evaluated and did nothing. */
  problem?: string
}

/** An alert as it goes on to silences, groups and incidents. */
export interface RoutedAlert {
  /** Only when a rule gave it one. */
  title?: string
  severity: SourceSeverity
  labels: Record<string, string>
  service?: ServiceId
  team?: TeamId
  category?: string[]
  scope?: Scope
  urgency?: Urgency
  /** It opens no incident, because a rule says so. */
  muted?: { because: 'muted_by_rule' | 'record_only_rule'; rule: EventRuleId; reason: string }
  steps: RuleStep[]
}

export interface RouteInput {
  signal: RuledSignal
  source: Source
  directory: Pick<Directory, 'services' | 'teams'>
  /** Those in force, in their order. */
  rules: readonly CompiledRule[]
}

export function routeAlert({ signal, source, directory, rules }: RouteInput): RoutedAlert {
  const service = serviceOf(signal.labels, source, directory)
  const severity = signal.severity === 'unknown' ? source.defaultSeverity : signal.severity
  let routed: RoutedAlert = { severity, labels: signal.labels, ...(service && { service }), steps: [] }
  if (rules.length === 0) return routed
  let subject = subjectOf(signal, { source, severity, service: serviceNamed(directory.services, service) })
  // Whether a rule named the service: then labels that others set no longer do.
  let isServiceSet = false
  for (const compiled of rules) {
    const asked = ask(compiled, subject)
    if (!asked) continue
    const { rule } = compiled
    const said = { rule: rule.id, name: rule.name }
    if ('problem' in asked) {
      keep(routed, { ...said, problem: cut(asked.problem) })
      continue
    }
    isServiceSet ||= isKnownService(rule, directory)
    const next = apply(routed, rule.actions, asked, directory)
    if (!isServiceSet) setService(next, serviceOf(next.labels, source, directory))
    const changed = changesBetween({ title: signal.title, ...routed }, { title: signal.title, ...next })
    const end = endOf(rule)
    keep(next, { ...said, ...(changed.length > 0 && { changed }), ...end })
    if (end) return muteBy(next, rule)
    routed = next
    subject = renew(subject, next, directory)
  }
  return routed
}

interface Texts {
  title: string | undefined
  labels: [name: string, value: string][]
}

/** Undefined when the rule is not about this alert; else what its texts come to, all of them or none. */
function ask(compiled: CompiledRule, subject: RuleSubject): Texts | { problem: string } | undefined {
  const verdict = compiled.test(subject)
  if (verdict === false) return undefined
  if (verdict !== true) return verdict
  const title = compiled.title?.(subject)
  if (typeof title === 'object') return title
  if (title !== undefined && title.trim() === '') return { problem: 'the title came out empty' }
  const labels: Texts['labels'] = []
  for (const { name, text } of compiled.labels) {
    const value = text(subject)
    if (typeof value === 'object') return value
    labels.push([name, storable(value, LIMITS.labelCharsMax)])
  }
  return { title: title === undefined ? undefined : storable(title, LIMITS.titleCharsMax), labels }
}

/** At most that long, and nothing that a database refuses to keep: half a character, or U+0000. */
function storable(text: string, charsMax: number): string {
  return text.slice(0, charsMax).replaceAll('\0', '\ufffd').toWellFormed()
}

/** A service or team that is gone since changes nothing. */
function apply(
  before: RoutedAlert,
  actions: EventRuleActions,
  { title, labels }: Texts,
  { services, teams }: RouteInput['directory'],
): RoutedAlert {
  const { service, team, category, severity, scope, urgency } = actions
  return {
    ...before,
    labels: withLabels(before.labels, labels),
    steps: [...before.steps],
    ...(title !== undefined && { title }),
    ...(service && services.has(service) && { service }),
    ...(team && teams.has(team) && { team }),
    ...(category && { category }),
    ...(severity && { severity }),
    ...(scope && { scope }),
    ...(urgency && { urgency }),
  }
}

/** An empty value takes a label away, as it does for whoever matches labels; beyond the limit none is added. */
function withLabels(labels: Record<string, string>, set: Texts['labels']): Record<string, string> {
  if (set.length === 0) return labels
  const all = new Map(Object.entries(labels))
  for (const [name, value] of set) {
    if (value === '') all.delete(name)
    else if (all.has(name) || all.size < LIMITS.labelsMax) all.set(name, value)
  }
  return Object.fromEntries(all)
}

function isKnownService({ actions }: EventRule, { services }: RouteInput['directory']): boolean {
  return actions.service !== undefined && services.has(actions.service)
}

function setService(routed: RoutedAlert, service: ServiceId | undefined): void {
  if (service) routed.service = service
  else delete routed.service
}

function renew(subject: RuleSubject, routed: RoutedAlert, { services }: RouteInput['directory']): RuleSubject {
  const { title = subject.title, severity, labels, service } = routed
  return { ...subject, title, severity, labels, service: serviceNamed(services, service) }
}

/** What keeps an alert out of incidents ends the matter: nothing that comes after it would be seen. */
function endOf({ actions, stops }: EventRule): Pick<RuleStep, 'effect' | 'reason'> | undefined {
  if (actions.suppress !== undefined) return { effect: 'suppressed', reason: actions.suppress }
  if (actions.recordOnly !== undefined) return { effect: 'record_only', reason: actions.recordOnly }
  return stops ? { effect: 'stopped' } : undefined
}

function muteBy(routed: RoutedAlert, { id, actions }: EventRule): RoutedAlert {
  const { suppress, recordOnly } = actions
  if (suppress !== undefined) return { ...routed, muted: { because: 'muted_by_rule', rule: id, reason: suppress } }
  if (recordOnly !== undefined)
    return { ...routed, muted: { because: 'record_only_rule', rule: id, reason: recordOnly } }
  return routed
}

const FIELDS = ['title', 'service', 'team', 'severity', 'scope', 'urgency'] as const

function changesBetween(before: RoutedAlert, after: RoutedAlert): RuleChange[] {
  const changes: RuleChange[] = []
  const note = (field: string, from: string | undefined, to: string | undefined): void => {
    if (from !== to) changes.push({ field, from: shown(from), to: shown(to) })
  }
  for (const field of FIELDS) note(field, before[field], after[field])
  note('category', before.category?.join(' / '), after.category?.join(' / '))
  if (before.labels !== after.labels) {
    const names = new Set([...Object.keys(before.labels), ...Object.keys(after.labels)])
    for (const name of names) note(`labels.${name}`, ownOf(before.labels, name), ownOf(after.labels, name))
  }
  return changes
}

function ownOf(labels: Record<string, string>, name: string): string | undefined {
  return Object.hasOwn(labels, name) ? labels[name] : undefined
}

function shown(value: string | undefined): string | null {
  return value === undefined ? null : cut(value)
}

function cut(text: string): string {
  return text.slice(0, LIMITS.ruleStepValueCharsMax)
}

function keep(routed: RoutedAlert, step: RuleStep): void {
  if (routed.steps.length < LIMITS.ruleStepsKeptMax) routed.steps.push(step)
}
