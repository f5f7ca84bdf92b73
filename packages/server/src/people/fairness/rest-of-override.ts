/** The rules of rest hold for an override too, but not against whoever mends what is now. */
import { HOUR, MINUTE } from '@tocsin/core/kernel/instant.ts'
import type { ScheduleOverride } from '@tocsin/core/people/schedule.ts'
import type { Editor } from '../../shell/config/change-configuration.ts'
import { type ScheduleRow, scheduleOf } from '../schedule-configuration.ts'
import { holdScheduleToRest, type JudgedBreach } from './rest-check.ts'

/** At three in the morning somebody does not answer, and somebody else takes over until the day begins. */
const URGENT_BEGINS_WITHIN = 30 * MINUTE
const URGENT_LASTS_MAX = 12 * HOUR

/** One that is over changes nobody's rest any more. Whom it takes off could take the time all the same. */
export async function holdOverrideToRest(
  editor: Editor,
  { row, override }: { row: ScheduleRow; override: ScheduleOverride },
): Promise<JudgedBreach[]> {
  const { startsAt: from, endsAt: to } = override
  if (to <= editor.at) return []
  const begins = Math.max(from, editor.at)
  const isUrgent = begins - editor.at <= URGENT_BEGINS_WITHIN && to - begins <= URGENT_LASTS_MAX
  return holdScheduleToRest(editor, scheduleOf(row), { windows: [{ from, to }], path: 'starts_at', isUrgent })
}
