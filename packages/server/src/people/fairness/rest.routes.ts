/** Breaches of the rules of rest over HTTP: what there is, who could mend it, and who let it through. */
import type { DurationMs, Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { after, DAY } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { findRelief, loadDuties, type Relief } from '@tocsin/core/respond/fairness/relief.ts'
import type { RestBreach } from '@tocsin/core/respond/fairness/rest.ts'
import { z } from 'zod'
import type { ConfigDb } from '../../shell/config/config-kind.ts'
import type { ConfigurationDeps } from '../../shell/config/configuration-deps.ts'
import { type ApiRoute, defineRoute } from '../../shell/http/api.ts'
import { instantSchema } from '../../shell/http/instant-schema.ts'
import { actorSchema, presentActor } from '../actor-label.ts'
import { namesOf } from '../directory-names.ts'
import { listTimeOff } from '../on-call/time-off.queries.ts'
import { loadBreaches, loadNightPages, type Window } from './duties.ts'
import { readWindow, scheduleFilter } from './fairness.routes.ts'
import { onCallSettingOf, restRulesOf } from './on-call-setting.ts'
import { breachSchema, LET_THROUGH_BECAUSE, presentBreach } from './rest-answer.ts'
import { listConcerned } from './rest-check.ts'
import { listFindings, type RestFinding } from './rest-findings.queries.ts'

/** Of so many that lie ahead it is said who could take a day. */
const RELIEVED_MAX = 50

const shownSchema = z.object({
  ...breachSchema.shape,
  let_through: z
    .object({ at: instantSchema, actor: actorSchema, because: z.enum(LET_THROUGH_BECAUSE) })
    .nullable()
    .describe('The change that brought it about and was let through, where it was a change.'),
})

export function restRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return [restRoute(deps)]
}

function restRoute({ db, directory }: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'listRestBreaches',
    tag: 'on call',
    summary: 'Who is on call for too many days in a row, or too soon after a night with pages',
    description: 'By default the next 30 days and the 30 before. What is allowed is in the setting `on_call`.',
    method: 'GET',
    path: '/on-call/rest',
    permission: 'on_call.read',
    query: z.strictObject({
      from: instantSchema.optional(),
      to: instantSchema.optional().describe('At most 370 days after `from`.'),
      schedule: scheduleFilter,
    }),
    success: z.object({
      from: instantSchema,
      to: instantSchema,
      items: z.array(shownSchema.meta({ id: 'ShownRestBreach' })),
      next: z.null(),
    }),
    async handle({ query, at }) {
      const known = directory()
      const from = query.from ?? ((at - 30 * DAY) as Instant)
      const window = readWindow({ from, to: query.to ?? ((from + 60 * DAY) as Instant) })
      const nights = await loadNightPages(db, known, window)
      const breaches = await loadBreaches({ db, directory: known, now: at }, query.schedule, { window, nights })
      const findings = await listFindings(db, window)
      const reliefs = await listReliefs(db, known, { breaches, nights, window, at })
      const names = namesOf(known)
      const items = breaches.map((breach) => {
        const finding = findings.find((each) => isOf(each, breach))
        return {
          ...presentBreach(breach, reliefs.get(breach) ?? [], names),
          let_through: finding
            ? { at: finding.letThroughAt, actor: presentActor(finding.actor, names), because: finding.because }
            : null,
        }
      })
      return { ...window, items, next: null }
    },
  })
}

/** Who could take a day of what lies ahead. */
async function listReliefs(
  db: ConfigDb,
  directory: Directory,
  {
    breaches,
    nights,
    window,
    at,
  }: { breaches: readonly RestBreach[]; nights: ReadonlyMap<UserId, Instant[]>; window: Window; at: Instant },
): Promise<Map<RestBreach, Relief[]>> {
  const ahead = breaches.filter(({ endsAt }) => endsAt > at).slice(0, RELIEVED_MAX)
  if (ahead.length === 0) return new Map()
  const rules = restRulesOf(onCallSettingOf(directory))
  const reach = ((rules.daysInARowMax + 2) * DAY) as DurationMs
  const away = await listTimeOff(db, (window.from - reach) as Instant, after(window.to, reach))
  const schedules = listConcerned(directory, ahead)
  const duties = loadDuties({ roster: directory, schedules, away, rules, now: at, pagedAt: nights }, ahead)
  return new Map(ahead.map((breach) => [breach, findRelief(duties, breach)]))
}

function isOf({ user, kind, startsAt, endsAt }: RestFinding, breach: RestBreach): boolean {
  return user === breach.user && kind === breach.kind && startsAt < breach.endsAt && breach.startsAt < endsAt
}
