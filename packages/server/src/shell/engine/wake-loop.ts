/**
 * Due wakes, taken in bounded batches and carried out in the transaction that deletes them: exactly once, or not at all.
 * Whoever changes an incident locks the incident first and its wakes after it. So does this loop, though it finds incidents by
 * their wakes: it looks what is due, then locks the incidents, then the wakes that are still due.
 */
import { commandOfWake } from '@tocsin/core/incident.ts'
import { present } from '@tocsin/core/kernel/assert.ts'
import type { IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import type { Wake } from '@tocsin/core/kernel/decision.ts'
import type { ClaimedWake, WakeKind } from '../store/store.ts'
import type { EngineDeps } from './deps.ts'
import type { Round } from './loop.ts'
import { RoundCare } from './round-care.ts'
import { transact } from './transact.ts'
import type { UnitOfWork } from './unit-of-work.ts'

export type WakeHandler = (unit: UnitOfWork, wakes: ClaimedWake[]) => Promise<void>
export type WakeHandlers = Partial<Record<WakeKind, WakeHandler>>

export const INCIDENT_WAKE_KINDS: readonly WakeKind[] = [
  'EscalationStepDue',
  'ExhaustedRepeatDue',
  'NotificationRuleDue',
  'SnoozeDue',
  'AcknowledgementDue',
  'CriteriaDue',
  'QuietPeriodDue',
]

const WAKES_PER_ROUND = { usual: 100, max: 400 }
const POSTPONE_MS_MAX = 60_000

type Care = RoundCare<ClaimedWake>

/** `handlers` are for the wakes that are not about incidents. */
export function createWakeRound(deps: EngineDeps, handlers: WakeHandlers): () => Promise<Round> {
  const care: Care = new RoundCare(WAKES_PER_ROUND, (wake) => wake.key)
  const runCommands: WakeHandler = async (unit, wakes) => {
    for (const wake of wakes) {
      const id = wake.subject as IncidentId
      if (unit.state(id)) unit.run(id, commandOfWake(wake.body as Wake), { kind: 'system', part: 'timer' })
    }
  }
  const handleOthers: WakeHandler = async (unit, wakes) => {
    for (const [kind, group] of Map.groupBy(wakes, (wake) => wake.kind))
      await present(handlers[kind], `a handler of ${kind}`)(unit, group)
  }
  return async () => {
    const now = deps.clock.now()
    const due = await deps.store.transaction((tx) => tx.claimWakes(now, care.claimMax))
    const { incidents = [], others = [] } = Object.groupBy(due, ({ kind }) =>
      INCIDENT_WAKE_KINDS.includes(kind) ? 'incidents' : 'others',
    )
    const subjects = incidents.map((wake) => wake.subject as IncidentId)
    const done =
      (await carryOut(deps, care, { wakes: incidents, subjects, handler: runCommands })) +
      (await carryOut(deps, care, { wakes: others, subjects: [], handler: handleOthers }))
    return { isMore: done > 0, dueAt: done > 0 ? null : await deps.store.nextWakeDue() }
  }
}

interface Work {
  wakes: ClaimedWake[]
  subjects: IncidentId[]
  handler: WakeHandler
}

/** Returns how many wakes it dealt with, one way or the other. */
async function carryOut(deps: EngineDeps, care: Care, { wakes, subjects, handler }: Work): Promise<number> {
  if (wakes.length === 0) return 0
  let claimed: ClaimedWake[] = []
  try {
    await transact(deps, async (unit) => {
      claimed = []
      await unit.load(subjects)
      claimed = await claimStillDue(unit, wakes, care)
      await handler(unit, claimed)
      for (const wake of claimed) if (!unit.hasWake(wake.key)) unit.dropWake(wake.key)
    })
  } catch (error) {
    const remedy = care.failed(claimed, error, deps.clock.now())
    const [failed] = claimed
    if (remedy === 'wait' || !failed) throw error
    if (remedy === 'alone') await postpone(deps, care, failed, error)
    return claimed.length
  }
  care.succeeded(claimed)
  return claimed.length
}

/** Another node may have been faster, and what it set anew may be due later. */
async function claimStillDue(unit: UnitOfWork, wakes: readonly ClaimedWake[], care: Care): Promise<ClaimedWake[]> {
  const wanted = new Set(wakes.map((wake) => wake.key))
  return (await unit.tx.claimWakes(unit.at, care.claimMax)).filter((wake) => wanted.has(wake.key))
}

/** Unless another node has dealt with it meanwhile: what that set anew has its own time. */
async function postpone(deps: EngineDeps, care: Care, wake: ClaimedWake, error: unknown): Promise<void> {
  deps.log.error(
    { wake: wake.key, kind: wake.kind, attempts: wake.attempts, error: String(error) },
    'a wake failed and will be tried again',
  )
  const delay = Math.min(POSTPONE_MS_MAX, 1_000 * 2 ** Math.min(wake.attempts, 10))
  const now = deps.clock.now()
  await deps.store.transaction(async (tx) => {
    const due = await tx.claimWakes(now, care.claimMax)
    if (due.some((each) => each.key === wake.key && each.attempts === wake.attempts))
      await tx.postponeWake(wake.key, (now + delay) as Instant, String(error))
  })
  // It is put off in the database; nothing of it need be remembered here.
  care.succeeded([wake])
}
