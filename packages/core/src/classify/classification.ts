/** Classification: how bad, how wide, and where in the tree of categories (three levels at most). */
import type { Context, Decision } from '../kernel/decision.ts'
import { nothing, rejected } from '../kernel/decision.ts'
import type { AlertRef, Fact, NewFact } from '../kernel/fact.ts'
import type { Reason } from '../kernel/reason.ts'
import type { Scope, Severity, SourceSeverity } from '../kernel/scales.ts'

export interface ClassificationState {
  severity: Severity
  /** A person said so: later alerts no longer raise it. */
  isSeveritySetByHand: boolean
  scope: Scope
  /** A person said so: what is merged into it no longer widens it. */
  isScopeSetByHand: boolean
  category: string[]
}

export type ClassifyCommand =
  | { type: 'Classify'; severity?: Severity; scope?: Scope; category?: string[]; because: Reason }
  | { type: 'ReassessSeverity'; alerts: AlertRef[] }
  /** An incident of this severity and scope was merged into it. */
  | { type: 'ReassessImpact'; severity: Severity; scope: Scope }

export const CATEGORY_LEVELS_MAX = 3
const RANK: Record<Severity, number> = { low: 0, medium: 1, high: 2 }
const WIDTH: Record<Scope, number> = { individual: 0, department: 1, company_wide: 2 }

/**
 * A source's word on the brief's scale: critical and high interrupt the business, medium disrupts key functions, low and info
 * are minor. `unknown` has been replaced by the source's default before; should it come through, it counts as high, because a
 * page too many does less harm than one too few.
 */
export function severityOf(source: SourceSeverity): Severity {
  switch (source) {
    case 'critical':
    case 'high':
    case 'unknown':
      return 'high'
    case 'medium':
      return 'medium'
    case 'low':
    case 'info':
      return 'low'
  }
}

/** The worst of several alerts; undefined of none. */
export function worstSeverity(alerts: readonly AlertRef[]): Severity | undefined {
  const severities = alerts.map((alert) => severityOf(alert.severity))
  return severities.reduce<Severity | undefined>((a, b) => (a && RANK[a] >= RANK[b] ? a : b), undefined)
}

/** The widest that event rules say of several alerts; undefined where they say nothing. */
export function widestScope(alerts: readonly Pick<AlertRef, 'scope'>[]): Scope | undefined {
  const scopes = alerts.flatMap(({ scope }) => scope ?? [])
  return scopes.reduce<Scope | undefined>((a, b) => (a && WIDTH[a] >= WIDTH[b] ? a : b), undefined)
}

export function isWider(scope: Scope, than: Scope): boolean {
  return WIDTH[scope] > WIDTH[than]
}

export function decideClassification(state: ClassificationState, command: ClassifyCommand, _: Context): Decision {
  if (command.type === 'ReassessSeverity') return decideReassess(state, command.alerts)
  if (command.type === 'ReassessImpact') return decideImpact(state, command)
  if (command.category && command.category.length > CATEGORY_LEVELS_MAX)
    return rejected('invalid_request', { field: 'category', max: CATEGORY_LEVELS_MAX })
  const facts: NewFact[] = []
  const { because } = command
  // A person who confirms what a source said has spoken too.
  const isConfirmed = because === 'set_by_hand' && !state.isSeveritySetByHand
  if (command.severity && (command.severity !== state.severity || isConfirmed))
    facts.push({ type: 'SeverityAssessed', severity: command.severity, because })
  if (command.scope && (command.scope !== state.scope || (because === 'set_by_hand' && !state.isScopeSetByHand)))
    facts.push({ type: 'ScopeAssessed', scope: command.scope, because })
  if (command.category && command.category.join('/') !== state.category.join('/'))
    facts.push({ type: 'CategorySet', category: command.category, because })
  return facts.length > 0 ? { facts, because } : nothing('no_change')
}

/** Of two incidents that are one the worse severity and the wider scope hold, unless a person said otherwise of this one. */
function decideImpact(
  state: ClassificationState,
  { severity, scope }: Extract<ClassifyCommand, { type: 'ReassessImpact' }>,
): Decision {
  const because = 'worse_incident_merged'
  const facts: NewFact[] = []
  if (!state.isSeveritySetByHand && RANK[severity] > RANK[state.severity])
    facts.push({ type: 'SeverityAssessed', severity, because })
  if (!state.isScopeSetByHand && WIDTH[scope] > WIDTH[state.scope])
    facts.push({ type: 'ScopeAssessed', scope, because })
  return facts.length > 0 ? { facts, because } : nothing('no_change')
}

/** The worst attached alert sets the severity, upwards only: that one alert of ten recovered does not make it milder. */
function decideReassess(state: ClassificationState, alerts: AlertRef[]): Decision {
  if (state.isSeveritySetByHand) return nothing('set_by_hand')
  const worst = worstSeverity(alerts) ?? 'low'
  if (RANK[worst] <= RANK[state.severity]) return nothing('no_change')
  return {
    facts: [{ type: 'SeverityAssessed', severity: worst, because: 'worse_alert_joined' }],
    because: 'worse_alert_joined',
  }
}

export function evolveClassification(state: ClassificationState, fact: Fact): ClassificationState {
  switch (fact.type) {
    case 'SeverityAssessed':
      return {
        ...state,
        severity: fact.severity,
        isSeveritySetByHand: state.isSeveritySetByHand || fact.because === 'set_by_hand',
      }
    case 'ScopeAssessed':
      return {
        ...state,
        scope: fact.scope,
        isScopeSetByHand: state.isScopeSetByHand || fact.because === 'set_by_hand',
      }
    case 'CategorySet':
      return { ...state, category: fact.category }
    default:
      return state
  }
}
