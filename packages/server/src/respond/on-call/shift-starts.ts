/** "Your shift starts on Monday 09:00": so long before it as each person wants it. */
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { after, DAY, MINUTE } from '@tocsin/core/kernel/instant.ts'
import type { Schedule } from '@tocsin/core/people/schedule.ts'
import { listPersonShifts, type PersonShift } from '@tocsin/core/respond/next-shifts.ts'
import { NEXT_SHIFT_LOOK_AHEAD } from '@tocsin/core/respond/on-call.ts'
import { listRecords } from '../../people/on-call/on-call-record.queries.ts'
import type { UnitOfWork } from '../../shell/engine/unit-of-work.ts'
import { connectionOf } from '../../shell/store/sql-store.ts'
import { queueLetter } from '../queue-letter.ts'
import type { ShiftLetters } from './shift-letters.ts'
import { shiftStartWords } from './words/shift-words.ts'

/** Nobody wants to know longer before. */
const LEAD_MS_MAX = DAY
/** A start that nobody told in time, because nothing ran, is told this long after. */
const LATE_MS = 15 * MINUTE

/** Leaves out what is in `told`, and returns what it told, by key. */
export async function tellStarts(
  unit: UnitOfWork,
  wants: (user: UserId) => ShiftLetters,
  told: ReadonlySet<string>,
): Promise<string[]> {
  const telling: string[] = []
  const { at, directory } = unit
  const records = await listRecords(connectionOf(unit.tx))
  // The record knows when each schedule hands over next, so that most of them need not be calculated.
  const soon = records.filter(({ due, until }) => due !== null && (due < at + LEAD_MS_MAX || until > at - LATE_MS))
  for (const { schedule: id } of soon) {
    const schedule = directory.schedules.get(id)
    if (!schedule) continue
    for (const shift of listStarts(unit, schedule)) {
      const { shift_start, shift_start_minutes } = wants(shift.user)
      const key = `shift-start/${schedule.id}/${shift.startsAt}/${shift.user}`
      if (!shift_start || shift.startsAt > at + shift_start_minutes * MINUTE || told.has(key)) continue
      await tellStart(unit, schedule, { ...shift, key })
      telling.push(key)
    }
  }
  return telling
}

/** Shifts that begin soon, or began just now. */
function listStarts({ at, directory }: UnitOfWork, schedule: Schedule): PersonShift[] {
  const from = (at - LATE_MS) as Instant
  return listPersonShifts(directory, schedule, from, after(at, LEAD_MS_MAX)).filter(({ startsAt }) => startsAt > from)
}

async function tellStart(
  unit: UnitOfWork,
  schedule: Schedule,
  { user, startsAt, key }: PersonShift & { key: string },
): Promise<void> {
  const whole = listPersonShifts(unit.directory, schedule, startsAt, after(startsAt, NEXT_SHIFT_LOOK_AHEAD))
  const endsAt = whole.find((each) => each.user === user)?.endsAt ?? startsAt
  await queueLetter(unit, {
    ...{ key, to: user, view: '/on-call/mine' },
    words: (language, zone) => shiftStartWords({ schedule: schedule.name, startsAt, endsAt }, { language, zone }),
  })
}
