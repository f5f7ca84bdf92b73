/** What the tester of event rules takes and says. */
import { PRIORITIES, SOURCE_SEVERITIES, URGENCIES } from '@tocsin/core/kernel/scales.ts'
import { z } from 'zod'
import { firstPagesShape } from '../../people/first-pages.ts'
import { instantSchema } from '../../shell/http/instant-schema.ts'
import { namedSchema, namedSourceSchema } from '../../shell/http/named-schema.ts'
import { textSchema } from '../../shell/http/text-schema.ts'
import { ruleStepSchema } from '../alert.schema.ts'
import { ruleChangesSchema, ruleErrorSchema } from './changed-rules.ts'

const PAYLOAD_CHARS_MAX = 512 * 1024

export const ruleTestBody = z
  .strictObject({
    alert: z.uuid().optional().describe('An alert that came in, as it is now.'),
    delivery: z.uuid().optional().describe('A request that came in and is kept, read by its source again.'),
    source: textSchema(100).optional().describe('Of `payload`: the source that would read it.'),
    payload: z.string().max(PAYLOAD_CHARS_MAX).optional().describe('A body, as text.'),
    encoding: z.enum(['utf8', 'base64']).default('utf8'),
    content_type: textSchema(200).default('application/json'),
    signal: z.int().min(0).max(10_000).default(0).describe('Which of the signals that the body holds.'),
    received_at: instantSchema.optional().describe('As if it came then; by default when it did, or now.'),
    changes: ruleChangesSchema.optional().describe('Rules that nobody has saved.'),
  })
  .refine(
    ({ alert, delivery, payload }) => [alert, delivery, payload].filter((each) => each !== undefined).length === 1,
    {
      error: 'needs exactly one of `alert`, `delivery` and `payload`',
    },
  )
  .refine(({ payload, source }) => payload === undefined || source !== undefined, {
    error: '`payload` needs `source`: the one that would read it',
    path: ['source'],
  })
export type RuleTestBody = z.output<typeof ruleTestBody>

const outcomeSchema = z.enum(['met', 'not_met', 'failed', 'not_asked'])

export const ruleTestSchema = z
  .object({
    signals: z
      .array(z.object({ title: z.string(), state: z.enum(['firing', 'acknowledged', 'resolved']) }))
      .describe('What the body holds, the first 50.'),
    problems: z.array(z.string()).describe('Why there is no signal to try.'),
    errors: z.array(ruleErrorSchema).describe('What is wrong with the rules of `changes`.'),
    result: z
      .object({
        signal: z.object({
          source: namedSourceSchema,
          title: z.string(),
          severity: z.enum(SOURCE_SEVERITIES),
          labels: z.record(z.string(), z.string()),
          received_at: instantSchema,
        }),
        rules: z.array(
          z.object({
            id: z.string(),
            name: z.string(),
            active: z.boolean(),
            outcome: outcomeSchema,
            clauses: z
              .array(
                z.object({
                  text: z.string(),
                  outcome: z.boolean().nullable().describe('Null when it could not be evaluated.'),
                  problem: z.string().nullable(),
                }),
              )
              .describe('The parts of the condition.'),
            values: z.array(z.object({ text: z.string(), value: z.string() })).describe('What the condition reads.'),
            step: ruleStepSchema.nullable().describe('What it did.'),
          }),
        ),
        alert: z.object({
          title: z.string(),
          severity: z.enum(SOURCE_SEVERITIES),
          service: namedSchema.nullable(),
          team: namedSchema.nullable(),
          category: z.array(z.string()),
          labels: z.record(z.string(), z.string()),
        }),
        placement: z.object({
          is_muted: z.boolean(),
          because: z.string().nullable().describe('Why it would open no incident.'),
          rule: z.string().nullable(),
          silence: z.string().nullable(),
          group: z.string().nullable().describe('Alerts of one group come into one incident.'),
        }),
        incident: z
          .object({ priority: z.enum(PRIORITIES), urgency: z.enum(URGENCIES), ...firstPagesShape })
          .nullable()
          .describe('The incident that it would open now, were none of its group open.'),
      })
      .nullable(),
  })
  .meta({ id: 'EventRuleTest' })
export type RuleTestView = z.output<typeof ruleTestSchema>
