/** Counts noise. It reads whole histories, so it is for a page that somebody asks for, not for what happens all the time. */
import { BRIEF_MS, CAME_BACK_MS, isNight, NOISE_WAITS, type NoiseFigures } from '@tocsin/core/detect/quiet/noise.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'

export interface NoiseSpan {
  since: Instant
  until: Instant
}

/** Alerts of one source that are called the same. */
export interface NoisyAlert extends NoiseFigures {
  source: string
  name: string
  /** `alertname` when the name is that label, else it is the title. */
  label: string | null
  lastFiredAt: Instant
}

interface Row {
  source: string
  name: string
  label: string | null
  fired: number
  acted_on: number
  brief: number
  came_back: number
  marked: number
  shorter_2m: number
  shorter_5m: number
  shorter_15m: number
  last_fired_at: number
}

const ROWS_MAX = 500

/** Facts by which a person does something about an incident. */
const ACTED = [
  'IncidentAcknowledged',
  'IncidentMitigated',
  'IncidentResolved',
  'NoteAdded',
  'OwnerAssigned',
  'PriorityAssessed',
]

const NAME = sql`coalesce(nullif(a.labels->>'alertname', ''), a.title)`

export async function listNoise(db: Kysely<Schema>, span: NoiseSpan, directory: Directory): Promise<NoisyAlert[]> {
  const { rows } = await countEpisodes(db, span)
  const woke = await countNights(db, span, directory)
  return rows.map((row) => ({
    ...{ source: row.source, name: row.name, label: row.label, lastFiredAt: row.last_fired_at as Instant },
    ...{ fired: row.fired, actedOn: row.acted_on, brief: row.brief, cameBack: row.came_back, marked: row.marked },
    woke: woke.get(keyOf(row.source, row.name)) ?? 0,
    shorterThan: { '2m': row.shorter_2m, '5m': row.shorter_5m, '15m': row.shorter_15m },
  }))
}

function countEpisodes(db: Kysely<Schema>, { since, until }: NoiseSpan) {
  const [from, to] = [formatInstant(since), formatInstant(until)]
  const lasted = (ms: number) =>
    sql`count(*) filter (where e.cleared_at - e.at < ${ms} * interval '1 millisecond')::int`
  return sql<Row>`with fired as materialized (
      select s.alert_id, s.episode, s.at from signals s
      where s.kind = 'fired' and s.at >= ${from}::timestamptz and s.at < ${to}::timestamptz
    ), acted as materialized (
      select distinct stream from facts
      where at >= ${from}::timestamptz and type = any(${ACTED}::text[]) and actor->>'kind' in ('user', 'key')
    ), acted_on as materialized (
      select distinct (x->>'id')::uuid as alert_id, (x->>'episode')::int as episode
      from facts f join acted on acted.stream = f.stream, jsonb_array_elements(f.data->'alerts') x
      where f.type = 'AlertsAttached' and f.at >= ${from}::timestamptz
    ), episodes as materialized (
      select f.alert_id, f.at, a.source_id as source, ${NAME} as name,
        case when coalesce(a.labels->>'alertname', '') = '' then null else 'alertname' end as label,
        done.alert_id is not null as is_acted, noise.alert_id is not null as is_marked,
        (select min(c.at) from signals c where c.alert_id = f.alert_id and c.episode = f.episode and c.kind = 'cleared')
          as cleared_at,
        (select max(b.at) from signals b where b.alert_id = f.alert_id and b.episode = f.episode - 1 and b.kind = 'cleared')
          as before_at
      from fired f join alerts a on a.id = f.alert_id
      left join acted_on done on done.alert_id = f.alert_id and done.episode = f.episode
      left join alert_noise noise on noise.alert_id = f.alert_id and noise.episode = f.episode
      where a.record_only is distinct from 'test_notification'
    )
    select e.source, e.name, max(e.label) as label, count(*)::int as fired,
      count(*) filter (where e.is_acted)::int as acted_on,
      count(*) filter (where not e.is_acted and e.cleared_at - e.at <= ${BRIEF_MS} * interval '1 millisecond')::int as brief,
      count(*) filter (where e.at - e.before_at <= ${CAME_BACK_MS} * interval '1 millisecond')::int as came_back,
      count(*) filter (where e.is_marked)::int as marked,
      ${lasted(NOISE_WAITS['2m'])} as shorter_2m, ${lasted(NOISE_WAITS['5m'])} as shorter_5m,
      ${lasted(NOISE_WAITS['15m'])} as shorter_15m,
      max(e.at) as last_fired_at
    from episodes e group by e.source, e.name order by count(*) desc, e.source, e.name limit ${ROWS_MAX}`.execute(db)
}

const PAGES_MAX = 20_000

/** A page is put down to the alert with which its incident began, or began again, last before it. */
async function countNights(
  db: Kysely<Schema>,
  { since, until }: NoiseSpan,
  { users }: Directory,
): Promise<Map<string, number>> {
  const { rows } = await sql<{ at: number; user: string; source: string; name: string }>`
    select p.at, p.data->>'user' as user, a.source_id as source, ${NAME} as name
    from facts p
    join lateral (
      select (f.data->'alerts'->0->>'id')::uuid as alert from facts f
      where f.stream = p.stream and f.type = 'AlertsAttached' and f.version <= p.version
      order by f.version desc limit 1
    ) cause on true
    join alerts a on a.id = cause.alert
    where p.type = 'PageRequested' and p.at >= ${formatInstant(since)}::timestamptz and p.at < ${formatInstant(until)}::timestamptz
    order by p.at desc limit ${PAGES_MAX}`.execute(db)
  const counts = new Map<string, number>()
  for (const { at, user, source, name } of rows) {
    const zone = users.get(user as never)?.zone ?? 'UTC'
    if (!isNight(at as Instant, zone)) continue
    const key = keyOf(source, name)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

function keyOf(source: string, name: string): string {
  return `${source}\n${name}`
}

export interface NoiseMark {
  alert: string
  episode: number
  reason: string
  actor: object
  at: Instant
}

export async function saveNoiseMark(
  db: Kysely<Schema>,
  { alert, episode, reason, actor, at }: NoiseMark,
): Promise<void> {
  const said = { reason, actor: JSON.stringify(actor), at: formatInstant(at) }
  await db
    .insertInto('alert_noise')
    .values({ alert_id: alert, episode, ...said })
    .onConflict((conflict) => conflict.columns(['alert_id', 'episode']).doUpdateSet(said))
    .execute()
}

export async function deleteNoiseMark(db: Kysely<Schema>, alert: string, episode: number): Promise<void> {
  await db.deleteFrom('alert_noise').where('alert_id', '=', alert).where('episode', '=', episode).execute()
}

export async function findNoiseMark(db: Kysely<Schema>, alert: string, episode: number) {
  return db
    .selectFrom('alert_noise')
    .selectAll()
    .where('alert_id', '=', alert)
    .where('episode', '=', episode)
    .executeTakeFirst()
}
