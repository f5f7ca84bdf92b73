/** What the API says of incidents, and what it takes to ask for them. */
import {
  INCIDENT_TYPES,
  LEVELS,
  PRIORITIES,
  SCOPES,
  SEVERITIES,
  STATUSES,
  URGENCIES,
} from '@tocsin/core/kernel/scales.ts'
import { z } from 'zod'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { namedSchema, namedSourceSchema } from '../shell/http/named-schema.ts'
import { listOf } from '../shell/http/paging.ts'
import { textSchema } from '../shell/http/text-schema.ts'

const instantOrNull = instantSchema.nullable()

export const incidentParams = z.object({
  id: textSchema(40)
    .describe('As in `INC-2026-000123`.')
    .meta({ examples: ['INC-2026-000123'] }),
})

const summaryShape = {
  id: z.string(),
  title: z.string(),
  status: z.enum(STATUSES),
  priority: z.enum(PRIORITIES),
  urgency: z.enum(URGENCIES),
  severity: z.enum(SEVERITIES),
  scope: z.enum(SCOPES),
  category: z.array(z.string()).describe('From the widest to the narrowest; empty while nobody classified it.'),
  incident_type: z.enum(INCIDENT_TYPES),
  detection_method: z.enum(['monitoring', 'user_report', 'internal']),
  services: z.array(namedSchema),
  owner: namedSchema.nullable(),
  level: z.enum(LEVELS),
  source: namedSourceSchema.nullable(),
  team: namedSchema
    .nullable()
    .describe('To which an event rule gave it; else the owner of the first of its services that has one.'),
  is_test: z.boolean(),
  is_exhausted: z.boolean().describe('Nobody answered the whole policy; the admins are being called.'),
  is_flapping: z
    .boolean()
    .describe('An alert of it comes and goes so often that its clearing is not believed at once.'),
  snoozed_until: instantOrNull,
  alerts_count: z.int(),
  firing_count: z.int(),
  occurred_at: instantSchema,
  detected_at: instantSchema,
  recorded_at: instantSchema,
  classified_at: instantOrNull,
  prioritised_at: instantOrNull,
  acknowledged_at: instantOrNull,
  mitigated_at: instantOrNull,
  restored_at: instantOrNull,
  resolved_at: instantOrNull,
  closed_at: instantOrNull,
  updated_at: instantSchema,
  version: z.int(),
}

export const incidentSummarySchema = z.object(summaryShape).meta({ id: 'IncidentSummary' })
export type IncidentSummary = z.output<typeof incidentSummarySchema>

const targetSchema = z.object({
  kind: z.enum(['user', 'schedule', 'team', 'policy', 'vendor', 'channel']),
  id: z.string(),
  name: z.string(),
})

const pagedSchema = namedSchema.extend({
  pages: z
    .array(
      z.object({
        channel: z.string(),
        state: z.enum(['sending', 'held', 'handed_over', 'delivered', 'retrying', 'failed']),
        at: instantSchema.describe('When it came to that.'),
      }),
    )
    .describe('On which ways, the oldest first, and what became of each.'),
})
export type PagedView = z.output<typeof pagedSchema>

const rungSchema = z.object({
  step: z.int().describe('From 0.'),
  after_ms: z.int().describe('After the step before it fired.'),
  targets: z.array(targetSchema),
  state: z.enum(['fired', 'skipped', 'next', 'pending']).describe('In the pass that runs, or ran last.'),
  fired_at: instantOrNull,
  people: z.array(pagedSchema).describe('Who was paged when it fired.'),
})

const escalationSchema = z.object({
  policy_name: z.string(),
  run: z.int(),
  pass: z.int().describe('From 0; each further pass repeats the policy.'),
  passes: z.int().describe('How many passes the policy has.'),
  is_exhausted: z.boolean(),
  next: z
    .object({
      kind: z.enum(['step', 'exhausted']),
      step: z.int().nullable(),
      pass: z.int().nullable(),
      due_at: instantSchema,
    })
    .nullable()
    .describe('What happens by itself unless somebody acts; null when the escalation stands down.'),
  ladder: z.array(rungSchema),
  admins_called: z.array(z.object({ at: instantSchema, people: z.array(pagedSchema) })),
})
export type EscalationView = z.output<typeof escalationSchema>

export const actionSchema = z.object({
  allowed: z.boolean(),
  because: z.string().optional().describe('Why not: a code of an error, a reason, or why the role does not do.'),
})
export type ActionView = z.output<typeof actionSchema>

export const incidentDetailSchema = z
  .object({
    ...summaryShape,
    description: z.string().nullable(),
    symptoms: z.string().nullable(),
    workaround: z.string().nullable(),
    priority_override: z
      .string()
      .nullable()
      .describe(
        'Why somebody set the priority by hand: scope and severity no longer change it. Null while the matrix decides.',
      ),
    recurrence_of: z.string().nullable(),
    merged_into: z.string().nullable().describe('The incident in which it goes on.'),
    merged_from: z.array(z.object({ id: z.string(), title: z.string() })).describe('What was merged into it.'),
    reopened_count: z.int(),
    steps: z.array(
      z.object({
        step: z.enum(['detect', 'record', 'classify', 'prioritise', 'respond', 'resolve', 'close']),
        at: instantOrNull,
        state: z.enum(['done', 'current', 'pending']),
        is_by_rule: z
          .boolean()
          .describe(
            'Only what a source, a rule or a default says stands behind it: no person has classified or prioritised it.',
          ),
        target_at: instantOrNull.describe('By when it should be reached, where its priority says so.'),
      }),
    ),
    escalation: escalationSchema.nullable(),
    on_page: z.array(
      z.object({
        user: namedSchema,
        channel: z.string().nullable(),
        state: z.enum(['sending', 'reached', 'planned', 'unreachable']),
        due_at: instantOrNull.describe('Of a planned page.'),
      }),
    ),
    reports: z
      .object({
        count: z.int().describe('People who reported it through the portal.'),
        fixed: z.int().describe('Of them, who say that it works again.'),
        not_fixed: z.int(),
        verified: z.int().describe('Whose address, or account, is known.'),
      })
      .nullable(),
    responders: z.array(namedSchema),
    channel: z
      .object({ name: z.string().nullable(), url: z.string().nullable() })
      .nullable()
      .describe('Its channel in Slack; without a name it is about to be made.'),
    bridge: z.string().nullable().describe('The link to the call in which people meet.'),
    hold: z.object({ until: instantSchema, reason: z.string().nullable() }).nullable(),
    actions: z.record(z.string(), actionSchema).describe('What the caller may do now, by the name of the action.'),
  })
  .meta({ id: 'Incident' })
export type IncidentDetail = z.output<typeof incidentDetailSchema>

const actorSchema = z.object({
  kind: z.enum(['user', 'key', 'source', 'reporter', 'system']),
  label: z.string(),
  id: z.string().nullable(),
  via: z.string().nullable().describe('The door a person came through.'),
})

export const factSchema = z
  .object({
    version: z.int(),
    at: instantSchema,
    type: z.string(),
    because: z.string(),
    actor: actorSchema,
    sentence: z.string().describe('The fact in plain English.'),
    data: z.record(z.string(), z.unknown()).describe('What the fact holds; instants in it are epoch milliseconds.'),
  })
  .meta({ id: 'Fact' })
export type FactView = z.output<typeof factSchema>

export const factListSchema = listOf(factSchema)

export const factListQuery = z.strictObject({
  after: z.coerce.number().int().min(0).default(0).describe('Only facts of later versions.'),
  limit: z.coerce.number().int().min(1).max(200).default(100),
  cursor: z
    .string()
    .regex(/^\d{1,9}$/)
    .optional()
    .describe('`next` of the page before.'),
})
