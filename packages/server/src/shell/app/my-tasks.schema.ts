import { OWNER_STEPS } from '@tocsin/core/incident-next-step.ts'
import { PRIORITIES, STATUSES } from '@tocsin/core/kernel/scales.ts'
import { z } from 'zod'
import { instantSchema } from '../http/instant-schema.ts'
import { namedSchema } from '../http/named-schema.ts'

/** In the order in which they are told. */
export const OTHER_TASKS = ['answer_request', 'add_contact', 'verify_contact', 'test_page', 'write_handover'] as const

const instantOrNull = instantSchema.nullable()

const taskSchema = z
  .object({
    kind: z
      .enum([...OTHER_TASKS, ...OWNER_STEPS])
      .describe(
        '`answer_request`: somebody asks the reader to take or swap a shift. `add_contact`: they may be paged, and there is no way to. `verify_contact`: a way to reach them that they have not confirmed is not used. `test_page`: they are on call within 30 days and have not answered a test page for 90. `write_handover`: their shift ends within two hours, and they have left no note. Of an incident that they have: `say_how_it_goes`, the time by which it was expected to be over has passed; `classify`, no person has looked at its severity, scope and category; `verify`, it recovered and its quiet period runs; `close`, it is resolved.',
      ),
    incident: z
      .object({ id: z.string(), title: z.string(), priority: z.enum(PRIORITIES), status: z.enum(STATUSES) })
      .nullable(),
    request: z
      .object({
        id: z.string(),
        kind: z.enum(['cover', 'swap']),
        requester: namedSchema,
        starts_at: instantSchema,
        ends_at: instantSchema,
        can_accept: z.boolean().describe('As things are now.'),
      })
      .nullable(),
    schedule: namedSchema.nullable(),
    contact: z.object({ id: z.string(), channel: z.string(), to: z.string() }).nullable(),
    allowed: z
      .boolean()
      .describe('Whether the reader can do it themselves; a test page is sent by whoever may send test alerts.'),
    since: instantOrNull.describe('Since when it is asked for, where that is known.'),
    due_at: instantOrNull.describe('By when it is of use, or when it happens by itself.'),
  })
  .meta({ id: 'Task' })
export type TaskView = z.output<typeof taskSchema>

export const taskListSchema = z.object({
  items: z.array(taskSchema).describe('What cannot wait first; of incidents the gravest.'),
  total: z.int().describe('How many there are; no more than 200 of the incidents are looked at.'),
  next: z.null(),
})
