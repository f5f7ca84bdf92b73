import { useTranslation } from 'react-i18next'
import { whenDone } from '../../../api/when-done.ts'
import { notifyFailed, notifyUndoable } from '../../../ui/notify.ts'
import { useErrorWords } from '../../../ui/page-states.tsx'
import { bodyOfShown } from './override-draft.ts'
import {
  type OverrideBody,
  type ShownOverride,
  type ShownTemporary,
  type TemporaryBody,
  useAddOverride,
  useAddTemporary,
  useDropOverride,
  useDropTemporary,
} from './schedules.query.ts'

/** Makes overrides and takes them back, each with the way back beside it. */
export function useOverriding(schedule: string) {
  const { t } = useTranslation()
  const wordsOf = useErrorWords()
  const adding = useAddOverride(schedule)
  const dropping = useDropOverride(schedule)
  return {
    error: adding.error,
    isPending: adding.isPending || dropping.isPending,
    /** `message`: what is said once it is made. */
    make(body: OverrideBody, onDone: () => void, message = t('scheduleOverride.added')) {
      whenDone(adding.mutateAsync(body), {
        onSuccess: ({ id }) => {
          notifyUndoable({ message, undo: () => dropping.mutateAsync(id), undone: t('scheduleOverride.deleted') })
          onDone()
        },
      })
    },
    takeBack(override: ShownOverride, onDone: () => void) {
      whenDone(dropping.mutateAsync(override.id), {
        onSuccess: () => {
          notifyUndoable({
            message: t('scheduleOverride.deleted'),
            undo: () => adding.mutateAsync(bodyOfShown(override)),
            undone: t('scheduleOverride.added'),
          })
          onDone()
        },
        onError: (error) => notifyFailed(wordsOf(error)),
      })
    },
  }
}

/** The same for temporary schedules. Of one that runs, what is past stays: undone, it goes on from now. */
export function useTemporary(schedule: string) {
  const { t } = useTranslation()
  const wordsOf = useErrorWords()
  const adding = useAddTemporary(schedule)
  const dropping = useDropTemporary(schedule)
  return {
    error: adding.error,
    isPending: adding.isPending || dropping.isPending,
    make(body: TemporaryBody, onDone: () => void) {
      whenDone(adding.mutateAsync(body), {
        onSuccess: ({ id }) => {
          notifyUndoable({
            message: t('scheduleTemporary.added'),
            undo: () => dropping.mutateAsync(id),
            undone: t('scheduleTemporary.deleted'),
          })
          onDone()
        },
      })
    },
    takeBack(temporary: ShownTemporary, rest: TemporaryBody, onDone: () => void) {
      whenDone(dropping.mutateAsync(temporary.id), {
        onSuccess: () => {
          notifyUndoable({
            message: t('scheduleTemporary.deleted'),
            undo: () => adding.mutateAsync(rest),
            undone: t('scheduleTemporary.added'),
          })
          onDone()
        },
        onError: (error) => notifyFailed(wordsOf(error)),
      })
    },
  }
}
