import { useRef, useState } from 'react'
import { arrangeRows, keepPlaces, type PlacedRow } from './held-rows.ts'

/**
 * Holds the rows of one list while the pointer or the focus is in it. `scope` names what is listed: another one arranges anew.
 * Spread `holdProps` on the element around the list.
 */
export function useHeldRows<Item extends { id: string }>(
  scope: string,
  items: readonly Item[],
  groups: readonly string[],
  groupOf: (item: Item) => string,
) {
  const [isHeld, setIsHeld] = useState(false)
  const kept = useRef<{ scope: string; rows: PlacedRow<Item>[] }>({ scope: '', rows: [] })
  const mayKeep = isHeld && kept.current.scope === scope && kept.current.rows.length > 0
  const result = mayKeep
    ? keepPlaces(kept.current.rows, items)
    : { rows: arrangeRows(items, groups, groupOf), waiting: 0 }
  kept.current = { scope, rows: result.rows }
  const [, arrangeAnew] = useState(0)
  return {
    ...result,
    /** Shows those who wait, at the price of moving rows: the reader asked. */
    release: () => {
      kept.current = { ...kept.current, rows: [] }
      arrangeAnew((count) => count + 1)
    },
    holdProps: {
      onPointerEnter: (event: { pointerType: string }) => {
        if (event.pointerType === 'mouse') setIsHeld(true)
      },
      onPointerLeave: () => setIsHeld(false),
      onFocus: () => setIsHeld(true),
      onBlur: () => setIsHeld(false),
    },
  }
}
