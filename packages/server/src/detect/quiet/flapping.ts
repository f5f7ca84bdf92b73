/**
 * Flapping: an alert that comes and goes is one problem. Its incident is not told that it cleared before it was stable for a while,
 * so that it neither resolves nor pages with every change. The hold is the alert's placement, and ends by its look. The incident is
 * marked from the first clearing that is held until the alert stayed clear, or has fired without a break, for as long.
 */
import { calcStable, isFlapping } from '@tocsin/core/detect/quiet/holding.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { AlertId, IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import { after } from '@tocsin/core/kernel/instant.ts'
import type { SourceQuiet } from '@tocsin/core/people/quiet.ts'
import type { UnitOfWork } from '../../shell/engine/unit-of-work.ts'
import { FLAPPING, STEADYING } from '../../shell/store/mute-keys.ts'
import type { ClaimedAlert, PlacementRow } from '../../shell/store/store.ts'

const MATCHER: Actor = { kind: 'system', part: 'matcher' }

/** An alert that flaps, and how that was seen. */
export interface Flapping {
  /** When it counts as stable, unless it changes again. */
  until: Instant
  changes: number
  rule: NonNullable<SourceQuiet['flapping']>
}

/** Of alerts that have just cleared, those that flap. */
export async function findFlapping(
  unit: UnitOfWork,
  cleared: readonly ClaimedAlert[],
): Promise<Map<AlertId, Flapping>> {
  const asked = cleared.flatMap(({ alert, source, episode }) => {
    const quiet = unit.directory.sources.get(source)?.quiet
    // An episode is two changes: what has had too few of them cannot flap.
    return quiet?.flapping && episode * 2 >= quiet.flapping.changes ? [{ alert, quiet }] : []
  })
  const counts = await unit.tx.countChanges(asked.map(({ alert, quiet }) => ({ alert, since: spanOf(unit, quiet) })))
  return new Map(
    asked.flatMap(({ alert, quiet }) => {
      const changes = counts.get(alert) ?? 0
      if (!quiet.flapping || !isFlapping({ quiet, changes })) return []
      return [[alert, { until: calcStable(quiet, unit.at), changes, rule: quiet.flapping }] as const]
    }),
  )
}

function spanOf(unit: UnitOfWork, quiet: SourceQuiet): Instant {
  return (unit.at - (quiet.flapping?.withinMs ?? 0)) as Instant
}

/** Says to the incidents of alerts whose clearing is held that these flap; one that knows it already hears nothing new. */
export function markFlapping(
  unit: UnitOfWork,
  cleared: readonly ClaimedAlert[],
  flapping: ReadonlyMap<AlertId, Flapping>,
  incidentOf: (alert: AlertId) => IncidentId | undefined,
): void {
  for (const { alert, source, episode } of cleared) {
    const found = flapping.get(alert)
    const incident = incidentOf(alert)
    if (!found || !incident) continue
    const { changes, rule } = found
    const seen = { changes, withinMs: rule.withinMs, stableMs: rule.stableMs }
    const command = { type: 'NoteFlapping' as const, alerts: [{ id: alert, episode }], ...seen }
    unit.run(incident, command, { kind: 'source', id: source })
  }
}

/** What flapped and fires again in the same incident is looked at once it may count as steady. */
export function steadying(unit: UnitOfWork, alert: ClaimedAlert, incident: IncidentId): Partial<PlacementRow> {
  const { placement, source } = alert
  const stableMs = unit.directory.sources.get(source)?.quiet?.flapping?.stableMs
  if (!isHeldClear(placement) || placement?.incident !== incident || stableMs === undefined) return {}
  return { mutedBy: STEADYING, until: after(unit.at, stableMs) }
}

export function isSteadying(place: PlacementRow | null | undefined): boolean {
  return place?.mutedBy === STEADYING
}

/** The place of an alert that fires and once flapped, looked at: from its instant on it flaps no more. Its incident is loaded. */
export function endSteadying(unit: UnitOfWork, place: PlacementRow): PlacementRow {
  if (!place.incident || (place.until !== undefined && place.until > unit.at)) return place
  unit.run(place.incident, { type: 'EndFlapping', alerts: [place.alert] }, MATCHER)
  return withoutSteadying(place)
}

export function withoutSteadying(place: PlacementRow): PlacementRow {
  if (!isSteadying(place)) return place
  const { mutedBy: _, until: __, ...rest } = place
  return rest
}

/** The place of an alert whose clearing is not believed yet. */
export function heldClear(place: PlacementRow, until: Instant): PlacementRow {
  return { ...place, mutedBy: FLAPPING, until, checkAt: until }
}

export function isHeldClear(place: PlacementRow | null | undefined): boolean {
  return place?.mutedBy === FLAPPING
}

/**
 * An alert whose clearing was held back fires again, and belongs elsewhere now: its incident hears that it cleared. Where it goes on
 * in the same incident nothing has to be said.
 */
export function releaseMoved(
  unit: UnitOfWork,
  fired: readonly ClaimedAlert[],
  places: ReadonlyMap<AlertId, PlacementRow>,
): void {
  for (const { alert, source, placement } of fired) {
    if (!placement?.incident || !isHeldClear(placement)) continue
    if (places.get(alert)?.incident === placement.incident) continue
    const cleared = [{ id: alert, episode: placement.episode }]
    const command = { type: 'ClearAlerts' as const, alerts: cleared, because: 'recovered' as const }
    unit.run(placement.incident, command, { kind: 'source', id: source })
  }
}

/** Tells incidents of what has stayed clear long enough, and gives the places as they are then. Their incidents are loaded. */
export function releaseHeld(unit: UnitOfWork, alerts: readonly ClaimedAlert[]): PlacementRow[] {
  return alerts.flatMap(({ alert, source, placement }) => {
    if (!placement?.incident) return []
    const { mutedBy: _, until, checkAt: __, ...rest } = placement
    // It was merely looked at early.
    if (until !== undefined && until > unit.at) return [{ ...placement, checkAt: until }]
    const because = 'stable_again'
    const cleared = [{ id: alert, episode: placement.episode }]
    unit.run(placement.incident, { type: 'ClearAlerts', alerts: cleared, because }, { kind: 'source', id: source })
    return [{ ...rest, because }]
  })
}
