/** Wakes of detection: heartbeats that may be late. */
import type { AlertId, Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import type { Source } from '@tocsin/core/people/directory.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import type { UnitOfWork } from '../shell/engine/unit-of-work.ts'
import type { WakeHandlers } from '../shell/engine/wake-loop.ts'
import type { AcceptSignal } from '../shell/store/store.ts'

export function createDetectWakeHandlers(deps: EngineDeps): WakeHandlers {
  return {
    HeartbeatDue: (unit, wakes) =>
      checkBeats(
        deps,
        unit,
        wakes.map((wake) => wake.subject as SourceId),
      ),
  }
}

/** Late is an alert of its own; back again clears it. Whatever is found, the next look is armed in the same transaction. */
async function checkBeats(deps: EngineDeps, unit: UnitOfWork, sources: SourceId[]): Promise<void> {
  const beats = await unit.tx.findLastBeats(sources)
  const late: AcceptSignal[] = []
  for (const id of sources) {
    const source = unit.directory.sources.get(id)
    const last = beats.get(id)
    if (!source?.isActive || last === undefined) continue
    const deadline = deadlineOf(source, last)
    if (deadline <= unit.at) late.push(lateSignal(deps, source, last, unit.at))
    armBeat(unit, source, deadline > unit.at ? deadline : ((unit.at + (source.everyMs ?? 0)) as Instant))
  }
  if (late.length === 0) return
  await unit.tx.accept({ signals: late, deliveries: [], changes: [], beats: [] })
  unit.nudgeAfterCommit('match')
}

export function deadlineOf(source: Source, lastBeatAt: Instant): Instant {
  return (lastBeatAt + (source.everyMs ?? 0) + (source.graceMs ?? 0)) as Instant
}

export function armBeat(unit: UnitOfWork, source: Source, due: Instant): void {
  unit.setWake({ key: `beat:${source.id}`, kind: 'HeartbeatDue', subject: source.id, due, body: {} })
}

export const HEARTBEAT_KEY = 'heartbeat'

function lateSignal(deps: EngineDeps, source: Source, last: Instant, at: Instant): AcceptSignal {
  return {
    newId: deps.ids.next() as AlertId,
    source: source.id,
    repeats: 1,
    receivedAt: at,
    signal: {
      key: HEARTBEAT_KEY,
      state: 'firing',
      title: `No heartbeat from ${source.name}`,
      description: `The last one came at ${new Date(last).toISOString()}.`,
      severity: source.defaultSeverity,
      labels: { alertname: 'HeartbeatMissed', heartbeat: source.id },
      annotations: {},
      startedAt: at,
      isTest: false,
    },
  }
}
