import { chance } from '../../ports/chance.ts'
import { after, setServerTime } from '../../ports/clock.ts'
import { addressOf } from '../request.ts'
import { makeStreamReader, type StreamEvent } from './event-stream.ts'
import { FIRST_STATE, type LineEvent, type LinePhase, type LineState, nextLine } from './live-line.ts'

/** The server's heartbeat comes every 15 s; a line silent for longer than two of them is taken for dead. */
const silentMaxMs = 35_000
const openMaxMs = 10_000

export interface LiveListener {
  onPhase: (phase: LinePhase) => void
  /** Anything came, a heartbeat too: what is shown was right at this moment. */
  onHeard: () => void
  onEvent: (event: StreamEvent) => void
  /** Something may have been missed: load again what is shown. */
  onCatchUp: () => void
  onSignedOut: () => void
}

/** Keeps the line to `/api/v1/stream` up until it is stopped. */
export function startLive(listener: LiveListener): { stop: () => void; retry: () => void } {
  let state: LineState = FIRST_STATE
  let lastEventId: string | undefined
  let attempt: AbortController | undefined
  let cancelTimer = () => {}

  const happen = (event: LineEvent): void => {
    const before = state.phase
    const next = nextLine(state, event, chance())
    state = next.state
    if (state.phase !== before) listener.onPhase(state.phase)
    for (const task of next.tasks) {
      if (task.kind === 'catch_up') listener.onCatchUp()
      else if (task.kind === 'disconnect') disconnect()
      else connectIn(task.inMs)
    }
  }

  const disconnect = (): void => {
    cancelTimer()
    attempt?.abort()
    attempt = undefined
  }

  const connectIn = (delay: number): void => {
    disconnect()
    cancelTimer = after(delay, () => {
      const mine = new AbortController()
      attempt = mine
      follow(mine, lastEventId, {
        opened: () => happen({ kind: 'opened' }),
        event: (event) => {
          if (event.id !== undefined) lastEventId = event.id
          if (event.type === 'resync') happen({ kind: 'resync' })
          else listener.onEvent(event)
        },
        heard: listener.onHeard,
        signedOut: listener.onSignedOut,
      }).then((ending) => {
        if (attempt === mine && ending === 'lost') happen({ kind: 'lost' })
      })
    })
  }

  const stopWatching = watchSurroundings(happen)
  connectIn(0)
  return {
    stop: () => {
      stopWatching()
      disconnect()
    },
    retry: () => happen({ kind: 'asked' }),
  }
}

/** One connection from its opening to its end. Resolves with why it ended; never rejects. */
async function follow(
  controller: AbortController,
  lastEventId: string | undefined,
  on: { opened: () => void; event: (event: StreamEvent) => void; heard: () => void; signedOut: () => void },
): Promise<'lost' | 'signed_out'> {
  let cancelDeadline = after(openMaxMs, () => controller.abort())
  try {
    const answer = await fetch(addressOf('/stream'), {
      headers: { accept: 'text/event-stream', ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }) },
      credentials: 'same-origin',
      cache: 'no-store',
      signal: controller.signal,
    })
    if (answer.status === 401) {
      on.signedOut()
      return 'signed_out'
    }
    if (!answer.ok || !answer.body) return 'lost'
    on.opened()
    const reader = makeStreamReader()
    const pieces = answer.body.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      cancelDeadline()
      cancelDeadline = after(silentMaxMs, () => controller.abort())
      const { done, value } = await pieces.read()
      if (done) return 'lost'
      on.heard()
      for (const event of reader.feed(value)) receive(event, on.event)
    }
  } catch {
    // Every way in which a line can break ends here, and all of them are mended by connecting again.
    return 'lost'
  } finally {
    cancelDeadline()
  }
}

function receive(event: StreamEvent, pass: (event: StreamEvent) => void): void {
  if (event.type === 'hello') {
    const { server_time } = JSON.parse(event.data) as { server_time?: string }
    if (server_time !== undefined) setServerTime(Date.parse(server_time))
  }
  pass(event)
}

function watchSurroundings(happen: (event: LineEvent) => void): () => void {
  const down = () => happen({ kind: 'network_down' })
  const up = () => happen({ kind: 'network_up' })
  const shown = () => {
    if (document.visibilityState === 'visible') happen({ kind: 'page_shown' })
  }
  addEventListener('offline', down)
  addEventListener('online', up)
  document.addEventListener('visibilitychange', shown)
  return () => {
    removeEventListener('offline', down)
    removeEventListener('online', up)
    document.removeEventListener('visibilitychange', shown)
  }
}
