/**
 * Flapping, as the record tells it: which alerts of the incident come and go too often for their clearing to be believed. The matcher
 * says when that begins; it ends when such an alert cleared for good, leaves the incident, or has fired steadily for long enough.
 */
import type { AlertId } from '../kernel/brand.ts'
import { type Decision, decided, nothing } from '../kernel/decision.ts'
import type { AlertEpisode, Fact, FactOf } from '../kernel/fact.ts'
import { isWorking, type Status } from '../kernel/scales.ts'

export interface FlappingState {
  /** Absent while none does. */
  flapping?: AlertId[]
}

export type FlappingCommand =
  | ({ type: 'NoteFlapping' } & Pick<FactOf<'FlappingNoted'>, 'alerts' | 'changes' | 'withinMs' | 'stableMs'>)
  | { type: 'EndFlapping'; alerts: AlertId[] }

/** `firing`: the alerts that the incident holds to be firing. */
export function decideFlapping(
  { flapping = [], firing }: FlappingState & { firing: Readonly<Record<AlertId, number>> },
  command: FlappingCommand,
): Decision {
  if (command.type === 'EndFlapping') {
    const alerts = command.alerts.filter((id) => flapping.includes(id))
    if (alerts.length === 0) return nothing('no_change')
    return decided('fires_steadily', { type: 'FlappingEnded', alerts, because: 'fires_steadily' })
  }
  const alerts = command.alerts.filter(({ id }) => firing[id] !== undefined && !flapping.includes(id))
  if (alerts.length === 0) return nothing('no_change')
  const { changes, withinMs, stableMs } = command
  const because = 'changes_too_often'
  return decided(because, { type: 'FlappingNoted', alerts, changes, withinMs, stableMs, because })
}

/** The same object where nothing changes, so that most facts cost nothing. */
export function evolveFlapping<State extends FlappingState>(state: State, fact: Fact): State {
  switch (fact.type) {
    case 'FlappingNoted':
      return withFlapping(state, [...(state.flapping ?? []), ...idsOf(fact.alerts)])
    case 'FlappingEnded':
      return leaving(state, fact.alerts)
    case 'AlertsCleared':
      return leaving(state, idsOf(fact.alerts))
    case 'IncidentMerged':
      return withFlapping(state, [])
    case 'IncidentSplitOff':
      return leaving(state, fact.alerts)
    case 'IncidentAbsorbed':
    case 'IncidentUnmerged':
      return fact.flapping ? withFlapping(state, [...(state.flapping ?? []), ...fact.flapping]) : state
    default:
      return state
  }
}

/** Whether the incident is marked: of one that is over nobody has to know any more. */
export function isMarkedFlapping(status: Status, { flapping }: FlappingState): boolean {
  return flapping !== undefined && isWorking(status)
}

function idsOf(alerts: readonly AlertEpisode[]): AlertId[] {
  return alerts.map(({ id }) => id)
}

function leaving<State extends FlappingState>(state: State, alerts: readonly AlertId[]): State {
  if (!state.flapping) return state
  return withFlapping(
    state,
    state.flapping.filter((id) => !alerts.includes(id)),
  )
}

function withFlapping<State extends FlappingState>(state: State, alerts: readonly AlertId[]): State {
  const { flapping: _, ...rest } = state
  return (alerts.length === 0 ? rest : { ...rest, flapping: [...new Set(alerts)] }) as State
}
