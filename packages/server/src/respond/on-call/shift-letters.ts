/** Which letters about shifts a person wants. */
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Schema } from '../../shell/database/schema.ts'

const START_MINUTES_MAX = 24 * 60

export const shiftLettersSchema = z
  .strictObject({
    shift_start: z.boolean().describe('A shift is about to begin.'),
    shift_start_minutes: z.int().min(0).max(START_MINUTES_MAX).describe('So many minutes before it begins.'),
    shift_end: z.boolean().describe('A shift is over, and who took over.'),
    shift_moved: z.boolean().describe('Somebody moved the next shift.'),
    handover: z.boolean().describe('What whoever comes on call should know.'),
    week_ahead: z.boolean().describe('On Fridays: the shifts until the end of the next week.'),
    coverage: z.boolean().describe('Gaps and other problems ahead, of schedules of one’s teams.'),
    time_off: z
      .boolean()
      .default(true)
      .describe('New time off out of one’s own calendar meets a shift, or the calendar cannot be read.'),
  })
  .meta({ id: 'ShiftLetters' })
export type ShiftLetters = z.output<typeof shiftLettersSchema>
export type ShiftLetterKind = Exclude<keyof ShiftLetters, 'shift_start_minutes'>

const USUAL: ShiftLetters = {
  shift_start: true,
  shift_start_minutes: 30,
  shift_end: false,
  shift_moved: true,
  handover: true,
  week_ahead: true,
  coverage: true,
  time_off: true,
}

/** What each person wants; who never said anything gets what is usual. */
export async function loadShiftLetters(db: Kysely<Schema>): Promise<(user: UserId) => ShiftLetters> {
  const rows = await db.selectFrom('shift_letters').select(['user_id', 'settings']).execute()
  const chosen = new Map(rows.map((row) => [row.user_id, row.settings]))
  return (user) => ({ ...USUAL, ...chosen.get(user) })
}

export async function findShiftLetters(db: Kysely<Schema>, user: string): Promise<ShiftLetters> {
  const row = await db.selectFrom('shift_letters').select('settings').where('user_id', '=', user).executeTakeFirst()
  return { ...USUAL, ...row?.settings }
}

export async function saveShiftLetters(
  db: Kysely<Schema>,
  user: string,
  settings: ShiftLetters,
  at: Instant,
): Promise<void> {
  const row = { settings: JSON.stringify(settings), changed_at: formatInstant(at) }
  await db
    .insertInto('shift_letters')
    .values({ user_id: user, ...row })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(row))
    .execute()
}
