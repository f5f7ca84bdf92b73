import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { MINUTE } from '@tocsin/core/kernel/instant.ts'
import { z } from 'zod'
import { actorSchema, presentActor } from '../../people/actor-label.ts'
import { namesOf } from '../../people/directory-names.ts'
import { actorOf } from '../../shell/auth/principal.ts'
import { type ApiRoute, defineRoute, demand } from '../../shell/http/api.ts'
import { instantSchema } from '../../shell/http/instant-schema.ts'
import { namedSchema, namedSourceSchema } from '../../shell/http/named-schema.ts'
import { Refusal } from '../../shell/http/refusal.ts'
import { type BacktestRow, endBacktest, findBacktest, listBacktests } from './backtest.queries.ts'
import type { BacktestReport, Backtests } from './backtest.ts'
import { changeRules, listRuleErrors, ruleChangesSchema } from './changed-rules.ts'
import { DIFFERENCES, type Example, type Fate } from './compare-replays.ts'
import type { RuleRouteDeps } from './rule-test.routes.ts'

const DAYS_MAX = 30
/** A run writes how far it is twice a second; one that is silent that long has lost its node. */
const SILENT_MS = 2 * MINUTE

const totals = z.object({
  incidents: z.int(),
  pages: z.int().describe('First pages, one for each person.'),
  high_pages: z.int().describe('Of those the loud ones.'),
  muted: z.int().describe('Alerts that opened and joined no incident.'),
})
const fate = z.object({
  title: z.string(),
  severity: z.string(),
  service: namedSchema.nullable(),
  urgency: z.string().nullable(),
  because: z.string().nullable().describe('Why it is in no incident; null when it is in one.'),
  rule: z.string().nullable().describe('The rule that keeps it out.'),
})
const example = z.object({
  ...{ alert: z.string(), source: namedSourceSchema, title: z.string(), at: instantSchema },
  ...{ before: fate, after: fate },
})
const ruleCount = z.object({ matched: z.int(), failed: z.int(), muted: z.int() })
const serviceCount = z.object({ incidents: z.int(), pages: z.int() })

const reportSchema = z.object({
  from: instantSchema,
  to: instantSchema,
  is_truncated: z.boolean().describe('There was more than one run looks at; what the oldest alerts sent is left out.'),
  truncated_by: z
    .enum(['signals', 'bytes'])
    .nullable()
    .describe('What there was too much of: signals, or words in their alerts.'),
  signals: z.int(),
  alerts: z.int(),
  ...{ before: totals, after: totals },
  counts: z.object({ muted: z.int(), unmuted: z.int(), changed: z.int() }).describe('Alerts, each time they fired.'),
  examples: z.object({ muted: z.array(example), unmuted: z.array(example), changed: z.array(example) }),
  by_rule: z.array(z.object({ rule: namedSchema, before: ruleCount, after: ruleCount })),
  by_service: z.array(z.object({ service: namedSchema.nullable(), before: serviceCount, after: serviceCount })),
})

const backtestSchema = z
  .object({
    id: z.string(),
    state: z.enum(['running', 'done', 'cancelled', 'failed']),
    days: z.int(),
    created_at: instantSchema,
    created_by: actorSchema,
    signals_done: z.int(),
    signals_total: z.int().describe('0 until it is known.'),
    error: z.string().nullable(),
    report: reportSchema.nullable(),
  })
  .meta({ id: 'EventRuleBacktest' })
type View = z.output<typeof backtestSchema>

export interface BacktestRouteDeps extends RuleRouteDeps {
  backtests: Backtests
}

const params = z.object({ id: z.uuid() })

export function backtestRoutes(deps: BacktestRouteDeps): ApiRoute[] {
  return [startRoute(deps), showRoute(deps), listRoute(deps), cancelRoute(deps)]
}

function startRoute(deps: BacktestRouteDeps): ApiRoute {
  return defineRoute({
    id: 'startEventRuleBacktest',
    tag: 'event-rules',
    summary: 'Run the signals of the last days through changed event rules',
    description:
      'Compares what the rules made of them with what the changed ones would have made: alerts, incidents and first pages. Nothing is changed and nobody is paged. Silences, maintenance and what people did are left out on both sides.',
    method: 'POST',
    path: '/event-rules/backtest',
    permission: 'configuration.write',
    body: z.strictObject({
      days: z.int().min(1).max(DAYS_MAX).default(7).describe('As far as signals are kept.'),
      changes: ruleChangesSchema,
    }),
    success: backtestSchema,
    status: 202,
    async handle({ body: { days, changes }, principal, at }) {
      const directory = deps.engine.directory.latest()
      const problems = listRuleErrors(changes.put, directory).map(({ rule, path, message }) => ({
        path: ['changes', rule, path],
        problem: message,
      }))
      if (problems.length > 0) return { rejected: { code: 'invalid_request' }, problems }
      const rules = changeRules(directory.eventRules, changes)
      const id = await deps.backtests.start({ days, rules }, actorOf(principal), at)
      if (id === undefined) throw new Refusal('busy', { message: 'A backtest is running; wait for it, or cancel it.' })
      return showBacktest(deps, id, at)
    },
  })
}

function showRoute(deps: BacktestRouteDeps): ApiRoute {
  return defineRoute({
    id: 'getEventRuleBacktest',
    tag: 'event-rules',
    summary: 'Show how far a backtest is, and what it found',
    description: 'It names alerts, so that it needs the permission `configuration.read` as well.',
    method: 'GET',
    path: '/event-rule-backtests/:id',
    permission: 'alert.read',
    params,
    success: backtestSchema,
    handle({ params: { id }, principal, at }) {
      demand(principal, 'configuration.read')
      return showBacktest(deps, id, at)
    },
  })
}

function listRoute(deps: BacktestRouteDeps): ApiRoute {
  return defineRoute({
    id: 'listEventRuleBacktests',
    tag: 'event-rules',
    summary: 'List the newest backtests',
    method: 'GET',
    path: '/event-rule-backtests',
    permission: 'configuration.read',
    success: z.object({ items: z.array(backtestSchema.omit({ report: true })), next: z.null() }),
    async handle({ at }) {
      const rows = await listBacktests(deps.db)
      return { items: rows.map((row) => present(deps, { ...row, report: null }, at)), next: null }
    },
  })
}

function cancelRoute(deps: BacktestRouteDeps): ApiRoute {
  return defineRoute({
    id: 'cancelEventRuleBacktest',
    tag: 'event-rules',
    summary: 'Cancel a backtest',
    description: 'One that has ended stays as it is.',
    method: 'POST',
    path: '/event-rule-backtests/:id/cancel',
    permission: 'configuration.write',
    params,
    success: backtestSchema,
    async handle({ params: { id }, at }) {
      await endBacktest(deps.db, id, { state: 'cancelled', at })
      return showBacktest(deps, id, at)
    },
  })
}

async function showBacktest(deps: BacktestRouteDeps, id: string, at: Instant) {
  const row = await findBacktest(deps.db, id)
  return row ? present(deps, row, at) : { rejected: { code: 'not_found' as const } }
}

function present({ engine }: BacktestRouteDeps, row: BacktestRow, at: Instant): View {
  const names = namesOf(engine.directory.latest())
  const isLost = row.state === 'running' && at - row.updated_at > SILENT_MS
  return {
    id: row.id,
    state: isLost ? 'failed' : (row.state as View['state']),
    days: (row.request as { days: number }).days,
    created_at: row.created_at as Instant,
    created_by: presentActor(row.actor as Actor, names),
    ...{ signals_done: row.signals_done, signals_total: row.signals_total },
    error: isLost ? 'The node that worked on it went away; start it again.' : row.error,
    report: row.report ? presentReport(row.report as BacktestReport, names) : null,
  }
}

function presentReport(report: BacktestReport, names: ReturnType<typeof namesOf>): NonNullable<View['report']> {
  const {
    from,
    to,
    isTruncated,
    truncatedBy = 'signals',
    signals,
    alerts,
    before,
    after,
    counts,
    examples,
    byRule,
    byService,
  } = report
  const total = ({ highPages, ...each }: BacktestReport['before']) => ({ ...each, high_pages: highPages })
  const fateOf = ({ service, ...each }: Fate) => ({ ...each, service: service ? names.service(service) : null })
  const exampleOf = (each: Example) => ({
    ...{ alert: each.alert as string, source: names.source(each.source), title: each.title, at: each.at },
    ...{ before: fateOf(each.before), after: fateOf(each.after) },
  })
  const shown = Object.fromEntries(DIFFERENCES.map((kind) => [kind, examples[kind].map(exampleOf)]))
  return {
    ...{ from, to, is_truncated: isTruncated, truncated_by: isTruncated ? truncatedBy : null, signals, alerts, counts },
    ...{ before: total(before), after: total(after) },
    examples: shown as NonNullable<View['report']>['examples'],
    by_rule: byRule.map(({ rule, name, ...each }) => ({ rule: { id: rule, name }, ...each })),
    by_service: byService.map(({ service, ...each }) => ({
      service: service === '' ? null : names.service(service),
      ...each,
    })),
  }
}
