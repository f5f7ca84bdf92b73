import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { keys } from '../api/keys.ts'
import type { StreamEvent } from '../api/live/event-stream.ts'
import { forgetIncidentChanges, noteIncidentChange } from '../api/live/incident-changes.ts'
import { startLive } from '../api/live/live-connection.ts'
import type { LinePhase } from '../api/live/live-line.ts'
import { type StaleKey, staleKeys } from '../api/live/stale-keys.ts'
import { after, now } from '../ports/clock.ts'

/** In a storm events are taken together, so that a list is loaded a few times a second at most. */
const gatherMs = 200
const caughtUpShownMs = 4_000
/** As the page opens it has just asked for everything; what came between is asked for once it stands and can be used. */
const firstCatchUpAfterMs = 1_000

export interface LiveLine {
  phase: LinePhase
  /** When the server was last heard; known once the line was up and is down. */
  lostAtMs: number | undefined
  /** What was missed is loaded again after the line was down, and for a moment it is said that it was. */
  catchUp: 'none' | 'running' | 'done'
  retry: () => void
}

export const NO_LINE: LiveLine = { phase: 'connecting', lostAtMs: undefined, catchUp: 'none', retry: () => {} }

/** Keeps everything that is shown up to date for as long as the frame stands; returns the state of the line. */
export function useLiveUpdates(): LiveLine {
  const client = useQueryClient()
  const [phase, setPhase] = useState<LinePhase>('connecting')
  const [lostAtMs, setLostAtMs] = useState<number>()
  const [catchUp, setCatchUp] = useState<LiveLine['catchUp']>('none')
  const connection = useRef<{ retry: () => void }>(undefined)
  useEffect(() => {
    const gathered = gather((stale) => invalidate(client, stale))
    let heardAtMs: number | undefined
    let wasLost = false
    let isFirst = true
    let cancelCatchUp = () => {}
    const catchUpNow = () => {
      if (wasLost) setCatchUp('running')
      void client.invalidateQueries().then(() => {
        if (wasLost) setCatchUp('done')
        wasLost = false
      })
    }
    const live = startLive({
      onPhase: (next) => {
        setPhase(next)
        setLostAtMs(next === 'live' ? undefined : heardAtMs)
        wasLost ||= next === 'reconnecting' || next === 'offline'
      },
      onHeard: () => {
        heardAtMs = now()
      },
      onEvent: (event: StreamEvent) => {
        noteIncidentChange(event)
        gathered.add(staleKeys(event))
      },
      onCatchUp: () => {
        forgetIncidentChanges()
        cancelCatchUp()
        if (isFirst && !wasLost) cancelCatchUp = catchUpGently(client)
        else catchUpNow()
        isFirst = false
      },
      onSignedOut: () => client.setQueryData(keys.session, null),
    })
    connection.current = live
    return () => {
      live.stop()
      gathered.cancel()
      cancelCatchUp()
    }
  }, [client])
  useEffect(() => (catchUp === 'done' ? after(caughtUpShownMs, () => setCatchUp('none')) : undefined), [catchUp])
  return useMemo(
    () => ({ phase, lostAtMs, catchUp, retry: () => connection.current?.retry() }),
    [phase, lostAtMs, catchUp],
  )
}

/** Lists at once, before somebody is at them: rows that came or went later would move under a hand. */
function catchUpGently(client: QueryClient): () => void {
  void client.invalidateQueries({ queryKey: keys.incidentRows })
  return after(firstCatchUpAfterMs, () => {
    void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.incidentRows[0] })
  })
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
