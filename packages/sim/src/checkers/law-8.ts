/**
 * Law 8: a schedule maps every instant to exactly one set of people. What the core says is compared with the auditor's own
 * calculation, under every configuration of the run, in the run itself and some weeks before and after, and the shifts of a window follow
 * each other without a hole; an edit leaves who was on call before it as it was, but for overrides that somebody made for a time that had
 * begun; a version that keeps whoever is on duty, planned or not, goes on with their turn.
 */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Participant, Schedule, ScheduleLayer } from '@tocsin/core/people/schedule.ts'
import { calcOnCall, calcShifts, type Shift } from '@tocsin/core/respond/on-call.ts'
import { onDuty } from '../auditor/duty.ts'
import type { Checker, Violation } from '../auditor/evidence.ts'
import { turnOf } from '../auditor/layer-turn.ts'
import type { WrittenDirectory } from '../journal.ts'

const law = 'law 8'
const MARGIN_MS = 120_000
const HOUR = 3_600_000
const DAY = 24 * HOUR
/** Other hours of the day each time, and other days of the week: instants of eleven weeks. */
const LOOK_MS = 95 * HOUR + 29 * 60_000
const LOOKS = 9
/** Within which rotations by weeks hand over before the run, in it and after it. */
const AROUND_MS = 8 * DAY
const SHIFTS_MAX = 40

export const checkSchedules: Checker = ({ journal, endedAt }) => {
  const [first] = journal.directories
  const from = ((first?.from ?? endedAt) - MARGIN_MS) as Instant
  const to = (endedAt + MARGIN_MS) as Instant
  return journal.directories.flatMap((written, index) => {
    const earlier = journal.directories[index - 1]?.directory
    return [...written.directory.schedules.values()].flatMap((schedule) => {
      const before = earlier?.schedules.get(schedule.id)
      if (before === schedule && earlier?.calendars === written.directory.calendars) return []
      return [
        ...checkShifts(written, schedule, from, to),
        ...checkFarAway(written, schedule, from),
        ...(earlier && before ? checkPast(earlier, before, written, schedule) : []),
        ...(before === schedule ? [] : checkContinued(written, schedule, before)),
      ]
    })
  })
}

function checkShifts(written: WrittenDirectory, schedule: Schedule, from: Instant, to: Instant): Violation[] {
  const shifts = listShifts(written, schedule, from, to)
  const isWhole = shifts.every((shift, index) => shift.startsAt === (shifts[index - 1]?.endsAt ?? from))
  const hole = { law, message: `${schedule.id} has a hole between its shifts` }
  return [
    ...(isWhole && shifts.at(-1)?.endsAt === to ? [] : [hole]),
    ...shifts.flatMap(({ startsAt, endsAt, people }) =>
      [startsAt, Math.floor((startsAt + endsAt) / 2) as Instant, (endsAt - 1) as Instant].flatMap((at) =>
        checkAnswer(written, schedule, at, people),
      ),
    ),
  ]
}

/** Beyond the run, where rotations by weeks and months hand over too: some instants, and some shifts from end to end. */
function checkFarAway(written: WrittenDirectory, schedule: Schedule, from: Instant): Violation[] {
  const asked = written.read.schedules.get(schedule.id)
  const instants = Array.from({ length: 2 * LOOKS + 1 }, (_, index) => (from + (index - LOOKS) * LOOK_MS) as Instant)
  const around = listShifts(written, schedule, (from - AROUND_MS) as Instant, (from + AROUND_MS) as Instant)
  const step = Math.ceil(around.length / SHIFTS_MAX)
  return [
    ...instants.flatMap((at) =>
      checkAnswer(written, schedule, at, asked ? calcOnCall(written.read, asked, at).people : []),
    ),
    ...around
      .filter((_, index) => index % step === 0)
      .flatMap(({ startsAt, endsAt, people }) =>
        [startsAt, (endsAt - 1) as Instant].flatMap((at) => checkAnswer(written, schedule, at, people)),
      ),
  ]
}

function listShifts({ read }: WrittenDirectory, { id }: Schedule, from: Instant, to: Instant): Shift[] {
  const asked = read.schedules.get(id)
  return asked ? calcShifts(read, asked, from, to) : []
}

function checkAnswer(
  { directory }: WrittenDirectory,
  schedule: Schedule,
  at: Instant,
  people: readonly { user: string }[],
): Violation[] {
  const right = [...onDuty(directory, schedule, at)].sort().join()
  const said = people
    .map(({ user }) => user)
    .sort()
    .join()
  if (right === said) return []
  const message = `${schedule.id} has ${said || 'nobody'} on at ${shownInstant(at)}; expected ${right || 'nobody'}`
  return [{ law, message }]
}

/** With its day: much of it lies outside of the run. */
function shownInstant(at: Instant): string {
  return new Date(at).toISOString()
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
    .map((at) => ({ law, message: `an edit of ${after.id} changed who had been on at ${shownInstant(at)}` }))
}

/**
 * A version that keeps whoever is on duty goes on with their turn, in each layer that both have by that name, where they have one in it; also
 * when another was planned before it or dropped. It is held to that as it is written: calendars that are read anew later, overrides and other
 * layers may have somebody else on.
 */
function checkContinued({ directory }: WrittenDirectory, schedule: Schedule, earlier?: Schedule): Violation[] {
  const known = new Set(earlier ? listLayers(earlier) : [])
  const versions = listLayers(schedule)
  return (schedule.before ?? []).flatMap(({ until, keepsCurrent }, index) => {
    const [old = [], next = []] = versions.slice(index)
    if (keepsCurrent !== true || known.has(next)) return []
    return next.flatMap((layer): Violation[] => {
      const [previous, ...others] = old.filter(({ name }) => name !== undefined && name === layer.name)
      if (!previous || others.length > 0) return []
      const [was, is] = [previous, layer].map((each) => keysOf(turnOf(each, until, directory.calendars)))
      const hasTurn = was !== '' && layer.turns.some((turn) => keysOf(turn) === was)
      if (!hasTurn || is === '' || is === was) return []
      const message = `${schedule.id} hands ${layer.name} over from ${was} to ${is} at ${shownInstant(until)}, and was to keep it`
      return [{ law, message }]
    })
  })
}

function listLayers({ layers, before = [] }: Schedule): ScheduleLayer[][] {
  return [...before.map((version) => version.layers), layers]
}

function keysOf(turn: readonly Participant[]): string {
  return turn
    .map((participant) => JSON.stringify(participant))
    .sort()
    .join()
}
