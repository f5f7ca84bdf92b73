/** What was let through although it breaks a rule of rest, in the database. */
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { Instant, ScheduleId, UserId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { RestBreach } from '@tocsin/core/respond/fairness/rest.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'

/**
 * `nobody_else`: nobody could take a day of it. `only_warned`: the organisation says that its rules only warn. `begins_now`: a short
 * override that begins at once, as when somebody does not answer.
 */
export type LetThroughBecause = 'nobody_else' | 'only_warned' | 'begins_now'

export interface RestFinding {
  user: UserId
  kind: RestBreach['kind']
  startsAt: Instant
  endsAt: Instant
  schedules: ScheduleId[]
  because: LetThroughBecause
  actor: Actor
  letThroughAt: Instant
}

/** One of the same person, kind and start takes the place of the one before it. */
export async function saveFinding(db: Kysely<Schema>, finding: RestFinding): Promise<void> {
  const key = { user_id: finding.user, kind: finding.kind, starts_at: formatInstant(finding.startsAt) }
  const rest = {
    ends_at: formatInstant(finding.endsAt),
    schedule_ids: finding.schedules,
    because: finding.because,
    actor: JSON.stringify(finding.actor),
    let_through_at: formatInstant(finding.letThroughAt),
  }
  await db
    .insertInto('rest_findings')
    .values({ ...key, ...rest })
    .onConflict((conflict) => conflict.columns(['user_id', 'kind', 'starts_at']).doUpdateSet(rest))
    .execute()
}

/** Those that overlap [`from`, `to`), the newest first. */
export async function listFindings(
  db: Kysely<Schema>,
  { from, to }: { from: Instant; to: Instant },
): Promise<RestFinding[]> {
  const rows = await db
    .selectFrom('rest_findings')
    .selectAll()
    .where(sql<boolean>`ends_at > ${formatInstant(from)}::timestamptz`)
    .where(sql<boolean>`starts_at < ${formatInstant(to)}::timestamptz`)
    .orderBy('let_through_at', 'desc')
    .orderBy('user_id')
    .limit(1_000)
    .execute()
  return rows.map((row) => ({
    ...{ user: row.user_id as UserId, kind: row.kind as RestBreach['kind'] },
    ...{ startsAt: row.starts_at as Instant, endsAt: row.ends_at as Instant },
    ...{ schedules: row.schedule_ids as ScheduleId[], because: row.because as LetThroughBecause },
    ...{ actor: row.actor as Actor, letThroughAt: row.let_through_at as Instant },
  }))
}
