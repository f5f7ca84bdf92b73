/** A way by which somebody is paged, as the rules of theirs chose it that count at that hour. */
import type { PlannedWay } from '@tocsin/core/respond/explain-paging.ts'
import { z } from 'zod'
import { describeHours, hoursSchema } from '../../people/hours-field.ts'
import { instantSchema } from '../http/instant-schema.ts'

export const plannedWaySchema = z.object({
  channel: z.string(),
  at: instantSchema,
  because: z.string(),
  hours: hoursSchema.nullable().describe('Of a rule that counts in some hours of the week only: which these are.'),
})

export function presentWay({ channel, dueAt, because, hours }: PlannedWay): z.output<typeof plannedWaySchema> {
  const shown = hours ? (describeHours(hours) as z.output<typeof hoursSchema>) : null
  return { channel, at: dueAt, because, hours: shown }
}
