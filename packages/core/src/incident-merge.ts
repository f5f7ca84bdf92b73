/**
 * Merging: two incidents turn out to be one problem. One ends and points to the other, which gets its alerts and whoever worked
 * on it; undone, what came along goes back. Each half is a command to its own incident; `planMerge` and `planUnmerge` make both of
 * them, so that either both are carried out, in one transaction, or none.
 */
import { reportsToBring, reportsToTakeBack } from './incident-reports.ts'
import type { IncidentCommand, IncidentState } from './incident-state.ts'
import type { AlertId, IncidentId, ReportId, UserId } from './kernel/brand.ts'
import type { Rejection, RejectionCode } from './kernel/codes.ts'
import { type Decision, rejected } from './kernel/decision.ts'
import type { AlertEpisode, FactOf, NewFact } from './kernel/fact.ts'
import { LIMITS } from './kernel/limits.ts'
import type { Reason } from './kernel/reason.ts'
import { isFinal, isWorking, PRIORITIES, type Scope, type Severity } from './kernel/scales.ts'
import { alertsOf } from './record/episodes.ts'

/** Somebody said so when absent. */
export type MergeReason = Extract<Reason, 'merged_by_hand' | 'symptom_of_dependency'>

export type MergeCommand =
  | { type: 'Merge'; into: IncidentId; reason?: string; by?: UserId; because?: MergeReason }
  | (Pick<
      FactOf<'IncidentAbsorbed'>,
      'from' | 'title' | 'firing' | 'cleared' | 'flapping' | 'responders' | 'reports'
    > & {
      type: 'Absorb'
      severity: Severity
      scope: Scope
      services: IncidentState['record']['services']
      reason?: string
      because?: MergeReason
    })
  | ({ type: 'Unmerge' } & Pick<FactOf<'IncidentUnmerged'>, 'firing' | 'cleared' | 'flapping' | 'reports' | 'reason'>)
  | ({ type: 'SplitOff' } & Pick<FactOf<'IncidentSplitOff'>, 'to' | 'alerts' | 'reports' | 'reason'>)

type CommandOf<Type extends MergeCommand['type']> = Extract<MergeCommand, { type: Type }>

export function decideMerging(state: IncidentState, command: MergeCommand): Decision {
  switch (command.type) {
    case 'Merge':
      return decideMerge(state, command)
    case 'Absorb':
      return decideAbsorb(state, command)
    case 'Unmerge':
      return decideUnmerge(state, command)
    case 'SplitOff':
      return decideSplitOff(state, command)
  }
}

function decideMerge(state: IncidentState, command: CommandOf<'Merge'>): Decision {
  const { into, reason, by, because = 'merged_by_hand' } = command
  if (state.record.testOf) return rejected('merge_of_test', { id: state.id })
  if (into === state.id) return rejected('merge_into_itself', { id: state.id })
  const words = { ...(reason && { reason }), ...(by && { by }) }
  return { facts: [{ type: 'IncidentMerged', into, was: state.status, ...words, because }], because }
}

function decideAbsorb(state: IncidentState, command: CommandOf<'Absorb'>): Decision {
  const { from, title, firing, cleared, flapping, severity, scope, reason, because = 'merged_by_hand' } = command
  if (!isWorking(state.status)) return rejected('merge_target_over', { id: state.id, status: state.status })
  if (state.record.testOf) return rejected('merge_of_test', { id: state.id })
  const alerts = new Set([...alertsOf(state.record), ...[...firing, ...cleared].map(({ id }) => id)])
  if (alerts.size > LIMITS.alertsPerIncidentMax)
    return rejected('too_many_alerts', { max: LIMITS.alertsPerIncidentMax })
  const responders = command.responders.filter((user) => !state.response.responders.includes(user))
  const reports = reportsToBring(command.reports, state.reports)
  const words = { ...(flapping && { flapping }), ...(reports && { reports }), ...(reason && { reason }) }
  const facts: NewFact[] = [
    { type: 'IncidentAbsorbed', from, title, firing, cleared, responders, severity, scope, ...words, because },
  ]
  const room = Math.max(0, LIMITS.servicesPerIncidentMax - state.record.services.length)
  const services = command.services.filter((id) => !state.record.services.includes(id)).slice(0, room)
  if (services.length > 0) facts.push({ type: 'ServicesAffected', services, because })
  return { facts, because }
}

/** A newer incident may have its group by now: it lets go of it, as one that is opened again does. */
function decideUnmerge(
  state: IncidentState,
  { firing, cleared, flapping, reports, reason }: CommandOf<'Unmerge'>,
): Decision {
  const { merged, groupKey } = state.record
  if (!merged) return rejected('not_merged', { id: state.id })
  const because = 'unmerged_by_hand'
  const facts: NewFact[] = groupKey ? [{ type: 'GroupReleased', because }] : []
  const status = statusAfter(state, merged.was, firing.length > 0)
  const words = { ...(flapping && { flapping }), ...(reports && { reports }), ...(reason && { reason }) }
  facts.push({ type: 'IncidentUnmerged', from: merged.into, status, firing, cleared, ...words, because })
  return { facts, because }
}

/** As it was before, as far as that still holds: what fires again is not resolved, and a quiet period is not run twice. */
function statusAfter(
  { response }: IncidentState,
  was: IncidentState['status'],
  isFiring: boolean,
): FactOf<'IncidentUnmerged'>['status'] {
  if (was === 'acknowledged' || was === 'mitigated') return was
  const isOver = was === 'resolved' || was === 'verifying'
  if (isOver && !isFiring) return 'resolved'
  return was === 'verifying' && response.acknowledgedBy ? 'acknowledged' : 'open'
}

function decideSplitOff(state: IncidentState, { to, alerts, reports, reason }: CommandOf<'SplitOff'>): Decision {
  const { firing, cleared } = state.record
  const gone = new Set(alerts)
  const left = (episodes: object): number => Object.keys(episodes).filter((id) => !gone.has(id as AlertId)).length
  const firingLeft = left(firing)
  const because = 'unmerged_by_hand'
  const fact: NewFact = {
    type: 'IncidentSplitOff',
    to,
    alerts,
    firingLeft,
    alertsLeft: firingLeft + left(cleared),
    ...(reports && { reports }),
    ...(reason && { reason }),
    because,
  }
  return { facts: [fact], because }
}

/** Who asks for it and why. */
export interface MergeAsk {
  into: IncidentId
  reason?: string
  by?: UserId
  because?: MergeReason
}

export interface MergePlan {
  merge: CommandOf<'Merge'>
  absorb: CommandOf<'Absorb'>
  /** What the other incident is told when it has everything. A rejection among these is no error: they had nothing to do. */
  afterwards(into: IncidentState): IncidentCommand[]
}

/** Both halves of a merge, or why it cannot be. `null` is an incident that does not exist. */
export function planMerge(
  from: IncidentState | null,
  into: IncidentState | null,
  ask: MergeAsk,
): MergePlan | { rejected: Rejection } {
  if (!from) return refuse('not_found')
  if (from.record.merged) return refuse('incident_merged', { id: from.id, into: from.record.merged.into })
  if (isFinal(from.status)) return refuse('incident_final', { id: from.id, status: from.status })
  if (ask.into === from.id) return refuse('merge_into_itself', { field: 'into', id: from.id })
  if (!into) return refuse('not_found', { field: 'into', id: ask.into })
  const words = { ...(ask.reason && { reason: ask.reason }), ...(ask.because && { because: ask.because }) }
  const merge = { type: 'Merge' as const, ...ask, into: into.id }
  const absorb = { type: 'Absorb' as const, ...broughtBy(from), ...words }
  for (const decision of [decideMerging(from, merge), decideMerging(into, absorb)])
    if ('rejected' in decision) return decision
  return { merge, absorb, afterwards: (state) => afterwards(from, state) }
}

function broughtBy({
  id,
  record,
  response,
  classification,
  reports,
}: IncidentState): Omit<CommandOf<'Absorb'>, 'type'> {
  const { owner, acknowledgedBy, responders } = response
  return {
    from: id,
    title: record.title,
    firing: episodesOf(record.firing),
    cleared: episodesOf(record.cleared),
    ...(record.flapping && { flapping: record.flapping }),
    responders: [...new Set([acknowledgedBy, owner, ...responders])].filter((user) => user !== undefined),
    severity: classification.severity,
    scope: classification.scope,
    services: record.services,
    ...(reports && { reports }),
  }
}

/**
 * What event rules said of the urgency of the one that ended is weighed with what they said here, so that one that was loud does
 * not become quiet; somebody's word that it was more urgent still counts; and whoever was asked for by name and has not answered
 * is asked for here.
 */
function afterwards(from: IncidentState, into: IncidentState): IncidentCommand[] {
  const { priority, overrideReason } = from.priority
  const isMoreUrgent = PRIORITIES.indexOf(priority) < PRIORITIES.indexOf(into.priority.priority)
  const raise: IncidentCommand[] =
    overrideReason && isMoreUrgent && !into.priority.overrideReason
      ? [{ type: 'OverridePriority', priority, reason: `${from.id}: ${overrideReason}` }]
      : []
  const asked = (Object.keys(from.response.runs) as UserId[]).filter((user) => from.response.runs[user]?.isResponder)
  const missing = asked.filter((user) => !into.response.responders.includes(user))
  const { ruleUrgency } = from.priority
  const weigh: IncidentCommand[] =
    ruleUrgency || into.priority.ruleUrgency
      ? [{ type: 'ReassessUrgency', alerts: [ruleUrgency ? { urgency: ruleUrgency } : {}] }]
      : []
  return [...weigh, ...raise, ...missing.map((user): IncidentCommand => ({ type: 'PageResponder', user }))]
}

export interface UnmergePlan {
  unmerge: CommandOf<'Unmerge'>
  splitOff: CommandOf<'SplitOff'>
}

/** Both halves of taking an incident out of the one that it was merged into. What it brought goes back as it stands by now. */
export function planUnmerge(
  from: IncidentState | null,
  into: IncidentState | null,
  reason: string | undefined,
): UnmergePlan | { rejected: Rejection } {
  if (!from) return refuse('not_found')
  const { merged } = from.record
  if (!merged) return refuse('not_merged', { id: from.id })
  if (!into || isFinal(into.status)) return refuse('merge_target_over', { id: merged.into, ...statusOf(into) })
  const { firing, cleared } = into.record
  const alerts = merged.alerts.filter((id) => firing[id] !== undefined || cleared[id] !== undefined)
  const brought = new Set(alerts)
  const backOf = (episodes: typeof firing): AlertEpisode[] => episodesOf(episodes).filter(({ id }) => brought.has(id))
  const words = reason ? { reason } : {}
  const flapping = (into.record.flapping ?? []).filter((id) => brought.has(id))
  const flaps = flapping.length > 0 ? { flapping } : {}
  const reports = reportsToTakeBack(from.reports, into.reports)
  const gone = reports && { reports: Object.keys(reports) as ReportId[] }
  return {
    unmerge: {
      ...{ type: 'Unmerge', firing: backOf(firing), cleared: backOf(cleared) },
      ...{ ...flaps, ...(reports && { reports }), ...words },
    },
    splitOff: { type: 'SplitOff', to: from.id, alerts, ...gone, ...words },
  }
}

function statusOf(state: IncidentState | null): Rejection['facts'] {
  return state ? { status: state.status } : {}
}

function episodesOf(episodes: Record<AlertId, number>): AlertEpisode[] {
  return (Object.entries(episodes) as [AlertId, number][]).map(([id, episode]) => ({ id, episode }))
}

function refuse(code: RejectionCode, facts?: Rejection['facts']): { rejected: Rejection } {
  return { rejected: facts ? { code, facts } : { code } }
}
