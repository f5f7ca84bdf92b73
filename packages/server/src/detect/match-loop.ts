/**
 * The matcher: takes signals that wait, first signs before the backlog and of either the oldest alert first, and turns them into
 * commands to incidents. All of a round happens in one transaction: an alert's signals leave the queue with the facts that they
 * led to, or not at all.
 */
import type { RuleStep } from '@tocsin/core/detect/rules/route-alert.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import type { Round } from '../shell/engine/loop.ts'
import { RoundCare } from '../shell/engine/round-care.ts'
import { transact } from '../shell/engine/transact.ts'
import type { UnitOfWork } from '../shell/engine/unit-of-work.ts'
import type { AlertWork, WorkRank } from '../shell/store/store.ts'
import { FIRST_SIGN } from './intake.ts'
import { matchWorks } from './match-alerts.ts'
import { syncInhibitions } from './quiet/held-places.ts'
import { RightOfWay } from './right-of-way.ts'

/**
 * What an incident costs in a round is the same for one alert of it as for many: with a backlog the rounds grow, so that a storm
 * is worked off in a few large ones. The first page of each group does not wait for that: it is in the first rounds.
 */
const ALERTS_PER_ROUND = { usual: 500, max: 4_000 }
/** So that the first sign of another problem, which waits for the round that is under way, does not wait long. */
const ROUND_MS_MAX = 300
/** What is likely the first of its problem has rounds of its own, ahead of the backlog. */
const FIRSTS_PER_ROUND = { usual: 200, max: 200 }

/**
 * After a crowd the rest pauses for as long as the round took: the doors and the pages get their half of the database, and the next
 * round finds more alerts of the same incidents. A single alert never waits, nor does a first sign.
 */
const CROWD = 20
const PAUSE_MS_MAX = 200

/** However many first signs there are, the rest has a turn after it waited so long for one. */
const REST_WAITS_MS_MAX = 1_000

/** When the rest has its turns, between first signs. */
class RestTurns {
  /** Null while none of it is known to wait: a first sign after a quiet hour goes before what came with it. */
  #dueSince: number | null = null
  #pausedUntil = 0

  /** How long it pauses from now on. */
  calcPauseMs(now: number): number {
    this.#forgetLater(now)
    return Math.max(0, this.#pausedUntil - now)
  }

  /** Who is asked in a round that begins now, in this order. */
  listRanks(now: number): WorkRank[] {
    this.#forgetLater(now)
    this.#dueSince ??= now
    if (now - this.#dueSince >= REST_WAITS_MS_MAX) return ['rest', 'first']
    return now < this.#pausedUntil ? ['first'] : ['first', 'rest']
  }

  /** What a round came to that took so long and ends now. */
  note({ rank, works, isLastOfFirsts, isRestEmpty }: Taken, tookMs: number, now: number): void {
    const mayPause = rank === 'rest' || isLastOfFirsts
    if (works.length >= CROWD && mayPause) this.#pausedUntil = now + Math.min(PAUSE_MS_MAX, tookMs)
    if (isRestEmpty) this.#dueSince = null
    else if (rank === 'rest') this.#dueSince = Math.max(now, this.#pausedUntil)
  }

  /** A clock that was put back must not make a pause of hours. */
  #forgetLater(now: number): void {
    const latest = now + PAUSE_MS_MAX
    if (this.#pausedUntil > latest) this.#pausedUntil = now
    if (this.#dueSince !== null && this.#dueSince > latest) this.#dueSince = now
  }
}

type Cares = Record<WorkRank, RoundCare<AlertWork>>

/** What a round took: all of one rank. */
interface Taken {
  rank: WorkRank
  works: AlertWork[]
  /** No first sign is left for the next round. */
  isLastOfFirsts: boolean
  isRestEmpty: boolean
}

export function createMatchRound(
  deps: EngineDeps,
  rightOfWay: RightOfWay = new RightOfWay(deps.clock),
): () => Promise<Round> {
  const cares: Cares = {
    first: new RoundCare(FIRSTS_PER_ROUND, (work) => work.alert),
    rest: new RoundCare(ALERTS_PER_ROUND, (work) => work.alert),
  }
  const inhibitions = syncInhibitions(deps)
  const restTurns = new RestTurns()
  // Asked for ahead of each round: what came while that ran ends the pause after it.
  let firstSign = deps.nudge.listen(FIRST_SIGN)
  return async () => {
    const taken: Taken = { rank: 'first', works: [], isLastOfFirsts: false, isRestEmpty: false }
    let steps: RuleStep[] = []
    const pauseMs = restTurns.calcPauseMs(deps.clock.now())
    if (pauseMs > 0) await deps.clock.sleep(pauseMs, firstSign)
    firstSign = deps.nudge.listen(FIRST_SIGN)
    const begunAt = deps.clock.now()
    const ranks = restTurns.listRanks(begunAt)
    const mark = rightOfWay.mark
    try {
      await inhibitions()
      await transact(deps, async (unit) => {
        await take(unit, taken, ranks, cares)
        steps = await matchWorks(unit, taken.works)
      })
    } catch (error) {
      const { rank, works } = taken
      const remedy = cares[rank].failed(works, error, deps.clock.now())
      if (remedy === 'wait') throw error
      deps.log.error({ alert: works[0]?.alert, alerts: works.length, error: String(error) }, FAILED[remedy])
      return { isMore: true, dueAt: null }
    }
    const { rank, works } = taken
    if (taken.isLastOfFirsts) rightOfWay.seen(mark)
    const tookMs = deps.clock.now() - begunAt
    cares[rank].succeeded(works, tookMs < ROUND_MS_MAX)
    deps.watch.rulesMet?.(steps)
    restTurns.note(taken, tookMs, deps.clock.now())
    return { isMore: works.length > 0 || !ranks.includes('rest'), dueAt: null }
  }
}

/** Of the first rank that has something. `taken` is overwritten, for whoever has to know after a failure what the round was about. */
async function take(unit: UnitOfWork, taken: Taken, ranks: readonly WorkRank[], cares: Cares): Promise<void> {
  Object.assign(taken, { works: [], isLastOfFirsts: false, isRestEmpty: false })
  for (const rank of ranks) {
    const claimed = await unit.tx.claimAlertWork(rank, cares[rank].claimMax)
    const works = cares[rank].choose(claimed, unit.at)
    Object.assign(taken, { rank, works })
    if (rank === 'first') taken.isLastOfFirsts = claimed.length < cares.first.claimMax
    if (works.length > 0) return
    if (rank === 'rest') taken.isRestEmpty = true
  }
}

const FAILED = {
  less: 'alerts could not be placed together and are tried in smaller numbers',
  alone: 'an alert could not be placed; it is put aside and tried again',
}
