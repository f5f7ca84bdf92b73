import { useCallback, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { notifyDone, notifyFailed, notifyUndoable } from '../../../ui/notify.ts'
import { useErrorWords } from '../../../ui/page-states.tsx'
import { type BulkAct, type BulkResult, failuresOf, runBulk, undoActs } from './bulk-run.ts'

export interface BulkProgress {
  action: BulkAct['action']
  done: number
  total: number
}

/** Carries out acts on many incidents one at a time. `onDone` hears of everything that was decided, also when it ended early. */
export function useBulk(onDone: (results: BulkResult[]) => void) {
  const { t } = useTranslation()
  const wordsOf = useErrorWords()
  const [progress, setProgress] = useState<BulkProgress>()
  const [failures, setFailures] = useState<BulkResult[]>([])
  const isStopped = useRef(false)
  const isRunning = useRef(false)

  const carryOut = useCallback(
    async (act: BulkAct): Promise<BulkResult[]> => {
      let decided: BulkResult[] = []
      isStopped.current = false
      setProgress({ action: act.action, done: 0, total: act.ids.length })
      try {
        return await runBulk(act, (done) => {
          decided = [...done]
          setProgress({ action: act.action, done: done.length, total: act.ids.length })
          return !isStopped.current
        })
      } finally {
        setProgress(undefined)
        onDone(decided)
      }
    },
    [onDone],
  )

  const tell = useCallback(
    (act: BulkAct, results: readonly BulkResult[]) => {
      const failed = failuresOf(results)
      const done = results.filter(({ outcome }) => outcome === 'done').length
      const acts = undoActs(act, results)
      const message = t(`list.done.${act.action}`, { count: done })
      if (acts.length > 0) {
        const undo = async () => {
          for (const back of acts) setFailures(failuresOf(await carryOut(back)))
        }
        notifyUndoable({ message, undo })
      } else if (done > 0) notifyDone(message)
      else if (failed.length === 0) notifyDone(t('list.nothingToDo'))
      setFailures(failed)
    },
    [carryOut, t],
  )

  const run = useCallback(
    async (act: BulkAct) => {
      if (isRunning.current || act.ids.length === 0) return
      isRunning.current = true
      try {
        tell(act, await carryOut(act))
      } catch (error) {
        notifyFailed(wordsOf(error))
      } finally {
        isRunning.current = false
      }
    },
    [carryOut, tell, wordsOf],
  )
  return {
    ...{ run, progress, failures },
    stop: () => {
      isStopped.current = true
    },
    dismiss: () => setFailures([]),
  }
}
