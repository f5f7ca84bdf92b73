/** Firing alerts whose instant has come: those that ended because nobody repeated them, and those whose mute has ended. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import type { Round } from '../shell/engine/loop.ts'
import { transact } from '../shell/engine/transact.ts'
import type { UnitOfWork } from '../shell/engine/unit-of-work.ts'
import type { ClaimedAlert, PlacementRow } from '../shell/store/store.ts'
import { placeAgain } from './match-alerts.ts'

const CHECKS_PER_ROUND = 200

export function createCheckRound(deps: EngineDeps): () => Promise<Round> {
  return async () => {
    const count = await transact(deps, (unit) => checkDue(unit))
    return { isMore: count > 0, dueAt: count > 0 ? null : await deps.store.nextPlacementCheck() }
  }
}

async function checkDue(unit: UnitOfWork): Promise<number> {
  const alerts = await unit.tx.claimPlacementChecks(unit.at, CHECKS_PER_ROUND)
  if (alerts.length === 0) return 0
  const repeated = await unit.tx.expireAlerts(
    alerts.map((alert) => alert.alert),
    unit.at,
  )
  const expiresAt = new Map(repeated.map((each) => [each.alert, each.expiresAt]))
  // What was repeated is known from the statement that expired the others; what was read before it may be older.
  const lasting = alerts
    .filter((alert) => alert.state === 'firing' && (alert.expiresAt === undefined || expiresAt.has(alert.alert)))
    .map((alert) => renew(alert, expiresAt.get(alert.alert)))
  const isMuted = (alert: ClaimedAlert): boolean => alert.placement?.incident === undefined
  await placeAgain(unit, lasting.filter(isMuted))
  const kept = lasting.filter((alert) => !isMuted(alert))
  const gone = alerts.filter((alert) => !lasting.some((other) => other.alert === alert.alert))
  await unit.tx.savePlacements([
    ...kept.flatMap((alert) => withCheck(alert, alert.expiresAt)),
    ...gone.flatMap((alert) => withCheck(alert, undefined)),
  ])
  if (gone.length > 0) unit.nudgeAfterCommit('match')
  return alerts.length
}

function renew(alert: ClaimedAlert, expiresAt: Instant | undefined): ClaimedAlert {
  return expiresAt === undefined ? alert : { ...alert, expiresAt }
}

function withCheck(alert: ClaimedAlert, checkAt: Instant | undefined): PlacementRow[] {
  if (!alert.placement) return []
  const { checkAt: _, ...rest } = alert.placement
  return [checkAt === undefined ? rest : { ...rest, checkAt }]
}
