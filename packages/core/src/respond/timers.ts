/** The wakes beside those of an escalation itself: of criteria, of acknowledgements that end, of people's later rules. */
import type { Instant, UserId } from '../kernel/brand.ts'
import type { Effect } from '../kernel/decision.ts'
import type { Head } from '../kernel/fact.ts'
import { isWorking } from '../kernel/scales.ts'
import { listOpenCriteria } from './criteria.ts'
import type { ResponseState } from './response.ts'

type TimerEffect = Extract<Effect<never>, { kind: 'wake' | 'cancel_wake' }>

export function ruleKey(head: Pick<Head, 'id'>, user: UserId, run: number, index: number): string {
  return `${head.id}:rule:${user}:${run}:${index}`
}

/** What is over is taken no further up, one that is opened again asks from the start, and another policy may have other criteria. */
export function callOffCriteria(before: ResponseState, after: ResponseState, head: Head): TimerEffect[] {
  const isOver = !isWorking(head.status) || (before.watch && !after.watch)
  const left = new Set(isOver ? [] : listOpenCriteria(after).map(({ id }) => id))
  const timed = listOpenCriteria(before).filter(({ id, afterMs }) => afterMs !== undefined && !left.has(id))
  const keys = [
    ...timed.map(({ id }) => id),
    ...(isOver && before.progress?.expectedAt !== undefined ? ['expected'] : []),
  ]
  return keys.map((id) => ({ kind: 'cancel_wake', key: criterionKey(head, id) }))
}

function criterionKey(head: Head, id: string): string {
  return `${head.id}:criterion:${id}`
}

export function criteriaWake(head: Head, id: string, due: Instant): TimerEffect {
  return { kind: 'wake', key: criterionKey(head, id), due, wake: { kind: 'CriteriaDue' } }
}

export function armCriteria(state: ResponseState, head: Head, at: Instant): TimerEffect[] {
  const since = state.watch?.since
  if (since === undefined) return []
  return listOpenCriteria(state).flatMap(({ id, afterMs }) => {
    const due = (since + (afterMs ?? 0)) as Instant
    return due > at ? [criteriaWake(head, id, due)] : []
  })
}

export function ackKey(head: Head): string {
  return `${head.id}:ack`
}

export function armAcknowledgement({ ackUntil: until }: ResponseState, head: Head): TimerEffect[] {
  if (until === undefined) return []
  return [{ kind: 'wake', key: ackKey(head), due: until, wake: { kind: 'AcknowledgementDue', until } }]
}
