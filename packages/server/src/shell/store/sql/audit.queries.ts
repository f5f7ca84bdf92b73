/** What the auditor of paging asks the database. Found by index: open incidents are few beside all, wakes and sends have keys. */
import type { IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../database/schema.ts'
import type { AuditTx, EndedSend, Suspects, SuspectsAsk } from '../audit-tx.ts'

export function auditTx(db: Kysely<Schema>): AuditTx {
  return {
    findSuspects: (ask) => findSuspects(db, ask),
    listPresent: (wakes, sends) => listPresent(db, wakes, sends),
    listEnded: (sends) => listEnded(db, sends),
    countOverdue: (before) => countOverdue(db, before),
  }
}

/** Incidents beyond `after` that people work on and that lack a wake or a page that their state waits for; some more than lack one. */
async function findSuspects(db: Kysely<Schema>, ask: SuspectsAsk): Promise<Suspects> {
  const { limit } = ask
  const { rows } = await suspectsQuery(ask).execute(db)
  return {
    ids: rows.filter((row) => row.is_suspect).map((row) => row.id as IncidentId),
    next: rows.length < limit ? null : (rows.at(-1)?.id ?? null),
  }
}

/** A timed criterion has its wake, or was asked; one that reads how time passes has the wake of the next change. */
function lacksCriterion(askedSince: Instant, now: Instant) {
  const readsMinutes = sql`c->>'when' ~ '\\mminutes\\M'`
  const readsEnd = sql`c->>'when' ~ '\\mexpected_in\\M' and c->>'when' !~ '^\\s*expected_in\\s*(<\\s*0|>=?\\s*-?\\d+)\\s*$'`
  return sql`exists (
      select 1 from jsonb_array_elements(coalesce(o.r->'escalation'->'policy'->'criteria', '[]')) as c
      where not (o.r->'watch'->'met') ? (c->>'id') and (
        ((o.r->'watch'->>'since')::bigint + (c->>'afterMs')::bigint > ${askedSince}::bigint
          and not exists (select 1 from wakes w where w.key = o.id || ':criterion:' || (c->>'id')))
        or ((${readsMinutes} or (${readsEnd} and (o.r->'progress'->>'expectedAt')::bigint > ${now}::bigint))
          and jsonb_typeof(o.r->'hold') = 'null' and o.status <> 'mitigated'
          and not exists (select 1 from wakes w where w.key = o.id || ':next-change'))
        or ((o.r->'progress'->>'expectedAt')::bigint > ${now}::bigint
          and not exists (select 1 from wakes w where w.key = o.id || ':expected'))))`
}

export function suspectsQuery({ after, limit, now, askedSince }: SuspectsAsk) {
  return sql<{ id: string; is_suspect: boolean }>`
    with working as materialized (
      select id, status, state->'response' as r from incidents
      where status in ('open', 'acknowledged', 'mitigated') and id > ${after} order by id limit ${limit}
    )
    select o.id, (
        case when o.status = 'open' or jsonb_typeof(o.r->'escalation'->'next') = 'object' or jsonb_typeof(o.r->'hold') = 'object'
          then not exists (select 1 from wakes w where w.key = any(array[o.id || ':escalation', o.id || ':snooze']))
          else false end
        or (o.status = 'acknowledged' and o.r ? 'ackUntil'
          and not exists (select 1 from wakes w where w.key = o.id || ':ack'))
        or ${lacksCriterion(askedSince, now)}
        or exists (
          select 1 from jsonb_object_keys(o.r->'openPages') as p(key)
          where (select b.state from outbox b where b.key = p.key) is distinct from 'pending')
        or exists (
          select 1 from jsonb_each(o.r->'runs') as u(id, run), jsonb_array_elements_text(u.run->'left') as l(place)
          where (u.run->'plan'->(l.place::int)->>'dueAt')::bigint > ${now}::bigint
            and not exists (select 1 from wakes w where w.key = o.id || ':rule:' || u.id || ':' || (u.run->>'run') || ':' || l.place))
      ) as is_suspect
    from working o order by o.id`
}

async function listPresent(
  db: Kysely<Schema>,
  wakes: readonly string[],
  sends: readonly string[],
): Promise<Set<string>> {
  const { rows } = await sql<{ key: string }>`
    select key from wakes where key = any(${[...wakes]}::text[])
    union all select key from outbox where key = any(${[...sends]}::text[]) and state = 'pending'`.execute(db)
  return new Set(rows.map(({ key }) => key))
}

async function listEnded(db: Kysely<Schema>, sends: readonly string[]): Promise<EndedSend[]> {
  const { rows } = await sql<EndedSend>`
    select key, attempts, state = 'done' as "isHandedOver" from outbox
    where key = any(${[...sends]}::text[]) and state <> 'pending' order by key`.execute(db)
  return rows
}

/** Wakes of incidents and pages that should have been taken up by `before`, and were not: whoever takes them up hangs. */
async function countOverdue(db: Kysely<Schema>, before: Instant): Promise<{ wakes: number; pages: number }> {
  const at = formatInstant(before)
  const { rows } = await sql<{ wakes: number; pages: number }>`select
    (select count(*)::int from (select 1 from wakes where due < ${at}::timestamptz limit 1000) w) as wakes,
    (select count(*)::int from (select 1 from outbox
       where class = 'page' and state = 'pending' and due < ${at}::timestamptz limit 1000) b) as pages`.execute(db)
  return rows[0] ?? { wakes: 0, pages: 0 }
}
