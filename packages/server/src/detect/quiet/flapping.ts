/**
 * Flapping: an alert that comes and goes is one problem. Its incident is not told that it cleared before it was stable for a while,
 * so that it neither resolves nor pages with every change. The hold is the alert's placement, and ends by its look.
 */
import { calcStable, isFlapping } from '@tocsin/core/detect/quiet/holding.ts'
import type { AlertId, Instant } from '@tocsin/core/kernel/brand.ts'
import type { SourceQuiet } from '@tocsin/core/people/quiet.ts'
import type { UnitOfWork } from '../../shell/engine/unit-of-work.ts'
import { FLAPPING } from '../../shell/store/mute-keys.ts'
import type { ClaimedAlert, PlacementRow } from '../../shell/store/store.ts'

/** Of alerts that have just cleared, those that flap, each with the instant at which it counts as stable. */
export async function findFlapping(unit: UnitOfWork, cleared: readonly ClaimedAlert[]): Promise<Map<AlertId, Instant>> {
  const asked = cleared.flatMap(({ alert, source, episode }) => {
    const quiet = unit.directory.sources.get(source)?.quiet
    // An episode is two changes: what has had too few of them cannot flap.
    return quiet?.flapping && episode * 2 >= quiet.flapping.changes ? [{ alert, quiet }] : []
  })
  const counts = await unit.tx.countChanges(asked.map(({ alert, quiet }) => ({ alert, since: spanOf(unit, quiet) })))
  return new Map(
    asked.flatMap(({ alert, quiet }) =>
      isFlapping({ quiet, changes: counts.get(alert) ?? 0 }) ? [[alert, calcStable(quiet, unit.at)] as const] : [],
    ),
  )
}

function spanOf(unit: UnitOfWork, quiet: SourceQuiet): Instant {
  return (unit.at - (quiet.flapping?.withinMs ?? 0)) as Instant
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
