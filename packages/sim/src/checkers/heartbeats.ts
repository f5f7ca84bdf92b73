/** A heartbeat that does not come in time is an alert, however many nodes died meanwhile. */
import { type Checker, type Evidence, latest, type Violation } from '../auditor/evidence.ts'
import { shownTime } from '../world/world.ts'

const law = 'heartbeats'
/** Clocks of nodes may be off by a second either way. */
const SKEW_MS = 2_000

export const checkHeartbeats: Checker = (evidence) => {
  const beats = evidence.journal.knocks.flatMap((knock) => {
    const taken = knock.tries.findLast((each) => each.status !== undefined && each.status < 300)
    return knock.isBeat && taken
      ? [{ at: taken.at as number, first: Math.min(...knock.tries.map((each) => each.at)) }]
      : []
  })
  return beats.flatMap((beat, index) => checkGap(evidence, beat.at, beats[index + 1]?.first ?? evidence.settledAt))
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
