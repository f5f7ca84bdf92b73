import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Schedule } from '../../../../api/types.ts'
import { whenDone } from '../../../../api/when-done.ts'
import { now as clock } from '../../../../ports/clock.ts'
import { notifyDone, notifyUndoable } from '../../../../ui/notify.ts'
import { scheduleQuery, useCreateSchedule, useReplaceSchedule, useUndoEdit } from '../schedules.query.ts'
import { bodyOf, draftOf, type ScheduleDraft } from './schedule-draft.ts'

/** Creates or replaces a schedule. `onSaved` gets its id, once it may be left. */
export function useSaveSchedule(schedule: Schedule | undefined, onSaved: (id: string) => void) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const create = useCreateSchedule()
  const replace = useReplaceSchedule()
  const undoEdit = useUndoEdit()
  const newest = (id: string) => client.fetchQuery({ ...scheduleQuery(id), staleTime: 0 })

  /**
   * The layers go back by the server's own undo, which knows whose turn it would have been; a planned version that was moved, dropped or
   * written anew is planned again; all else is written back.
   */
  const undo = async (before: Schedule, after: Schedule) => {
    const [was, is] = [before.changed_at ?? [], after.changed_at ?? []]
    const begun = is.find((at) => !was.includes(at))
    if (begun !== undefined) await undoEdit.mutateAsync({ id: before.id, begins: begun })
    const planned = was.findLast((at) => Date.parse(at) > clock())
    const isGone = planned !== undefined && !is.includes(planned)
    const isRewritten = begun === undefined && JSON.stringify(before.layers) !== JSON.stringify(after.layers)
    const again = planned === was.at(-1) && (isGone || isRewritten) ? planned : undefined
    const rest = ({ name, zone, team, when_empty, shadows }: Schedule) =>
      JSON.stringify([name, zone, team, when_empty, shadows])
    if (again === undefined && rest(after) === rest(before)) return
    const now = await newest(before.id)
    const body = bodyOf(draftOf(again === undefined ? { ...before, layers: now.layers } : before))
    const whole = { ...body, ...(again !== undefined && { effective_from: again }) }
    await replace.mutateAsync({ id: before.id, body: whole, version: now.version })
  }

  const saveAs = (before: Schedule, draft: ScheduleDraft, version: number) =>
    whenDone(replace.mutateAsync({ id: before.id, body: bodyOf(draft), version }), {
      onSuccess: (after) => {
        notifyUndoable({
          message: t('scheduleEditor.saved'),
          undo: () => undo(before, after),
          undone: t('scheduleEditor.undone'),
        })
        onSaved(after.id)
      },
    })
  return {
    error: create.error ?? replace.error,
    isPending: create.isPending || replace.isPending,
    reset: replace.reset,
    save(draft: ScheduleDraft, id: string) {
      if (schedule) return saveAs(schedule, draft, schedule.version)
      whenDone(create.mutateAsync({ id, ...bodyOf(draft) }), {
        onSuccess: (made) => {
          notifyDone(t('scheduleEditor.saved'))
          onSaved(made.id)
        },
      })
    },
    /** Over what somebody else saved meanwhile. */
    saveOver: (draft: ScheduleDraft) => {
      if (schedule) void newest(schedule.id).then((now) => saveAs(now, draft, now.version))
    },
  }
}
