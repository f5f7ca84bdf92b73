/** Wakes that are pending, written behind the server's back while it stands still. */
import type { Query } from './database-inspection.ts'

const BATCH = 50_000
/** Beyond anything that a run lasts. */
const FAR_MS = 86_400_000

/** `count` wakes of incidents that do not exist, which come due tomorrow and during the ten days after it. */
export async function addPendingWakes(query: Query, count: number, now: number): Promise<void> {
  const spreadMs = (10 * FAR_MS) / Math.max(1, count)
  for (let from = 0; from < count; from += BATCH)
    await query(
      `insert into wakes (key, kind, subject, due, body)
       select 'WAKE-' || n || ':escalation', 'EscalationStepDue', 'WAKE-' || n, to_timestamp(($1::float8 + n * $2::float8) / 1000),
         '{"kind":"EscalationStepDue","run":1,"pass":0,"step":1}'::jsonb
       from generate_series($3::int, $4::int) n`,
      [now + FAR_MS, spreadMs, from, Math.min(from + BATCH, count) - 1],
    )
  await query('analyze wakes')
}

/** Lets the second step of every incident come due, one after the other at this distance. Answers when each is due. */
export async function letComeDue(
  query: Query,
  { from, everyMs }: { from: number; everyMs: number },
): Promise<Map<string, number>> {
  const rows = await query<{ subject: string; due: number }>(
    `update wakes w set due = to_timestamp(($1::float8 + (r.n - 1) * $2::float8) / 1000)
     from (select key, row_number() over (order by key) n from wakes where kind = 'EscalationStepDue' and subject not like 'WAKE-%') r
     where r.key = w.key returning w.subject, extract(epoch from w.due)::float8 * 1000 due`,
    [from, everyMs],
  )
  return new Map(rows.map(({ subject, due }) => [subject, due]))
}

/** When the second step of each incident fired, by Tocsin's own word, in epoch milliseconds; and how many wakes are pending. */
export async function readFired(query: Query): Promise<{ firedAt: Map<string, number>; pending: number }> {
  const rows = await query<{ stream: string; fired: number }>(
    `select stream, extract(epoch from at)::float8 * 1000 as fired from facts where type = 'StepFired' and data->>'step' = '1'`,
  )
  const [wakes] = await query<{ pending: number }>(
    "select count(*)::int pending from wakes where subject like 'WAKE-%'",
  )
  return { firedAt: new Map(rows.map(({ stream, fired }) => [stream, fired])), pending: wakes?.pending ?? 0 }
}
