import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { actorOf, type Principal } from '../shell/auth/principal.ts'
import { changeConfiguration, type Editor, getForChange } from '../shell/config/change-configuration.ts'
import type { ConfigurationDeps } from '../shell/config/configuration-deps.ts'
import { type ScheduleRow, scheduleKind } from './schedule-configuration.ts'

/** Changes what belongs to the people from day to day (overrides, temporary schedules), also where the file owns the schedule. */
export async function changeDaily<T>(
  deps: ConfigurationDeps,
  { id, principal, at }: { id: string; principal: Principal; at: Instant },
  change: (editor: Editor, row: ScheduleRow) => Promise<{ row: ScheduleRow; answer: T }>,
) {
  const outcome = await changeConfiguration(deps.db, { actor: actorOf(principal), at }, async (editor) => {
    const { row, answer } = await change(editor, await getForChange(editor, scheduleKind, id))
    await editor.put(scheduleKind, row, { isShared: true })
    return answer
  })
  if ('rejected' in outcome) return outcome
  await deps.configurationChanged()
  return outcome.result
}
