import { useEffect, useState } from 'react'
import { after } from '../ports/clock.ts'

/**
 * Gives the focus back to whatever opened a dialog when the dialog goes. An item of a menu is gone by then: the button that opened the
 * menu stands in for it. Where something else took the focus meanwhile, it keeps it.
 */
export function useOpener(): void {
  const [opener] = useState(focusedNow)
  useEffect(() => {
    return () => {
      after(0, () => {
        const isFree = document.activeElement === null || document.activeElement === document.body
        if (isFree) opener.find((element) => element.isConnected)?.focus()
      })
    }
  }, [opener])
}

/** What has the focus, and if it is in a menu, what opened that. */
function focusedNow(): HTMLElement[] {
  const focused = document.activeElement
  if (!(focused instanceof HTMLElement) || focused === document.body) return []
  const target = focused.closest('[role="menu"]')?.getAttribute('aria-labelledby')
  const opener = target ? document.getElementById(target) : null
  return opener ? [opener] : [focused]
}
