/** What the matcher does with the signals that it took: alerts get their places, and incidents their commands. */
import type { GroupIncident } from '@tocsin/core/detect/join.ts'
import type { MuteReason } from '@tocsin/core/detect/placement.ts'
import type { RuleStep } from '@tocsin/core/detect/rules/route-alert.ts'
import { present } from '@tocsin/core/kernel/assert.ts'
import type { AlertId, DurationMs, IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import { after, MINUTE } from '@tocsin/core/kernel/instant.ts'
import type { Reason } from '@tocsin/core/kernel/reason.ts'
import type { UnitOfWork } from '../shell/engine/unit-of-work.ts'
import { type AlertWork, type ClaimedAlert, type PlacementRow, StoreConflict } from '../shell/store/store.ts'
import { joinGroups } from './join-groups.ts'
import { type Plan, planPlaces } from './plan-places.ts'
import {
  findFlapping,
  heldClear,
  isHeldClear,
  markFlapping,
  releaseMoved,
  steadying,
  withoutSteadying,
} from './quiet/flapping.ts'
import { gatherGroups, incidentsOf } from './quiet/gather-groups.ts'
import { isHeld, recheckInhibited } from './quiet/held-places.ts'
import type { QuietReason } from './quiet/quiet-stage.ts'
import { reassess, routedOf } from './reassess-alert.ts'
import { loadRuling, type Ruling } from './rules/ruling.ts'

type Places = Map<AlertId, PlacementRow>

/** Returns what event rules did to the alerts of this round. */
export async function matchWorks(unit: UnitOfWork, works: AlertWork[]): Promise<RuleStep[]> {
  if (works.length === 0) return []
  const ruling = await loadRuling(
    unit,
    works.filter((work) => isToPlace(work) || work.signal.kind === 'changed'),
  )
  const toPlace = works.filter(isToPlace)
  const places: Places = new Map(works.flatMap((work) => (work.placement ? [[work.alert, work.placement]] : [])))
  const plan = await planPlaces(
    unit,
    toPlace.map((work) => ({ ...work, episode: work.signal.episode })),
    ruling,
  )
  await carryOut(
    unit,
    plan,
    places,
    works.flatMap((work) => work.placement?.incident ?? []),
  )
  releaseMoved(unit, toPlace, places)
  for (const work of toPlace) noteSteadying(unit, work, places)
  for (const work of works) follow(unit, work, places, ruling)
  await clearAll(
    unit,
    works.filter((work) => work.signal.kind === 'cleared'),
    places,
  )
  const rows = works.flatMap((work) => checked(unit, work, places))
  unit.writeAtEnd(() => unit.tx.savePlacements(rows))
  const done = works.map((work) => ({ alert: work.alert, seq: work.signal.seq }))
  unit.writeAtEnd(() => unit.tx.finishAlertWork(done))
  return [...plan.steps.values()].flat()
}

/** Planned work that lowers an alert has the last word on its place. */
function noteSteadying(unit: UnitOfWork, work: AlertWork, places: Places): void {
  const place = places.get(work.alert)
  if (place?.incident && place.mutedBy === undefined)
    places.set(work.alert, { ...place, ...steadying(unit, work, place.incident) })
}

/** What fires, and what was kept out of incidents and is no longer what it was then: event rules may say something else of it. */
function isToPlace({ signal, state, episode, placement }: AlertWork): boolean {
  if (signal.kind === 'fired') return true
  const isMuted = placement !== null && placement.incident === undefined && placement.episode === episode
  return signal.kind === 'changed' && signal.episode === episode && state === 'firing' && isMuted
}

/** Places firing alerts anew, e.g. when what muted them has ended. `others`: incidents that are to be locked with theirs. */
export async function placeAgain(
  unit: UnitOfWork,
  alerts: readonly ClaimedAlert[],
  others: readonly IncidentId[],
): Promise<void> {
  const places: Places = new Map()
  await carryOut(unit, await planPlaces(unit, alerts, await loadRuling(unit, alerts)), places, others)
  await unit.tx.savePlacements(alerts.flatMap((alert) => checked(unit, alert, places)))
}

/**
 * What mutes an alert may end in a transaction that runs beside the one that mutes it, and a source may be switched on again:
 * a slow look finds what no wake-up told.
 */
const MUTED_LOOK_MS = MINUTE
const LOOKED_AT: readonly string[] = [
  ...(['muted_by_silence', 'source_inactive', 'in_maintenance', 'inhibited'] as const),
  ...(['waiting_to_count', 'below_threshold'] as const),
] satisfies (MuteReason | QuietReason)[]
/** Rules that change have their alerts looked at; the words of an alert may change without anybody telling. */
const RULED_LOOK_MS = (5 * MINUTE) as DurationMs

/** A placement with the instant at which the alert has to be looked at again: it ends unless repeated, or what mutes it ends. */
function checked(unit: UnitOfWork, alert: ClaimedAlert, places: Places): PlacementRow[] {
  const place = places.get(alert.alert)
  if (!place) return []
  const { checkAt: _, ...rest } = place
  if (alert.state !== 'firing') return [isHeldClear(place) ? place : rest]
  const look = lookOf(unit, place)
  const instants = [alert.expiresAt, place.until, look].filter((at) => at !== undefined)
  return [instants.length > 0 ? { ...rest, checkAt: Math.min(...instants) as Instant } : rest]
}

function lookOf(unit: UnitOfWork, place: PlacementRow): Instant | undefined {
  const { because, rule, incident } = place
  // What lowers it may be taken back before its end.
  if (incident) return isHeld(place) ? after(unit.at, MUTED_LOOK_MS) : undefined
  if (rule !== undefined) return after(unit.at, RULED_LOOK_MS)
  return LOOKED_AT.includes(because) ? after(unit.at, MUTED_LOOK_MS) : undefined
}

/** Loads every incident that the round is about at once, in one order: two nodes never wait for each other in a circle. */
async function carryOut(unit: UnitOfWork, plan: Plan, places: Places, others: readonly IncidentId[]): Promise<void> {
  const { groups } = plan
  for (const { alert, placement } of plan.muted) mute(unit, alert, placement, plan, places)
  const found = await unit.tx.findGroupIncidents([...groups.keys()])
  const gathering = await gatherGroups(unit, groups, found)
  await unit.load([...others, ...[...found.values()].map((incident) => incident.id), ...incidentsOf(gathering)])
  await refuseStale(unit, found)
  const incidents = await joinGroups(unit, groups, found, gathering)
  for (const [groupKey, { alerts }] of groups) {
    const { incident, because } = present(incidents.get(groupKey), 'group')
    for (const { id, episode } of alerts)
      places.set(id, {
        ...{ alert: id, episode, incident, because, placedAt: unit.at },
        ...plan.lowered.get(id),
        ...noted(unit, id, plan),
      })
  }
}

function mute(
  unit: UnitOfWork,
  { alert, episode }: ClaimedAlert,
  placement: Plan['muted'][number]['placement'],
  plan: Plan,
  places: Places,
): void {
  const { because, until } = placement
  places.set(alert, {
    ...{ alert, episode, because, placedAt: unit.at },
    ...('silence' in placement && placement.silence && { silence: placement.silence }),
    ...('rule' in placement && placement.rule && { rule: placement.rule }),
    ...('mutedBy' in placement && { mutedBy: placement.mutedBy }),
    ...(until !== undefined && { until }),
    ...noted(unit, alert, plan),
  })
}

/** What is kept with the place of an alert, wherever that is. */
function noted(unit: UnitOfWork, id: AlertId, { steps, causes }: Plan): Pick<PlacementRow, 'routed' | 'causes'> {
  const keys = causes.get(id)
  return { ...routedOf(unit, steps.get(id)), ...(keys && { causes: keys }) }
}

/** What was found may have changed while we waited for its lock, and its group may have gone to a newer incident. */
async function refuseStale(unit: UnitOfWork, found: ReadonlyMap<string, GroupIncident>): Promise<void> {
  const doubtful = [...found].filter(([groupKey, hint]) => {
    const state = unit.state(hint.id)
    return !state || state.status !== hint.status || state.record.groupKey !== groupKey
  })
  if (doubtful.length === 0) return
  const again = await unit.tx.findGroupIncidents(doubtful.map(([groupKey]) => groupKey))
  for (const [groupKey, { id }] of doubtful)
    if (again.get(groupKey)?.id !== id) throw new StoreConflict(`the group of ${id} went to another incident meanwhile`)
}

/** What a signal means for the incident that has the alert already. */
function follow(unit: UnitOfWork, work: AlertWork, places: Places, ruling: Ruling): void {
  const place = places.get(work.alert)
  if (!place?.incident) return
  if (work.signal.kind === 'acknowledged')
    unit.run(place.incident, { type: 'Acknowledge' }, { kind: 'source', id: work.source })
  // What counts as the mildest for a while is assessed when that ends.
  if (work.signal.kind === 'changed' && !isHeld(place))
    places.set(work.alert, reassess(unit, work, { ...place, incident: place.incident }, ruling))
}

/** What flaps is not believed to be over yet; what never counted is over without anybody having been told. */
async function clearAll(unit: UnitOfWork, works: AlertWork[], places: Places): Promise<void> {
  const flapping = await findFlapping(
    unit,
    works.filter((work) => places.get(work.alert)?.incident),
  )
  markFlapping(unit, works, flapping, (alert) => places.get(alert)?.incident)
  for (const { alert } of works) {
    const place = places.get(alert)
    const until = flapping.get(alert)?.until
    if (!place) continue
    const { causes: _, ...rest } = withoutSteadying(place)
    if (until !== undefined) places.set(alert, heldClear(rest, until))
    else if (NEVER_COUNTED.includes(place.because)) places.set(alert, { ...rest, because: 'cleared_before_it_counted' })
    else places.set(alert, rest)
  }
  clear(
    unit,
    works.filter((work) => !flapping.has(work.alert)),
    places,
  )
  await recheckInhibited(unit, works)
}

const NEVER_COUNTED: readonly string[] = ['waiting_to_count', 'below_threshold'] satisfies QuietReason[]

function clear(unit: UnitOfWork, works: AlertWork[], places: Places): void {
  const inIncidents = works.filter((work) => places.get(work.alert)?.incident)
  const groups = Map.groupBy(
    inIncidents,
    (work) => `${places.get(work.alert)?.incident} ${work.signal.because ?? 'recovered'}`,
  )
  for (const group of groups.values()) {
    const [first] = group
    const incident = first && places.get(first.alert)?.incident
    if (!incident) continue
    const because: Reason = first.signal.because === 'expired_without_repeat' ? 'expired_without_repeat' : 'recovered'
    const alerts = group.map((work) => ({ id: work.alert, episode: work.signal.episode }))
    unit.run(incident, { type: 'ClearAlerts', alerts, because }, { kind: 'source', id: first.source })
  }
}
