/** How much each person is on call: the data of the heat map. */
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant, HOUR } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { calcLoadWindow, calcOnCallLoad, type DayLoad } from '@tocsin/core/respond/on-call-load.ts'
import { z } from 'zod'
import type { ConfigurationDeps } from '../shell/config/configuration-deps.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { namedSchema } from '../shell/http/named-schema.ts'
import { invalidField } from '../shell/http/refusal.ts'
import { textSchema } from '../shell/http/text-schema.ts'
import { namesOf } from './directory-names.ts'
import { chosenSchedules, loadShifts } from './fairness/duties.ts'

const DAYS_USUAL = 92
const DAYS_MAX = 100
/** So many answer within a second; more are asked for schedule by schedule. */
const SCHEDULES_MAX = 500

const hoursShape = {
  hours: z.number(),
  night_hours: z.number().describe('From 22:00 to 06:00 on the clock of the person; a part of `hours`.'),
  weekend_hours: z.number().describe('On Saturdays and Sundays; a part of `hours`.'),
}

const loadSchema = z
  .object({
    user: namedSchema,
    zone: z.string().describe('In which the days and nights of the person are.'),
    ...hoursShape,
    days: z.array(z.object({ date: z.string(), ...hoursShape })).describe('Days with any hours.'),
  })
  .meta({ id: 'OnCallLoad' })

export function onCallLoadRoutes({ db, directory }: ConfigurationDeps): ApiRoute[] {
  return [
    defineRoute({
      id: 'listOnCallLoad',
      tag: 'on call',
      summary: 'Hours on call of each person, day by day',
      description: `The most first. Whoever is on call in several schedules at once is on call once, and of the past counts who really was, in schedules too that are deleted by now. ${DAYS_USUAL} days from today on (in UTC), when nothing else is asked for.`,
      method: 'GET',
      path: '/on-call/load',
      permission: 'on_call.read',
      query: z.strictObject({
        from: z.iso.date('must be a date such as 2026-01-05').optional(),
        days: z.coerce.number().int().min(1).max(DAYS_MAX).default(DAYS_USUAL),
        schedule: textSchema(100).optional().describe('Hours of this one alone.'),
        team: textSchema(100).optional().describe('Only members of this team.'),
      }),
      success: z.object({ from: z.string(), days: z.int(), items: z.array(loadSchema), next: z.null() }),
      async handle({ query, at }) {
        const known = directory()
        const { schedule, team, days } = query
        const from = query.from ?? dateOf(at)
        if (chosenSchedules(known, schedule).length > SCHEDULES_MAX)
          throw invalidField('schedule', `is needed where there are more than ${SCHEDULES_MAX} schedules`)
        const zoneOf = (user: UserId) => known.users.get(user)?.zone ?? 'UTC'
        const isMember = memberTest(known, team)
        const names = namesOf(known)
        const window = calcLoadWindow({ firstDate: from, days })
        const shifts = await loadShifts({ db, directory: known, now: at }, schedule, window)
        const items = calcOnCallLoad(shifts, { firstDate: from, days, zoneOf })
          .filter(({ user }) => isMember(user))
          .map((load) => ({
            ...{ user: names.user(load.user), zone: zoneOf(load.user), ...inHours(sumOf(load.days)) },
            days: load.days.map((day) => ({ date: day.date, ...inHours(day) })),
          }))
          .sort((a, b) => b.hours - a.hours || (a.user.name < b.user.name ? -1 : 1))
        return { from, days, items, next: null }
      },
    }),
  ]
}

function memberTest({ teams }: Directory, team: string | undefined): (user: UserId) => boolean {
  if (team === undefined) return () => true
  const members = new Set((teams as ReadonlyMap<string, { members: UserId[] }>).get(team)?.members)
  return (user) => members.has(user)
}

type Load = Omit<DayLoad, 'date'>

function sumOf(days: readonly Load[]): Load {
  const sum = (field: keyof Load) => days.reduce((total, day) => total + day[field], 0)
  return { ms: sum('ms'), nightMs: sum('nightMs'), weekendMs: sum('weekendMs') }
}

function inHours({ ms, nightMs, weekendMs }: Load) {
  const hours = (each: number) => Math.round((100 * each) / HOUR) / 100
  return { hours: hours(ms), night_hours: hours(nightMs), weekend_hours: hours(weekendMs) }
}

function dateOf(at: Instant): string {
  return formatInstant(at).slice(0, 10)
}
