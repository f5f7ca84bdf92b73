/** How many messages somebody got by a channel, out of what the outbox kept. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { after, DAY, formatInstant, HOUR } from '@tocsin/core/kernel/instant.ts'
import type { MessageUse } from '@tocsin/core/respond/message-limit.ts'
import { type Kysely, sql } from 'kysely'
import { HOT } from '../shell/database/hot-statements.ts'
import type { Schema } from '../shell/database/schema.ts'

/** Stands as the provider’s reference of what went to the account’s address in place of a channel whose limit was reached. */
export const BY_ACCOUNT_MAIL = 'account-mail-instead'

/** Rolling: what was handed over since. `except` is the message that asks. */
export async function countMessages(
  db: Kysely<Schema>,
  { user, channel, at, except }: { user: string; channel: string; at: Instant; except: string },
): Promise<MessageUse> {
  const [hourAgo, dayAgo] = [formatInstant(ago(at, HOUR)), formatInstant(ago(at, DAY))]
  const { rows } = await sql<MessageUse>`${HOT} select u.hour + w.waiting as hour, u.day + w.waiting as day
    from (select count(*) filter (where ended_at > ${hourAgo}::timestamptz)::int as hour, count(*)::int as day
      from outbox where state = 'done' and message ->> 'user' = ${user} and ended_at > ${dayAgo}::timestamptz
        and message -> 'target' ->> 'channel' = ${channel} and provider_ref is distinct from ${BY_ACCOUNT_MAIL}
        -- Several that went as one message are one.
        and message -> 'carriedBy' is null) u,
    -- What is under way counts by its turn, so that of two that go out at once only the later one finds the last place taken.
    (select count(*)::int as waiting from outbox where state = 'pending' and leased_by is not null
      and message ->> 'user' = ${user} and message -> 'target' ->> 'channel' = ${channel} and key < ${except}) w`.execute(
    db,
  )
  return rows[0] ?? { hour: 0, day: 0 }
}

export interface ChannelUse extends MessageUse {
  channel: string
  /** The oldest that counts, within the hour and the day: it stops counting when it has passed. */
  hour_since: Instant | null
  day_since: Instant | null
}

export async function listMessageUse(db: Kysely<Schema>, user: string, at: Instant): Promise<ChannelUse[]> {
  const [hourAgo, dayAgo] = [formatInstant(ago(at, HOUR)), formatInstant(ago(at, DAY))]
  const { rows } = await sql<ChannelUse>`select message -> 'target' ->> 'channel' as channel,
      count(*) filter (where ended_at > ${hourAgo}::timestamptz)::int as hour, count(*)::int as day,
      min(ended_at) filter (where ended_at > ${hourAgo}::timestamptz) as hour_since, min(ended_at) as day_since
    from outbox where state = 'done' and message ->> 'user' = ${user} and ended_at > ${dayAgo}::timestamptz
      and provider_ref is distinct from ${BY_ACCOUNT_MAIL} and message -> 'carriedBy' is null
    group by 1 order by 1`.execute(db)
  return rows
}

function ago(at: Instant, span: typeof HOUR): Instant {
  return after(at, -span as typeof HOUR)
}
