/** Alerts that fire in their incidents, looked at again: what lowered them may be over, and what they inhibit by may have changed. */

import { calcActiveMaintenance, findMaintenance } from '@tocsin/core/detect/quiet/maintenance.ts'
import { routeAlert } from '@tocsin/core/detect/rules/route-alert.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { after, MINUTE } from '@tocsin/core/kernel/instant.ts'
import type { UnitOfWork } from '../../shell/engine/unit-of-work.ts'
import { causesOf, maintenanceKey } from '../../shell/store/mute-keys.ts'
import type { ClaimedAlert, PlacementRow } from '../../shell/store/store.ts'
import { labelsOf } from '../plan-places.ts'
import { reassess } from '../reassess-alert.ts'
import { loadRuling, type Ruling, ruledSignal } from '../rules/ruling.ts'
import { endSteadying, isSteadying } from './flapping.ts'
import { isHeld } from './held-places.ts'

const LOWERED_LOOK_MS = MINUTE

/** The places as they are now. The incidents of those that are lowered, or become steady, are loaded. */
export async function renewKept(unit: UnitOfWork, alerts: readonly ClaimedAlert[]): Promise<PlacementRow[]> {
  const { inhibitions = [] } = unit.directory
  const touched = alerts.filter(({ placement }) => isHeld(placement) || placement?.causes || inhibitions.length > 0)
  const ruling = await loadRuling(unit, touched)
  return alerts.flatMap((alert) => {
    if (!alert.placement) return []
    const { checkAt: _, causes: __, ...rest } = alert.placement
    const source = unit.directory.sources.get(alert.source)
    const place = { ...rest, ...causesOf(labelsOf(unit, alert, source, ruling), inhibitions) }
    const lowered = renewHold(unit, alert, place, ruling)
    // The work that lowers it may be called off before its end.
    const looks = isHeld(lowered)
      ? [lowered.until, after(unit.at, LOWERED_LOOK_MS)]
      : isSteadying(lowered)
        ? [lowered.until]
        : []
    const instants = [alert.expiresAt, ...looks].filter((at) => at !== undefined)
    return [instants.length > 0 ? { ...lowered, checkAt: Math.min(...instants) as Instant } : lowered]
  })
}

function renewHold(unit: UnitOfWork, alert: ClaimedAlert, place: PlacementRow, ruling: Ruling): PlacementRow {
  if (isHeld(place)) return renewLowering(unit, alert, place, ruling)
  return isSteadying(place) ? endSteadying(unit, place) : place
}

/** While work goes on it stays the mildest; then it is as bad as it says. */
function renewLowering(unit: UnitOfWork, alert: ClaimedAlert, place: PlacementRow, ruling: Ruling): PlacementRow {
  const { mutedBy: _, until: __, ...rest } = place
  const source = unit.directory.sources.get(alert.source)
  if (!source || !place.incident) return rest
  const { directory, at } = unit
  const routed = routeAlert({ signal: ruledSignal(alert, ruling), source, directory, rules: ruling.rules })
  const { labels, service } = routed
  const target = { source: source.id, labels, ...(service && { service }) }
  const found = findMaintenance(calcActiveMaintenance(directory, at), target)
  if (found) return { ...rest, mutedBy: maintenanceKey(found.window.id), until: found.endsAt }
  return reassess(unit, alert, { ...rest, incident: place.incident }, ruling)
}
