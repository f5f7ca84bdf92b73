import { useSyncExternalStore } from 'react'
import { every, now } from '../../ports/clock.ts'

/** One timer for everybody who looks at the clock at the same pace: a list of hundreds of times has one tick. */
function makeTicker(intervalMs: number) {
  const listeners = new Set<() => void>()
  let current = now()
  let stop = () => {}
  const tick = () => {
    current = now()
    for (const listener of listeners) listener()
  }
  return {
    subscribe: (listener: () => void) => {
      if (listeners.size === 0) {
        current = now()
        stop = every(intervalMs, tick)
      }
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) stop()
      }
    },
    read: () => current,
  }
}

const bySecond = makeTicker(1_000)
const byQuarterMinute = makeTicker(15_000)

/** The present moment in milliseconds, renewed each second, or every 15 s where seconds do not matter. */
export function useNow(pace: 'second' | 'quarter_minute' = 'second'): number {
  const ticker = pace === 'second' ? bySecond : byQuarterMinute
  return useSyncExternalStore(ticker.subscribe, ticker.read)
}
