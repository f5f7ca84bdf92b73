/** The words of the filter language for incidents: what can be asked of, and which values are known beforehand. */
import { INCIDENT_TYPES, LEVELS, PRIORITIES, SCOPES, SEVERITIES, STATUSES, URGENCIES } from '../../kernel/scales.ts'

/** Fields with a fixed list of values. */
export const CHOICES = {
  status: STATUSES,
  priority: PRIORITIES,
  severity: SEVERITIES,
  scope: SCOPES,
  urgency: URGENCIES,
  type: INCIDENT_TYPES,
  level: LEVELS,
  /** `active`: somebody still has to do something. `over`: closed, declined or merged. `exhausted`: nobody answered the whole policy. `flapping`: see the facts of that name. */
  is: ['active', 'over', 'test', 'snoozed', 'exhausted', 'flapping'],
} as const satisfies Record<string, readonly string[]>

export type ChoiceField = keyof typeof CHOICES

/** Fields whose values are ids of the configuration; `owner` also takes mail addresses, `me` and `none`. */
export const NAME_FIELDS = ['service', 'team', 'owner', 'source'] as const
export type NameField = (typeof NAME_FIELDS)[number]

/** Fields that hold an instant or how long ago: recorded since, recorded before, resolved since, changed since. */
export const MOMENT_FIELDS = ['since', 'before', 'resolved', 'updated'] as const
export type MomentField = (typeof MOMENT_FIELDS)[number]

/** `label` takes `name=value`: of an alert that belongs to the incident. */
export type ValueField = ChoiceField | NameField | 'label'
export type QueryField = ValueField | MomentField

export const CHOICE_FIELDS = Object.keys(CHOICES) as ChoiceField[]
export const QUERY_FIELDS: readonly QueryField[] = [...CHOICE_FIELDS, ...NAME_FIELDS, 'label', ...MOMENT_FIELDS]

export function isChoiceField(field: string): field is ChoiceField {
  return Object.hasOwn(CHOICES, field)
}

export function isMomentField(field: string): field is MomentField {
  return MOMENT_FIELDS.some((known) => known === field)
}

export function isQueryField(field: string): field is QueryField {
  return QUERY_FIELDS.some((known) => known === field)
}
