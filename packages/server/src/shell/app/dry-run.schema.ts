import { LEVELS, PRIORITIES, SCOPES, SEVERITIES, URGENCIES } from '@tocsin/core/kernel/scales.ts'
import { z } from 'zod'
import { instantSchema } from '../http/instant-schema.ts'
import { namedSchema } from '../http/named-schema.ts'
import { textSchema } from '../http/text-schema.ts'
import { plannedWaySchema } from './planned-way.ts'

export const dryRunQuery = z.strictObject({
  at: instantSchema.optional().describe('When it would be opened; without it now.'),
  service: textSchema(100).optional().describe('The affected service.'),
  policy: textSchema(100).optional().describe('This policy instead of the one that the service has.'),
  priority: z.enum(PRIORITIES).optional(),
  severity: z.enum(SEVERITIES).optional(),
  scope: z.enum(SCOPES).optional(),
  alert: z.uuid().optional().describe('An alert that came, as the event rules of today would have it.'),
})

export const dryRunSchema = z
  .object({
    at: instantSchema,
    priority: z.enum(PRIORITIES),
    urgency: z.enum(URGENCIES),
    policy: namedSchema.nullable().describe('Null: there is none, and the admins are paged.'),
    muted: z
      .object({
        because: z
          .string()
          .describe('E.g. `muted_by_silence`, `in_maintenance`, `inhibited`, `muted_by_rule`, `record_only_rule`.'),
        reason: z.string().describe('In the words of whoever set it up.'),
        by: namedSchema.nullable().describe('The silence, planned work, inhibition or event rule.'),
        until: instantSchema.nullable().describe('Null: as long as it is so, e.g. while the cause of a symptom fires.'),
      })
      .nullable()
      .describe('The alert would open no incident and page nobody. What it inhibits is asked of what fires now.'),
    is_lowered: z.boolean().describe('Planned work lets the alert count as the mildest only.'),
    maintenance: z
      .array(
        z.object({
          service: namedSchema,
          window: namedSchema,
          mode: z.enum(['mute', 'low']).describe('`mute`: its alerts page nobody; `low`: as the mildest only.'),
          until: instantSchema,
          is_partial: z.boolean().describe('Only alerts with certain labels.'),
        }),
      )
      .describe(
        'Asked without an alert: planned work at that instant on the service, or on the services that follow the policy. Its alerts would page nobody; an incident that somebody declares does, as `moments` say.',
      ),
    moments: z
      .array(
        z.object({
          kind: z.enum(['step', 'skipped', 'held', 'criterion', 'admins']),
          at: instantSchema,
          step: z.int().nullable().describe('From 0.'),
          level: z.enum(LEVELS).nullable(),
          because: z.string(),
          until: instantSchema.nullable().describe('Of a step that waits.'),
          text: z.string().nullable().describe('The name of a criterion, or why a condition could not be evaluated.'),
          criterion: z.string().nullable().describe('The id of a criterion that came true.'),
          people: z.array(
            z.object({
              user: namedSchema,
              why: z.object({
                kind: z.enum(['user', 'schedule', 'team', 'admin', 'vendor', 'channel']),
                target: namedSchema.nullable(),
                is_next: z.boolean().describe('Next on call, not on call yet.'),
                is_override: z.boolean(),
              }),
              pages: z.array(plannedWaySchema).describe('Empty: paged by an earlier step already.'),
            }),
          ),
          left_out: z.array(z.object({ user: namedSchema, because: z.string() })),
        }),
      )
      .describe('What would happen if nobody did anything, until the admins are called.'),
    is_cut: z.boolean().describe('More would follow.'),
  })
  .meta({ id: 'DryRun' })
export type DryRunView = z.output<typeof dryRunSchema>
