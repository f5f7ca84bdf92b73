import { useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { notifyDone } from '../../../ui/notify.ts'
import { deselect, extendTo, NOTHING, type Selection, selectAll, toggleRow } from './selection.ts'

/** What is chosen in the list of `scope`; another list begins with nothing. */
export function useChosen(
  scope: string,
  order: readonly string[],
  findAll: () => Promise<{ ids: string[]; is_complete: boolean }>,
) {
  const { t } = useTranslation()
  const [selection, setSelection] = useState<Selection>(NOTHING)
  const [isAll, setIsAll] = useState(false)
  const latest = useRef({ order, findAll })
  latest.current = { order, findAll }
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list is another choice.
  useEffect(() => {
    setSelection(NOTHING)
    setIsAll(false)
  }, [scope])

  const toggle = useCallback((id: string, isRange: boolean) => {
    setIsAll(false)
    setSelection((before) => (isRange ? extendTo(before, id, latest.current.order) : toggleRow(before, id)))
  }, [])
  const extend = useCallback((from: string | undefined, to: string) => {
    setIsAll(false)
    setSelection((before) => {
      const begun = before.anchor === undefined && from !== undefined ? toggleRow(before, from) : before
      return extendTo(begun, to, latest.current.order)
    })
  }, [])
  const drop = useCallback((gone: readonly string[]) => setSelection((before) => deselect(before, gone)), [])
  const clear = useCallback(() => {
    setIsAll(false)
    setSelection(NOTHING)
  }, [])
  const chooseAll = useCallback(async () => {
    const { ids, is_complete: isComplete } = await latest.current.findAll()
    setSelection(selectAll(ids))
    setIsAll(true)
    if (!isComplete) notifyDone(t('list.firstChosen', { count: ids.length }))
  }, [t])
  return { ids: selection.ids, isAll, toggle, extend, drop, clear, chooseAll }
}
