/**
 * The matcher: takes signals that wait, oldest alert first, and turns them into commands to incidents. All of a round happens
 * in one transaction: an alert's signals leave the queue with the facts that they led to, or not at all.
 */
import { hash } from 'node:crypto'
import type { GroupIncident } from '@tocsin/core/detect/join.ts'
import { type MuteReason, type Placement, placeAlert, type Silence } from '@tocsin/core/detect/placement.ts'
import { present } from '@tocsin/core/kernel/assert.ts'
import type { AlertId, IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import type { AlertRef } from '@tocsin/core/kernel/fact.ts'
import { after, MINUTE } from '@tocsin/core/kernel/instant.ts'
import type { Reason } from '@tocsin/core/kernel/reason.ts'
import type { Source } from '@tocsin/core/people/directory.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import type { Round } from '../shell/engine/loop.ts'
import { RoundCare } from '../shell/engine/round-care.ts'
import { transact } from '../shell/engine/transact.ts'
import type { UnitOfWork } from '../shell/engine/unit-of-work.ts'
import { type AlertWork, type ClaimedAlert, type PlacementRow, StoreConflict } from '../shell/store/store.ts'
import { type Groups, joinGroups, MATCHER } from './join-groups.ts'

/**
 * What an incident costs in a round is the same for one alert of it as for many: with a backlog the rounds grow, so that a storm
 * is worked off in a few large ones. The first page of each group does not wait for that: it is in the first rounds.
 */
const ALERTS_PER_ROUND = { usual: 500, max: 4_000 }

/**
 * In a crowd a round is followed by a pause as long as it took: the doors get their half of the database, and the next round
 * finds more alerts of the same incidents. A single alert never waits.
 */
const CROWD = 20
const PAUSE_MS_MAX = 200

type Places = Map<AlertId, PlacementRow>

export function createMatchRound(deps: EngineDeps): () => Promise<Round> {
  const care = new RoundCare<AlertWork>(ALERTS_PER_ROUND, (work) => work.alert)
  let pauseMs = 0
  return async () => {
    let works: AlertWork[] = []
    if (pauseMs > 0) await deps.clock.sleep(pauseMs)
    const begunAt = deps.clock.now()
    try {
      await transact(deps, async (unit) => {
        works = care.choose(await unit.tx.claimAlertWork(care.claimMax), unit.at)
        await matchWorks(unit, works)
      })
    } catch (error) {
      const remedy = care.failed(works, error, deps.clock.now())
      if (remedy === 'wait') throw error
      deps.log.error({ alert: works[0]?.alert, alerts: works.length, error: String(error) }, FAILED[remedy])
      return { isMore: true, dueAt: null }
    }
    care.succeeded(works)
    pauseMs = works.length < CROWD ? 0 : Math.min(PAUSE_MS_MAX, deps.clock.now() - begunAt)
    return { isMore: works.length > 0, dueAt: null }
  }
}

const FAILED = {
  less: 'alerts could not be placed together and are tried in smaller numbers',
  alone: 'an alert could not be placed; it is put aside and tried again',
}

async function matchWorks(unit: UnitOfWork, works: AlertWork[]): Promise<void> {
  if (works.length === 0) return
  const fired = works.filter((work) => work.signal.kind === 'fired')
  const places: Places = new Map(works.flatMap((work) => (work.placement ? [[work.alert, work.placement]] : [])))
  const plan = await planPlaces(
    unit,
    fired.map((work) => ({ ...work, episode: work.signal.episode })),
  )
  await carryOut(
    unit,
    plan,
    places,
    works.flatMap((work) => work.placement?.incident ?? []),
  )
  for (const work of works) follow(unit, work, places)
  clear(
    unit,
    works.filter((work) => work.signal.kind === 'cleared'),
    places,
  )
  await unit.tx.savePlacements(works.flatMap((work) => checked(unit, work, places)))
  await unit.tx.finishAlertWork(works.map((work) => ({ alert: work.alert, seq: work.signal.seq })))
}

/** Places firing alerts anew, e.g. when what muted them has ended. */
export async function placeAgain(unit: UnitOfWork, alerts: readonly ClaimedAlert[]): Promise<void> {
  const places: Places = new Map()
  await carryOut(unit, await planPlaces(unit, alerts), places, [])
  await unit.tx.savePlacements(alerts.flatMap((alert) => checked(unit, alert, places)))
}

/**
 * What mutes an alert may end in a transaction that runs beside the one that mutes it, and a source may be switched on again:
 * a slow look finds what no wake-up told.
 */
const MUTED_LOOK_MS = MINUTE
const LOOKED_AT: readonly string[] = ['muted_by_silence', 'source_inactive'] satisfies MuteReason[]

/** A placement with the instant at which the alert has to be looked at again: it ends unless repeated, or what mutes it ends. */
function checked(unit: UnitOfWork, alert: ClaimedAlert, places: Places): PlacementRow[] {
  const place = places.get(alert.alert)
  if (!place) return []
  const { checkAt: _, ...rest } = place
  if (alert.state !== 'firing') return [rest]
  const look = !place.incident && LOOKED_AT.includes(place.because) ? after(unit.at, MUTED_LOOK_MS) : undefined
  const instants = [alert.expiresAt, place.until, look].filter((at) => at !== undefined)
  return [instants.length > 0 ? { ...rest, checkAt: Math.min(...instants) as Instant } : rest]
}

interface Plan {
  groups: Groups
  muted: { alert: ClaimedAlert; placement: Extract<Placement, { kind: 'muted' }> }[]
}

async function planPlaces(unit: UnitOfWork, alerts: readonly ClaimedAlert[]): Promise<Plan> {
  const plan: Plan = { groups: new Map(), muted: [] }
  if (alerts.length === 0) return plan
  const silences = await unit.tx.listActiveSilences(unit.at)
  for (const alert of alerts) {
    const source = unit.directory.sources.get(alert.source)
    const placement = placeWork(unit, alert, source, silences)
    if (placement.kind === 'muted') {
      plan.muted.push({ alert, placement })
      continue
    }
    const groupKey = boundGroupKey(placement.groupKey)
    const group = plan.groups.get(groupKey) ?? { source: present(source, 'source'), alerts: [] }
    group.alerts.push(refOf(alert, placement))
    plan.groups.set(groupKey, group)
  }
  return plan
}

/** An entry of an index must fit a page of 8 kB three times; a character takes three bytes at most. */
const GROUP_KEY_CHARS_MAX = 500

function boundGroupKey(groupKey: string): string {
  return groupKey.length <= GROUP_KEY_CHARS_MAX ? groupKey : `sha256:${hash('sha256', groupKey)}`
}

/** Loads every incident that the round is about at once, in one order: two nodes never wait for each other in a circle. */
async function carryOut(
  unit: UnitOfWork,
  { groups, muted }: Plan,
  places: Places,
  others: readonly IncidentId[],
): Promise<void> {
  for (const { alert, placement } of muted) mute(unit, alert, placement, places)
  const found = await unit.tx.findGroupIncidents([...groups.keys()])
  await unit.load([...others, ...[...found.values()].map((incident) => incident.id)])
  await refuseStale(unit, found)
  const incidents = await joinGroups(unit, groups, found)
  for (const [groupKey, { alerts }] of groups) {
    const { incident, because } = present(incidents.get(groupKey), 'group')
    for (const alert of alerts)
      places.set(alert.id, { alert: alert.id, episode: alert.episode, incident, because, placedAt: unit.at })
  }
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

function placeWork(unit: UnitOfWork, work: ClaimedAlert, source: Source | undefined, silences: Silence[]): Placement {
  if (!source) return { kind: 'muted', because: 'source_inactive' }
  const signal = {
    key: work.key,
    labels: work.labels,
    severity: work.severity,
    ...(work.recordOnly && { recordOnly: work.recordOnly }),
  }
  return placeAlert({ signal, source, directory: unit.directory, silences, at: unit.at })
}

function mute(
  unit: UnitOfWork,
  alert: ClaimedAlert,
  placement: Extract<Placement, { kind: 'muted' }>,
  places: Places,
): void {
  places.set(alert.alert, {
    alert: alert.alert,
    episode: alert.episode,
    because: placement.because,
    placedAt: unit.at,
    ...(placement.silence && { silence: placement.silence }),
    ...(placement.until && { until: placement.until }),
  })
}

function refOf(work: ClaimedAlert, placement: Extract<Placement, { kind: 'group' }>): AlertRef {
  return {
    id: work.alert,
    episode: work.episode,
    title: work.title,
    severity: placement.severity,
    source: work.source,
    startedAt: work.startedAt,
    receivedAt: work.receivedAt,
    ...(placement.service && { service: placement.service }),
  }
}

/** What a signal means for the incident that has the alert already. */
function follow(unit: UnitOfWork, work: AlertWork, places: Places): void {
  const incident = places.get(work.alert)?.incident
  if (!incident) return
  if (work.signal.kind === 'acknowledged')
    unit.run(incident, { type: 'Acknowledge' }, { kind: 'source', id: work.source })
  if (work.signal.kind === 'changed') {
    const source = unit.directory.sources.get(work.source)
    const severity = work.severity === 'unknown' ? (source?.defaultSeverity ?? 'unknown') : work.severity
    const alerts = [refOf(work, { kind: 'group', groupKey: '', severity })]
    unit.run(incident, { type: 'ReassessSeverity', alerts }, MATCHER)
  }
}

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
