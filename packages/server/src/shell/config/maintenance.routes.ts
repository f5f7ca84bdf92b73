import { findOccurrence, listOccurrences, type Occurrence } from '@tocsin/core/detect/quiet/maintenance.ts'
import type { DurationMs, Instant } from '@tocsin/core/kernel/brand.ts'
import { after, DAY, MINUTE } from '@tocsin/core/kernel/instant.ts'
import { z } from 'zod'
import { actorOf } from '../auth/principal.ts'
import { type ApiRoute, defineRoute } from '../http/api.ts'
import { instantSchema } from '../http/instant-schema.ts'
import { invalidField } from '../http/refusal.ts'
import { textSchema } from '../http/text-schema.ts'
import { maintenanceKey } from '../store/mute-keys.ts'
import { recheckMuted } from '../store/sql/quiet.queries.ts'
import { maintenanceOf } from '../store/sql/quiet-configuration.ts'
import { changeConfiguration, getForChange } from './change-configuration.ts'
import type { ConfigurationDeps } from './configuration-deps.ts'
import {
  checkMaintenance,
  type MaintenanceRow,
  maintenanceInput,
  maintenanceKind,
  maintenanceRow,
} from './maintenance-configuration.ts'
import { thingRoutes } from './thing-routes.ts'

const occurrenceShape = z.object({ starts_at: instantSchema, ends_at: instantSchema })
const UPCOMING_MAX = 3
const LOOK_AHEAD_MS = (400 * DAY) as DurationMs
const CALENDAR_MS_MAX = 100 * DAY
const CALENDAR_MAX = 1_000
const EXTEND_MS_MAX = 31 * DAY
/** Ends that were given to occurrences long over are forgotten. */
const CHANGES_KEPT = 50

const STATES = ['active', 'upcoming', 'over', 'off'] as const

const idParams = z.object({ id: textSchema(100) })

export function maintenanceRoutes(deps: ConfigurationDeps): ApiRoute[] {
  const spelled = { path: 'maintenance', one: 'maintenance window', many: 'maintenance windows' }
  const things = thingRoutes<MaintenanceRow, typeof maintenanceInput>(deps, {
    ...{
      kind: maintenanceKind,
      noun: 'maintenance',
      plural: 'maintenance',
      spelled,
      write: 'configuration.write' as const,
    },
    input: maintenanceInput,
    shape: {
      id: z.string(),
      name: z.string(),
      mode: z.enum(['mute', 'low']),
      pause_monitors: z.boolean(),
      zone: z.string(),
      starts_at: z.string().describe('The first occurrence, by the wall clock of `zone`.'),
      lasts: z.string(),
      repeat: z
        .object({
          every: z.enum(['day', 'week', 'month']),
          count: z.int(),
          weekdays: z.array(z.int()).optional(),
          day: z.int().optional(),
          weekday: z.int().optional(),
          nth: z.int().optional(),
        })
        .optional(),
      until: z.string().optional(),
      services: z.array(z.string()).optional(),
      sources: z.array(z.string()).optional(),
      labels: z.array(z.string()).optional(),
      active: z.boolean(),
      state: z.enum(STATES),
      current: occurrenceShape.nullable().describe('The occurrence that is under way.'),
      upcoming: z.array(occurrenceShape).describe('The next ones, three at most.'),
    },
    more: (_, at) => (row) => calcState(row, at),
    check: checkMaintenance,
    row: maintenanceRow,
  })
  return [...things, endRoute(deps, things), extendRoute(deps, things), calendarRoute(deps)]
}

function calcState(row: MaintenanceRow, at: Instant) {
  const window = maintenanceOf(row)
  const current = findOccurrence(window, at)
  const upcoming = row.is_active
    ? listOccurrences(window, (at + 1) as Instant, after(at, LOOK_AHEAD_MS)).slice(0, UPCOMING_MAX)
    : []
  const state: (typeof STATES)[number] = !row.is_active
    ? 'off'
    : current
      ? 'active'
      : upcoming.length > 0
        ? 'upcoming'
        : 'over'
  return { state, current: current ? shown(current) : null, upcoming: upcoming.map(shown) }
}

function shown({ startsAt, endsAt }: Occurrence) {
  return { starts_at: startsAt, ends_at: endsAt }
}

function answerOf(things: readonly ApiRoute[]): z.ZodType {
  return things.find(({ id }) => id === 'getMaintenance')?.success as z.ZodType
}

function endRoute(deps: ConfigurationDeps, things: readonly ApiRoute[]): ApiRoute {
  return defineRoute({
    id: 'endMaintenance',
    tag: 'maintenance',
    summary: 'End the maintenance that is under way',
    description: 'Later occurrences stay as planned. Alerts that it muted and that still fire are placed at once.',
    method: 'POST',
    path: '/maintenance/:id/end',
    permission: 'silence.write',
    params: idParams,
    success: answerOf(things),
    handle: ({ params, principal, at }) => changeEnd(deps, params.id, { actor: actorOf(principal), at }, () => at),
  })
}

function extendRoute(deps: ConfigurationDeps, things: readonly ApiRoute[]): ApiRoute {
  return defineRoute({
    id: 'extendMaintenance',
    tag: 'maintenance',
    summary: 'Let the maintenance that is under way last longer',
    method: 'POST',
    path: '/maintenance/:id/extend',
    permission: 'silence.write',
    params: idParams,
    body: z.strictObject({ by_ms: z.int().min(MINUTE).max(EXTEND_MS_MAX).describe('Longer than it would last now.') }),
    success: answerOf(things),
    handle: ({ params, body, principal, at }) =>
      changeEnd(deps, params.id, { actor: actorOf(principal), at }, ({ endsAt }) =>
        after(endsAt, body.by_ms as DurationMs),
      ),
  })
}

type Change = Parameters<typeof changeConfiguration>[1]

/** The plan belongs to whoever made it; when what is under way ends is for those who work on it to say. */
async function changeEnd(
  deps: ConfigurationDeps,
  id: string,
  change: Pick<Change, 'actor' | 'at'>,
  endOf: (current: Occurrence) => Instant,
) {
  const { at } = change
  const outcome = await changeConfiguration(deps.db, change, async (editor) => {
    const row = await getForChange(editor, maintenanceKind, id)
    const current = findOccurrence(maintenanceOf(row), at)
    if (!current) editor.reject('not_under_way', { id })
    else {
      const { startsAt } = current
      const others = (row.changes as Occurrence[]).filter((each) => each.startsAt !== startsAt)
      const changes = [...others, { startsAt, endsAt: endOf(current) }].slice(-CHANGES_KEPT)
      await editor.put(maintenanceKind, { ...row, changes }, { isShared: true })
      await recheckMuted(editor.db, [maintenanceKey(id)], at)
    }
  })
  if ('rejected' in outcome) return outcome
  await deps.configurationChanged()
  const row = await maintenanceKind.find(deps.db, id)
  return row
    ? {
        ...maintenanceKind.describe(row, (user) => user),
        ...calcState(row, at),
        owned_by: row.owned_by,
        version: outcome.version,
      }
    : { rejected: { code: 'not_found' as const } }
}

function calendarRoute({ directory }: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'listMaintenanceCalendar',
    tag: 'maintenance',
    summary: 'List when maintenance takes place',
    method: 'GET',
    path: '/maintenance-calendar',
    permission: 'configuration.read',
    query: z.strictObject({
      from: instantSchema,
      to: instantSchema.describe('At most 100 days after `from`.'),
      service: textSchema(100).optional().describe('Only what covers this service, or everything.'),
    }),
    success: z.object({
      items: z.array(
        z
          .object({
            maintenance: z.string(),
            name: z.string(),
            mode: z.enum(['mute', 'low']),
            starts_at: instantSchema,
            ends_at: instantSchema,
            is_active: z.boolean(),
            services: z.array(z.string()).describe('Empty: by sources or labels, or everything.'),
          })
          .meta({ id: 'MaintenanceOccurrence' }),
      ),
      next: z.null(),
    }),
    async handle({ query: { from, to, service }, at }) {
      if (to <= from || to - from > CALENDAR_MS_MAX) throw invalidField('to', 'lies after `from`, by 100 days at most')
      const windows = (directory().maintenance ?? []).filter(
        ({ services, isActive }) =>
          isActive && (service === undefined || services.length === 0 || (services as string[]).includes(service)),
      )
      const items = windows.flatMap((window) => {
        const under = findOccurrence(window, from)
        const begun = under && under.startsAt < from ? [under] : []
        return [...begun, ...listOccurrences(window, from, to)].map((each) => ({
          ...{ maintenance: window.id, name: window.name, mode: window.mode, ...shown(each) },
          ...{ is_active: each.startsAt <= at && at < each.endsAt, services: [...window.services] },
        }))
      })
      return { items: items.sort((a, b) => a.starts_at - b.starts_at).slice(0, CALENDAR_MAX), next: null }
    },
  })
}
