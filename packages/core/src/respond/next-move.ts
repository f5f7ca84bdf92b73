/** When the next step of the ladder comes: at its time, at once, or before its time when nobody can be waited for. */

import type { UserId } from '../kernel/brand.ts'
import type { Effect } from '../kernel/decision.ts'
import type { Fact, Head } from '../kernel/fact.ts'
import type { EscalationCommand } from './escalation.ts'
import { isPlace } from './place.ts'
import type { Escalation, NextMove, ResponseState } from './response.ts'

type EscalationEffect = Effect<EscalationCommand>

export function armNext(after: ResponseState, fact: Fact, head: Head): EscalationEffect[] {
  const next = after.escalation?.next
  if (!after.escalation || !next) return []
  const { run } = after.escalation
  if (next.dueAt <= fact.at)
    return [{ kind: 'command', part: 'escalation', command: commandOf(next, run, becauseOf(fact)) }]
  const wake =
    next.kind === 'step'
      ? ({ kind: 'EscalationStepDue', run, pass: next.pass, step: next.step } as const)
      : ({ kind: 'ExhaustedRepeatDue', run, round: next.round } as const)
  return [{ kind: 'wake', key: `${head.id}:escalation`, due: next.dueAt, wake }]
}

function becauseOf(fact: Fact): Extract<EscalationCommand, { type: 'FireStep' }>['because'] {
  if (fact.type === 'EscalationStarted') return fact.because
  return fact.type === 'StepSkipped' ? 'step_empty' : 'step_due'
}

function commandOf(
  next: NextMove,
  run: number,
  because: Extract<EscalationCommand, { type: 'FireStep' }>['because'],
): EscalationCommand {
  return next.kind === 'step'
    ? { type: 'FireStep', kind: 'EscalationStepDue', run, pass: next.pass, step: next.step, because }
    : { type: 'ExhaustPolicy', kind: 'ExhaustedRepeatDue', run, round: next.round }
}

/**
 * When nobody of the running step can be reached, waiting for them is waiting for nothing. A further pass, or the admins, come
 * early only when nobody of the whole pass can be reached: who was paged by an earlier step keeps the time to answer.
 */
export function hurry({ escalation, runs }: ResponseState): EscalationEffect[] {
  if (!escalation?.next || escalation.isExhausted) return []
  const isWithinPass = escalation.next.kind === 'step' && escalation.next.pass === escalation.pass
  const awaited = isWithinPass ? awaitedIn(escalation, runs) : escalation.paged
  if (awaited.length === 0 || !awaited.every((user) => runs[user]?.isUnreachable)) return []
  return [
    { kind: 'command', part: 'escalation', command: commandOf(escalation.next, escalation.run, 'step_unreachable') },
  ]
}

/** The people of the step that fired last; of one that pages places alone those, unless one of them is called by hand. */
function awaitedIn({ waitingFor, paged, run, pass }: Escalation, runs: ResponseState['runs']): UserId[] {
  if (waitingFor.length > 0) return waitingFor
  const places = paged.filter((user) => isPlace(user))
  const firedAt = (user: UserId) =>
    (runs[user]?.run === run && runs[user]?.pass === pass && runs[user]?.plan[0]?.dueAt) || 0
  const last = Math.max(0, ...places.map(firedAt))
  return places.some((user) => firedAt(user) === 0) ? [] : places.filter((user) => firedAt(user) === last)
}
