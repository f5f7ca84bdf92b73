/** What becomes of an alert that an incident has when it is worse than it was, and what is kept of the rules that it met. */
import { type RoutedAlert, type RuleStep, routeAlert } from '@tocsin/core/detect/rules/route-alert.ts'
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import type { UnitOfWork } from '../shell/engine/unit-of-work.ts'
import type { ClaimedAlert, PlacementRow } from '../shell/store/store.ts'
import { MATCHER } from './join-groups.ts'
import { refOf } from './plan-places.ts'
import { type Ruling, ruledSignal } from './rules/ruling.ts'

/** What a placement keeps of the event rules that its alert met. */
export function routedOf({ directory }: UnitOfWork, steps: RuleStep[] | undefined): Pick<PlacementRow, 'routed'> {
  return steps && steps.length > 0 ? { routed: { version: directory.version, steps } } : {}
}

/** The incident that has the alert hears how bad it is now, as event rules see it. Where it belongs stays as it is. */
export function reassess(
  unit: UnitOfWork,
  alert: ClaimedAlert,
  { routed: _, ...place }: PlacementRow & { incident: IncidentId },
  ruling: Ruling,
): PlacementRow {
  const { directory } = unit
  const source = directory.sources.get(alert.source)
  const signal = ruledSignal(alert, ruling)
  const routed: Pick<RoutedAlert, 'severity' | 'urgency' | 'steps'> = source
    ? routeAlert({ signal, source, directory, rules: ruling.rules })
    : { severity: alert.severity, steps: [] }
  const alerts = [refOf(alert, routed)]
  unit.run(place.incident, { type: 'ReassessSeverity', alerts }, MATCHER)
  // Where rules have spoken before, it also counts that they say nothing of what the alert has become.
  if (routed.urgency || unit.state(place.incident)?.priority.ruleUrgency)
    unit.run(place.incident, { type: 'ReassessUrgency', alerts }, MATCHER)
  return { ...place, ...routedOf(unit, routed.steps) }
}
