/**
 * Where messages of syslog go: into a bounded line, and from there to the counts, many at once. Syslog has no answer, so that nothing
 * promises a sender that a message was counted; a sender by TCP is held up while the line is full, one by UDP loses what comes then.
 */
import { parseSyslog, textOfFrame } from '@tocsin/adapters/in/syslog/message.ts'
import { syslog } from '@tocsin/adapters/in/syslog/read.ts'
import type { StreamEvent } from '@tocsin/adapters/stream/stream-event.ts'
import { streamRulesOf } from '@tocsin/adapters/stream/stream-rule.ts'
import { tallyEvents } from '@tocsin/adapters/stream/tally.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { MINUTE } from '@tocsin/core/kernel/instant.ts'
import type { Source } from '@tocsin/core/people/directory.ts'
import type { DoorDeps } from '../door.ts'
import { createSenderFinder } from './syslog-sources.ts'

export interface SyslogSink {
  /** False when the line is full, and the message was not taken. */
  take(frame: Uint8Array, sender: string): boolean
  isFull(): boolean
  /** Resolves when there is room again. */
  room(): Promise<void>
  /** Resolves when what waits is counted, or could not be. */
  drained(): Promise<void>
}

interface Line {
  source: Source
  events: StreamEvent[]
}

const WAITING_MAX = 20_000
/** A sender that is held up goes on when this much is left. */
const WAITING_ROOM = 10_000
const TOGETHER_MAX = 5_000
const AGAIN_MS = 500

export function createSyslogSink(deps: DoorDeps): SyslogSink {
  const { clock, log, directory } = deps.engine
  const findSender = createSenderFinder(() => directory.latest())
  const complain = createComplaints(deps)
  const lines = new Map<string, Line>()
  let waiting = 0
  let flushing: Promise<void> | undefined
  let wantRoom: (() => void)[] = []

  const flushAll = async (): Promise<void> => {
    // One turn later, so that what arrived together travels together.
    await clock.nextTurn()
    for (let line = nextOf(lines); line; line = nextOf(lines)) {
      const events = line.events.slice(0, TOGETHER_MAX)
      const isCounted = await countLine(deps, line.source, events)
      // Each source in its turn: a loud one, or one that cannot be counted, holds up nobody else.
      lines.delete(line.source.id)
      if (!isCounted) {
        lines.set(line.source.id, line)
        await clock.sleep(AGAIN_MS)
        continue
      }
      line.events.splice(0, events.length)
      if (line.events.length > 0) lines.set(line.source.id, line)
      waiting -= events.length
      if (waiting > WAITING_ROOM) continue
      for (const resolve of wantRoom) resolve()
      wantRoom = []
    }
  }

  const flush = (): void => {
    flushing ??= flushAll()
      .catch((error: unknown) => log.error({ error: String(error) }, 'messages of syslog could not be counted'))
      .finally(() => {
        flushing = undefined
        if (lines.size > 0) flush()
      })
  }

  return {
    take(frame, sender) {
      const { event, key } = parseSyslog(textOfFrame(frame))
      const source = key === undefined ? findSender(sender) : deps.sources(syslog.system, key)
      if (!source) {
        complain.unknown(sender, key !== undefined)
        return true
      }
      if (waiting >= WAITING_MAX) {
        complain.full()
        return false
      }
      const line = lines.get(source.id) ?? { source, events: [] }
      line.source = source
      line.events.push(event)
      lines.set(source.id, line)
      waiting += 1
      flush()
      return true
    },
    isFull: () => waiting >= WAITING_MAX,
    room: () => (waiting <= WAITING_ROOM ? Promise.resolve() : new Promise((resolve) => wantRoom.push(resolve))),
    async drained() {
      while (flushing) await flushing
    },
  }
}

function nextOf(lines: ReadonlyMap<string, Line>): Line | undefined {
  return lines.values().next().value
}

/** False when it has to be tried again. */
async function countLine(deps: DoorDeps, source: Source, events: readonly StreamEvent[]): Promise<boolean> {
  if (deps.isStorageFull()) return false
  const tally = tallyEvents(streamRulesOf(source.options), events, deps.engine.clock.now())
  if (tally.problems.length > 0) deps.problems(source.id, tally.problems)
  try {
    const counted = deps.counter?.count(source, tally)
    if (!counted) return false
    await counted
    deps.accepted(source, [])
    return true
  } catch (error) {
    deps.engine.log.error({ error: String(error), source: source.id }, 'messages of syslog could not be counted')
    return false
  }
}

/** A line in the log a minute says as much as one for every message. */
function createComplaints({ engine: { clock, log } }: DoorDeps) {
  const lastAt = new Map<string, Instant>()
  const once = (what: string, say: () => void): void => {
    const now = clock.now()
    const last = lastAt.get(what)
    if (last !== undefined && now - last < MINUTE) return
    lastAt.set(what, now)
    say()
  }
  return {
    unknown: (sender: string, hasKey: boolean) =>
      once('unknown', () => {
        const why = hasKey ? 'with a key that no source has' : 'from an address that is in the networks of no source'
        log.warn({ sender }, `syslog came ${why}, and is not counted`)
      }),
    full: () => once('full', () => log.warn({}, 'more syslog comes than can be counted; what comes by UDP is lost')),
  }
}
