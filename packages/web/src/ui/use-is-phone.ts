import { useSyncExternalStore } from 'react'

/** The width below which there is one column and a bar at the bottom; the style sheets have the same. */
const narrow = matchMedia('(width < 60em)')

function subscribe(listener: () => void): () => void {
  narrow.addEventListener('change', listener)
  return () => narrow.removeEventListener('change', listener)
}

/** Whether the window is as narrow as a phone: what only the other kind shows need not be made. */
export function useIsPhone(): boolean {
  return useSyncExternalStore(subscribe, () => narrow.matches)
}
