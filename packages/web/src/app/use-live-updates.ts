import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { keys } from '../api/keys.ts'
import type { StreamEvent } from '../api/live/event-stream.ts'
import { startLive } from '../api/live/live-connection.ts'
import type { LinePhase } from '../api/live/live-line.ts'
import { type StaleKey, staleKeys } from '../api/live/stale-keys.ts'
import { after } from '../ports/clock.ts'

/** In a storm events are taken together, so that a list is loaded a few times a second at most. */
const gatherMs = 200

/** Keeps everything that is shown up to date for as long as the frame stands; returns the state of the line. */
export function useLiveUpdates(): LinePhase {
  const client = useQueryClient()
  const [phase, setPhase] = useState<LinePhase>('connecting')
  useEffect(() => {
    const gathered = gather((stale) => invalidate(client, stale))
    const live = startLive({
      onPhase: setPhase,
      onEvent: (event: StreamEvent) => gathered.add(staleKeys(event)),
      onCatchUp: () => void client.invalidateQueries(),
      onSignedOut: () => client.setQueryData(keys.session, null),
    })
    return () => {
      live.stop()
      gathered.cancel()
    }
  }, [client])
  return phase
}

function invalidate(client: QueryClient, stale: readonly StaleKey[]): void {
  for (const { key, isExact } of stale) void client.invalidateQueries({ queryKey: key, exact: isExact })
}

function gather(flush: (stale: StaleKey[]) => void) {
  const waiting = new Map<string, StaleKey>()
  let cancel: (() => void) | undefined
  return {
    add: (stale: readonly StaleKey[]) => {
      for (const each of stale) waiting.set(JSON.stringify(each), each)
      if (waiting.size === 0) return
      cancel ??= after(gatherMs, () => {
        cancel = undefined
        const all = [...waiting.values()]
        waiting.clear()
        flush(all)
      })
    },
    cancel: () => cancel?.(),
  }
}
