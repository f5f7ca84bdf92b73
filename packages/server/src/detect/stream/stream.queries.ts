/** Counts of rules over streams, in the database. Groups are always locked in one order, and before their counts. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import { storableJson } from '../../shell/store/sql/storable-json.ts'

type Db = Kysely<Schema>

export interface GroupKey {
  source: string
  rule: string
  group: string
}

export interface GroupRow extends GroupKey {
  labels: Record<string, string>
  sample: string
}

export function textOfKey({ source, rule, group }: GroupKey): string {
  return `${source}\n${rule}\n${group}`
}

const ROW = sql`(source text, rule text, "group" text, labels jsonb, sample text, quiet float8)`

/** Which of the groups are known, and how many each of their rules has. */
export async function findKnownGroups(db: Db, groups: readonly GroupKey[]) {
  const asked = storableJson(groups.map(({ source, rule, group }) => ({ source, rule, group })))
  const { rows: known } = await sql<GroupKey>`select g.source_id as source, g.rule_id as rule, g.group_id as group
    from stream_groups g join jsonb_to_recordset(${asked}::jsonb) as k(source text, rule text, "group" text)
      on g.source_id = k.source and g.rule_id = k.rule and g.group_id = k."group"`.execute(db)
  return new Set(known.map(textOfKey))
}

/** How many groups a rule has, counted no further than `max`. */
export async function countGroups(db: Db, source: string, rule: string, max: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from (
    select 1 from stream_groups where source_id = ${source} and rule_id = ${rule} limit ${max}) g`.execute(db)
  return rows[0]?.n ?? 0
}

/** `quiet` is when nothing of a group is in its window any more. Writes the groups and holds them until the end of the transaction; tells which of them fire. */
export async function holdGroups(
  db: Db,
  groups: readonly (GroupRow & { quiet: number })[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<GroupKey & { is_firing: boolean }>`insert into stream_groups as g
      (source_id, rule_id, group_id, labels, sample, quiet_at, is_firing)
    select source, rule, "group", labels, sample, to_timestamp(quiet / 1000), false
    from jsonb_to_recordset(${storableJson(groups)}::jsonb) as k ${ROW}
    order by source, rule, "group"
    on conflict (source_id, rule_id, group_id) do update
      set quiet_at = greatest(g.quiet_at, excluded.quiet_at), sample = excluded.sample
    returning g.source_id as source, g.rule_id as rule, g.group_id as group, g.is_firing`.execute(db)
  return new Set(rows.filter((row) => row.is_firing).map(textOfKey))
}

export interface SpanCount extends GroupKey {
  /** Epoch milliseconds. */
  start: number
  n: number
}

export async function addCounts(db: Db, counts: readonly SpanCount[]): Promise<void> {
  await sql`insert into stream_counts as c (source_id, rule_id, group_id, span_start, n)
    select source, rule, "group", to_timestamp(start / 1000), n
    from jsonb_to_recordset(${storableJson(counts)}::jsonb) as k(source text, rule text, "group" text, start float8, n bigint)
    on conflict (source_id, rule_id, group_id, span_start) do update set n = c.n + excluded.n`.execute(db)
}

/** Forgets the spans of groups that are held which no window looks at any more. */
export async function dropOldSpans(db: Db, groups: readonly (GroupKey & { since: number })[]): Promise<void> {
  const asked = storableJson(groups.map(({ source, rule, group, since }) => ({ source, rule, group, since })))
  await sql`delete from stream_counts c
    using jsonb_to_recordset(${asked}::jsonb) as k(source text, rule text, "group" text, since float8)
    where c.source_id = k.source and c.rule_id = k.rule and c.group_id = k."group"
      and c.span_start <= to_timestamp(k.since / 1000)`.execute(db)
}

/** How many each group counted since an instant of its own. */
export async function sumCounts(
  db: Db,
  groups: readonly (GroupKey & { since: number })[],
): Promise<ReadonlyMap<string, number>> {
  const asked = storableJson(groups.map(({ source, rule, group, since }) => ({ source, rule, group, since })))
  const { rows } = await sql<GroupKey & { n: number }>`select k.source, k.rule, k."group", sum(c.n)::bigint as n
    from jsonb_to_recordset(${asked}::jsonb) as k(source text, rule text, "group" text, since float8)
    join stream_counts c on c.source_id = k.source and c.rule_id = k.rule and c.group_id = k."group"
      and c.span_start > to_timestamp(k.since / 1000)
    group by 1, 2, 3`.execute(db)
  return new Map(rows.map((row) => [textOfKey(row), row.n]))
}

/** The spans of each group since an instant of its own, the oldest first, by `textOfKey`; a group that has none is left out. */
export async function listSpans(
  db: Db,
  groups: readonly (GroupKey & { since: number })[],
): Promise<ReadonlyMap<string, { start: number; n: number }[]>> {
  const asked = storableJson(groups.map(({ source, rule, group, since }) => ({ source, rule, group, since })))
  const { rows } =
    await sql<SpanCount>`select k.source, k.rule, k."group", extract(epoch from c.span_start)::float8 * 1000 as start, c.n
    from jsonb_to_recordset(${asked}::jsonb) as k(source text, rule text, "group" text, since float8)
    join stream_counts c on c.source_id = k.source and c.rule_id = k.rule and c.group_id = k."group"
      and c.span_start > to_timestamp(k.since / 1000)
    order by k.source, k.rule, k."group", c.span_start`.execute(db)
  return Map.groupBy(rows, textOfKey)
}

/** Locks those of the groups that are still there, in the order in which they are counted. */
export async function lockGroups(db: Db, keys: readonly GroupKey[]): Promise<GroupRow[]> {
  const asked = storableJson(keys.map(({ source, rule, group }) => ({ source, rule, group })))
  const { rows } =
    await sql<GroupRow>`select g.source_id as source, g.rule_id as rule, g.group_id as group, g.labels, g.sample
    from jsonb_to_recordset(${asked}::jsonb) as k(source text, rule text, "group" text)
    join stream_groups g on g.source_id = k.source and g.rule_id = k.rule and g.group_id = k."group"
    order by g.source_id, g.rule_id, g.group_id for update of g`.execute(db)
  return rows
}

export async function setFiring(db: Db, groups: readonly GroupKey[], isFiring: boolean): Promise<void> {
  const asked = storableJson(groups.map(({ source, rule, group }) => ({ source, rule, group })))
  await sql`update stream_groups g set is_firing = ${isFiring}
    from jsonb_to_recordset(${asked}::jsonb) as k(source text, rule text, "group" text)
    where g.source_id = k.source and g.rule_id = k.rule and g.group_id = k."group"`.execute(db)
}

export async function deleteGroup(db: Db, { source, rule, group }: GroupKey): Promise<void> {
  const ofGroup = sql`source_id = ${source} and rule_id = ${rule} and group_id = ${group}`
  await sql`delete from stream_counts where ${ofGroup}`.execute(db)
  await sql`delete from stream_groups where ${ofGroup}`.execute(db)
}

/** Forgets groups that do not fire and of which nothing is in a window any more. Groups that somebody is counting just now are left to them. */
export async function deleteQuietGroups(db: Db, at: Instant, limit: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`with old as materialized (
      select source_id, rule_id, group_id from stream_groups
      where not is_firing and quiet_at < ${formatInstant(at)}::timestamptz limit ${limit} for update skip locked
    ), counts as (
      delete from stream_counts c using old
      where c.source_id = old.source_id and c.rule_id = old.rule_id and c.group_id = old.group_id
    ), gone as (
      delete from stream_groups g using old
      where g.source_id = old.source_id and g.rule_id = old.rule_id and g.group_id = old.group_id returning 1
    ) select count(*) as n from gone`.execute(db)
  return rows[0]?.n ?? 0
}
