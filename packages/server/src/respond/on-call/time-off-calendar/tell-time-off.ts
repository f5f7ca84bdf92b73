/** Letters about the calendar that somebody's time off is read from, in the transaction that reads it. */
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { after, DAY } from '@tocsin/core/kernel/instant.ts'
import type { Gap } from '@tocsin/core/respond/on-call.ts'
import { namesOf } from '../../../people/directory-names.ts'
import type { UnitOfWork } from '../../../shell/engine/unit-of-work.ts'
import { connectionOf } from '../../../shell/store/sql-store.ts'
import { queueLetter } from '../../queue-letter.ts'
import { findShiftLetters } from '../shift-letters.ts'
import { listShiftsWhileAway } from '../shifts-while-away.ts'
import { awayOnCallWords, calendarFailingWords } from '../words/time-off-words.ts'

/** What lies further ahead nobody has to arrange today. */
const AHEAD_MS = 90 * DAY

/** Tells a person which of their shifts the spans meet that they were not away in before. */
export async function tellNewAbsences(unit: UnitOfWork, user: UserId, spans: readonly Gap[]): Promise<void> {
  const db = connectionOf(unit.tx)
  if (spans.length === 0 || !(await findShiftLetters(db, user)).time_off) return
  const horizon = after(unit.at, AHEAD_MS as typeof DAY)
  const known = { db, directory: unit.directory }
  const met = []
  for (const { startsAt, endsAt } of spans) {
    const away = { user, startsAt, endsAt: Math.min(endsAt, horizon) as Instant }
    met.push(...(await listShiftsWhileAway(known, away, unit.at)))
  }
  if (met.length === 0) return
  const names = namesOf(unit.directory)
  const shifts = met
    .map(({ schedule, candidates, ...span }) => ({
      ...{ ...span, schedule: names.schedule(schedule).name },
      candidates: candidates.map((each) => names.user(each).name),
    }))
    .sort((a, b) => a.startsAt - b.startsAt)
  await queueLetter(unit, {
    key: `time-off/${unit.at}/${user}`,
    ...{ to: user, view: '/on-call/mine' },
    words: (language, zone) => awayOnCallWords(shifts, { language, zone }),
  })
}

/** False: the person does not want such letters. */
export async function tellFailing(
  unit: UnitOfWork,
  { user, host, since }: { user: UserId; host: string; since: Instant },
): Promise<boolean> {
  if (!(await findShiftLetters(connectionOf(unit.tx), user)).time_off) return false
  return queueLetter(unit, {
    key: `time-off-failing/${since}/${user}`,
    ...{ to: user, view: '/on-call/mine' },
    words: (language, zone) => calendarFailingWords(host, since, { language, zone }),
  })
}
