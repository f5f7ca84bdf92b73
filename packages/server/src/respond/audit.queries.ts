/** What the auditor of paging asks the database. Found by index: open incidents are few beside all, wakes and sends have keys. */
import type { IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../shell/database/schema.ts'

export interface Suspects {
  /** Something that they wait for is not there. */
  ids: IncidentId[]
  /** The last one that was looked at; null when there are no more. */
  next: string | null
}

/** Open incidents beyond `after` that lack a wake or a page that their state waits for. `now` decides which later rules still count. */
export async function findSuspects(
  db: Kysely<Schema>,
  { after, limit, now }: { after: string; limit: number; now: Instant },
): Promise<Suspects> {
  const { rows } = await suspectsQuery({ after, limit, now }).execute(db)
  return {
    ids: rows.filter((row) => row.is_suspect).map((row) => row.id as IncidentId),
    next: rows.length < limit ? null : (rows.at(-1)?.id ?? null),
  }
}

export function suspectsQuery({ after, limit, now }: { after: string; limit: number; now: Instant }) {
  return sql<{ id: string; is_suspect: boolean }>`
    with open as materialized (
      select id, state->'response' as r from incidents where status = 'open' and id > ${after} order by id limit ${limit}
    )
    select o.id, (
        not exists (select 1 from wakes w where w.key = any(array[o.id || ':escalation', o.id || ':snooze']))
        or exists (
          select 1 from jsonb_object_keys(o.r->'openPages') as p(key)
          where not exists (select 1 from outbox b where b.key = p.key))
        or exists (
          select 1 from jsonb_each(o.r->'runs') as u(id, run), jsonb_array_elements_text(u.run->'left') as l(place)
          where (u.run->'plan'->(l.place::int)->>'dueAt')::bigint > ${now}::bigint
            and not exists (select 1 from wakes w where w.key = o.id || ':rule:' || u.id || ':' || (u.run->>'run') || ':' || l.place))
      ) as is_suspect
    from open o order by o.id`
}

/** Which of these wakes and sends there are. */
export async function listPresent(
  db: Kysely<Schema>,
  wakes: readonly string[],
  sends: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ key: string }>`
    select key from wakes where key = any(${[...wakes]}::text[])
    union all select key from outbox where key = any(${[...sends]}::text[])`.execute(db)
  return new Set(rows.map(({ key }) => key))
}

/** Wakes of incidents and pages that should have been taken up by `before`, and were not: whoever takes them up hangs. */
export async function countOverdue(db: Kysely<Schema>, before: Instant): Promise<{ wakes: number; pages: number }> {
  const at = formatInstant(before)
  const { rows } = await sql<{ wakes: number; pages: number }>`select
    (select count(*)::int from (select 1 from wakes where due < ${at}::timestamptz limit 1000) w) as wakes,
    (select count(*)::int from (select 1 from outbox
       where class = 'page' and state = 'pending' and due < ${at}::timestamptz limit 1000) b) as pages`.execute(db)
  return rows[0] ?? { wakes: 0, pages: 0 }
}
