import { useEffect, useRef } from 'react'

/** Dialogs that are open, the newest last: it alone is closed. */
const open: object[] = []

/**
 * Escape closes a dialog, unless a list of choices or a menu in it is open: then it closes that, and the next one the dialog. The library
 * asks only whether a field thinks that its list is open, which it also does while there is nothing to choose from and nothing to be seen:
 * that press would be lost.
 */
export function useDialogEscape(onClose: () => void): void {
  const latest = useRef(onClose)
  latest.current = onClose
  useEffect(() => {
    const own = {}
    open.push(own)
    const close = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing || open.at(-1) !== own || hasOpenChoice(event.target)) return
      latest.current()
    }
    // Before the field hears of it: it would have closed its list by then.
    addEventListener('keydown', close, { capture: true })
    return () => {
      open.splice(open.indexOf(own), 1)
      removeEventListener('keydown', close, { capture: true })
    }
  }, [])
}

function hasOpenChoice(target: EventTarget | null): boolean {
  if (!(target instanceof Element) || target.getAttribute('data-mantine-stop-propagation') !== 'true') return false
  const list = target.getAttribute('aria-controls')
  return list === null || document.getElementById(list)?.checkVisibility() === true
}
