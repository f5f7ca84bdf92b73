/** Groups of alerts meet their incidents: each joins the open one of its group, or opens one. */
import { calcJoin, type GroupIncident, type Join } from '@tocsin/core/detect/join.ts'
import type { Gathering } from '@tocsin/core/detect/quiet/gathering.ts'
import type { IncidentState } from '@tocsin/core/incident.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import { assert, present } from '@tocsin/core/kernel/assert.ts'
import type { IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import type { AlertRef } from '@tocsin/core/kernel/fact.ts'
import { utcYear } from '@tocsin/core/kernel/instant.ts'
import type { Reason } from '@tocsin/core/kernel/reason.ts'
import type { Source } from '@tocsin/core/people/directory.ts'
import { formatIncidentId } from '../shell/engine/incident-number.ts'
import type { UnitOfWork } from '../shell/engine/unit-of-work.ts'
import { askForFold, hasDependencies } from './quiet/fold-symptoms.ts'
import { type Group, joinGathered } from './quiet/gather-groups.ts'

export const MATCHER: Actor = { kind: 'system', part: 'matcher' }

/** Firing alerts by the key of their group; those of one group have one source. */
export type Groups = Map<string, Group>

type Joined = Map<string, { incident: IncidentId; because: Reason }>

/**
 * Finds or opens the incident of every group. What the store found is only a hint: the loaded state decides. `gathering`: where those
 * go that have none, if not into one of their own.
 */
export async function joinGroups(
  unit: UnitOfWork,
  groups: Groups,
  found: ReadonlyMap<string, GroupIncident>,
  gathering: ReadonlyMap<string, Gathering>,
): Promise<Joined> {
  const joins = new Map<string, Join>()
  for (const [groupKey, { source }] of groups) {
    const latest = found.get(groupKey)
    const state = latest && unit.state(latest.id)
    const head = state
      ? { ...groupIncidentOf(state), ...(latest?.isFollowed && { isFollowed: true as const }) }
      : undefined
    joins.set(groupKey, calcJoin(head, source, unit.directory.settings, unit.at))
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
        join.kind === 'open' ? join : { kind: 'open', ...releaseOf(join, found.get(groupKey)), because: 'new_group' },
      ])
  }
  const isGathered = ([groupKey]: (typeof toOpen)[number]): boolean => gathering.has(groupKey)
  const own = toOpen.filter((each) => !isGathered(each))
  await openGroups(unit, own, groups, joined)
  const left = joinGathered(unit, toOpen.filter(isGathered), { groups, gathering, joined, actor: MATCHER })
  await openGroups(unit, left, groups, joined)
  return joined
}

/** What is followed has a group of its own, which it keeps. */
function releaseOf({ incident }: Extract<Join, { kind: 'join' }>, latest: GroupIncident | undefined) {
  return latest?.isFollowed ? {} : { release: incident }
}

function groupIncidentOf(state: IncidentState): GroupIncident {
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
  groups: Groups,
  joined: Joined,
): Promise<void> {
  if (toOpen.length === 0) return
  const year = utcYear(unit.at)
  const first = await unit.tx.allocateIncidentNumbers(year, toOpen.length)
  const mayHaveSymptoms = hasDependencies(unit.directory)
  for (const [index, [groupKey, join]] of toOpen.entries()) {
    const { source, alerts } = present(groups.get(groupKey), 'group')
    if (join.release) unit.run(join.release, { type: 'ReleaseGroup', because: join.because }, MATCHER)
    const id = formatIncidentId(year, first + index)
    const outcome = unit.run(id, openCommand(id, groupKey, source, alerts, join), { kind: 'source', id: source.id })
    assert(!('rejected' in outcome), `a new incident ${id} is not refused`)
    if (mayHaveSymptoms) askForFold(unit, outcome.state)
    joined.set(groupKey, { incident: id, because: join.because })
  }
}

export function openCommand(
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
