import { PRIORITIES } from '@tocsin/core/kernel/scales.ts'
import { z } from 'zod'
import { onCallSchema } from '../../people/on-call.routes.ts'
import { actionSchema, incidentSummarySchema } from '../../record/incident.schema.ts'
import { instantSchema } from '../http/instant-schema.ts'
import { namedSchema } from '../http/named-schema.ts'
import { firstRunSchema } from './first-run.schema.ts'

const instantOrNull = instantSchema.nullable()

const mineSchema = z.object({
  incident: incidentSummarySchema,
  because: z.enum(['paged', 'owner']).describe('It calls the reader at this moment, or they have it.'),
  acknowledge: actionSchema,
  next: z
    .object({ kind: z.enum(['step', 'exhausted']), due_at: instantSchema })
    .nullable()
    .describe('What happens by itself unless somebody acts.'),
})

const healthSchema = z.object({
  service: namedSchema,
  open_count: z.int(),
  worst_priority: z.enum(PRIORITIES).nullable(),
  last_signal_at: instantOrNull.describe('When a source of it last brought something new.'),
})

export const homeSchema = z
  .object({
    at: instantSchema,
    mine: z.array(mineSchema).describe('What the reader is needed for: what calls them, then what they have.'),
    open: z.object({
      counts: z
        .array(z.object({ priority: z.enum(PRIORITIES), is_waiting: z.boolean(), count: z.int() }))
        .describe('Unfinished incidents without tests; `is_waiting`: nobody has taken them.'),
      items: z.array(incidentSummarySchema).describe('The gravest and newest of them.'),
    }),
    services: z.object({
      total: z.int(),
      troubled: z.int(),
      items: z.array(healthSchema).describe('Those in trouble first.'),
    }),
    on_call: z.object({ total: z.int(), items: z.array(onCallSchema) }),
    my_shifts: z.object({
      now: z.array(z.object({ schedule: namedSchema, until: instantOrNull })),
      next: z.object({ schedule: namedSchema, starts_at: instantSchema, ends_at: instantSchema }).nullable(),
    }),
    last_signal_at: instantOrNull,
    first_run: firstRunSchema
      .nullable()
      .describe('The first steps, for those who may take them, until all are done or they were dismissed.'),
  })
  .meta({ id: 'Home' })
export type HomeView = z.output<typeof homeSchema>
