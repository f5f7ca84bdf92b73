import { useLayoutEffect, useRef } from 'react'
import { type HeldPress, isForDialog, typeAhead } from './type-ahead.ts'

// A dialog is asked for before it is there: its script may still be on its way. Whatever is typed from then on is meant for it, never for
// the page below.

const modal = '[aria-modal="true"]'
const resting = new Set<object>()
let typed = ''

/** Whether a dialog stands, or was asked for. */
export function areKeysResting(): boolean {
  return resting.size > 0 || document.querySelector(modal) !== null
}

/**
 * The keys of the page rest while `dialog` names one that is open or on its way. Until it has the focus, what is typed is held back
 * and kept for {@link takeTyped}; Escape takes back that it was asked for.
 */
export function useKeysRest(dialog: string | null, onCancel: () => void): void {
  const cancel = useRef(onCancel)
  cancel.current = onCancel
  useLayoutEffect(() => {
    if (dialog === null) return
    const own = {}
    let hasArrived = false
    const hold = (event: KeyboardEvent) => {
      hasArrived ||= document.activeElement?.closest(modal) != null
      if (hasArrived || !isForDialog(event)) return
      const isThere = document.querySelector(modal) !== null
      if (event.key === 'Escape' && isThere) return
      event.preventDefault()
      event.stopPropagation()
      if (event.key === 'Escape') cancel.current()
      else typed = typeAhead(typed, event satisfies HeldPress)
    }
    typed = ''
    resting.add(own)
    addEventListener('keydown', hold, { capture: true })
    return () => {
      resting.delete(own)
      removeEventListener('keydown', hold, { capture: true })
    }
  }, [dialog])
}

/** What was typed while a dialog was on its way, once. */
export function takeTyped(): string {
  const text = typed
  typed = ''
  return text
}
