import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { after, DAY } from '@tocsin/core/kernel/instant.ts'
import type { Schedule } from '@tocsin/core/people/schedule.ts'
import { z } from 'zod'
import type { ConfigurationDeps } from '../shell/config/configuration-deps.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { invalidField } from '../shell/http/refusal.ts'
import { textSchema } from '../shell/http/text-schema.ts'
import { findUser } from './directory-names.ts'
import { listShifts } from './on-call/recorded-on-call.ts'
import { presentShift, shiftSchema } from './on-call-answer.ts'

const SPAN_MS = 14 * DAY
const SPAN_MS_MAX = 62 * DAY
/** A calendar of more would be read by nobody. */
const SCHEDULES_MAX = 200

const calendarSchema = z
  .object({
    schedule: z.object({ id: z.string(), name: z.string(), zone: z.string() }),
    shifts: z.array(shiftSchema).describe('Pieces in which the answer stays the same; one without people is a gap.'),
  })
  .meta({ id: 'ScheduleShifts' })

/** The calendar: every schedule over a span of time, in one answer. */
export function shiftRoutes({ db, directory }: ConfigurationDeps): ApiRoute[] {
  return [
    defineRoute({
      id: 'listShifts',
      tag: 'on call',
      summary: 'Who is on call in a span of time, for every schedule',
      description: 'By default the two weeks that begin now; 62 days at most, and the first 200 schedules by name.',
      method: 'GET',
      path: '/on-call/shifts',
      permission: 'on_call.read',
      query: z.strictObject({
        from: instantSchema.optional(),
        to: instantSchema.optional(),
        schedule: textSchema(100).optional(),
        user: textSchema(320).optional().describe('Only schedules and shifts of this person; id or mail address.'),
      }),
      success: z.object({ from: instantSchema, to: instantSchema, items: z.array(calendarSchema), next: z.null() }),
      async handle({ query, at }) {
        const known = directory()
        const from = query.from ?? at
        const to = readEnd(query.to, from)
        const person = query.user === undefined ? undefined : findUser(known, query.user)
        if (query.user !== undefined && !person)
          return { rejected: { code: 'user_not_found', facts: { user: query.user } } }
        const schedules = [...known.schedules.values()]
          .filter(({ id }) => query.schedule === undefined || id === query.schedule)
          .sort((a, b) => (a.name < b.name ? -1 : 1))
          .slice(0, SCHEDULES_MAX)
        const calendars = []
        for (const schedule of schedules) {
          const shifts = await listShifts({ db, directory: known, now: at }, schedule, from, to)
          calendars.push({ schedule: headOf(schedule), shifts })
        }
        const items = calendars
          .map(({ schedule, shifts }) => ({
            schedule,
            shifts: person ? shifts.filter(({ people }) => people.some(({ user }) => user === person.id)) : shifts,
          }))
          .filter(({ shifts }) => !person || shifts.length > 0)
          .map(({ schedule, shifts }) => ({ schedule, shifts: shifts.map((shift) => presentShift(shift, known)) }))
        return { from, to, items, next: null }
      },
    }),
  ]
}

function readEnd(given: Instant | undefined, from: Instant): Instant {
  const to = given ?? after(from, SPAN_MS as typeof DAY)
  if (to <= from) throw invalidField('to', 'must lie after from')
  if (to - from > SPAN_MS_MAX) throw invalidField('to', 'lies more than 62 days after from')
  return to
}

function headOf({ id, name, zone }: Schedule) {
  return { id, name, zone }
}
