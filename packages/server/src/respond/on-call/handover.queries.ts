/** What whoever comes on call should know: incidents of the services that page the schedule, and notes of who goes. */
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { DAY, formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { type Kysely, sql } from 'kysely'
import { listFacts, type StoredOnCallFact } from '../../people/on-call/on-call-record.queries.ts'
import type { Schema } from '../../shell/database/schema.ts'
import { timestamptz } from '../../shell/database/timestamptz.ts'

type Db = Kysely<Schema>

const INCIDENTS_MAX = 20
/** What is older is no news to whoever comes on. */
const SHIFT_MS_MAX = 14 * DAY

export interface HandoverNote {
  user: UserId
  text: string
  writtenAt: Instant
}

export interface HandoverIncident {
  id: string
  title: string
  status: string
  priority: string
  recordedAt: Instant
}

/** The services whose policies page a schedule. */
export function listServicesOf(directory: Directory, schedule: string): string[] {
  const policies = new Set(
    [...directory.policies.values()]
      .filter(({ steps }) =>
        steps.some(({ targets }) => targets.some((each) => each.kind === 'schedule' && each.id === schedule)),
      )
      .map(({ id }) => id),
  )
  return [...directory.services.values()].filter(({ policy }) => policy && policies.has(policy)).map(({ id }) => id)
}

/**
 * Since when any of some people have been on, up to a fact: an edit, or an override that covers a part for them, begins a fact of its own
 * and no shift.
 */
export async function findShiftStart(db: Db, fact: StoredOnCallFact, users: readonly UserId[]): Promise<Instant> {
  const earlier = await listFacts(db, fact.schedule, (fact.at - SHIFT_MS_MAX) as Instant, fact.at)
  let startsAt = fact.at
  for (const { at, people, overrides } of earlier.toReversed()) {
    if (people.some(({ user }) => users.includes(user))) startsAt = at
    else if (overrides.length === 0) break
  }
  return startsAt
}

/** Incidents of services that are not over yet, and those that began in [`from`, `to`); the newest first. */
export async function listHandoverIncidents(
  db: Db,
  services: readonly string[],
  from: Instant,
  to: Instant,
): Promise<{ open: HandoverIncident[]; recent: HandoverIncident[] }> {
  if (services.length === 0) return { open: [], recent: [] }
  const list = async (condition: ReturnType<typeof sql>) => {
    const { rows } = await sql<{ id: string; title: string; status: string; priority: string; recorded_at: number }>`
      select id, title, status, priority, recorded_at from incidents
      where services && ${[...services]}::text[] and not is_test and ${condition}
      order by recorded_at desc, id limit ${INCIDENTS_MAX}`.execute(db)
    return rows.map(({ recorded_at, ...row }) => ({ ...row, recordedAt: recorded_at as Instant }))
  }
  return {
    open: await list(sql`status in ('open', 'acknowledged', 'mitigated')`),
    recent: await list(
      sql`status not in ('open', 'acknowledged', 'mitigated') and recorded_at >= ${formatInstant(from)}::timestamptz
        and recorded_at < ${formatInstant(to)}::timestamptz`,
    ),
  }
}

/** Notes that were written since an instant, in that order. */
export async function listHandoverNotes(db: Db, schedule: string, since: Instant): Promise<HandoverNote[]> {
  const rows = await db
    .selectFrom('handover_notes')
    .selectAll()
    .where('schedule_id', '=', schedule)
    .where('written_at', '>=', timestamptz(since))
    .orderBy('written_at')
    .execute()
  return rows.map((row) => ({
    user: row.user_id as UserId,
    text: row.text,
    writtenAt: row.written_at as Instant,
  }))
}

/** The note takes the place of the one that the person left before; an empty one takes it away. */
export async function saveHandoverNote(db: Db, schedule: string, note: HandoverNote): Promise<void> {
  if (note.text === '') {
    await db.deleteFrom('handover_notes').where('schedule_id', '=', schedule).where('user_id', '=', note.user).execute()
    return
  }
  const row = { text: note.text, written_at: formatInstant(note.writtenAt) }
  await db
    .insertInto('handover_notes')
    .values({ schedule_id: schedule, user_id: note.user, ...row })
    .onConflict((conflict) => conflict.columns(['schedule_id', 'user_id']).doUpdateSet(row))
    .execute()
}
