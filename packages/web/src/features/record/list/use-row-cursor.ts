import { useCallback, useEffect, useRef, useState } from 'react'
import { rowInHand } from '../../../ui/data-list.tsx'
import { nextRow } from '../../../ui/row-travel.ts'

/**
 * The row that the keyboard is at. The focus itself is the cursor, so that Enter opens and a screen reader follows; `cursor` keeps
 * that row in existence while it is scrolled out of sight.
 */
export function useRowCursor(ids: readonly string[], show: (id: string) => void) {
  const [cursor, setCursor] = useState<string>()
  /** Is to get the focus as soon as it exists: a row out of sight does only after the list has scrolled there. */
  const awaited = useRef<string>(undefined)
  const latest = useRef({ ids, show, cursor })
  latest.current = { ids, show, cursor }

  /** Goes on by so many rows; returns where from and where to. */
  const move = useCallback((by: number): { from: string | undefined; to: string | undefined } => {
    const { ids: order, show: bring, cursor: last } = latest.current
    const from = rowInHand() ?? last
    const at = from === undefined ? -1 : order.indexOf(from)
    const isFar = Math.abs(by) > 1
    const next = isFar ? Math.min(order.length - 1, Math.max(0, at + by)) : nextRow(order.length, at, by > 0 ? 1 : -1)
    const to = order[next]
    if (to !== undefined) {
      setCursor(to)
      bring(to)
      awaited.current = focusRow(to) ? undefined : to
    }
    return { from, to }
  }, [])

  useEffect(() => {
    if (awaited.current !== undefined && focusRow(awaited.current)) awaited.current = undefined
  })
  /** Gives the row the focus again, after a dialog had it. */
  const restore = useCallback(() => {
    awaited.current = latest.current.cursor
  }, [])
  return { cursor, move, restore }
}

function focusRow(id: string): boolean {
  const link = document.querySelector<HTMLElement>(`[data-row-id="${CSS.escape(id)}"] [data-row-link]`)
  link?.focus({ preventScroll: true })
  return link !== null
}
