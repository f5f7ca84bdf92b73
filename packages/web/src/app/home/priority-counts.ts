import { PRIORITIES, type Priority } from '@tocsin/core/kernel/scales.ts'
import type { Home } from '../../api/types.ts'

export interface PriorityCount {
  priority: Priority
  count: number
  /** Of them, taken by nobody. */
  waiting: number
}

/** One entry a priority, the gravest first, zeros too: what is not there is told as well. */
export function countByPriority(counts: Home['open']['counts']): PriorityCount[] {
  return PRIORITIES.map((priority) => {
    const ofPriority = counts.filter((each) => each.priority === priority)
    const sum = (some: typeof counts) => some.reduce((total, { count }) => total + count, 0)
    return { priority, count: sum(ofPriority), waiting: sum(ofPriority.filter(({ is_waiting }) => is_waiting)) }
  })
}
