/** Firing alerts whose instant has come: those that ended because nobody repeated them, and those whose mute has ended. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import type { Round } from '../shell/engine/loop.ts'
import { RoundCare } from '../shell/engine/round-care.ts'
import { transact } from '../shell/engine/transact.ts'
import type { UnitOfWork } from '../shell/engine/unit-of-work.ts'
import type { ClaimedAlert, PlacementRow } from '../shell/store/store.ts'
import { placeAgain } from './match-alerts.ts'
import { isHeldClear, isSteadying, releaseHeld } from './quiet/flapping.ts'
import { isHeld } from './quiet/held-places.ts'
import { renewKept } from './quiet/renew-places.ts'
import { watchRules } from './rules/recheck-ruled.ts'

const CHECKS_PER_ROUND = { usual: 200, max: 1_000 }
/** What is due may be aside, or wait for the matcher: then it is not looked for again at once. */
const LOOK_AGAIN_MS = 200

export function createCheckRound(deps: EngineDeps): () => Promise<Round> {
  const care = new RoundCare<ClaimedAlert>(CHECKS_PER_ROUND, (alert) => alert.alert)
  const rules = watchRules()
  return async () => {
    let alerts: ClaimedAlert[] = []
    try {
      await transact(deps, async (unit) => {
        await rules.look(unit)
        alerts = care.choose(await unit.tx.claimPlacementChecks(unit.at, care.claimMax), unit.at)
        await checkAlerts(unit, alerts)
      })
    } catch (error) {
      const remedy = care.failed(alerts, error, deps.clock.now())
      if (remedy === 'wait') throw error
      deps.log.error({ alert: alerts[0]?.alert, alerts: alerts.length, error: String(error) }, FAILED[remedy])
      return { isMore: true, dueAt: null }
    }
    care.succeeded(alerts)
    rules.committed()
    if (alerts.length > 0) return { isMore: true, dueAt: null }
    const next = await deps.store.nextPlacementCheck()
    const now = deps.clock.now()
    return { isMore: false, dueAt: next !== null && next <= now ? now + LOOK_AGAIN_MS : next }
  }
}

const FAILED = {
  less: 'alerts could not be looked at together and are tried in smaller numbers',
  alone: 'an alert could not be looked at; it is put aside and tried again',
}

async function checkAlerts(unit: UnitOfWork, alerts: readonly ClaimedAlert[]): Promise<void> {
  if (alerts.length === 0) return
  const firing = await unit.tx.expireAlerts(
    alerts.map((alert) => alert.alert),
    unit.at,
  )
  // Whether and how long they fire is known from the statement that expired the others; what was read before it may be older.
  const byId = new Map(firing.map((each) => [each.alert, each]))
  const lasting = alerts.flatMap((alert) => {
    const now = byId.get(alert.alert)
    return now ? [renew(alert, now.expiresAt)] : []
  })
  const isMuted = (alert: ClaimedAlert): boolean => alert.placement?.incident === undefined
  const kept = lasting.filter((alert) => !isMuted(alert))
  const isLasting = new Set(lasting.map((alert) => alert.alert))
  const gone = alerts.filter((alert) => !isLasting.has(alert.alert))
  const held = gone.filter(({ placement }) => isHeldClear(placement))
  const others = [...held, ...kept.filter(({ placement }) => isHeld(placement) || isSteadying(placement))]
  await placeAgain(
    unit,
    lasting.filter(isMuted),
    others.flatMap(({ placement }) => placement?.incident ?? []),
  )
  await unit.tx.savePlacements([
    ...(await renewKept(unit, kept)),
    ...releaseHeld(unit, held),
    ...gone.filter((alert) => !held.includes(alert)).flatMap((alert) => withCheck(alert, undefined)),
  ])
  if (gone.length > 0) unit.nudgeAfterCommit('match')
}

function renew({ expiresAt: _, ...alert }: ClaimedAlert, expiresAt: Instant | undefined): ClaimedAlert {
  return { ...alert, state: 'firing', ...(expiresAt !== undefined && { expiresAt }) }
}

function withCheck(alert: ClaimedAlert, checkAt: Instant | undefined): PlacementRow[] {
  if (!alert.placement) return []
  const { checkAt: _, ...rest } = alert.placement
  return [checkAt === undefined ? rest : { ...rest, checkAt }]
}
