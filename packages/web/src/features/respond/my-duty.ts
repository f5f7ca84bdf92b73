import type { OnCallSchedule } from '../../api/types.ts'

export interface Duty {
  isOnCall: boolean
  /** When the first of the running shifts ends. */
  until: string | null
  /** When the next shift begins, where that is known. */
  next: string | null
}

/** Whether one person is on call in any of the schedules, until when, or from when. */
export function dutyOf(userId: string, schedules: readonly OnCallSchedule[]): Duty {
  const isIn = (people: readonly { user: { id: string } }[]) => people.some(({ user }) => user.id === userId)
  const running = schedules.filter(({ people }) => isIn(people))
  const coming = schedules.flatMap(({ next }) => (next && isIn(next.people) ? [next.starts_at] : []))
  return {
    isOnCall: running.length > 0,
    until: earliest(running.flatMap(({ until }) => until ?? [])),
    next: earliest(coming),
  }
}

function earliest(instants: readonly string[]): string | null {
  return instants.toSorted()[0] ?? null
}
