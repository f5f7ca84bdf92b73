/** What becomes of held alerts when that which holds them changes. */
import { fingerprintOf } from '@tocsin/core/detect/quiet/inhibition.ts'
import type { SourceId } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import { transact } from '../../shell/engine/transact.ts'
import type { UnitOfWork } from '../../shell/engine/unit-of-work.ts'
import type { ClaimedAlert, PlacementRow } from '../../shell/store/store.ts'

/** It counts as the mildest only, for a while. */
export function isHeld(place: PlacementRow | null | undefined): boolean {
  return place?.incident !== undefined && place.mutedBy?.startsWith('maintenance:') === true
}

/** The sources whose alerts inhibit others: of one that is switched off or gone nobody would hear that the cause is over. */
export function listHeard({ sources }: Directory): SourceId[] {
  return [...sources.values()].filter(({ isActive }) => isActive).map(({ id }) => id)
}

/** Symptoms of causes that fire no longer are looked at again, unless another cause does. */
export async function recheckInhibited(unit: UnitOfWork, cleared: readonly ClaimedAlert[]): Promise<void> {
  const keys = new Set(cleared.flatMap(({ placement }) => placement?.causes ?? []))
  if (keys.size === 0) return
  const firing = await unit.tx.findFiringCauses([...keys], listHeard(unit.directory))
  await unit.tx.recheckMuted(
    [...keys].filter((key) => !firing.has(key)),
    unit.at,
  )
  unit.nudgeAfterCommit('checks')
}

/**
 * Sees to it that causes which fire already write their keys down by the rules of today. Asks the database only when the rules are
 * others than those that this process knows to be kept.
 */
export function syncInhibitions(deps: EngineDeps): () => Promise<void> {
  let version: number | undefined
  let kept: string | undefined
  return async () => {
    const directory = deps.directory.latest()
    if (directory.version === version) return
    const latestRules = fingerprintOf(directory.inhibitions, listHeard(directory))
    if (latestRules !== kept) {
      const written = await transact(deps, async (unit) => {
        const fingerprint = fingerprintOf(unit.directory.inhibitions, listHeard(unit.directory))
        if (await unit.tx.keepInhibitions(fingerprint, unit.at)) unit.nudgeAfterCommit('checks')
        return fingerprint
      })
      kept = written
    }
    version = directory.version
  }
}
