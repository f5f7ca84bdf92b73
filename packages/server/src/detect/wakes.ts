/** Wakes of detection: heartbeats that may be late. */
import { layerLabel } from '@tocsin/core/detect/layer-label.ts'
import type { AlertId, Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import { after, MINUTE, SECOND } from '@tocsin/core/kernel/instant.ts'
import type { Source } from '@tocsin/core/people/directory.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import type { UnitOfWork } from '../shell/engine/unit-of-work.ts'
import type { WakeHandlers } from '../shell/engine/wake-loop.ts'
import type { AcceptSignal } from '../shell/store/store.ts'
import { createStreamWakeHandler } from './stream/stream-wakes.ts'

export function createDetectWakeHandlers(deps: EngineDeps): WakeHandlers {
  return {
    HeartbeatDue: (unit, wakes) =>
      checkBeats(
        deps,
        unit,
        wakes.map((wake) => wake.subject as SourceId),
      ),
    StreamRuleDue: createStreamWakeHandler(deps),
  }
}

/** However seldom it beats, somebody looks this often: its configuration may have changed, or it was switched on again. */
const LOOK_MS_MAX = 5 * MINUTE
const LOOK_MS_MIN = SECOND

/** Late is an alert of its own; back again clears it. Whatever is found, the next look is armed in the same transaction. */
async function checkBeats(deps: EngineDeps, unit: UnitOfWork, ids: SourceId[]): Promise<void> {
  const beats = await unit.tx.lockLastBeats(ids)
  const late: AcceptSignal[] = []
  for (const id of ids) {
    const source = unit.directory.sources.get(id)
    const last = beats.get(id)
    if (!source || last === undefined || source.everyMs === undefined) continue
    const deadline = deadlineOf(source, last)
    const isLate = source.isActive && deadline <= unit.at
    if (isLate) late.push(lateSignal(deps, source, last, unit.at))
    armBeat(unit, source, deadline > unit.at ? deadline : after(unit.at, source.everyMs))
  }
  if (late.length === 0) return
  await unit.tx.accept({ signals: late, deliveries: [], changes: [], beats: [] })
  unit.nudgeAfterCommit('match')
}

/** When a beat is late that would follow the one at `lastBeatAt`. */
export function deadlineOf(source: Source, lastBeatAt: Instant): Instant {
  return (lastBeatAt + (source.everyMs ?? 0) + (source.graceMs ?? 0)) as Instant
}

/** When to look whether the beat after the one at `lastBeatAt` has come. */
export function calcBeatLook(source: Source, lastBeatAt: Instant): Instant {
  return Math.min(deadlineOf(source, lastBeatAt), lastBeatAt + LOOK_MS_MAX) as Instant
}

function armBeat(unit: UnitOfWork, source: Source, wanted: Instant): void {
  const due = Math.min(Math.max(wanted, unit.at + LOOK_MS_MIN), unit.at + LOOK_MS_MAX) as Instant
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
      labels: { alertname: 'HeartbeatMissed', heartbeat: source.id, ...layerLabel(source) },
      annotations: {},
      startedAt: at,
      isTest: false,
    },
  }
}
