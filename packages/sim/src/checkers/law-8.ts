/**
 * Law 8: a schedule maps every instant to exactly one set of people. What the core says is compared with the auditor's own
 * calculation, under every configuration of the run, and the shifts of a window follow each other without a hole; an edit leaves who
 * was on call before it as it was, but for overrides that somebody made for a time that had begun.
 */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Schedule } from '@tocsin/core/people/schedule.ts'
import { calcOnCall, calcShifts } from '@tocsin/core/respond/on-call.ts'
import { onDuty } from '../auditor/duty.ts'
import type { Checker, Violation } from '../auditor/evidence.ts'
import type { WrittenDirectory } from '../journal.ts'
import { shownTime } from '../world/world.ts'

const law = 'law 8'
const MARGIN_MS = 120_000

export const checkSchedules: Checker = ({ journal, endedAt }) => {
  const [first] = journal.directories
  const from = ((first?.from ?? endedAt) - MARGIN_MS) as Instant
  const to = (endedAt + MARGIN_MS) as Instant
  return journal.directories.flatMap((written, index) => {
    const earlier = journal.directories[index - 1]?.directory
    return [...written.directory.schedules.values()].flatMap((schedule) => {
      const before = earlier?.schedules.get(schedule.id)
      if (before === schedule) return []
      return [
        ...checkAnswers(written.directory, schedule, from, to),
        ...(earlier && before ? checkPast(earlier, before, written, schedule) : []),
      ]
    })
  })
}

function checkAnswers(directory: Directory, schedule: Schedule, from: Instant, to: Instant): Violation[] {
  const say = (message: string): Violation => ({ law, message: `${schedule.id} ${message}` })
  const shifts = calcShifts(directory, schedule, from, to)
  const isWhole = shifts.every((shift, index) => shift.startsAt === (shifts[index - 1]?.endsAt ?? from))
  const violations = isWhole && shifts.at(-1)?.endsAt === to ? [] : [say('has a hole between its shifts')]
  for (const { startsAt, endsAt, people } of shifts) {
    for (const at of [startsAt, Math.floor((startsAt + endsAt) / 2) as Instant, (endsAt - 1) as Instant]) {
      const right = [...onDuty(directory, schedule, at)].sort().join()
      const said = people
        .map(({ user }) => user)
        .sort()
        .join()
      if (right !== said)
        violations.push(say(`has ${said || 'nobody'} on at ${shownTime(at)}; expected ${right || 'nobody'}`))
    }
  }
  return violations
}

/**
 * Only layers are compared: an override may be made for a span that has begun. What counts is the instant that the edit names, at
 * which it was made: on a real database its write comes to its end later, and by then that span is no past of the edit.
 */
function checkPast(
  earlier: Directory,
  before: Schedule,
  { madeAt, directory }: WrittenDirectory,
  after: Schedule,
): Violation[] {
  const ofLayers = (known: Directory, schedule: Schedule, at: Instant) =>
    calcOnCall(known, { ...schedule, overrides: [] }, at)
      .people.map(({ user }) => user)
      .sort()
      .join()
  const instants = [1, 1_000, 30_000, MARGIN_MS].map((ms) => (madeAt - ms) as Instant)
  return instants
    .filter((at) => ofLayers(directory, before, at) !== ofLayers(directory, after, at))
    .filter((at) => ofLayers(earlier, before, at) !== ofLayers(directory, after, at))
    .map((at) => ({ law, message: `an edit of ${after.id} changed who had been on at ${shownTime(at)}` }))
}
