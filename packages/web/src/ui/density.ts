import { useEffect, useSyncExternalStore } from 'react'
import { readPreference, writePreference } from '../ports/preferences.ts'

/** How close rows stand. Compact shows a third more of a long list; comfortable is easier to hit and to read. */
export const DENSITIES = ['comfortable', 'compact'] as const
export type Density = (typeof DENSITIES)[number]

const listeners = new Set<() => void>()
let current: Density = 'comfortable'
let readerId = ''

function apply(density: Density): void {
  current = density
  document.documentElement.dataset.density = density
  for (const listener of listeners) listener()
}

/** Takes over what this reader chose here before; two people who share a browser keep a choice each. */
export function useDensityOf(userId: string): void {
  useEffect(() => {
    readerId = userId
    const kept = readPreference(`density.${userId}`)
    apply(DENSITIES.find((density) => density === kept) ?? 'comfortable')
  }, [userId])
}

export function changeDensity(density: Density): void {
  writePreference(`density.${readerId}`, density)
  apply(density)
}

export function useDensity(): Density {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => current,
  )
}
