import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { z } from 'zod'
import type { ConfigurationDeps } from '../../shell/config/configuration-deps.ts'
import { thingRoutes } from '../../shell/config/thing-routes.ts'
import { type ApiRoute, defineRoute } from '../../shell/http/api.ts'
import { textSchema } from '../../shell/http/text-schema.ts'
import { letThrough, letThroughSchema } from '../fairness/rest-answer.ts'
import { holdCalendarToRest } from '../fairness/rest-of-others.ts'
import { loadReads } from './calendar.queries.ts'
import {
  CALENDAR_USES,
  type CalendarRow,
  calendarInput,
  calendarKind,
  calendarOf,
  calendarRow,
  checkCalendar,
} from './calendar-configuration.ts'
import { HOLIDAY_KINDS, listPlaces } from './public-holidays.ts'

const daySchema = z
  .object({ date: z.string().describe('e.g. `2026-12-25`'), name: z.string() })
  .meta({ id: 'CalendarDay' })
const warningSchema = z.object({ event: z.string(), problem: z.string() }).meta({ id: 'CalendarWarning' })

export function calendarRoutes(deps: ConfigurationDeps): ApiRoute[] {
  const things = thingRoutes<CalendarRow, typeof calendarInput>(deps, {
    ...{ kind: calendarKind, noun: 'calendar', plural: 'calendars', write: 'configuration.write' as const },
    input: calendarInput,
    shape: {
      id: z.string(),
      name: z.string(),
      use: z.enum(CALENDAR_USES),
      country: z.string().optional(),
      state: z.string().optional(),
      region: z.string().optional(),
      kinds: z.array(z.enum(HOLIDAY_KINDS)).optional(),
      ical: z.string().optional(),
      has_address: z.boolean().describe('It is read at an address, which is never shown again.'),
      zone: z.string().optional(),
      people: z.record(z.string(), z.string()).optional().describe('By what events say, the ids of people.'),
      days: z.array(daySchema).describe('The days that count. What is past stays when the calendar changes.'),
      shifts_count: z.int().describe('Of an imported calendar: the shifts that are known.'),
      read_at: z
        .string()
        .nullable()
        .describe('When it was last read with success; null where it has not been, or need not be.'),
      error: z.string().nullable().describe('Why it could not be read the last time; what was read before counts on.'),
      warnings: z.array(warningSchema).describe('What of it does not count.'),
      rest: letThroughSchema,
    },
    async more(db) {
      const reads = await loadReads(db)
      return ({ id, days, shifts, source }) => {
        const read = reads.get(id)
        return {
          days: days.map(({ date, name }) => ({ date, name })),
          has_address: source.from === 'url',
          shifts_count: shifts.length,
          read_at: read?.read_at ? formatInstant(read.read_at as Instant) : null,
          error: read?.error ?? null,
          warnings: (read?.warnings ?? []) as z.output<typeof warningSchema>[],
        }
      }
    },
    check: checkCalendar,
    row: calendarRow,
    judge: async (editor, row) => letThrough(await holdCalendarToRest(editor, calendarOf(row)), deps.directory()),
  })
  return [...things, placesRoute()]
}

function placesRoute(): ApiRoute {
  return defineRoute({
    id: 'listHolidayPlaces',
    tag: 'calendars',
    summary: 'List the places whose public holidays are known',
    description: 'Countries; with `country` its states, and with `state` the regions of that.',
    method: 'GET',
    path: '/holiday-places',
    permission: 'configuration.read',
    query: z.strictObject({ country: textSchema(2).optional(), state: textSchema(20).optional() }),
    success: z.object({
      items: z.array(z.object({ code: z.string(), name: z.string() }).meta({ id: 'HolidayPlace' })),
      next: z.null(),
    }),
    async handle({ query }) {
      return { items: listPlaces(query), next: null }
    },
  })
}
