/** Event rules as the file and the API write them. */
import { compileRule } from '@tocsin/adapters/rules/compile-rule.ts'
import type { EventRuleId, ServiceId, TeamId } from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { SCOPES, SOURCE_SEVERITIES, type SourceSeverity, URGENCIES } from '@tocsin/core/kernel/scales.ts'
import type { EventRule, EventRuleActions } from '@tocsin/core/people/directory.ts'
import type { Selectable } from 'kysely'
import { z } from 'zod'
import type { Schema } from '../database/schema.ts'
import { type Document, kindOfTable } from './config-kind.ts'
import { expectingText, form, idField, list, oneOf, switchField, text, zoneField } from './fields.ts'
import { checkReference, type FieldProblem, type References } from './references.ts'

export type EventRuleRow = Selectable<Schema['event_rules']>

const CATEGORY_LEVELS_MAX = 3
const LABEL_NAME_CHARS_MAX = 200

/** A rule says how bad something is; what is unknown is for sources to say. */
const RULE_SEVERITIES = SOURCE_SEVERITIES.filter((severity) => severity !== 'unknown') as [string, ...string[]]

const template = (what: string, example: string, charsMax: number) =>
  z
    .string(expectingText(what))
    .max(charsMax, `has more than ${charsMax} characters`)
    .meta({ examples: [example] })

const doInput = form({
  /** The service whose policy is followed; stands above the one of the source. */
  service: idField('payment-api').optional(),
  /** The team that is paged: by the policy of its affected service, or all of it. */
  team: idField('payments').optional(),
  /** From the widest to the narrowest, three levels at most. */
  category: list(text('a category', 'Hardware'), CATEGORY_LEVELS_MAX)
    .min(1, 'expected at least one category')
    .optional(),
  severity: oneOf(RULE_SEVERITIES).optional(),
  /** How far it reaches; with the severity it makes the priority. */
  scope: oneOf(SCOPES).optional(),
  /** How loud its pages are, whatever the priority. */
  urgency: oneOf(URGENCIES).optional(),
  /** In which {{ expression }} stands for what it gives. */
  title: template('a title', '{{ labels.alertname }} on {{ labels.host }}', LIMITS.expressionCharsMax).optional(),
  /** By name, written as the title is. An empty text takes a label away. */
  labels: z
    .record(
      z.string().min(1, 'expected the name of a label').max(LABEL_NAME_CHARS_MAX),
      template('a text', '{{ labels.app }}', LIMITS.expressionCharsMax),
      { error: 'expected labels, each with a text' },
    )
    .refine((labels) => Object.keys(labels).length <= LIMITS.labelsPerRuleMax, {
      error: `has more than ${LIMITS.labelsPerRuleMax} labels`,
    })
    .meta({ examples: [{ service: '{{ labels.app }}' }] })
    .optional(),
  /** Why it is noise: it opens no incident and is only kept as an alert. */
  suppress: text('a reason', 'flaps during every deploy', LIMITS.suppressReasonCharsMax).optional(),
  /** Why it is recorded without an incident. */
  record_only: text('a reason', 'nothing to do about it at night', LIMITS.suppressReasonCharsMax).optional(),
})

export const eventRuleInput = form({
  id: idField('night-warnings'),
  name: text('a name', 'Warnings at night are only recorded').optional(),
  /** An expression (CEL) that is true of the alerts that it is about; empty: of all. */
  when: z
    .string(expectingText('a condition'))
    .max(LIMITS.expressionCharsMax, `has more than ${LIMITS.expressionCharsMax} characters`)
    .meta({ examples: ['severity == "low" && received.hour < 7'] })
    .default(''),
  /** On whose clock `received` is told. */
  zone: zoneField.default('UTC'),
  do: doInput.default({}),
  /** Rules after it are not asked about what it matched. */
  stop: switchField.default(false),
  active: switchField.default(true),
})
export type EventRuleInput = z.output<typeof eventRuleInput>

export const eventRuleKind = kindOfTable<EventRuleRow>({
  name: 'event_rule',
  table: 'event_rules',
  key: 'id',
  describe: describeRule,
})

export function checkEventRule(input: EventRuleInput, references: References): FieldProblem[] {
  const { id, do: actions, stop } = input
  const { ids } = references.eventRules
  const { service, team, suppress, record_only } = actions
  const isIdle = Object.values(actions).every((value) => value === undefined) && !stop
  return [
    ...(!ids.has(id) && ids.size >= LIMITS.eventRulesMax
      ? [{ path: ['id'], problem: `there are ${ids.size} event rules already, and no more can be.` }]
      : []),
    ...checkReference(references, 'services', service, ['do', 'service']),
    ...checkReference(references, 'teams', team, ['do', 'team']),
    ...(suppress !== undefined && record_only !== undefined
      ? [{ path: ['do', 'record_only'], problem: 'cannot stand beside suppress: choose one of them.' }]
      : []),
    ...(isIdle ? [{ path: ['do'], problem: 'says nothing to do; name something to set, or let the rule stop.' }] : []),
    ...checkExpressions(input),
  ]
}

function checkExpressions(input: EventRuleInput): FieldProblem[] {
  return compileRule(ruleOfInput(input)).errors.map(({ path, message, line, column }) => ({
    path,
    problem: `${message} (in the expression at ${line}:${column})`,
  }))
}

/** As the core asks it. */
export function ruleOfInput({ id, name, when, zone, do: actions, stop, active }: EventRuleInput): EventRule {
  return {
    ...{ id: id as EventRuleId, name: name ?? id, condition: when, zone, stops: stop, isActive: active },
    actions: actionsOf(actions),
  }
}

function actionsOf({ record_only: recordOnly, ...given }: EventRuleInput['do']): EventRuleActions {
  const { service, team, category, severity, scope, urgency, title, labels, suppress } = given
  return {
    ...(service !== undefined && { service: service as ServiceId }),
    ...(team !== undefined && { team: team as TeamId }),
    ...(category && { category }),
    ...(severity && { severity: severity as SourceSeverity }),
    ...(scope && { scope }),
    ...(urgency && { urgency }),
    ...(title !== undefined && { title }),
    ...(labels && Object.keys(labels).length > 0 && { labels }),
    ...(suppress !== undefined && { suppress }),
    ...(recordOnly !== undefined && { recordOnly }),
  }
}

/** Between two rules there is room for others, so that moving one changes that one alone. */
export const POSITION_GAP = 1_024

/** The highest position of rules that the file does not own. */
export function lastPositionOf(rules: readonly Pick<EventRuleRow, 'position' | 'owned_by'>[]): number {
  return Math.max(0, ...rules.flatMap(({ position, owned_by }) => (owned_by === 'file' ? [] : [position])))
}

/** `position`: among the rules of the same owner. */
export function eventRuleRow(input: EventRuleInput, position: number, existing?: EventRuleRow): EventRuleRow {
  const { id, name, condition, zone, actions, stops, isActive } = ruleOfInput(input)
  return {
    ...{ id, name, position, condition, zone, actions, stops },
    is_active: isActive,
    owned_by: existing?.owned_by ?? 'app',
  }
}

function describeRule(row: EventRuleRow): Document {
  const { recordOnly, ...actions } = row.actions
  return {
    id: row.id,
    name: row.name,
    position: row.position,
    when: row.condition,
    zone: row.zone,
    do: { ...actions, ...(recordOnly !== undefined && { record_only: recordOnly }) } as Document,
    stop: row.stops,
    active: row.is_active,
  }
}
