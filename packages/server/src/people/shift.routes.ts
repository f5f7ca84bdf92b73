import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { after, DAY } from '@tocsin/core/kernel/instant.ts'
import type { Schedule } from '@tocsin/core/people/schedule.ts'
import { mayBeOnCall } from '@tocsin/core/respond/may-be-on-call.ts'
import type { RecordedShift } from '@tocsin/core/respond/on-call-record.ts'
import { z } from 'zod'
import type { ConfigurationDeps } from '../shell/config/configuration-deps.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { invalidField } from '../shell/http/refusal.ts'
import { textSchema } from '../shell/http/text-schema.ts'
import { findUser } from './directory-names.ts'
import { listShiftsOfMany } from './on-call/recorded-on-call.ts'
import { presentShift, shiftSchema } from './on-call-answer.ts'

const SPAN_MS = 14 * DAY
const SPAN_MS_MAX = 62 * DAY
/** A calendar of more would be read by nobody. */
const SCHEDULES_MAX = 200
const READ_AT_ONCE = 200

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
      description:
        'By default the two weeks that begin now; 62 days at most, and the first 200 schedules by name that have such shifts.',
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
        // Of the past the record knows, whoever stands in a schedule by now.
        const mayBe = (schedule: Schedule) => from < at || !person || mayBeOnCall(known, schedule, person.id)
        const schedules = [...known.schedules.values()]
          .filter((schedule) => (query.schedule === undefined || schedule.id === query.schedule) && mayBe(schedule))
          .sort((a, b) => (a.name < b.name ? -1 : 1))
        const isTheirs = ({ people }: RecordedShift) => people.some(({ user }) => user === person?.id)
        const items: z.output<typeof calendarSchema>[] = []
        for (let index = 0; index < schedules.length && items.length < SCHEDULES_MAX; index += READ_AT_ONCE) {
          const read = schedules.slice(index, index + READ_AT_ONCE)
          const found = await listShiftsOfMany({ db, directory: known, now: at }, read, { from, to })
          for (const [place, schedule] of read.entries()) {
            const all = found[place] ?? []
            const shifts = person ? all.filter(isTheirs) : all
            if (person && shifts.length === 0) continue
            items.push({ schedule: headOf(schedule), shifts: shifts.map((shift) => presentShift(shift, known)) })
          }
        }
        items.splice(SCHEDULES_MAX)
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
