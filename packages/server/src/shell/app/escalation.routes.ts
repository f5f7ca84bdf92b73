/** What escalation would do, did, and is doing: the dry run, why somebody was paged, and what an edit of a policy touches. */
import type { UserId } from '@tocsin/core/kernel/brand.ts'
import { explainPaging, type PagingMoment } from '@tocsin/core/respond/explain-paging.ts'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import { findUser, namesOf } from '../../people/directory-names.ts'
import { findIncident, listFactsUntil } from '../../record/incident.queries.ts'
import { incidentParams } from '../../record/incident.schema.ts'
import type { Schema } from '../database/schema.ts'
import type { EngineDeps } from '../engine/deps.ts'
import { type ApiRoute, defineRoute } from '../http/api.ts'
import { instantSchema } from '../http/instant-schema.ts'
import { namedSchema } from '../http/named-schema.ts'
import { textSchema } from '../http/text-schema.ts'
import { dryRunQuery, dryRunSchema } from './dry-run.schema.ts'
import { askDryRun } from './dry-run.ts'
import { countLadder, ladderReportSchema, listRunning } from './escalation.queries.ts'
import { listPagedIncidentsRoute } from './paged-incidents.routes.ts'
import { plannedWaySchema, presentWay } from './planned-way.ts'
import { tryCriteriaRoute } from './try-criteria.routes.ts'

export interface EscalationDeps {
  db: Kysely<Schema>
  engine: EngineDeps
}

export function escalationRoutes(deps: EscalationDeps): ApiRoute[] {
  return [
    ...[dryRunRoute(deps), explainRoute(deps), listPagedIncidentsRoute(deps)],
    ...[reachRoute(deps), ladderRoute(deps), tryCriteriaRoute(deps)],
  ]
}

function dryRunRoute({ db, engine }: EscalationDeps): ApiRoute {
  return defineRoute({
    id: 'askDryRun',
    tag: 'policies',
    summary: 'Who would be paged, how, when and why',
    description:
      'As if an incident were opened at an instant and nobody answered. Nothing is written and nobody is paged. Channels count as working; the configuration is that of now, also for an instant that is past.',
    method: 'GET',
    path: '/escalation/dry-run',
    permission: 'configuration.read',
    query: dryRunQuery,
    success: dryRunSchema,
    handle: ({ query, at }) =>
      askDryRun({ db, store: engine.store, directory: engine.directory.latest() }, { ...query, at: query.at ?? at }),
  })
}

const momentSchema = z.object({
  kind: z.enum(['wanted', 'left_out', 'others', 'skipped', 'held', 'page', 'attempt', 'unreachable', 'stopped']),
  at: instantSchema,
  because: z.string().nullable(),
  step: z.int().nullable().describe('From 0.'),
  by: z.string().nullable().describe('`step`, `admins` or `name`; of what stopped it the type of the fact.'),
  target: namedSchema.nullable().describe('The schedule or team that named the person.'),
  channel: z.string().nullable(),
  outcome: z.string().nullable(),
  cause: z.string().nullable(),
  until: instantSchema.nullable(),
  together: z.int().nullable().describe('It went in one message with the pages of so many other incidents.'),
  plan: z.array(plannedWaySchema),
  steps_left: z.int().nullable().describe('Steps that never came.'),
})

export const pagingExplanationSchema = z
  .object({
    user: namedSchema,
    was_paged: z.boolean(),
    moments: z.array(momentSchema).describe('The story of the paging as it concerns the person, oldest first.'),
  })
  .meta({ id: 'PagingExplanation' })

function explainRoute({ db, engine }: EscalationDeps): ApiRoute {
  return defineRoute({
    id: 'explainPaging',
    tag: 'incidents',
    summary: 'Why somebody was paged, or was not',
    method: 'GET',
    path: '/incidents/:id/paging',
    permission: 'incident.read',
    params: incidentParams,
    query: z.strictObject({ user: textSchema(320).describe('A person by id or mail address.') }),
    success: pagingExplanationSchema,
    async handle({ params, query, at }) {
      const directory = engine.directory.latest()
      const user = findUser(directory, query.user)
      if (!user) return { rejected: { code: 'user_not_found', facts: { field: 'user', user: query.user } } }
      if (!(await findIncident(db, params.id))) return { rejected: { code: 'not_found' } }
      const moments = explainPaging(await listFactsUntil(db, params.id, at), user.id as UserId)
      const names = namesOf(directory)
      return {
        user: { id: user.id, name: user.name },
        was_paged: moments.some(({ kind }) => kind === 'page'),
        moments: moments.map((moment) => presentMoment(moment, names)),
      }
    },
  })
}

function presentMoment(moment: PagingMoment, names: ReturnType<typeof namesOf>): z.output<typeof momentSchema> {
  const why = 'why' in moment ? moment.why : undefined
  const isNamed = why?.kind === 'schedule' || why?.kind === 'team'
  return {
    kind: moment.kind,
    at: moment.at,
    because: 'because' in moment ? moment.because : null,
    step: 'step' in moment ? (moment.step ?? null) : null,
    by: 'by' in moment ? moment.by : null,
    target: isNamed && why.id !== undefined ? names[why.kind as 'schedule' | 'team'](why.id) : null,
    channel: 'channel' in moment ? moment.channel : null,
    outcome: 'outcome' in moment ? moment.outcome : null,
    cause: 'cause' in moment ? (moment.cause ?? null) : null,
    until: 'until' in moment ? (moment.until ?? null) : null,
    together: 'together' in moment ? (moment.together ?? null) : null,
    plan: 'plan' in moment ? moment.plan.map(presentWay) : [],
    steps_left: 'stepsLeft' in moment ? moment.stepsLeft : null,
  }
}

const reachSchema = z
  .object({
    services: z.array(namedSchema).describe('Those that follow it, directly or by a policy that goes on with it.'),
    policies: z.array(namedSchema).describe('Those that go on with it.'),
    running: z
      .array(z.object({ id: z.string(), title: z.string(), version: z.int() }))
      .describe('Open incidents whose escalation began with it. They keep the version that they began with.'),
  })
  .meta({ id: 'PolicyReach' })

function reachRoute({ db, engine }: EscalationDeps): ApiRoute {
  return defineRoute({
    id: 'showPolicyReach',
    tag: 'policies',
    summary: 'What a change of a policy touches, and what keeps the version that it began with',
    method: 'GET',
    path: '/policies/:id/reach',
    permission: 'configuration.read',
    params: z.object({ id: textSchema(100) }),
    success: reachSchema,
    async handle({ params }) {
      const { policies, services } = engine.directory.latest()
      const named = [...policies.values()].find(({ id }) => id === params.id)
      if (!named) return { rejected: { code: 'not_found' } }
      const reached = new Set<string>([params.id])
      for (let before = 0; before < reached.size; ) {
        before = reached.size
        for (const { id, steps } of policies.values())
          if (steps.some(({ targets }) => targets.some((each) => each.kind === 'policy' && reached.has(each.id))))
            reached.add(id)
      }
      const brief = ({ id, name }: { id: string; name: string }) => ({ id, name })
      return {
        services: [...services.values()].filter(({ policy }) => policy && reached.has(policy)).map(brief),
        policies: [...policies.values()].filter(({ id }) => id !== params.id && reached.has(id)).map(brief),
        running: await listRunning(db, params.id),
      }
    },
  })
}

function ladderRoute({ db }: EscalationDeps): ApiRoute {
  return defineRoute({
    id: 'showLadderReport',
    tag: 'incidents',
    summary: 'How far incidents had to go up: first-contact resolution and escalation rate',
    description: 'Of incidents recorded in the span, without tests, declined and merged ones.',
    method: 'GET',
    path: '/escalation/report',
    permission: 'incident.read',
    query: z.strictObject({
      from: instantSchema.optional().describe('Without it 30 days before `to`.'),
      to: instantSchema.optional().describe('Without it now.'),
      service: textSchema(100).optional(),
    }),
    success: ladderReportSchema,
    handle: ({ query, at }) => countLadder(db, { ...query, to: query.to ?? at }),
  })
}
