import type { GroupIncident } from '@tocsin/core/detect/join.ts'
import type { IncidentState } from '@tocsin/core/incident.ts'
import { present } from '@tocsin/core/kernel/assert.ts'
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import type { FactType } from '@tocsin/core/kernel/fact.ts'
import { isWorking } from '@tocsin/core/kernel/scales.ts'
import type { AlertEpisodes } from '@tocsin/core/record/episodes.ts'
import { isMarkedFlapping } from '@tocsin/core/record/flapping.ts'
import { type Kysely, sql } from 'kysely'
import { HOT } from '../../database/hot-statements.ts'
import type { Schema } from '../../database/schema.ts'
import { followMerges, type HeadRow } from '../follow-merges.ts'
import { type IncidentSave, type LoadedIncident, StoreConflict } from '../store.ts'
import type { KnownEpisodes } from './known-episodes.ts'

/** What `state` holds: which alerts the incident has stands beside it. */
type StoredState = Omit<IncidentState, 'record'> & { record: Omit<IncidentState['record'], keyof AlertEpisodes> }

/** Rows are locked by number: as texts, the millionth id of a year would stand before the second. */
export async function loadIncidents(
  db: Kysely<Schema>,
  known: KnownEpisodes,
  ids: readonly IncidentId[],
): Promise<Map<IncidentId, LoadedIncident>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{
    id: IncidentId
    state: StoredState
    last_hash: string
  }>`${HOT} select id, state, last_hash from incidents where id = any(${[...ids]}::text[]) order by length(id), id for update`.execute(
    db,
  )
  const remembered = new Map(rows.map((row) => [row.id, known.find(row.id, row.last_hash)]))
  const read = await readEpisodes(
    db,
    rows.flatMap(({ id }) => (remembered.get(id) ? [] : [id])),
  )
  return new Map(
    rows.map(({ id, state, last_hash }) => {
      const { firing, cleared } = present(remembered.get(id) ?? read.get(id), 'a row that is locked')
      known.learn(id, last_hash, { firing, cleared }, state.record.alertsCount)
      return [id, { state: { ...state, record: { ...state.record, firing, cleared } }, lastHash: last_hash }]
    }),
  )
}

/** Of rows that are locked: nothing changes between two statements. */
async function readEpisodes(db: Kysely<Schema>, ids: readonly IncidentId[]): Promise<Map<IncidentId, AlertEpisodes>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{
    id: IncidentId
    episodes: AlertEpisodes
  }>`${HOT} select id, tocsin_alert_episodes(i) as episodes from incidents i where id = any(${[...ids]}::text[])`.execute(
    db,
  )
  return new Map(rows.map(({ id, episodes }) => [id, episodes]))
}

export async function findGroupIncidents(
  db: Kysely<Schema>,
  groupKeys: readonly string[],
): Promise<Map<string, GroupIncident>> {
  if (groupKeys.length === 0) return new Map()
  const { rows } = await sql<
    HeadRow & { group_key: string }
  >`${HOT} select distinct on (group_key) group_key, id, status, recorded_at, resolved_at, ${MERGED_INTO} from incidents
    where group_key = any(${[...groupKeys]}::text[]) order by group_key, recorded_at desc, length(id) desc, id desc`.execute(
    db,
  )
  const latest = new Map(rows.map((row): [string, HeadRow] => [row.group_key, row]))
  return followMerges(latest, (ids) => findHeads(db, ids))
}

/** The state is large, and read of those alone that need it. */
const MERGED_INTO = sql`case when status = 'merged' then state->'record'->'merged'->>'into' end as merged_into`

export async function findMergeTarget(db: Kysely<Schema>, id: IncidentId): Promise<IncidentId | undefined> {
  const [row] = await findHeads(db, [id])
  return (row?.merged_into ?? undefined) as IncidentId | undefined
}

async function findHeads(db: Kysely<Schema>, ids: readonly string[]): Promise<HeadRow[]> {
  const { rows } = await sql<HeadRow>`${HOT} select id, status, recorded_at, resolved_at, ${MERGED_INTO} from incidents
    where id = any(${[...ids]}::text[])`.execute(db)
  return rows
}

export async function saveIncidents(
  db: Kysely<Schema>,
  known: KnownEpisodes,
  saves: readonly IncidentSave[],
): Promise<void> {
  if (saves.length === 0) return
  const rows = JSON.stringify(saves.map(incidentRow))
  // Sent with the facts: either shows a lost race.
  const heads = sql<{ id: string }>`${HOT} insert into incidents as i (
      id, version, status, title, incident_type, detection_method, priority, urgency, severity, scope, category, services,
      owner_id, level, source_id, team_id, is_test, is_exhausted, is_flapping, snoozed_until, alerts_count, firing_count, occurred_at,
      detected_at, recorded_at, classified_at, prioritised_at, acknowledged_at, mitigated_at, restored_at, resolved_at, closed_at, group_key,
      open_group_key, last_hash, updated_at, state, alert_episodes, alert_episodes_version)
    select r.id, r.version, r.status, r.title, r.incident_type, r.detection_method, r.priority, r.urgency, r.severity, r.scope,
      r.category, r.services, r.owner, r.level, r.source, r.team, r.is_test, r.is_exhausted, r.is_flapping,
      to_timestamp(r.snoozed_until / 1000), r.alerts_count, r.firing_count, to_timestamp(r.occurred / 1000), to_timestamp(r.detected / 1000),
      to_timestamp(r.recorded / 1000), to_timestamp(r.classified / 1000), to_timestamp(r.prioritised / 1000),
      to_timestamp(r.acknowledged / 1000), to_timestamp(r.mitigated / 1000), to_timestamp(r.restored / 1000),
      to_timestamp(r.resolved / 1000), to_timestamp(r.closed / 1000), r.group_key, r.open_group_key, r.last_hash,
      to_timestamp(r.at / 1000), r.state, coalesce(r.alert_episodes, '{}'), coalesce(r.alert_episodes_version, -1)
    from jsonb_to_recordset(${rows}::jsonb) as r(
      id text, version int, expected int, status text, title text, incident_type text, detection_method text, priority text,
      urgency text, severity text, scope text, category text[], services text[], owner text, level text, source text, team text,
      is_test boolean, is_exhausted boolean, is_flapping boolean, snoozed_until float8, alerts_count int, firing_count int,
      occurred float8,
      detected float8, recorded float8, classified float8, prioritised float8, acknowledged float8, mitigated float8,
      restored float8, resolved float8, closed float8, group_key text, open_group_key text, last_hash text, at float8, state jsonb,
      alert_episodes jsonb, alert_episodes_version int)
    order by length(r.id), r.id
    on conflict (id) do update set
      version = excluded.version, status = excluded.status, title = excluded.title, priority = excluded.priority,
      urgency = excluded.urgency, severity = excluded.severity, scope = excluded.scope, category = excluded.category,
      services = excluded.services, owner_id = excluded.owner_id, level = excluded.level, team_id = excluded.team_id, is_exhausted = excluded.is_exhausted,
      is_flapping = excluded.is_flapping,
      snoozed_until = excluded.snoozed_until, alerts_count = excluded.alerts_count, firing_count = excluded.firing_count,
      occurred_at = excluded.occurred_at, detected_at = excluded.detected_at, classified_at = excluded.classified_at,
      prioritised_at = excluded.prioritised_at, acknowledged_at = excluded.acknowledged_at, mitigated_at = excluded.mitigated_at,
      restored_at = excluded.restored_at, resolved_at = excluded.resolved_at, closed_at = excluded.closed_at,
      group_key = coalesce(excluded.group_key, i.group_key), open_group_key = excluded.open_group_key,
      last_hash = excluded.last_hash, updated_at = excluded.updated_at, state = excluded.state,
      alert_episodes = case when excluded.alert_episodes_version < 0 then i.alert_episodes else excluded.alert_episodes end,
      alert_episodes_version = case when excluded.alert_episodes_version < 0 then i.alert_episodes_version
        else excluded.alert_episodes_version end
    where i.version < excluded.version
    returning id`.execute(db)
  const [{ rows: written }] = await Promise.all([heads, insertFacts(db, saves)])
  if (written.length !== saves.length) throw new StoreConflict('an incident changed meanwhile')
  for (const { state, lastHash } of saves) known.learn(state.id, lastHash, state.record, state.record.alertsCount)
}

/** A list this short is written with every change of it. */
const SHORT_LIST_MAX = 16
/** And a longer one with every so many versions: what is read of the facts stays as short. */
const VERSIONS_BETWEEN_LISTS = 32
const MOVING_FACTS: readonly FactType[] = ['IncidentMerged', 'IncidentAbsorbed', 'IncidentUnmerged', 'IncidentSplitOff']
const EPISODE_FACTS: readonly FactType[] = ['AlertsAttached', 'AlertsCleared', ...MOVING_FACTS]

/** Whether the list of alerts is written, or left to the facts for now. Where alerts move between incidents it has to be. */
function mustWriteEpisodes({ expectedVersion, state, facts }: IncidentSave): boolean {
  const has = (types: readonly FactType[]): boolean => facts.some(({ fact }) => types.includes(fact.type))
  const spanOf = (version: number): number => Math.floor(version / VERSIONS_BETWEEN_LISTS)
  if (expectedVersion === 0 || has(MOVING_FACTS) || spanOf(expectedVersion) !== spanOf(state.version)) return true
  return state.record.alertsCount <= SHORT_LIST_MAX && has(EPISODE_FACTS)
}

/** The primary key `(stream, version)` is what makes a lost race visible: the second writer of a version fails. */
async function insertFacts(db: Kysely<Schema>, saves: readonly IncidentSave[]): Promise<void> {
  const facts = saves.flatMap(({ state, facts: hashed }) =>
    hashed.map(({ fact, hash }) => {
      const { version, at, type, because, actor, ...data } = fact
      return { stream: state.id, version, at, type, because, actor, data, hash }
    }),
  )
  if (facts.length === 0) return
  await sql`${HOT} insert into facts (stream, version, at, type, because, actor, data, hash)
    select f.stream, f.version, to_timestamp(f.at / 1000), f.type, f.because, f.actor, f.data, f.hash
    from jsonb_to_recordset(${JSON.stringify(facts)}::jsonb) as f(
      stream text, version int, at float8, type text, because text, actor jsonb, data jsonb, hash text)`.execute(db)
}

function incidentRow(save: IncidentSave): object {
  const { state, lastHash, at } = save
  const { record, classification, priority, response, times } = state
  const { firing, cleared, ...listless } = record
  return {
    id: state.id,
    version: state.version,
    status: state.status,
    title: record.title,
    incident_type: record.incidentType,
    detection_method: record.detectionMethod,
    priority: priority.priority,
    urgency: priority.urgency,
    severity: classification.severity,
    scope: classification.scope,
    category: classification.category,
    services: record.services,
    owner: response.owner,
    level: response.level,
    source: record.source,
    team: record.team,
    is_test: record.testOf !== undefined,
    is_exhausted: response.escalation?.isExhausted === true && response.escalation.next !== null,
    is_flapping: isMarkedFlapping(state.status, record),
    snoozed_until: response.hold?.until,
    alerts_count: record.alertsCount,
    firing_count: Object.keys(firing).length,
    ...times,
    group_key: record.groupKey,
    open_group_key: isWorking(state.status) ? record.groupKey : undefined,
    last_hash: lastHash,
    at,
    state: { ...state, record: listless } satisfies StoredState,
    ...(mustWriteEpisodes(save) && {
      alert_episodes: { firing, cleared },
      alert_episodes_version: state.version,
    }),
  }
}
