/** Fairness over HTTP: balance per quarter, pay report. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { DAY, formatInstant } from '@tocsin/core/kernel/instant.ts'
import { DUTY_KINDS, type DutyKind } from '@tocsin/core/respond/fairness/duty-hours.ts'
import type { Workload } from '@tocsin/core/respond/fairness/workload.ts'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import type { ConfigurationDeps } from '../../shell/config/configuration-deps.ts'
import { type ApiRoute, defineRoute } from '../../shell/http/api.ts'
import { instantSchema } from '../../shell/http/instant-schema.ts'
import { namedSchema } from '../../shell/http/named-schema.ts'
import { invalidField } from '../../shell/http/refusal.ts'
import { textSchema } from '../../shell/http/text-schema.ts'
import { namesOf } from '../directory-names.ts'
import { countNights, loadBalance, loadLoads, loadNightPages, type Window } from './duties.ts'

const TAG = 'on call'
const WINDOW_MS_MAX = 370 * DAY
const QUARTER = /^(\d{4})-Q([1-4])$/

const hoursSchema = z
  .object({ working: z.number(), weekday: z.number(), night: z.number(), weekend: z.number(), holiday: z.number() })
  .meta({ id: 'HoursByKind' })

export const scheduleFilter = textSchema(100).optional().describe('Only this schedule; without it all of them.')

export function fairnessRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return [balanceRoute(deps), payRoute(deps)]
}

function balanceRoute({ db, directory }: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'getOnCallBalance',
    tag: TAG,
    summary: 'How evenly being on call is spread over people, in a quarter',
    description:
      'Hours on call by kind, over all schedules: whoever is on in two at once is on once. `difference` is what somebody has more than the mean in weighted hours, `carried` that and the difference of the quarter before.',
    method: 'GET',
    path: '/on-call/balance',
    permission: 'on_call.read',
    query: z.strictObject({
      quarter: textSchema(7).optional().describe('e.g. `2026-Q1`; without it the one that is running, by UTC.'),
      schedule: scheduleFilter,
    }),
    success: z.object({
      quarter: z.string(),
      from: instantSchema,
      to: instantSchema,
      items: z.array(
        z
          .object({
            user: namedSchema,
            hours: hoursSchema,
            weighted: z.number(),
            difference: z.number(),
            carried: z.number(),
            nights_with_pages: z.int().describe('Nights, by the person’s own clock, in which they were paged.'),
          })
          .meta({ id: 'OnCallBalance' }),
      ),
      next: z.null(),
    }),
    async handle({ query, at }) {
      const known = directory()
      const quarter = readQuarter(query.quarter ?? quarterOf(at))
      const windows = { window: windowOfQuarter(quarter), before: windowOfQuarter(quarter - 1) }
      const names = namesOf(known)
      const items = await loadBalance({ db, directory: known, now: at }, query.schedule, windows)
      const nights = countNights(known, await loadNightPages(db, known, windows.window))
      return {
        quarter: nameOfQuarter(quarter),
        ...windows.window,
        items: items.map(({ user, hours, weighted, difference, carried }) => ({
          ...{ user: names.user(user), hours: rounded(hours) },
          ...{ weighted: round(weighted), difference: round(difference), carried: round(carried) },
          nights_with_pages: nights.get(user) ?? 0,
        })),
        next: null,
      }
    },
  })
}

function payRoute({ db, directory }: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'getPayReport',
    tag: TAG,
    summary: 'Hours on call by person and kind, for payroll',
    description:
      'Kinds are those of the setting `on_call`. `format=csv` answers with a table: mail address, name, hours by kind and in all.',
    method: 'GET',
    path: '/on-call/pay-report',
    permission: 'on_call.read',
    query: z.strictObject({
      from: instantSchema,
      to: instantSchema.describe('At most 370 days after `from`.'),
      schedule: scheduleFilter,
      format: z.enum(['json', 'csv']).default('json'),
    }),
    success: z.object({
      from: instantSchema,
      to: instantSchema,
      items: z.array(
        z
          .object({ user: namedSchema, email: z.string(), hours: hoursSchema, total: z.number() })
          .meta({ id: 'PayReportRow' }),
      ),
      next: z.null(),
    }),
    async handle({ query, reply, at }) {
      const known = directory()
      const { from, to } = readWindow(query)
      const names = namesOf(known)
      const loads = await loadLoads({ db, directory: known, now: at }, query.schedule, { from, to })
      const items = [...loads.values()]
        .map((load) => ({
          ...payRow(load),
          user: names.user(load.user),
          email: known.users.get(load.user)?.email ?? '',
        }))
        .sort((a, b) => (a.user.name < b.user.name ? -1 : 1))
      if (query.format === 'csv') return asCsv(reply, items) as never
      return { from, to, items, next: null }
    },
  })
}

function payRow({ hours }: Workload) {
  return { hours: rounded(hours), total: round(DUTY_KINDS.reduce((sum, kind) => sum + hours[kind], 0)) }
}

interface PayRow {
  user: { name: string }
  email: string
  hours: Record<DutyKind, number>
  total: number
}

/** RFC 4180. */
function asCsv(reply: FastifyReply, rows: readonly PayRow[]): string {
  const head = ['email', 'name', ...DUTY_KINDS.map((kind) => `${kind}_hours`), 'total_hours']
  const lines = rows.map(({ user, email, hours, total }) =>
    [email, user.name, ...DUTY_KINDS.map((kind) => hours[kind]), total].map(csvField).join(','),
  )
  reply.type('text/csv; charset=utf-8').header('content-disposition', 'attachment; filename="on-call-hours.csv"')
  reply.serializer((text) => String(text))
  return `${[head.join(','), ...lines].join('\r\n')}\r\n`
}

/** A text that a spreadsheet would take for a formula gets an apostrophe. */
function csvField(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export function readWindow({ from, to }: Window): Window {
  if (to <= from) throw invalidField('to', 'must lie after from')
  if (to - from > WINDOW_MS_MAX) throw invalidField('to', 'lies more than 370 days after from')
  return { from, to }
}

/** Quarters counted from the year 0, so that they can be added to. */
function readQuarter(text: string): number {
  const [, year, quarter] = QUARTER.exec(text) ?? []
  if (year === undefined) throw invalidField('quarter', 'expected a year and a quarter', '2026-Q1')
  return Number(year) * 4 + Number(quarter) - 1
}

function nameOfQuarter(quarter: number): string {
  return `${Math.floor(quarter / 4)}-Q${(quarter % 4) + 1}`
}

function quarterOf(at: Instant): string {
  const month = formatInstant(at).slice(0, 7).split('-').map(Number)
  return `${month[0]}-Q${Math.floor(((month[1] ?? 1) - 1) / 3) + 1}`
}

function windowOfQuarter(quarter: number): Window {
  const start = (index: number) => Date.UTC(Math.floor(index / 4), (index % 4) * 3, 1) as Instant
  return { from: start(quarter), to: start(quarter + 1) }
}

function rounded(hours: Record<DutyKind, number>): Record<DutyKind, number> {
  const { working, weekday, night, weekend, holiday } = hours
  return {
    ...{ working: round(working), weekday: round(weekday), night: round(night) },
    ...{ weekend: round(weekend), holiday: round(holiday) },
  }
}

function round(hours: number): number {
  return Math.round(hours * 100) / 100
}
