/** Resolution: the service is back, and stays back for the quiet period of its source; only then is the incident resolved. */
import type { DurationMs, Instant, UserId } from '../kernel/brand.ts'
import type { Context, Decision, Effect, Wake } from '../kernel/decision.ts'
import { decided, nothing, rejected } from '../kernel/decision.ts'
import type { Fact, Head, NewFact } from '../kernel/fact.ts'
import { after } from '../kernel/instant.ts'
import type { Reason } from '../kernel/reason.ts'

export interface ResolutionState {
  quietUntil?: Instant
  workaround?: string
  reopenedCount: number
}

export const NO_RESOLUTION: ResolutionState = { reopenedCount: 0 }

export type ResolveCommand =
  | { type: 'Mitigate'; workaround: string }
  | { type: 'Restore'; quietMs: DurationMs; because: Reason }
  | { type: 'KeepOpen' }
  | { type: 'Resolve'; by?: UserId; note?: string; because: Reason }
  | (Extract<Wake, { kind: 'QuietPeriodDue' }> & { type: 'EndQuietPeriod' })
  | { type: 'Reopen'; because: Reason }

export function decideResolution(
  state: ResolutionState,
  head: Head,
  command: ResolveCommand,
  context: Context,
): Decision {
  const isOver = head.status === 'verifying' || head.status === 'resolved'
  switch (command.type) {
    case 'Mitigate':
      if (isOver) return rejected('incident_already_resolved', { id: head.id })
      return decided('workaround_applied', {
        type: 'IncidentMitigated',
        workaround: command.workaround,
        because: 'workaround_applied',
      })
    case 'Restore':
      return isOver ? nothing('already_resolved') : restore(command.quietMs, command.because, context)
    case 'KeepOpen':
      return nothing('source_keeps_open')
    case 'Resolve':
      return head.status === 'resolved' ? nothing('already_resolved') : resolve(command)
    case 'EndQuietPeriod':
      if (head.status !== 'verifying' || state.quietUntil !== command.until) return nothing('stale_wake')
      return decided('quiet_period_over', { type: 'IncidentResolved', because: 'quiet_period_over' })
    case 'Reopen':
      // Its group may have gone to a newer incident since: alerts go on joining that one.
      if (head.status === 'closed') {
        const { because } = command
        return decided(because, { type: 'GroupReleased', because }, { type: 'IncidentReopened', because })
      }
      if (!isOver) return rejected('incident_not_resolved_yet', { id: head.id })
      return decided(command.because, { type: 'IncidentReopened', because: command.because })
  }
}

function restore(quietMs: DurationMs, because: Reason, context: Context): Decision {
  const restored: NewFact = {
    type: 'ServiceRestored',
    ...(quietMs > 0 && { quietUntil: after(context.at, quietMs) }),
    because,
  }
  return quietMs > 0 ? decided(because, restored) : decided(because, restored, { type: 'IncidentResolved', because })
}

function resolve(command: { by?: UserId; note?: string; because: Reason }): Decision {
  const { because } = command
  return decided(because, {
    type: 'IncidentResolved',
    ...(command.by && { by: command.by }),
    ...(command.note && { note: command.note }),
    because,
  })
}

export function evolveResolution(state: ResolutionState, fact: Fact): ResolutionState {
  switch (fact.type) {
    case 'ServiceRestored':
      return { ...state, ...(fact.quietUntil && { quietUntil: fact.quietUntil }) }
    case 'IncidentMitigated':
      return { ...state, workaround: fact.workaround }
    case 'IncidentResolved':
    case 'IncidentClosed':
    case 'IncidentDeclined':
    case 'IncidentMerged': {
      const { quietUntil: _, ...rest } = state
      return rest
    }
    case 'IncidentReopened': {
      const { quietUntil: _, ...rest } = state
      return { ...rest, reopenedCount: state.reopenedCount + 1 }
    }
    default:
      return state
  }
}

export interface ResolutionInput {
  head: Head
  fact: Fact
  /** What the incident's source says of recovery; of an incident without one, people resolve it. */
  recovery: { resolvesWhenClear: boolean; quietMs: DurationMs } | null
}

export function reactResolution({ head, fact, recovery }: ResolutionInput): Effect<ResolveCommand>[] {
  const isOver = head.status === 'verifying' || head.status === 'resolved'
  switch (fact.type) {
    case 'AlertsCleared': {
      if (fact.firingLeft > 0 || !recovery) return []
      const command: ResolveCommand = recovery.resolvesWhenClear
        ? { type: 'Restore', quietMs: recovery.quietMs, because: 'last_alert_cleared' }
        : { type: 'KeepOpen' }
      return [{ kind: 'command', part: 'timer', command }]
    }
    case 'IncidentSplitOff': {
      // What was left behind may have recovered long ago; only what leaves now kept it open.
      if (isOver || fact.firingLeft > 0 || fact.alertsLeft === 0 || !recovery?.resolvesWhenClear) return []
      const command: ResolveCommand = { type: 'Restore', quietMs: recovery.quietMs, because: 'last_alert_cleared' }
      return [{ kind: 'command', part: 'timer', command }]
    }
    case 'IncidentAbsorbed':
    case 'AlertsAttached': {
      if (!isOver || (fact.type === 'IncidentAbsorbed' && fact.firing.length === 0)) return []
      const because = head.status === 'verifying' ? 'relapse_while_verifying' : 'relapse_within_window'
      return [{ kind: 'command', part: 'matcher', command: { type: 'Reopen', because } }]
    }
    case 'ServiceRestored':
      if (!fact.quietUntil) return []
      return [
        {
          kind: 'wake',
          key: `${head.id}:quiet`,
          due: fact.quietUntil,
          wake: { kind: 'QuietPeriodDue', until: fact.quietUntil },
        },
      ]
    default:
      return []
  }
}

/** A quiet period that ended early, whatever ended it, needs its wake no longer. */
export function callOffResolution(
  before: ResolutionState,
  after: ResolutionState,
  head: Head,
): Effect<ResolveCommand>[] {
  return before.quietUntil && !after.quietUntil ? [{ kind: 'cancel_wake', key: `${head.id}:quiet` }] : []
}
