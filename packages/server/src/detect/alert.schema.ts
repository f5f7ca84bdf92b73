/** What the API says of alerts, and what it takes to ask for them. */
import { PRIORITIES, SOURCE_SEVERITIES, STATUSES } from '@tocsin/core/kernel/scales.ts'
import { z } from 'zod'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { namedSourceSchema } from '../shell/http/named-schema.ts'
import { anyOf, listOf, listQuery } from '../shell/http/paging.ts'
import { textSchema } from '../shell/http/text-schema.ts'

const ID_CHARS_MAX = 200
const SEARCH_CHARS_MAX = 200
const LABEL_CHARS_MAX = 2_000

export const alertParams = z.object({ id: z.uuid() })

export const ruleStepSchema = z
  .object({
    rule: z.string(),
    name: z.string().describe('As it was called then.'),
    changed: z
      .array(z.object({ field: z.string(), from: z.string().nullable(), to: z.string().nullable() }))
      .optional()
      .describe('`field` is `labels.<name>` for a label.'),
    effect: z.enum(['suppressed', 'record_only', 'stopped']).optional(),
    reason: z.string().optional(),
    problem: z.string().optional().describe('Why it could not be evaluated; it did nothing then.'),
  })
  .meta({ id: 'EventRuleStep' })

const alertShape = {
  id: z.string(),
  source: namedSourceSchema,
  key: z.string().describe('The sender’s dedup key or fingerprint.'),
  state: z.enum(['firing', 'resolved']),
  title: z.string(),
  description: z.string().nullable(),
  severity: z.enum(SOURCE_SEVERITIES),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  link: z.string().nullable(),
  episode: z.int().describe('How often the condition began.'),
  repeats: z.int().describe('How often it was told, in all episodes.'),
  started_at: instantSchema,
  ended_at: instantSchema.nullable(),
  expires_at: instantSchema.nullable().describe('It ends by itself then unless it is repeated.'),
  first_seen_at: instantSchema,
  last_seen_at: instantSchema,
  received_at: instantSchema.describe('When its latest episode reached us.'),
  placement: z
    .object({
      incident: z.string().nullable(),
      because: z.string().describe('Why it is in this incident, or in none; `pending` until it was matched.'),
      silence: z.string().nullable(),
      until: instantSchema.nullable().describe('It is looked at again then.'),
      rule: z.string().nullable().describe('The event rule that keeps it out of incidents.'),
      rules: z.array(ruleStepSchema).describe('The event rules that it met, in their order, and what each did.'),
    })
    .describe('Where its latest episode belongs.'),
}

export const alertSchema = z.object(alertShape).meta({ id: 'Alert' })
export type AlertView = z.output<typeof alertSchema>

export const alertDetailSchema = z
  .object({
    ...alertShape,
    history: z
      .array(
        z.object({
          seq: z.int(),
          kind: z.enum(['fired', 'changed', 'updated', 'acknowledged', 'cleared', 'repeated', 'ignored']),
          because: z.string().nullable(),
          episode: z.int(),
          at: instantSchema,
          title: z.string(),
          severity: z.enum(SOURCE_SEVERITIES),
          delivery: z
            .object({
              id: z.string(),
              door: z.string().describe('Which of our doors it came in by.'),
              received_at: instantSchema,
              content_type: z.string(),
              bytes: z.int(),
            })
            .nullable()
            .describe('The request that told of it; null when its body is no longer kept.'),
        }),
      )
      .describe('What happened to it, the newest first; the oldest may be missing.'),
    incident: z
      .object({ id: z.string(), title: z.string(), status: z.enum(STATUSES), priority: z.enum(PRIORITIES) })
      .nullable()
      .describe('The one that it is in.'),
  })
  .meta({ id: 'AlertDetail' })
export type AlertDetail = z.output<typeof alertDetailSchema>

export const alertListSchema = listOf(alertSchema)

const labelSchema = textSchema(LABEL_CHARS_MAX)
  .refine((text) => text.indexOf('=') > 0, { error: 'must read `name=value`' })
  .meta({ examples: ['host=db-1'] })

/** One `label`, or several: each is of its own, because a value may hold commas. */
const labelsSchema = z.preprocess(
  (value) => (value === undefined || Array.isArray(value) ? value : [value]),
  z.array(labelSchema).max(20).optional(),
)

/** `service`, `source`, `severity`, `incident`, or `label:` and the name of a label. */
export type AlertGrouping = 'service' | 'source' | 'severity' | 'incident' | `label:${string}`

const GROUPING = /^(?:service|source|severity|incident|label:.+)$/s

const groupingSchema = textSchema(LABEL_CHARS_MAX)
  .refine((text) => GROUPING.test(text), { error: 'must be service, source, severity, incident or `label:<name>`' })
  .transform((text) => text as AlertGrouping)

export interface AlertGroup {
  by: AlertGrouping
  /** Empty: the alerts that have none. */
  key: string
}

/** `service=shop`, `label:host=db-1`: cut at the first `=`, which the name of a label does not hold. */
const inGroupSchema = textSchema(LABEL_CHARS_MAX)
  .refine((text) => GROUPING.test(text.slice(0, Math.max(0, text.indexOf('=')))), {
    error: 'must read `<grouping>=<key>`',
  })
  .transform((text): AlertGroup => {
    const at = text.indexOf('=')
    return { by: text.slice(0, at) as AlertGrouping, key: text.slice(at + 1) }
  })

const filterShape = {
  ids: anyOf(z.uuid()).optional().describe('Only these, by id.'),
  in_group: inGroupSchema
    .optional()
    .describe(
      'Only alerts of one group of `GET /alerts/count`: `service=shop`, `label:host=db-1`; without a key those that have none.',
    ),
  state: z.enum(['firing', 'resolved']).optional(),
  severity: anyOf(z.enum(SOURCE_SEVERITIES)).optional(),
  source: textSchema(ID_CHARS_MAX).optional(),
  service: textSchema(ID_CHARS_MAX).optional(),
  incident: textSchema(ID_CHARS_MAX).optional().describe('Every alert that ever belonged to it.'),
  muted: z.stringbool().optional().describe('Only alerts in no incident, or only those in one.'),
  silence: z.uuid().optional().describe('Only alerts that this silence keeps out of incidents.'),
  label: labelsSchema.describe('`name=value`; may be given several times.'),
  q: textSchema(SEARCH_CHARS_MAX).optional().describe('Words that all stand in the title or the key.'),
}

export const alertListQuery = listQuery(['-received_at'], filterShape)
export type AlertFilterQuery = Omit<z.output<typeof alertListQuery>, 'limit' | 'cursor' | 'order'>

/** Beyond this a count says that there are more. */
export const ALERTS_COUNTED_MAX = 50_000
export const ALERT_GROUPS_MAX = 200

export const alertCountQuery = z.strictObject({
  ...filterShape,
  by: groupingSchema
    .optional()
    .describe('Also how many of each: `service`, `source`, `severity`, `incident`, or `label:<name>`.')
    .meta({ examples: ['service', 'label:host'] }),
})

const groupSchema = z
  .object({
    key: z.string().describe('Empty: the alerts that have none.'),
    name: z
      .string()
      .nullable()
      .describe('As people call it, where that is known: of a service, a source or an incident.'),
    count: z.int(),
    firing: z.int(),
    worst: z.enum(SOURCE_SEVERITIES).describe('Of those that fire; where none does, of all.'),
    latest_at: instantSchema.describe('When the latest episode of one of them reached us.'),
  })
  .meta({ id: 'AlertGroup' })
export type AlertGroupView = z.output<typeof groupSchema>

export const alertCountSchema = z
  .object({
    count: z.int(),
    is_complete: z.boolean().describe(`False: there are more than the ${ALERTS_COUNTED_MAX} that were counted.`),
    groups: z.array(groupSchema).describe(`The gravest first; of many the first ${ALERT_GROUPS_MAX}.`),
    groups_total: z.int(),
  })
  .meta({ id: 'AlertCount' })

/** `name=value`, cut at the first `=`. */
export function parseLabel(text: string): Record<string, string> {
  const at = text.indexOf('=')
  return { [text.slice(0, at)]: text.slice(at + 1) }
}
