/** The page of an incident: the summary, the seven steps with their clocks, the ladder, and what the caller may do. */
import type { IncidentState } from '@tocsin/core/incident.ts'
import { decide } from '@tocsin/core/incident-decision.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { after } from '@tocsin/core/kernel/instant.ts'
import { isFinal } from '@tocsin/core/kernel/scales.ts'
import { can } from '@tocsin/core/people/permissions.ts'
import { DEFAULT_TARGETS } from '@tocsin/core/prioritise/targets.ts'
import { namesOf } from '../people/directory-names.ts'
import type { Principal } from '../shell/auth/principal.ts'
import type { Ask, IncidentAction } from '../shell/engine/incident-action.ts'
import type { IncidentRow, LadderFact } from './incident.queries.ts'
import type { ActionView, IncidentDetail } from './incident.schema.ts'
import { presentEscalation, presentOnPage } from './present-escalation.ts'
import { presentSummary } from './present-summary.ts'

/** For whom an incident is shown. */
export interface Viewer extends Ask {
  principal: Principal
}

/** What the facts tell beyond the state. */
export interface Told {
  ladder: readonly LadderFact[]
  isCategoryByHand: boolean
}

export function presentIncident(
  { state, ...row }: IncidentRow,
  { ladder, isCategoryByHand }: Told,
  actions: readonly IncidentAction[],
  viewer: Viewer,
): IncidentDetail {
  const names = namesOf(viewer.directory)
  const { record, response, resolution } = state
  return {
    ...presentSummary(row, names),
    description: record.description ?? null,
    symptoms: record.symptoms ?? null,
    workaround: resolution.workaround ?? null,
    priority_override: state.priority.overrideReason ?? null,
    recurrence_of: record.recurrenceOf ?? null,
    merged_into: record.merged?.into ?? null,
    merged_from: Object.entries(record.absorbed).map(([id, title]) => ({ id, title })),
    reopened_count: resolution.reopenedCount,
    steps: presentSteps(state, isCategoryByHand),
    escalation: response.escalation ? presentEscalation(response.escalation, ladder, names) : null,
    on_page: presentOnPage(response, names),
    reports: presentReports(state),
    responders: response.responders.map((id) => names.user(id)),
    channel: presentChannel(state),
    bridge: state.room?.bridge ?? null,
    hold: response.hold && { until: response.hold.until, reason: response.hold.reason ?? null },
    actions: presentActions(state, actions, viewer),
  }
}

function presentChannel({ room }: IncidentState): IncidentDetail['channel'] {
  if (!room?.channel) return null
  const { place } = room.channel
  return { name: place?.name ?? null, url: place?.url ?? null }
}

function presentReports({ reports }: IncidentState): IncidentDetail['reports'] {
  if (!reports) return null
  const all = Object.values(reports)
  const saying = (verdict: 'fixed' | 'not_fixed') => all.filter((report) => report.verdict === verdict).length
  return {
    ...{ count: all.length, fixed: saying('fixed'), not_fixed: saying('not_fixed') },
    verified: all.filter(({ isVerified }) => isVerified).length,
  }
}

type Step = IncidentDetail['steps'][number]

/**
 * The stepper. Current is the step after the furthest one that was reached; what was passed over on the way stays pending. An
 * incident is born with a severity, a scope and a priority, so these steps are done from the beginning, if only by what its source,
 * a rule or a default says: `is_by_rule` tells that no person has looked at it. An incident that was opened again waits for a
 * response anew.
 */
export function presentSteps(state: IncidentState, isCategoryByHand: boolean): Step[] {
  const { times, status, priority, classification } = state
  const isClassifiedByHand = classification.isSeveritySetByHand || classification.isScopeSetByHand || isCategoryByHand
  const { respondMs, resolveMs } = DEFAULT_TARGETS[priority.priority]
  const targets: Partial<Record<Step['step'], Instant>> = {
    respond: after(times.detected, respondMs),
    resolve: after(times.recorded, resolveMs),
  }
  const reached: [Step['step'], Instant | undefined][] = [
    ['detect', times.detected],
    ['record', times.recorded],
    ['classify', times.classified ?? times.recorded],
    ['prioritise', times.prioritised],
    ['respond', times.acknowledged],
    ['resolve', times.resolved],
    ['close', times.closed],
  ]
  const respond = reached.findIndex(([step]) => step === 'respond')
  const furthest = reached.findLastIndex(([, at]) => at !== undefined)
  const current = isFinal(status) ? -1 : status === 'open' ? respond : furthest + 1
  return reached.map(([step, at], index) => ({
    step,
    at: at ?? null,
    // What is over has no time left for what it never reached.
    target_at: (at !== undefined || !isFinal(status) ? targets[step] : undefined) ?? null,
    state: index === current ? 'current' : at === undefined ? 'pending' : 'done',
    is_by_rule: (step === 'classify' && !isClassifiedByHand) || (step === 'prioritise' && !priority.overrideReason),
  }))
}

/** The role is asked first; then the core, by deciding as if. What would change nothing is not offered. */
function presentActions(
  state: IncidentState,
  actions: readonly IncidentAction[],
  viewer: Viewer,
): Record<string, ActionView> {
  return Object.fromEntries(actions.map((action) => [action.name, presentAction(state, action, viewer)]))
}

/** Whether one action is possible now, and why not. */
export function presentAction(state: IncidentState, action: IncidentAction, viewer: Viewer): ActionView {
  const access = can(viewer.principal, action.permission)
  if (!access.allowed) return { allowed: false, because: access.because }
  const decision = decide(state, action.probe(state, viewer), viewer)
  if ('rejected' in decision) return { allowed: false, because: decision.rejected.code }
  return decision.facts.length > 0 ? { allowed: true } : { allowed: false, because: decision.because }
}
