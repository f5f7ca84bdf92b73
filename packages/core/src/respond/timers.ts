/** The wakes beside those of an escalation itself: of criteria, of acknowledgements that end, of people's later rules. */
import type { Instant, UserId } from '../kernel/brand.ts'
import type { Effect, WakeEffect } from '../kernel/decision.ts'
import type { Head } from '../kernel/fact.ts'
import { after, SECOND } from '../kernel/instant.ts'
import { isWorking } from '../kernel/scales.ts'
import { calcNextChange } from './criteria-clock.ts'
import { listOpenCriteria, mayGoUp } from './open-criteria.ts'
import type { ResponseState } from './response.ts'

type TimerEffect = Extract<Effect<never>, { kind: 'wake' | 'cancel_wake' }>

export function ruleKey(head: Pick<Head, 'id'>, user: UserId, run: number, index: number): string {
  return `${head.id}:rule:${user}:${run}:${index}`
}

/** Words at the end of keys beside the ids of criteria, which may have the same letters: the end that is expected, and time that passes. */
const EXPECTED = ':expected'
export const NEXT_CHANGE = ':next-change'

export interface CriteriaTimer {
  key: string
  /** Names it within its incident. */
  word: string
  due: Instant
}

/** The wakes of the criteria that an incident waits for at an instant; those of times that have passed are not among them. */
export function listCriteriaTimers(state: ResponseState, head: Head, at: Instant): CriteriaTimer[] {
  const since = state.watch?.since
  const open = listOpenCriteria(state)
  if (since === undefined || open.length === 0 || !isWorking(head.status)) return []
  const timed = open.flatMap(({ id, afterMs }) =>
    afterMs === undefined ? [] : [{ key: criterionKey(head, id), word: id, due: after(since, afterMs) }],
  )
  const expectedAt = state.progress?.expectedAt
  const expected = expectedAt === undefined ? [] : [{ ...ownTimer(head, EXPECTED), due: expectedAt }]
  const change = mayGoUp(state, head) ? calcNextChange(open, { since, expectedAt }, at) : undefined
  const changing = change === undefined ? [] : [{ ...ownTimer(head, NEXT_CHANGE), due: change }]
  return [...timed, ...expected, ...changing].filter(({ due }) => due > at)
}

/** What is over is taken no further up, one that is opened again asks from the start, and another policy may have other criteria. */
export function callOffCriteria(before: ResponseState, after: ResponseState, head: Head): TimerEffect[] {
  const isOver = !isWorking(head.status) || (before.watch && !after.watch)
  const left = new Set(isOver ? [] : listOpenCriteria(after).map(({ id }) => id))
  const timed = listOpenCriteria(before).filter(({ id, afterMs }) => afterMs !== undefined && !left.has(id))
  const isEndExpected = before.progress?.expectedAt !== undefined
  const keys = [
    ...timed.map(({ id }) => criterionKey(head, id)),
    ...(isEndExpected && (isOver || after.progress?.expectedAt === undefined) ? [ownTimer(head, EXPECTED).key] : []),
    ...(mayChange(before) && (isOver || !mayChange(after)) ? [ownTimer(head, NEXT_CHANGE).key] : []),
  ]
  return keys.map((key) => ({ kind: 'cancel_wake', key }))
}

/** Whether time alone may bring a criterion about. */
function mayChange(state: ResponseState): boolean {
  const since = state.watch?.since
  if (since === undefined) return false
  const clock = { since, expectedAt: state.progress?.expectedAt }
  return calcNextChange(listOpenCriteria(state), clock, since) !== undefined
}

export function criterionKey(head: Pick<Head, 'id'>, id: string): string {
  return `${head.id}:criterion:${id}`
}

function ownTimer(head: Pick<Head, 'id'>, word: string): Pick<CriteriaTimer, 'key' | 'word'> {
  return { key: `${head.id}${word}`, word }
}

function criteriaWake({ key, due }: CriteriaTimer): WakeEffect {
  return { kind: 'wake', key, due, wake: { kind: 'CriteriaDue' } }
}

export function armCriteria(state: ResponseState, head: Head, at: Instant): WakeEffect[] {
  return listCriteriaTimers(state, head, at).map(criteriaWake)
}

/** Clocks of nodes differ: what lies ahead by so little may have been taken up already, in vain, by one that is ahead. */
export const CLOCKS_APART_MS = 5 * SECOND

/**
 * Time goes on when criteria were asked in vain: the next change of what they read, and what is due so soon that another node may have
 * asked it, while it could not come true.
 */
export function armNextChange(state: ResponseState, head: Head, at: Instant): WakeEffect[] {
  return listCriteriaTimers(state, head, at)
    .filter(({ word, due }) => word === NEXT_CHANGE || due <= at + CLOCKS_APART_MS)
    .map(criteriaWake)
}

export function ackKey(head: Head): string {
  return `${head.id}:ack`
}

export function armAcknowledgement({ ackUntil: until }: ResponseState, head: Head): TimerEffect[] {
  if (until === undefined) return []
  return [{ kind: 'wake', key: ackKey(head), due: until, wake: { kind: 'AcknowledgementDue', until } }]
}
