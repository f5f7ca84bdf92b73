/**
 * The letters that come with time: a shift begins, has changed hands, the week ahead, problems of schedules on Mondays, requests that
 * nobody answered. Each letter's key names what it is about, when and for whom, and the outbox takes a key once: nodes may look as
 * often as they like, and one that was down catches up with what is still of use.
 */
import type { EngineDeps } from '../../shell/engine/deps.ts'
import type { Loop, Round } from '../../shell/engine/loop.ts'
import { transact } from '../../shell/engine/transact.ts'
import { connectionOf } from '../../shell/store/sql-store.ts'
import { tellChangesOfShift } from './change-of-shift.ts'
import { loadShiftLetters } from './shift-letters.ts'
import { claimExpired, saveRequest } from './shift-request.queries.ts'
import { tellStarts } from './shift-starts.ts'
import { tellRequest } from './tell-request.ts'
import { createWeeklyLetters } from './weekly-letters.ts'

export const SHIFT_LETTERS_LOOP = 'shift-letters'
const LOOK_MS = 20_000
const REQUESTS_PER_ROUND = 100
/** What this node remembers only saves it work. */
const TOLD_MAX = 50_000

export function createShiftLetterLoop(deps: EngineDeps): Loop {
  const weekly = createWeeklyLetters(deps)
  const told = new Set<string>()
  return {
    name: SHIFT_LETTERS_LOOP,
    async round(): Promise<Round> {
      const telling = await transact(deps, async (unit) => {
        const wants = await loadShiftLetters(connectionOf(unit.tx))
        const now = [...(await tellStarts(unit, wants, told)), ...(await tellChangesOfShift(unit, wants, told))]
        return now
      })
      if (told.size > TOLD_MAX) told.clear()
      for (const key of telling) told.add(key)
      await expireRequests(deps)
      await weekly()
      return { isMore: false, dueAt: deps.clock.now() + LOOK_MS }
    },
  }
}

/** What nobody took in time is over, and whoever asked hears that the shift stays theirs. */
function expireRequests(deps: EngineDeps): Promise<void> {
  return transact(deps, async (unit) => {
    const db = connectionOf(unit.tx)
    for (const request of await claimExpired(db, unit.at, REQUESTS_PER_ROUND)) {
      const expired = { ...request, state: 'expired' as const }
      await saveRequest(db, expired)
      await tellRequest(unit, { request: expired, event: 'expired', to: [request.requester] })
    }
  })
}
