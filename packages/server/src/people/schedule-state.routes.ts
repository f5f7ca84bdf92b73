/** The list of schedules as people want to read it: who is on now and next, what is not covered, and whom it is for. */
import type { DurationMs, Instant } from '@tocsin/core/kernel/brand.ts'
import { after, DAY } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Schedule } from '@tocsin/core/people/schedule.ts'
import { calcGaps } from '@tocsin/core/respond/on-call.ts'
import { z } from 'zod'
import type { ConfigurationDeps } from '../shell/config/configuration-deps.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { namedSchema } from '../shell/http/named-schema.ts'
import { listOf, listQuery, pageOf, readPage } from '../shell/http/paging.ts'
import { textSchema } from '../shell/http/text-schema.ts'
import { presentOnCall } from './on-call.routes.ts'
import { onCallPersonSchema, shiftSchema } from './on-call-answer.ts'
import { type ScheduleUses, scheduleUses } from './schedule-uses.ts'

const GAP_DAYS = 30

const stateSchema = z
  .object({
    schedule: z.object({ id: z.string(), name: z.string(), zone: z.string() }),
    people: z.array(onCallPersonSchema).describe('Empty: nobody is on call.'),
    until: instantSchema.nullable(),
    next: shiftSchema.nullable(),
    gaps: z
      .object({
        count: z.int(),
        hours: z.number(),
        first: z.object({ starts_at: instantSchema, ends_at: instantSchema }).nullable(),
      })
      .describe(`Spans of the next ${GAP_DAYS} days in which nobody is on call.`),
    teams: z.array(namedSchema).describe('Those in its layers, and those of the services that its policies are for.'),
    policies: z.array(namedSchema).describe('That page it.'),
    schedules: z.array(namedSchema).describe('That have it in a layer.'),
  })
  .meta({ id: 'ScheduleState' })

export function scheduleStateRoutes({ directory }: ConfigurationDeps): ApiRoute[] {
  return [
    defineRoute({
      id: 'listScheduleStates',
      tag: 'on call',
      summary: 'Schedules with who is on call now and next, and what nobody covers',
      method: 'GET',
      path: '/on-call/schedules',
      permission: 'on_call.read',
      query: listQuery(['name'], {
        q: textSchema(200).optional().describe('Words in the name or the id.'),
        team: textSchema(100).optional().describe('Only those that are for this team.'),
        schedule: textSchema(100).optional().describe('Only this one.'),
      }),
      success: listOf(stateSchema),
      async handle({ query, at }) {
        const known = directory()
        const page = readPage(query)
        const usesOf = scheduleUses(known)
        const words = query.q?.toLowerCase() ?? ''
        const wanted = [...known.schedules.values()]
          .filter(({ id, name }) => `${id} ${name}`.toLowerCase().includes(words))
          .filter(({ id }) => query.schedule === undefined || id === query.schedule)
          .filter((schedule) => !query.team || usesOf(schedule).teams.some(({ id }) => id === query.team))
          .sort((a, b) => compare(keyOf(a), keyOf(b)) * (page.direction === 'asc' ? 1 : -1))
        const { after: last } = page
        const left = last
          ? wanted.filter((each) => {
              const order = compare(keyOf(each), { value: String(last.value), id: last.id })
              return page.direction === 'asc' ? order > 0 : order < 0
            })
          : wanted
        const { items, next } = pageOf(left.slice(0, page.limit + 1), page, keyOf)
        return { items: items.map((schedule) => presentState(schedule, known, at, usesOf(schedule))), next }
      },
    }),
  ]
}

function presentState(schedule: Schedule, directory: Directory, at: Instant, uses: ScheduleUses) {
  const { people, until, next } = presentOnCall(schedule, directory, at)
  const gaps = calcGaps(directory, schedule, at, after(at, (GAP_DAYS * DAY) as DurationMs))
  const [first] = gaps
  const ms = gaps.reduce((sum, gap) => sum + gap.endsAt - gap.startsAt, 0)
  return {
    schedule: { id: schedule.id, name: schedule.name, zone: schedule.zone },
    ...{ people, until, next, ...uses },
    gaps: {
      count: gaps.length,
      hours: Math.round(ms / 36_000) / 100,
      first: first ? { starts_at: first.startsAt, ends_at: first.endsAt } : null,
    },
  }
}

function keyOf({ id, name }: Schedule): { value: string; id: string } {
  return { value: name, id }
}

function compare(a: { value: string; id: string }, b: { value: string; id: string }): number {
  if (a.value !== b.value) return a.value < b.value ? -1 : 1
  return a.id === b.id ? 0 : a.id < b.id ? -1 : 1
}
