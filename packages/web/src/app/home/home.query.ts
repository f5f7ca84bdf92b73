import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { keys } from '../../api/keys.ts'
import { getJson } from '../../api/request.ts'
import type { Home } from '../../api/types.ts'
import { after, now } from '../../ports/clock.ts'

/**
 * Live by the stream; asked for again each minute as well, because a handoff is no event. In a storm it is asked for once a
 * second: whoever wants it meanwhile gets the answer that is under way, and one more follows.
 */
export const homeQuery = queryOptions({
  queryKey: keys.home,
  queryFn: ({ client }) => readPaced(client),
  refetchInterval: 60_000,
})

const paceMs = 1_000
let running: Promise<Home> | undefined
let isWantedAgain = false
let startedAtMs = Number.NEGATIVE_INFINITY

function readPaced(client: QueryClient): Promise<Home> {
  if (running) {
    isWantedAgain = true
    return running
  }
  const waitMs = startedAtMs + paceMs - now()
  running = (waitMs > 0 ? sleep(waitMs).then(read) : read()).finally(() => {
    running = undefined
    if (!isWantedAgain) return
    isWantedAgain = false
    void client.invalidateQueries({ queryKey: keys.home })
  })
  return running
}

function read(): Promise<Home> {
  startedAtMs = now()
  isWantedAgain = false
  return getJson('/home')
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => after(ms, resolve))
}
