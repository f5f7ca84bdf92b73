/**
 * Reports: what people without an account say of an incident. The first one opens it or joins it; each later word (the address is mine, it
 * works again, it does not) refers to its report. How many reported it is a reading of the facts.
 */
import type { IncidentState } from './incident-state.ts'
import type { ReportId } from './kernel/brand.ts'
import { type Decision, nothing, rejected } from './kernel/decision.ts'
import type { Fact, NewFact } from './kernel/fact.ts'
import { LIMITS } from './kernel/limits.ts'
import type { ReportState, ReportSymptom, ReportsState } from './kernel/report.ts'
import { isWorking, type Scope } from './kernel/scales.ts'

export type ReportCommand =
  | {
      type: 'AddReport'
      report: ReportId
      scope: Scope
      symptoms: ReportSymptom[]
      text?: string
      isVerified?: true
      needsTriage?: true
    }
  | { type: 'VerifyReport'; report: ReportId }
  | { type: 'JudgeFix'; report: ReportId; isFixed: boolean; text?: string }

const WIDTH: Record<Scope, number> = { individual: 0, department: 1, company_wide: 2 }
const BECAUSE = 'reported'

export function decideReports(state: IncidentState, command: ReportCommand): Decision {
  const known = state.reports?.[command.report]
  if (command.type === 'AddReport') return known ? nothing('no_change') : decideAdd(state, command)
  if (!known) return rejected('not_found')
  if (command.type === 'VerifyReport') {
    return known.isVerified
      ? nothing('no_change')
      : { facts: [{ type: 'ReportVerified', report: command.report, because: 'asked' }], because: 'asked' }
  }
  const { report, isFixed, text } = command
  const verdict = isFixed ? 'fixed' : 'not_fixed'
  if (known.verdict === verdict && !text) return nothing('no_change')
  return { facts: [{ type: 'FixJudged', report, isFixed, ...(text && { text }), because: 'asked' }], because: 'asked' }
}

/** Whoever reports that it is wider than was known widens it, unless somebody who knows said otherwise, or it has to be looked at first. */
function decideAdd(state: IncidentState, command: Extract<ReportCommand, { type: 'AddReport' }>): Decision {
  if (!isWorking(state.status)) return rejected('incident_already_resolved', { id: state.id })
  if (Object.keys(state.reports ?? {}).length >= LIMITS.reportsPerIncidentMax)
    return rejected('too_many_reports', { max: LIMITS.reportsPerIncidentMax })
  const { type: _, text, ...report } = command
  const facts: NewFact[] = [{ type: 'ReportAdded', ...report, ...(text && { text }), because: BECAUSE }]
  const { scope, isScopeSetByHand } = state.classification
  const isWider = WIDTH[command.scope] > WIDTH[scope] && !isScopeSetByHand && !command.needsTriage
  if (isWider) facts.push({ type: 'ScopeAssessed', scope: command.scope, because: BECAUSE })
  return { facts, because: BECAUSE }
}

/** Absent while nobody has reported anything. */
export function evolveReports(state: ReportsState | undefined, fact: Fact): ReportsState | undefined {
  switch (fact.type) {
    case 'ReportAdded': {
      const name = fact.actor.kind === 'reporter' ? fact.actor.name : undefined
      const added: ReportState = {
        scope: fact.scope,
        ...(name && { name }),
        ...(fact.isVerified && { isVerified: true }),
      }
      return { ...state, [fact.report]: added }
    }
    case 'ReportVerified':
      return changed(state, fact.report, { isVerified: true })
    case 'FixJudged':
      return changed(state, fact.report, { verdict: fact.isFixed ? 'fixed' : 'not_fixed' })
    case 'IncidentAbsorbed':
      return fact.reports ? { ...fact.reports, ...state } : state
    case 'IncidentUnmerged':
      return fact.reports ? { ...state, ...fact.reports } : state
    case 'IncidentSplitOff':
      return fact.reports ? without(state, fact.reports) : state
    default:
      return state
  }
}

/** What an incident brings to the one that it is merged into: as many as that one still takes. */
export function reportsToBring(
  from: ReportsState | undefined,
  into: ReportsState | undefined,
): ReportsState | undefined {
  const room = LIMITS.reportsPerIncidentMax - Object.keys(into ?? {}).length
  const brought = Object.entries(from ?? {}).slice(0, Math.max(0, room))
  return brought.length > 0 ? Object.fromEntries(brought) : undefined
}

/** Those of an incident that stands on its own again, as they stand where it had been merged. */
export function reportsToTakeBack(
  own: ReportsState | undefined,
  there: ReportsState | undefined,
): ReportsState | undefined {
  const back = Object.entries(there ?? {}).filter(([id]) => own?.[id as ReportId] !== undefined)
  return back.length > 0 ? Object.fromEntries(back) : undefined
}

function without(state: ReportsState | undefined, gone: readonly ReportId[]): ReportsState | undefined {
  const left = Object.entries(state ?? {}).filter(([id]) => !gone.includes(id as ReportId))
  return left.length > 0 ? Object.fromEntries(left) : undefined
}

function changed(
  state: ReportsState | undefined,
  id: ReportId,
  change: Partial<ReportState>,
): ReportsState | undefined {
  const known = state?.[id]
  return known ? { ...state, [id]: { ...known, ...change } } : state
}
