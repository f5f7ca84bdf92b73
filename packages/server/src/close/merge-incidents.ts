/**
 * Merging and its undoing: both incidents and the places of all alerts concerned change in one transaction. Locks are taken in the
 * house's order, placements first; an alert that joined meanwhile shows when the incident is locked, and the whole is repeated.
 */
import type { IncidentCommand, IncidentState, Outcome } from '@tocsin/core/incident.ts'
import { type MergeCommand, planMerge, planUnmerge } from '@tocsin/core/incident-merge.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import { assert } from '@tocsin/core/kernel/assert.ts'
import type { AlertId, IncidentId } from '@tocsin/core/kernel/brand.ts'
import type { Rejection } from '@tocsin/core/kernel/codes.ts'
import type { Reason } from '@tocsin/core/kernel/reason.ts'
import type { UnitOfWork } from '../shell/engine/unit-of-work.ts'
import { type PlacementRow, StoreConflict } from '../shell/store/store.ts'

export interface MergeAsker {
  actor: Actor
  /** Why the state of the incident is not the one that whoever asks has seen. */
  refuse?(state: IncidentState): Rejection | undefined
}

type CommandOf<Type extends MergeCommand['type']> = Extract<MergeCommand, { type: Type }>

/** Ends `from` in another one. The outcome is that of `from`. */
export async function mergeIncidents(
  unit: UnitOfWork,
  from: IncidentId,
  command: Omit<CommandOf<'Merge'>, 'type'>,
  asker: MergeAsker,
): Promise<Outcome> {
  const { into } = command
  const claimed = await unit.tx.claimPlacementsOf(from)
  await unit.load([from, into])
  const [ending, goingOn] = [unit.state(from), unit.state(into)]
  const stale = ending && asker.refuse?.(ending)
  if (stale) return { rejected: stale }
  const plan = planMerge(ending, goingOn, command)
  if ('rejected' in plan) return plan
  demandAll(claimed, plan.absorb.firing)
  const absorbed = runPlanned(unit, into, plan.absorb, asker.actor)
  const outcome = runPlanned(unit, from, plan.merge, asker.actor)
  for (const next of plan.afterwards(absorbed.state)) unit.run(into, next, asker.actor)
  await moveTo(unit, claimed, into, 'alerts_merged')
  return outcome
}

/** Takes `from` out of the incident that it was merged into, with what it had brought. */
export async function unmergeIncident(
  unit: UnitOfWork,
  from: IncidentId,
  { reason }: { reason?: string },
  asker: MergeAsker,
): Promise<Outcome> {
  // Read without a lock: placements have to be locked before incidents. It is looked at again under the lock.
  const into = await unit.tx.findMergeTarget(from)
  const claimed = into ? await unit.tx.claimPlacementsOf(into) : []
  await unit.load(into ? [from, into] : [from])
  const merged = unit.state(from)
  if (merged?.record.merged?.into !== into) throw new StoreConflict(`${from} was merged or taken out meanwhile`)
  const stale = merged && asker.refuse?.(merged)
  if (stale) return { rejected: stale }
  const plan = planUnmerge(merged, into ? unit.state(into) : null, reason)
  if ('rejected' in plan) return plan
  assert(into, 'what is taken out was in another')
  demandAll(claimed, plan.unmerge.firing)
  runPlanned(unit, into, plan.splitOff, asker.actor)
  const outcome = runPlanned(unit, from, plan.unmerge, asker.actor)
  const back = new Set<AlertId>(plan.splitOff.alerts)
  const moving = claimed.filter((place) => back.has(place.alert))
  await moveTo(unit, moving, from, 'unmerged_by_hand')
  return outcome
}

/** A firing alert whose place is not ours came between the two locks. */
function demandAll(claimed: readonly PlacementRow[], firing: readonly { id: AlertId }[]): void {
  const known = new Set(claimed.map(({ alert }) => alert))
  if (firing.some(({ id }) => !known.has(id))) throw new StoreConflict('an alert joined meanwhile')
}

function moveTo(unit: UnitOfWork, places: readonly PlacementRow[], incident: IncidentId, because: Reason) {
  return unit.tx.savePlacements(places.map((place) => ({ ...place, incident, because, placedAt: unit.at })))
}

/** What was planned on these states cannot be refused: half a merge must never be written. */
function runPlanned(
  unit: UnitOfWork,
  id: IncidentId,
  command: IncidentCommand,
  actor: Actor,
): Exclude<Outcome, { rejected: unknown }> {
  const outcome = unit.run(id, command, actor)
  assert(!('rejected' in outcome), `${command.type} of ${id} was planned and is possible`)
  return outcome
}
