/** Due wakes, taken in bounded batches and carried out in the transaction that deletes them: exactly once, or not at all. */
import { commandOfWake } from '@tocsin/core/incident.ts'
import type { IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import type { Wake } from '@tocsin/core/kernel/decision.ts'
import type { ClaimedWake, WakeKind } from '../store/store.ts'
import { StoreConflict } from '../store/store.ts'
import type { EngineDeps } from './deps.ts'
import type { Round } from './loop.ts'
import { transact } from './transact.ts'
import type { UnitOfWork } from './unit-of-work.ts'

export type WakeHandler = (unit: UnitOfWork, wakes: ClaimedWake[]) => Promise<void>
export type WakeHandlers = Partial<Record<WakeKind, WakeHandler>>

const WAKES_PER_ROUND = 100
const POSTPONE_MS_MAX = 60_000

/** Wakes of incidents are commands that waited. */
export const incidentWakes: WakeHandler = async (unit, wakes) => {
  await unit.load(wakes.map((wake) => wake.subject as IncidentId))
  for (const wake of wakes) {
    const id = wake.subject as IncidentId
    if (unit.state(id)) unit.run(id, commandOfWake(wake.body as Wake), { kind: 'system', part: 'timer' })
  }
}

export const INCIDENT_WAKE_KINDS: readonly WakeKind[] = [
  'EscalationStepDue',
  'ExhaustedRepeatDue',
  'NotificationRuleDue',
  'SnoozeDue',
  'QuietPeriodDue',
]

export function createWakeRound(deps: EngineDeps, handlers: WakeHandlers): () => Promise<Round> {
  // After a failure wakes are taken one by one, so that the one that fails does not hold up the others.
  let isCareful = false
  return async () => {
    const limit = isCareful ? 1 : WAKES_PER_ROUND
    let claimed: ClaimedWake[] = []
    try {
      await transact(deps, async (unit) => {
        claimed = await unit.tx.claimWakes(unit.at, limit)
        await carryOut(unit, claimed, handlers)
      })
    } catch (error) {
      const [failed] = claimed
      if (!isCareful || !failed || error instanceof StoreConflict) {
        isCareful = true
        throw error
      }
      await postpone(deps, failed, error)
    }
    isCareful = isCareful && claimed.length > 0
    return { isMore: claimed.length > 0, dueAt: claimed.length > 0 ? null : await deps.store.nextWakeDue() }
  }
}

async function carryOut(unit: UnitOfWork, wakes: ClaimedWake[], handlers: WakeHandlers): Promise<void> {
  const incidents = wakes.filter((wake) => INCIDENT_WAKE_KINDS.includes(wake.kind))
  if (incidents.length > 0) await incidentWakes(unit, incidents)
  for (const [kind, group] of Map.groupBy(wakes, (wake) => wake.kind)) {
    const handler = handlers[kind]
    if (handler) await handler(unit, group)
  }
  for (const wake of wakes) if (!unit.hasWake(wake.key)) unit.dropWake(wake.key)
}

async function postpone(deps: EngineDeps, wake: ClaimedWake, error: unknown): Promise<void> {
  deps.log.error(
    { wake: wake.key, kind: wake.kind, attempts: wake.attempts, error: String(error) },
    'a wake failed and will be tried again',
  )
  const delay = Math.min(POSTPONE_MS_MAX, 1_000 * 2 ** Math.min(wake.attempts, 10))
  const due = (deps.clock.now() + delay) as Instant
  await deps.store.transaction((tx) => tx.postponeWake(wake.key, due, String(error)))
}
