/** Pages of a burst in the outbox: what they wait behind, and which of them go together. */
import type { IncidentId, Instant, PageId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { CarriedBy, PersonMessage } from '@tocsin/core/kernel/decision.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { RecentPages } from '@tocsin/core/respond/bundling.ts'
import { type Kysely, sql } from 'kysely'
import { HOT } from '../../shell/database/hot-statements.ts'
import type { Schema } from '../../shell/database/schema.ts'
import { NODE_DEAD_AFTER_MS } from '../../shell/engine/node-loop.ts'

/**
 * Of two that are under way at once the later one waits, by when they were asked for: both see the same order. A page that another
 * message has in it waits for that one, whichever is later, and also when somebody has answered that one meanwhile. A test that somebody asked for keeps nothing real waiting.
 */
export async function findRecentPages(
  db: Kysely<Schema>,
  { page, incident, user, target, requestedAt, bundledIn }: PersonMessage,
  { since, at }: { since: Instant; at: Instant },
): Promise<RecentPages> {
  const ofContact = sql`class = 'page' and message ->> 'user' = ${user} and message -> 'target' ->> 'contact' = ${target.contact}
    and incident_id is distinct from ${incident} and message -> 'goesAlone' is null`
  const { rows } = await sql<{
    handed_over_at: number | null
    is_under_way: boolean
    is_in_another: boolean
  }>`${HOT} select
      (select max(ended_at) from outbox where ${ofContact} and state = 'done'
        and ended_at > ${formatInstant(since)}::timestamptz
        -- Its provider has told since that it did not arrive.
        and coalesce(last_error, '') not like 'undelivered:%') as handed_over_at,
      exists (select 1 from outbox where ${ofContact} and state = 'pending' and leased_by is not null
        and message -> 'carriedBy' is null
        and (requested_at, key) < (${formatInstant(requestedAt)}::timestamptz, ${page})) as is_under_way,
      exists (select 1 from outbox c where c.key = ${bundledIn ?? ''} and ${isUnderWay(at)}
        and c.message -> 'carriedBy' is null) as is_in_another`.execute(db)
  const [found] = rows
  const handedOverAt = found?.handed_over_at ?? null
  return {
    isUnderWay: found?.is_under_way === true,
    ...(found?.is_in_another && { isInAnother: true }),
    ...(handedOverAt !== null && { handedOverAt: handedOverAt as Instant }),
  }
}

/**
 * Somebody may have answered it while it was under way. Nobody gives back its lease then when its node dies, or cannot write how it ended:
 * it counts for nothing from then on.
 */
function isUnderWay(at: Instant) {
  const [now, deadBefore] = [formatInstant(at), formatInstant((at - NODE_DEAD_AFTER_MS) as Instant)]
  return sql`c.leased_by is not null and (c.state = 'pending' or (c.state = 'cancelled' and c.due > ${now}::timestamptz
    and c.leased_by in (select name from nodes where seen_at >= ${deadBefore}::timestamptz)))`
}

/**
 * Whether a page goes at the head of those that wait with it: of that, and of being taken along by another, only one comes about, because
 * both write its row. A mark of a message that has ended stands for nothing and is taken back: two pages that each had the other's mark would
 * wait for each other.
 */
export async function lead(db: Kysely<Schema>, { page, bundledIn }: PersonMessage): Promise<boolean> {
  const { rows } = await sql`update outbox set message = (message - 'bundledIn') || '{"leads": true}'::jsonb
    where key = ${page} and state = 'pending' and message -> 'carriedBy' is null
      and message ->> 'bundledIn' is not distinct from ${bundledIn ?? null}::text returning key`.execute(db)
  return rows.length > 0
}

/**
 * The oldest first. Those that somebody has taken up and that lead none wait again and find the mark; those that lead are left to
 * themselves, and so is what a message has in it that is under way.
 */
export async function takeAlong(
  db: Kysely<Schema>,
  { page, incident }: PersonMessage,
  { word, max, at }: { word: string; max: number; at: Instant },
): Promise<PersonMessage[]> {
  const isFree = sql`o.state = 'pending' and (o.leased_by is null or o.message -> 'leads' is null) and o.message -> 'carriedBy' is null`
  const { rows } = await sql<{ message: PersonMessage }>`with chosen as materialized (
      select o.key, o.message ->> 'bundledIn' as "in" from outbox o where o.message ->> 'gather' = ${word} and ${isFree} and o.class = 'page'
        and o.key <> ${page} and o.incident_id is distinct from ${incident}
        and not exists (select 1 from outbox c where c.key = o.message ->> 'bundledIn' and c.key <> ${page}
          and ${isUnderWay(at)})
      order by o.requested_at, o.key limit ${max}
    ), members as materialized (
      -- Sends are locked in the order of their keys, by everybody; what changed while it was waited for is left out.
      select o.key from outbox o join chosen c on c.key = o.key
      where ${isFree} and (o.message -> 'bundledIn' is null or o.message ->> 'bundledIn' = c."in") order by o.key for update of o)
    update outbox o set message = o.message || ${JSON.stringify({ bundledIn: page })}::jsonb
    from members m where o.key = m.key returning o.message`.execute(db)
  return rows.map(({ message }) => message).sort((a, b) => a.requestedAt - b.requestedAt || (a.page < b.page ? -1 : 1))
}

/** They are taken up at once, and find what became of them. One that was answered meanwhile keeps its place in what was said. */
export async function markBundled(
  db: Kysely<Schema>,
  pages: readonly PageId[],
  carriedBy: CarriedBy,
  at: Instant,
): Promise<void> {
  await sql`update outbox set message = message || ${JSON.stringify({ carriedBy })}::jsonb,
      due = case when leased_by is null then ${formatInstant(at)}::timestamptz else due end
    where key in (select key from outbox where key = any(${[...pages]}::text[]) and state in ('pending', 'cancelled') order by key for update)`.execute(
    db,
  )
}

/** A page by its three names, as an address that its provider was given holds them. */
export interface BundledPage {
  page: PageId
  incident: IncidentId
  person: UserId
}

/** What went out in the message of this page, itself first; also what was answered meanwhile. Never empty. */
export async function listBundle(db: Kysely<Schema>, asked: BundledPage): Promise<[BundledPage, ...BundledPage[]]> {
  const others = (await listBundleMessages(db, asked.page)).filter(({ page }) => page !== asked.page)
  return [asked, ...others.map(({ page, incident, user }) => ({ page, incident, person: user }))]
}

/** In the order in which they were told. */
export async function listBundleMessages(db: Kysely<Schema>, page: PageId): Promise<PersonMessage[]> {
  const { rows } = await sql<{ message: PersonMessage }>`select message from outbox
    where key = ${page} or (message ->> 'bundledIn' = ${page}
      and (state = 'pending' or (message -> 'carriedBy' ->> 'page' = ${page} and message -> 'carriedBy' -> 'failure' is null)))
    order by (key = ${page}) desc, requested_at, key`.execute(db)
  return rows.map(({ message }) => message)
}
