/** The rules of rest hold for an override too, but not against whoever mends what is now. */
import { HOUR, MINUTE } from '@tocsin/core/kernel/instant.ts'
import type { Schedule, ScheduleOverride } from '@tocsin/core/people/schedule.ts'
import type { TimeOff } from '@tocsin/core/respond/coverage.ts'
import { calcDutySpans } from '@tocsin/core/respond/fairness/workload.ts'
import type { Editor } from '../../shell/config/change-configuration.ts'
import { loadDirectory } from '../../shell/store/sql/directory.queries.ts'
import { type ScheduleRow, scheduleOf } from '../schedule-configuration.ts'
import { holdScheduleToRest, type JudgedBreach } from './rest-check.ts'

/** At three in the morning somebody does not answer, and somebody else takes over until the day begins. */
const URGENT_BEGINS_WITHIN = 30 * MINUTE
const URGENT_LASTS_MAX = 12 * HOUR

/** `before` is the schedule without it. One that is over changes nobody's rest any more. */
export async function holdOverrideToRest(
  editor: Editor,
  { row, override }: { row: ScheduleRow; override: ScheduleOverride },
  before: Schedule,
): Promise<JudgedBreach[]> {
  const { startsAt: from, endsAt: to } = override
  if (to <= editor.at) return []
  const begins = Math.max(from, editor.at)
  const isUrgent = begins - editor.at <= URGENT_BEGINS_WITHIN && to - begins <= URGENT_LASTS_MAX
  const takesOff = await listTakenOff(editor, override, before)
  return holdScheduleToRest(editor, scheduleOf(row), { window: { from, to }, path: 'starts_at', takesOff, isUrgent })
}

/** A replacement that names nobody takes everybody off who is on call without it. */
async function listTakenOff(
  { db }: Editor,
  { mode, add, remove, startsAt, endsAt }: ScheduleOverride,
  before: Schedule,
): Promise<TimeOff[]> {
  if (mode === 'add') return []
  if (remove !== undefined) return [{ user: remove, startsAt, endsAt }]
  const window = { from: startsAt, to: endsAt }
  const people = calcDutySpans(await loadDirectory(db), [before], window).keys()
  return [...people].filter((user) => user !== add).map((user) => ({ user, startsAt, endsAt }))
}
