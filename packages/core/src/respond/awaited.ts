/** What an incident waits for, as its state says: every wake and every page of it that has to be there. */
import type { Instant, PageId, UserId } from '../kernel/brand.ts'
import type { Head } from '../kernel/fact.ts'
import type { LostPaging } from '../kernel/lost-paging.ts'
import { isWorking } from '../kernel/scales.ts'
import { listOpenCriteria } from './open-criteria.ts'
import type { ResponseState } from './response-state.ts'
import { ackKey, CLOCKS_APART_MS, criterionKey, listCriteriaTimers, NEXT_CHANGE, ruleKey } from './timers.ts'

/** One thing that has to be there, by the key of its wake or send, and what it means when it is not. */
export interface Awaited {
  kind: 'wake' | 'send'
  key: string
  lost: LostPaging
}

/**
 * @param askedSince times of criteria from then on are looked at though they have passed: whoever asked them took their wake away, so that
 * one that is true all the same was never asked
 */
export function listAwaited(state: ResponseState, head: Head, at: Instant, askedSince: Instant): Awaited[] {
  if (!isWorking(head.status)) return []
  const { escalation, hold, ackUntil } = state
  const wake = (key: string, lost: LostPaging): Awaited => ({ kind: 'wake', key, lost })
  return [
    ...(escalation?.next ? [wake(`${head.id}:escalation`, { next: true })] : []),
    ...(hold ? [wake(`${head.id}:snooze`, { hold: true })] : []),
    ...(ackUntil !== undefined && head.status === 'acknowledged' && escalation
      ? [wake(ackKey(head), { ack: true })]
      : []),
    ...listCriteria(state, head, at, askedSince).map(({ key, word }) => wake(key, { criteria: [word] })),
    ...listRules(state, head, at),
    ...Object.keys(state.openPages).map((key): Awaited => ({ kind: 'send', key, lost: { pages: [key as PageId] } })),
  ]
}

function listCriteria(
  state: ResponseState,
  head: Head,
  at: Instant,
  askedSince: Instant,
): { key: string; word: string }[] {
  const since = state.watch?.since
  const passed = listOpenCriteria(state).flatMap(({ id, afterMs }) => {
    if (since === undefined || afterMs === undefined) return []
    const due = since + afterMs
    return due <= at && due > askedSince ? [{ key: criterionKey(head, id), word: id }] : []
  })
  const ahead = listCriteriaTimers(state, head, at).filter(
    // Of what reads how time passes a wake is there at any moment: whoever asks sets the next. What lies ahead by so little that another
    // node may have asked it is looked at when it has passed for both.
    ({ word, due }) => word === NEXT_CHANGE || due > at + CLOCKS_APART_MS,
  )
  return [...ahead, ...passed]
}

/** A later rule whose time has passed may have been taken up for nothing; those that lie ahead have a wake. */
function listRules({ runs }: ResponseState, head: Head, at: Instant): Awaited[] {
  return Object.entries(runs).flatMap(([id, run]) => {
    const user = id as UserId
    return run.left
      .filter((index) => (run.plan[index]?.dueAt ?? 0) > at + CLOCKS_APART_MS)
      .map((index): Awaited => {
        const key = ruleKey(head, user, run.run, index)
        return { kind: 'wake', key, lost: { rules: [{ user, index }] } }
      })
  })
}

/** What several losses come to together. */
export function addUp(losses: readonly LostPaging[]): LostPaging {
  const rules = losses.flatMap(({ rules: each }) => each ?? [])
  const pages = losses.flatMap(({ pages: each }) => each ?? [])
  const criteria = losses.flatMap(({ criteria: each }) => each ?? [])
  return {
    ...(losses.some(({ next }) => next) && { next: true as const }),
    ...(losses.some(({ hold }) => hold) && { hold: true as const }),
    ...(losses.some(({ ack }) => ack) && { ack: true as const }),
    ...(criteria.length > 0 && { criteria }),
    ...(rules.length > 0 && { rules }),
    ...(pages.length > 0 && { pages }),
  }
}
