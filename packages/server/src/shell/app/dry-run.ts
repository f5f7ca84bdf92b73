/** Who would be paged, how, when and why, if an incident were opened at an instant: the core is asked, and nothing is written. */
import { askCondition } from '@tocsin/adapters/rules/incident-condition.ts'
import { dryRun } from '@tocsin/core/incident-dry-run.ts'
import { headOf } from '@tocsin/core/incident-head.ts'
import type { DeclareExtras } from '@tocsin/core/incident-state.ts'
import type { AlertId, IncidentId, Instant, PolicyId, ServiceId, SourceId } from '@tocsin/core/kernel/brand.ts'
import type { Rejection } from '@tocsin/core/kernel/codes.ts'
import type { AlertRef, Fact } from '@tocsin/core/kernel/fact.ts'
import { after, DAY } from '@tocsin/core/kernel/instant.ts'
import type { Level, Priority, Scope, Severity, SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import { SCOPES, SEVERITIES } from '@tocsin/core/kernel/scales.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { OpenIncident } from '@tocsin/core/record/record.ts'
import { levelOfStep } from '@tocsin/core/respond/ladder.ts'
import { choosePolicy } from '@tocsin/core/respond/targets.ts'
import type { Kysely } from 'kysely'
import { namesOf } from '../../people/directory-names.ts'
import type { Schema } from '../database/schema.ts'
import type { Store } from '../store/store.ts'
import type { DryRunView } from './dry-run.schema.ts'
import { askQuiet, listPlannedWork, type Muted } from './dry-run-quiet.ts'
import { presentWay } from './planned-way.ts'

export interface DryRunQuestion {
  at: Instant
  service?: string | undefined
  policy?: string | undefined
  priority?: Priority | undefined
  severity?: Severity | undefined
  scope?: Scope | undefined
  alert?: string | undefined
}

export interface DryRunDeps {
  db: Kysely<Schema>
  store: Store
  directory: Directory
}

/** Held until after a long weekend, and then gone through. */
const AHEAD = (10 * DAY) as typeof DAY

export async function askDryRun(
  { db, store, directory }: DryRunDeps,
  question: DryRunQuestion,
): Promise<DryRunView | { rejected: Rejection }> {
  const found = question.alert && (await findAlert({ db, store, directory }, question.alert, question.at))
  if (question.alert !== undefined && !found) return { rejected: { code: 'not_found', facts: { field: 'alert' } } }
  if (found && 'muted' in found) return mutedAnswer(question.at, found.muted)
  const { alert, isLowered = false } = found || {}
  const opening = openingOf(question, alert, directory)
  if ('rejected' in opening) return opening
  const asked = withPolicy(directory, question.policy)
  if (!asked) return { rejected: { code: 'not_found', facts: { field: 'policy' } } }
  const turns = await store.transaction((tx) => tx.loadTurns())
  const ran = dryRun(
    opening,
    { at: question.at, directory: asked, ask: askCondition, turns },
    after(question.at, AHEAD),
  )
  if (!ran) return { rejected: { code: 'invalid_request', facts: { field: 'service' } } }
  const { policy, isFallback } = choosePolicy(asked, headOf(ran.state))
  const { priority, urgency } = ran.facts.find((fact) => fact.type === 'PriorityAssessed') ?? ran.state.priority
  return {
    ...{ at: question.at, priority, urgency, muted: null, is_lowered: isLowered },
    maintenance: alert ? [] : listPlannedWork(directory, servicesOf(question, directory), question.at),
    policy: isFallback ? null : { id: policy.id, name: policy.name },
    moments: ran.facts.flatMap((fact) => momentOf(fact, ran.facts, asked)),
    is_cut: ran.isCut,
  }
}

function mutedAnswer(at: Instant, muted: Muted): DryRunView {
  const nothing = { policy: null, moments: [], is_cut: false, is_lowered: false, maintenance: [] }
  return { at, priority: 'P5', urgency: 'low', ...nothing, muted }
}

/** The one that is asked about, or those that follow the policy. */
function servicesOf({ service, policy }: DryRunQuestion, { services }: Directory): ServiceId[] {
  if (service !== undefined) return [service as ServiceId]
  return [...services.values()].filter((each) => each.isActive && each.policy === policy).map(({ id }) => id)
}

/** As if every service followed the policy. */
function withPolicy(directory: Directory, policy: string | undefined): Directory | undefined {
  if (policy === undefined) return directory
  const id = policy as PolicyId
  if (!directory.policies.has(id)) return undefined
  const services = [...directory.services].map(([key, service]) => [key, { ...service, policy: id }] as const)
  const own = 'dry-run' as ServiceId
  return { ...directory, services: new Map([...services, [own, { id: own, name: own, policy: id, isActive: true }]]) }
}

function openingOf(
  { at, service, policy, priority, severity, scope }: DryRunQuestion,
  alert: AlertRef | undefined,
  directory: Directory,
): (OpenIncident & DeclareExtras) | { rejected: Rejection } {
  const id = service as ServiceId | undefined
  if (id !== undefined && !directory.services.has(id))
    return { rejected: { code: 'not_found', facts: { field: 'service' } } }
  const own = policy === undefined ? [] : ['dry-run' as ServiceId]
  const services = id !== undefined ? [id] : alert?.service ? [alert.service] : own
  const weight = priority === undefined ? { severity, scope } : weightOf(priority, directory)
  if (!weight) return { rejected: { code: 'invalid_request', facts: { field: 'priority', priority: priority ?? '' } } }
  return {
    type: 'OpenIncident',
    id: 'INC-0000-000000' as IncidentId,
    title: 'dry run',
    incidentType: 'operational',
    detectionMethod: alert ? 'monitoring' : 'user_report',
    services,
    ...(weight.severity && { severity: weight.severity }),
    ...(weight.scope && { scope: weight.scope }),
    ...(alert?.team && { team: alert.team }),
    occurredAt: at,
    detectedAt: at,
    alerts: alert ? [alert] : [],
    because: alert ? 'new_group' : 'declared_by_hand',
  }
}

/** A scope and a severity that the matrix gives this priority. */
function weightOf(priority: Priority, { settings }: Directory): { severity: Severity; scope: Scope } | undefined {
  for (const scope of SCOPES.toReversed())
    for (const severity of SEVERITIES) if (settings.matrix[scope][severity] === priority) return { severity, scope }
  return undefined
}

/** An alert that came, as it would fare with the event rules, silences and planned work of then. */
async function findAlert(
  { db, store, directory }: DryRunDeps,
  id: string,
  at: Instant,
): Promise<{ alert: AlertRef; isLowered: boolean } | { muted: Muted } | undefined> {
  const row = await db.selectFrom('alerts').selectAll().where('id', '=', id).executeTakeFirst()
  const source = row && directory.sources.get(row.source_id as SourceId)
  if (!row || !source) return undefined
  const signal = {
    ...{ key: row.key, title: row.title, labels: row.labels, severity: row.severity as SourceSeverity, receivedAt: at },
    ...(row.description !== null && { description: row.description }),
    ...(row.link !== null && { link: row.link }),
    annotations: row.annotations,
  }
  const asked = await askQuiet({ db, store, directory, at }, signal, source)
  if ('muted' in asked) return asked
  const { severity, service, team, category, title, scope, urgency } = asked.routed
  const alert: AlertRef = {
    ...{ id: row.id as AlertId, episode: row.episode, title: title ?? row.title },
    severity: asked.isLowered ? 'low' : severity,
    ...{ source: source.id, startedAt: at, receivedAt: at },
    ...(service && { service }),
    ...(team && { team }),
    ...(category && { category }),
    ...(scope && { scope }),
    ...(urgency && { urgency }),
  }
  return { alert, isLowered: asked.isLowered }
}

type Moment = DryRunView['moments'][number]

function momentOf(fact: Fact, facts: readonly Fact[], directory: Directory): Moment[] {
  const names = namesOf(directory)
  const { at, because } = fact
  const common = {
    at,
    because,
    people: [],
    left_out: [],
    step: null,
    level: null,
    until: null,
    text: null,
    criterion: null,
  }
  switch (fact.type) {
    case 'StepFired':
      return [
        {
          ...common,
          ...{ kind: 'step', step: fact.step, level: levelAt(fact.step, facts) },
          people: fact.people.map((person) => presentPerson(person, names)),
          left_out: fact.skipped.map(({ user, because: why }) => ({ user: names.user(user), because: why })),
        },
      ]
    case 'StepSkipped':
      return [
        { ...common, kind: 'skipped', step: fact.step, level: levelAt(fact.step, facts), text: fact.problem ?? null },
      ]
    case 'StepHeld': {
      const left_out = fact.whom.map((user) => ({ user: names.user(user), because }))
      return [
        { ...common, kind: 'held', step: fact.step, level: levelAt(fact.step, facts), until: fact.until, left_out },
      ]
    }
    case 'CriterionMet':
      return [{ ...common, kind: 'criterion', level: fact.to, text: fact.name, criterion: fact.criterion }]
    case 'EscalationExhausted':
      return [{ ...common, kind: 'admins', people: fact.people.map((person) => presentPerson(person, names)) }]
    default:
      return []
  }
}

function levelAt(step: number, facts: readonly Fact[]): Level {
  const started = facts.findLast((fact) => fact.type === 'EscalationStarted')
  return started ? levelOfStep(started.policy, step) : 'L1'
}

function presentPerson(
  { user, why, plan }: Extract<Fact, { type: 'StepFired' }>['people'][number],
  names: ReturnType<typeof namesOf>,
): Moment['people'][number] {
  const { kind, id } = why
  const target =
    id === undefined ? null : kind === 'schedule' || kind === 'team' || kind === 'vendor' ? names[kind](id) : null
  return {
    user: names.user(user),
    why: { kind, target, is_next: why.isNext === true, is_override: why.override !== undefined },
    pages: plan.map(presentWay),
  }
}
