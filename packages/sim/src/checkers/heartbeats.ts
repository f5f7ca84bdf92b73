/** A heartbeat that does not come in time is an alert, however many nodes died meanwhile. */
import { type Checker, type Evidence, latest, type Violation } from '../auditor/evidence.ts'
import { shownTime } from '../world/world.ts'

const law = 'heartbeats'
/** Clocks of nodes may be off by a second either way. */
const SKEW_MS = 2_000

export const checkHeartbeats: Checker = (evidence) => {
  const tries = evidence.journal.knocks
    .filter((knock) => knock.isBeat)
    .flatMap((knock) => knock.tries)
    .sort((a, b) => a.at - b.at)
  return tries.flatMap(({ at, status }, index) => {
    // A try without an answer may have counted or not: only what begins with a known beat can be judged.
    const isBeat = status !== undefined && status < 300
    return isBeat ? checkGap(evidence, at, tries[index + 1]?.at ?? evidence.settledAt) : []
  })
}

function checkGap(evidence: Evidence, from: number, to: number): Violation[] {
  const source = evidence.journal.directories[0]?.directory.sources.values().find((each) => each.system === 'heartbeat')
  const deadline = from + (source?.everyMs ?? 0) + (source?.graceMs ?? 0)
  if (to <= latest(evidence, deadline)) return []
  const alert = evidence.settled.alerts.find((row) => row.source_id === source?.id)
  const isFired = evidence.settled.signals.some(
    (row) =>
      row.alert_id === alert?.id && row.kind === 'fired' && row.at >= deadline - SKEW_MS && row.at <= to + SKEW_MS,
  )
  return isFired ? [] : [{ law, message: `no beat after ${shownTime(from)}, and nobody was told by ${shownTime(to)}` }]
}
