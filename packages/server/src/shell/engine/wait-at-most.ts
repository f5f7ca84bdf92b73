import type { Clock } from '../ports/clock.ts'

/** Waits for work to end, for so long at most. Returns whether it did; what goes on afterwards is left alone. */
export async function waitAtMost(clock: Pick<Clock, 'sleep'>, ms: number, work: Promise<unknown>): Promise<boolean> {
  const ended = new AbortController()
  await Promise.race([work.finally(() => ended.abort()), clock.sleep(ms, ended.signal)])
  return ended.signal.aborted
}
