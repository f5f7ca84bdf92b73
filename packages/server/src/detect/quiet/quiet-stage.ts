/**
 * The quiet stage of placement: what would open or join an incident may be kept from it for a while, by planned work, by a cause that
 * fires, because it has not fired long enough, or because too few of its group do. Each says why and until when; what has no end of
 * its own is looked at again when what mutes it ends.
 */
import type { Grouped } from '@tocsin/core/detect/placement.ts'
import { calcThreshold, calcWait, type HoldReason } from '@tocsin/core/detect/quiet/holding.ts'
import { calcSymptomKeys } from '@tocsin/core/detect/quiet/inhibition.ts'
import {
  type ActiveMaintenance,
  calcActiveMaintenance,
  findMaintenance,
} from '@tocsin/core/detect/quiet/maintenance.ts'
import type { AlertId, Instant } from '@tocsin/core/kernel/brand.ts'
import { isWorking } from '@tocsin/core/kernel/scales.ts'
import type { Source } from '@tocsin/core/people/directory.ts'
import type { UnitOfWork } from '../../shell/engine/unit-of-work.ts'
import { boundKey, maintenanceKey, thresholdKey, WAITING } from '../../shell/store/mute-keys.ts'
import type { ClaimedAlert } from '../../shell/store/store.ts'
import { isHeldClear } from './flapping.ts'
import { listHeard } from './held-places.ts'

export type QuietReason = 'in_maintenance' | 'inhibited' | HoldReason

/** Why an alert that fires is in no incident. */
export interface QuietMute {
  because: QuietReason
  mutedBy: string
  until?: Instant
}

/** It counts, but as the mildest only, until then. */
export interface Lowering {
  mutedBy: string
  until: Instant
}

export interface Candidate {
  alert: ClaimedAlert
  source: Source
  placement: Grouped
  /** As the index holds it. */
  groupKey: string
  /** As the event rules left them. */
  labels: Readonly<Record<string, string>>
}

export interface Quiet {
  muted: Map<AlertId, QuietMute>
  lowered: Map<AlertId, Lowering>
}

/** `alsoFiring`: keys of causes that are placed in the same transaction, and that no table knows yet. */
export async function quieten(
  unit: UnitOfWork,
  candidates: readonly Candidate[],
  alsoFiring: ReadonlySet<string>,
): Promise<Quiet> {
  const quiet: Quiet = { muted: new Map(), lowered: new Map() }
  if (candidates.length === 0) return quiet
  applyMaintenance(quiet, candidates, calcActiveMaintenance(unit.directory, unit.at))
  const left = (): Candidate[] => candidates.filter(({ alert }) => !quiet.muted.has(alert.alert))
  await inhibit(unit, quiet, left(), alsoFiring)
  // What comes and goes has counted before: its incident goes on.
  const isNew = ({ alert }: Candidate): boolean => !isHeldClear(alert.placement)
  for (const { alert, source } of left().filter(isNew)) {
    const wait = calcWait(source.quiet, alert.receivedAt, unit.at)
    if (wait) quiet.muted.set(alert.alert, { ...wait, mutedBy: WAITING })
  }
  await demandMore(unit, quiet, left().filter(isNew))
  return quiet
}

function applyMaintenance(
  { muted, lowered }: Quiet,
  candidates: readonly Candidate[],
  active: readonly ActiveMaintenance[],
): void {
  if (active.length === 0) return
  for (const { alert, source, placement, labels } of candidates) {
    const { service } = placement
    const found = findMaintenance(active, { source: source.id, labels, ...(service && { service }) })
    if (!found) continue
    const { window, endsAt: until } = found
    const by = { mutedBy: maintenanceKey(window.id), until }
    if (window.mode === 'mute') muted.set(alert.alert, { because: 'in_maintenance', ...by })
    else lowered.set(alert.alert, by)
  }
}

async function inhibit(
  unit: UnitOfWork,
  { muted }: Quiet,
  candidates: readonly Candidate[],
  alsoFiring: ReadonlySet<string>,
): Promise<void> {
  const { inhibitions } = unit.directory
  if (!inhibitions || inhibitions.length === 0) return
  const asked = candidates.map(({ alert, labels }) => ({
    alert: alert.alert,
    keys: calcSymptomKeys(labels, inhibitions).map(({ key }) => boundKey(key)),
  }))
  const unknown = new Set(asked.flatMap(({ keys }) => keys).filter((key) => !alsoFiring.has(key)))
  const firing = await unit.tx.findFiringCauses([...unknown], listHeard(unit.directory))
  for (const { alert, keys } of asked) {
    const mutedBy = keys.find((key) => alsoFiring.has(key) || firing.has(key))
    if (mutedBy !== undefined) muted.set(alert, { because: 'inhibited', mutedBy })
  }
}

/** When a group has enough alerts, those of it that were held before are looked at again at once. */
async function demandMore(unit: UnitOfWork, { muted }: Quiet, candidates: readonly Candidate[]): Promise<void> {
  const groups = Map.groupBy(
    candidates.filter(({ source }) => source.quiet?.threshold),
    ({ groupKey }) => groupKey,
  )
  if (groups.size === 0) return
  const found = await unit.tx.findGroupIncidents([...groups.keys()])
  const sinceOf = ([first]: readonly Candidate[]) =>
    (unit.at - (first?.source.quiet?.threshold?.withinMs ?? 0)) as Instant
  const counts = await unit.tx.countFired(
    [...groups].map(([groupKey, group]) => ({ mutedBy: thresholdKey(groupKey), since: sinceOf(group) })),
  )
  const complete: string[] = []
  for (const [groupKey, group] of groups) {
    const mutedBy = thresholdKey(groupKey)
    const known = found.get(groupKey)
    const since = sinceOf(group)
    const isCounted = ({ placement }: ClaimedAlert) => placement?.mutedBy === mutedBy && placement.placedAt > since
    const fresh = group.filter(({ alert }) => !isCounted(alert)).length
    const count = (counts.get(mutedBy) ?? 0) + fresh
    const isGroupOpen = known !== undefined && isWorking(known.status)
    for (const { alert, source } of group) {
      const hold = calcThreshold({ quiet: source.quiet, count, isGroupOpen, firedAt: alert.receivedAt, at: unit.at })
      if (hold) muted.set(alert.alert, { ...hold, mutedBy })
      else complete.push(mutedBy)
    }
  }
  if (complete.length === 0) return
  await unit.tx.recheckMuted([...new Set(complete)], unit.at)
  unit.nudgeAfterCommit('checks')
}
