import type { Clock } from '../ports/clock.ts'

/** Waits for work to end, for so long at most. Returns whether it did; what goes on afterwards is left alone. */
export async function waitAtMost(clock: Pick<Clock, 'sleep'>, ms: number, work: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController()
  try {
    return await Promise.race([work.then(() => true), clock.sleep(ms, timer.signal).then(() => false)])
  } finally {
    timer.abort()
  }
}
