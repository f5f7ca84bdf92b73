import type { GroupIncident } from '@tocsin/core/detect/join.ts'
import type { IncidentState } from '@tocsin/core/incident.ts'
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import { isWorking } from '@tocsin/core/kernel/scales.ts'
import { isMarkedFlapping } from '@tocsin/core/record/flapping.ts'
import { followMerges, type HeadRow } from '../follow-merges.ts'
import { type IncidentSave, type LoadedIncident, StoreConflict } from '../store.ts'
import { compareText, throughJson } from './json-value.ts'
import { insertRow, lockRow, type Session } from './session.ts'
import { numberedKey, type Row } from './tables.ts'

export async function loadIncidents(
  session: Session,
  ids: readonly IncidentId[],
): Promise<Map<IncidentId, LoadedIncident>> {
  const { tables, owner } = session
  const known = [...new Set(ids)].filter((id) => tables.incidents.get(owner, id)).sort(compareIds)
  const loaded = new Map<IncidentId, LoadedIncident>()
  for (const id of known) {
    await lockRow(session, tables.incidents, id)
    const row = tables.incidents.get(owner, id)
    if (row) loaded.set(id, { state: throughJson(row.state as IncidentState), lastHash: row.last_hash })
  }
  return loaded
}

export function findGroupIncidents(
  { tables, owner }: Session,
  groupKeys: readonly string[],
): Promise<Map<string, GroupIncident>> {
  const wanted = new Set(groupKeys)
  const rows = tables.incidents
    .select(owner, (row) => row.group_key !== null && wanted.has(row.group_key))
    .sort(
      (a, b) =>
        compareText(a.group_key ?? '', b.group_key ?? '') || a.recorded_at - b.recorded_at || compareIds(a.id, b.id),
    )
  const latest = new Map(rows.map((row) => [row.group_key ?? '', headOf(row)]))
  return followMerges(latest, (ids) => tables.incidents.select(owner, (row) => ids.includes(row.id)).map(headOf))
}

export function findMergeTarget({ tables, owner }: Session, id: IncidentId): IncidentId | undefined {
  const row = tables.incidents.get(owner, id)
  return ((row && headOf(row).merged_into) ?? undefined) as IncidentId | undefined
}

function headOf({ id, status, recorded_at, resolved_at, state }: IncidentRow): HeadRow {
  const { merged } = (state as IncidentState).record
  return { id, status, recorded_at, resolved_at, merged_into: status === 'merged' ? (merged?.into ?? null) : null }
}

export async function saveIncidents(session: Session, given: readonly IncidentSave[]): Promise<void> {
  const { tables, owner } = session
  const saves = throughJson(given)
  for (const save of saves.toSorted((a, b) => compareIds(a.state.id, b.state.id))) {
    const { id, version } = save.state
    await lockRow(session, tables.incidents, id)
    const before = tables.incidents.get(owner, id)
    if (before && before.version >= version) throw new StoreConflict('an incident changed meanwhile')
    const row = rowOf(save, before)
    await moveOpenGroup(session, id, before?.open_group_key ?? null, row.open_group_key)
    tables.incidents.put(owner, id, row)
  }
  for (const { state, facts } of saves) {
    for (const { fact, hash } of facts) {
      const { version, at, type, because, actor, ...data } = fact
      const row = { stream: state.id, version, at, type, because, actor, data, hash }
      await insertRow(session, tables.facts, numberedKey(state.id, version), row)
    }
  }
}

/** The unique index: whoever wants a group waits for the one who is just taking or leaving it. */
async function moveOpenGroup(session: Session, id: string, from: string | null, to: string | null): Promise<void> {
  const { open_groups: groups } = session.tables
  if (from === to) return
  if (to !== null) {
    await lockRow(session, groups, to)
    if (groups.get(session.owner, to)) throw new StoreConflict(`duplicate key ${to}`)
    groups.put(session.owner, to, { incident: id })
  }
  if (from !== null) {
    await lockRow(session, groups, from)
    groups.put(session.owner, from, undefined)
  }
}

/** By number, as in SQL. */
function compareIds(a: string, b: string): number {
  return a.length - b.length || compareText(a, b)
}

type IncidentRow = Row<'incidents'>

/** An incident keeps what it was born with: its type, source, detection and the group that it once belonged to. */
function rowOf(save: IncidentSave, before: IncidentRow | undefined): IncidentRow {
  const { state } = save
  const { record, times, response } = state
  const isOpenGroup = isWorking(state.status)
  return {
    ...timesOf(times),
    id: state.id,
    version: state.version,
    status: state.status,
    title: record.title,
    incident_type: before?.incident_type ?? record.incidentType,
    detection_method: before?.detection_method ?? record.detectionMethod,
    priority: state.priority.priority,
    urgency: state.priority.urgency,
    severity: state.classification.severity,
    scope: state.classification.scope,
    category: state.classification.category,
    services: record.services,
    owner_id: response.owner ?? null,
    level: response.level,
    source_id: before ? before.source_id : (record.source ?? null),
    team_id: record.team ?? null,
    is_test: before?.is_test ?? record.testOf !== undefined,
    is_exhausted: response.escalation?.isExhausted === true && response.escalation.next !== null,
    is_flapping: isMarkedFlapping(state.status, record),
    snoozed_until: response.hold?.until ?? null,
    alerts_count: record.alertsCount,
    firing_count: Object.keys(record.firing).length,
    recorded_at: before?.recorded_at ?? times.recorded,
    group_key: record.groupKey ?? before?.group_key ?? null,
    open_group_key: (isOpenGroup && record.groupKey) || null,
    last_hash: save.lastHash,
    updated_at: save.at,
    state,
  }
}

function timesOf(times: IncidentState['times']): Pick<IncidentRow, `${Exclude<keyof typeof times, 'recorded'>}_at`> {
  return {
    occurred_at: times.occurred,
    detected_at: times.detected,
    classified_at: times.classified ?? null,
    prioritised_at: times.prioritised ?? null,
    acknowledged_at: times.acknowledged ?? null,
    mitigated_at: times.mitigated ?? null,
    restored_at: times.restored ?? null,
    resolved_at: times.resolved ?? null,
    closed_at: times.closed ?? null,
  }
}

export async function allocateIncidentNumbers(session: Session, year: number, count: number): Promise<number> {
  const { tables, owner } = session
  const key = String(year)
  await lockRow(session, tables.incident_numbers, key)
  const last = tables.incident_numbers.get(owner, key)?.last ?? 0
  tables.incident_numbers.put(owner, key, { year, last: last + count })
  return last + 1
}
