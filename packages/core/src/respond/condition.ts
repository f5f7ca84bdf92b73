/** When a step of a policy is taken, and what expressions of a policy see of an incident. */
import type { Context } from '../kernel/decision.ts'
import type { Extent, Head } from '../kernel/fact.ts'
import { MINUTE } from '../kernel/instant.ts'
import { SCOPES, SEVERITIES } from '../kernel/scales.ts'
import type { IncidentSubject } from '../kernel/subject.ts'
import type { PolicyStep, StepCondition } from '../people/policy.ts'
import type { ResponseState } from './response.ts'
import { isWithinHours } from './working-hours.ts'

/** A condition that cannot be evaluated counts as true: a page too many is better than one too few. */
export type StepVerdict = { isTaken: boolean; problem?: string }

export function askStep(step: PolicyStep, state: ResponseState, head: Head, context: Context): StepVerdict {
  const verdicts = (step.only ?? []).map((condition) => askCondition(condition, state, head, context))
  const problem = verdicts.find((verdict) => verdict.problem !== undefined)?.problem
  return { isTaken: verdicts.every(({ isTaken }) => isTaken), ...(problem !== undefined && { problem }) }
}

function askCondition(
  { priorities, services, hours, when }: StepCondition,
  state: ResponseState,
  head: Head,
  context: Context,
): StepVerdict {
  const isTaken =
    (priorities?.includes(head.priority) ?? true) &&
    (services?.some((service) => head.services.includes(service)) ?? true) &&
    (hours === undefined || isWithinHours(hours, context.at) !== (hours.outside === true))
  if (!isTaken || when === undefined || when.trim() === '') return { isTaken }
  const answer = askExpression(when, subjectOf(state, head, context), context)
  return typeof answer === 'boolean' ? { isTaken: answer } : { isTaken: true, problem: answer.problem }
}

export function askExpression(
  expression: string,
  subject: IncidentSubject,
  { ask }: Context,
): boolean | { problem: string } {
  return ask ? ask(expression, subject) : { problem: 'expressions cannot be evaluated here' }
}

export function subjectOf(state: ResponseState, head: Head, { at }: Context): IncidentSubject {
  const { extent, services, team } = head
  const { watch, progress } = state
  const begun: Extent = watch?.extent ?? extent
  const expectedAt = progress?.expectedAt
  return {
    ...{ at, title: head.title, status: head.status, priority: head.priority, urgency: head.urgency },
    ...{ severity: extent.severity, scope: extent.scope, level: state.level, services, team: team ?? '' },
    minutes: Math.floor(Math.max(0, at - (watch?.since ?? head.recordedAt)) / MINUTE),
    is_acknowledged: head.status === 'acknowledged',
    cause_known: progress?.cause !== undefined,
    expected_in: expectedAt !== undefined && expectedAt > at ? Math.ceil((expectedAt - at) / MINUTE) : -1,
    needs: progress?.needs ?? '',
    services_added: Math.max(0, extent.services - begun.services),
    scope_widened: SCOPES.indexOf(extent.scope) > SCOPES.indexOf(begun.scope),
    severity_raised: SEVERITIES.indexOf(extent.severity) < SEVERITIES.indexOf(begun.severity),
    reports: extent.reports,
    reports_added: Math.max(0, extent.reports - begun.reports),
    impact_growing: progress?.isImpactGrowing === true,
  }
}
