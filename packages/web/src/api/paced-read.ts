import type { QueryClient, QueryFunctionContext, QueryKey } from '@tanstack/react-query'
import { after, elapsed } from '../ports/clock.ts'

/**
 * What a storm makes stale many times a second is asked for once in `paceMs`: whoever wants it meanwhile gets the answer that is under
 * way, and one more follows.
 */
export function pacedRead<Answer>(
  queryKey: QueryKey,
  paceMs: number,
  read: () => Promise<Answer>,
): (context: Pick<QueryFunctionContext, 'client'>) => Promise<Answer> {
  let running: Promise<Answer> | undefined
  let isWantedAgain = false
  let startedAtMs = Number.NEGATIVE_INFINITY
  const begin = (): Promise<Answer> => {
    startedAtMs = elapsed()
    isWantedAgain = false
    return read()
  }
  const end = (client: QueryClient): void => {
    running = undefined
    if (!isWantedAgain) return
    isWantedAgain = false
    void client.invalidateQueries({ queryKey })
  }
  return ({ client }) => {
    if (running) {
      isWantedAgain = true
      return running
    }
    const waitMs = startedAtMs + paceMs - elapsed()
    running = (waitMs > 0 ? sleep(waitMs).then(begin) : begin()).finally(() => end(client))
    return running
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => after(ms, resolve))
}
