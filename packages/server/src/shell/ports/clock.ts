import type { Instant } from '@tocsin/core/kernel/brand.ts'

export interface Clock {
  now(): Instant
  /** Resolves after `ms`, or as soon as `signal` aborts; it never rejects. Whoever wakes looks again what is due. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Resolves once the input that is there already has been taken in: what arrives together can be dealt with together. */
  nextTurn(): Promise<void>
}

/** setTimeout's own limit, 24.8 days; beyond it a timer would fire at once. */
const TIMER_MS_MAX = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now() as Instant,
  nextTurn: () => new Promise((resolve) => setImmediate(resolve)),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const wake = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', wake)
        resolve()
      }
      const timer = setTimeout(wake, Math.min(Math.max(0, ms), TIMER_MS_MAX))
      signal?.addEventListener('abort', wake, { once: true })
    }),
}
