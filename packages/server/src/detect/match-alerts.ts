/**
 * The matcher: takes signals that wait, oldest alert first, and turns them into commands to incidents. All of a round happens
 * in one transaction: an alert's signals leave the queue with the facts that they led to, or not at all.
 */
import { calcJoin, type Join } from '@tocsin/core/detect/join.ts'
import { type Placement, placeAlert, type Silence } from '@tocsin/core/detect/placement.ts'
import type { IncidentState } from '@tocsin/core/incident.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import { assert, present } from '@tocsin/core/kernel/assert.ts'
import type { AlertId, IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import type { AlertRef } from '@tocsin/core/kernel/fact.ts'
import { utcYear } from '@tocsin/core/kernel/instant.ts'
import type { Reason } from '@tocsin/core/kernel/reason.ts'
import type { Source } from '@tocsin/core/people/directory.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import { formatIncidentId } from '../shell/engine/incident-number.ts'
import type { Round } from '../shell/engine/loop.ts'
import { transact } from '../shell/engine/transact.ts'
import type { UnitOfWork } from '../shell/engine/unit-of-work.ts'
import type { AlertWork, PlacementRow, Transition } from '../shell/store/store.ts'

const MATCHER: Actor = { kind: 'system', part: 'matcher' }
const ALERTS_PER_ROUND = 500

/** One alert with the signal that is its turn now. */
interface Turn {
  work: AlertWork
  kind: Transition
  episode: number
  because?: string
}

export function createMatchRound(deps: EngineDeps): () => Promise<Round> {
  return async () => {
    const count = await transact(deps, (unit) => matchWaiting(unit))
    return { isMore: count > 0, dueAt: null }
  }
}

async function matchWaiting(unit: UnitOfWork): Promise<number> {
  const works = await unit.tx.claimAlertWork(ALERTS_PER_ROUND)
  if (works.length === 0) return 0
  await dealWith(unit, works)
  await unit.tx.finishAlertWork(works.flatMap((work) => work.signals.map(({ seq }) => ({ alert: work.alert, seq }))))
  return works.length
}

/** Looks at muted alerts again, e.g. when their silence has ended. */
export async function placeAgain(unit: UnitOfWork, alerts: readonly AlertId[]): Promise<void> {
  const works = await unit.tx.claimAlerts(alerts)
  const muted = works.filter(
    (work) => work.state === 'firing' && work.placement.incident === undefined && work.signals.length === 0,
  )
  await dealWith(
    unit,
    muted.map((work) => ({ ...work, signals: [{ seq: 0, kind: 'fired' as const, episode: work.episode }] })),
  )
}

/** In turns: the first signal of every alert, then the second ones, so that each alert's own order holds and batches stay large. */
async function dealWith(unit: UnitOfWork, works: AlertWork[]): Promise<void> {
  const silences = await unit.tx.listActiveSilences(unit.at)
  await unit.load(works.flatMap((work) => work.placement.incident ?? []))
  const places = new Map<AlertId, PlacementRow>(works.map((work) => [work.alert, work.placement]))
  const turnsMax = Math.max(...works.map((work) => work.signals.length), 0)
  for (let index = 0; index < turnsMax; index++) {
    const turns = works.flatMap((work): Turn[] => {
      const signal = work.signals[index]
      return signal
        ? [{ work, kind: signal.kind, episode: signal.episode, ...(signal.because && { because: signal.because }) }]
        : []
    })
    await fire(
      unit,
      turns.filter((turn) => turn.kind === 'fired'),
      silences,
      places,
    )
    for (const turn of turns) follow(unit, turn, places)
    clear(
      unit,
      turns.filter((turn) => turn.kind === 'cleared'),
      places,
    )
  }
  await unit.tx.savePlacements([...places.values()].filter((place) => place.because !== 'pending'))
  for (const work of works) armExpiry(unit, work)
}

async function fire(
  unit: UnitOfWork,
  turns: Turn[],
  silences: Silence[],
  places: Map<AlertId, PlacementRow>,
): Promise<void> {
  const groups = new Map<string, { source: Source; alerts: AlertRef[] }>()
  for (const { work, episode } of turns) {
    const source = unit.directory.sources.get(work.source)
    const placement = placeWork(unit, work, source, silences)
    if (placement.kind === 'muted') {
      mute(unit, work, episode, placement, places)
      continue
    }
    const group = groups.get(placement.groupKey) ?? { source: present(source, 'source'), alerts: [] }
    group.alerts.push(refOf(work, episode, placement))
    groups.set(placement.groupKey, group)
  }
  const incidents = await joinGroups(unit, groups)
  for (const [groupKey, { alerts }] of groups) {
    const { incident, because } = present(incidents.get(groupKey), 'group')
    for (const alert of alerts)
      places.set(alert.id, { alert: alert.id, episode: alert.episode, incident, because, placedAt: unit.at })
  }
}

function placeWork(unit: UnitOfWork, work: AlertWork, source: Source | undefined, silences: Silence[]): Placement {
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
  work: AlertWork,
  episode: number,
  placement: Extract<Placement, { kind: 'muted' }>,
  places: Map<AlertId, PlacementRow>,
): void {
  places.set(work.alert, {
    alert: work.alert,
    episode,
    because: placement.because,
    placedAt: unit.at,
    ...(placement.silence && { silence: placement.silence }),
    ...(placement.until && { until: placement.until }),
  })
  if (placement.until) {
    unit.setWake({
      key: `place:${work.alert}`,
      kind: 'PlacementDue',
      subject: work.alert,
      due: placement.until,
      body: {},
    })
  }
}

function refOf(work: AlertWork, episode: number, placement: Extract<Placement, { kind: 'group' }>): AlertRef {
  return {
    id: work.alert,
    episode,
    title: work.title,
    severity: placement.severity,
    source: work.source,
    startedAt: work.startedAt,
    receivedAt: work.receivedAt,
    ...(placement.service && { service: placement.service }),
  }
}

type Joined = Map<string, { incident: IncidentId; because: Reason }>

/** Finds or opens the incident of every group. What the store finds first is only a hint: the loaded state decides. */
async function joinGroups(
  unit: UnitOfWork,
  groups: Map<string, { source: Source; alerts: AlertRef[] }>,
): Promise<Joined> {
  const found = await unit.tx.findGroupIncidents([...groups.keys()])
  await unit.load([...found.values()].map((incident) => incident.id))
  const joins = new Map<string, Join>()
  for (const [groupKey, { source }] of groups) {
    const latest = found.get(groupKey)
    const state = latest && unit.state(latest.id)
    joins.set(groupKey, calcJoin(state ? groupIncidentOf(state) : undefined, source, unit.directory.settings, unit.at))
  }
  const joined: Joined = new Map()
  const toOpen: [string, Extract<Join, { kind: 'open' }>][] = []
  for (const [groupKey, join] of joins) {
    const group = present(groups.get(groupKey), 'group')
    const because = join.kind === 'join' ? tryJoin(unit, join, group.alerts) : null
    if (join.kind === 'join' && because) joined.set(groupKey, { incident: join.incident, because })
    else
      toOpen.push([
        groupKey,
        join.kind === 'open' ? join : { kind: 'open', release: join.incident, because: 'new_group' },
      ])
  }
  await openGroups(unit, toOpen, groups, joined)
  return joined
}

function groupIncidentOf(state: IncidentState): Parameters<typeof calcJoin>[0] {
  const { id, status, times } = state
  return { id, status, recordedAt: times.recorded, ...(times.resolved && { resolvedAt: times.resolved }) }
}

/** Attaches the alerts; null when the incident cannot take them after all (it is full). */
function tryJoin(unit: UnitOfWork, join: Extract<Join, { kind: 'join' }>, alerts: AlertRef[]): Reason | null {
  const outcome = unit.run(join.incident, { type: 'AttachAlerts', alerts, because: join.because }, MATCHER)
  return 'rejected' in outcome ? null : join.because
}

async function openGroups(
  unit: UnitOfWork,
  toOpen: [string, Extract<Join, { kind: 'open' }>][],
  groups: Map<string, { source: Source; alerts: AlertRef[] }>,
  joined: Joined,
): Promise<void> {
  if (toOpen.length === 0) return
  const year = utcYear(unit.at)
  const first = await unit.tx.allocateIncidentNumbers(year, toOpen.length)
  for (const [index, [groupKey, join]] of toOpen.entries()) {
    const { source, alerts } = present(groups.get(groupKey), 'group')
    if (join.release) unit.run(join.release, { type: 'ReleaseGroup', because: join.because }, MATCHER)
    const id = formatIncidentId(year, first + index)
    const outcome = unit.run(id, openCommand(id, groupKey, source, alerts, join), { kind: 'source', id: source.id })
    assert(!('rejected' in outcome), `a new incident ${id} is not refused`)
    joined.set(groupKey, { incident: id, because: join.because })
  }
}

function openCommand(
  id: IncidentId,
  groupKey: string,
  source: Source,
  alerts: AlertRef[],
  join: Extract<Join, { kind: 'open' }>,
) {
  const [first] = alerts
  assert(first, 'a group has an alert')
  return {
    type: 'OpenIncident' as const,
    id,
    title: first.title,
    incidentType: 'operational' as const,
    detectionMethod: 'monitoring' as const,
    source: source.id,
    groupKey,
    services: [...new Set(alerts.flatMap((alert) => alert.service ?? []))],
    occurredAt: Math.min(...alerts.map((alert) => alert.startedAt)) as Instant,
    detectedAt: Math.min(...alerts.map((alert) => alert.receivedAt)) as Instant,
    alerts,
    because: join.because,
    ...(join.recurrenceOf && { recurrenceOf: join.recurrenceOf }),
  }
}

/** What a signal means for the incident that has the alert already. */
function follow(unit: UnitOfWork, { work, kind }: Turn, places: Map<AlertId, PlacementRow>): void {
  const incident = places.get(work.alert)?.incident
  if (!incident) return
  if (kind === 'acknowledged') unit.run(incident, { type: 'Acknowledge' }, { kind: 'source', id: work.source })
  if (kind === 'changed') {
    const source = unit.directory.sources.get(work.source)
    const severity = work.severity === 'unknown' ? (source?.defaultSeverity ?? 'unknown') : work.severity
    const alerts = [{ ...refOf(work, work.episode, { kind: 'group', groupKey: '', severity }) }]
    unit.run(incident, { type: 'ReassessSeverity', alerts }, MATCHER)
  }
}

function clear(unit: UnitOfWork, turns: Turn[], places: Map<AlertId, PlacementRow>): void {
  const byIncident = Map.groupBy(
    turns.filter((turn) => places.get(turn.work.alert)?.incident),
    (turn) => `${places.get(turn.work.alert)?.incident} ${turn.because ?? 'recovered'}`,
  )
  for (const group of byIncident.values()) {
    const [first] = group
    const incident = first && places.get(first.work.alert)?.incident
    if (!incident) continue
    const because: Reason = first.because === 'expired_without_repeat' ? 'expired_without_repeat' : 'recovered'
    const alerts = group.map(({ work, episode }) => ({ id: work.alert, episode }))
    unit.run(incident, { type: 'ClearAlerts', alerts, because }, { kind: 'source', id: first.work.source })
  }
}

/** An alert that ends by itself unless it is repeated needs somebody to look: the wake finds the row's newest word. */
function armExpiry(unit: UnitOfWork, work: AlertWork): void {
  const key = `expiry:${work.alert}`
  if (work.state === 'firing' && work.expiresAt !== undefined) {
    unit.setWake({ key, kind: 'AlertExpiryDue', subject: work.alert, due: work.expiresAt, body: {} })
  } else if (work.state === 'resolved') {
    unit.dropWake(key)
    unit.dropWake(`place:${work.alert}`)
  }
}
