/** What people do to schedules: overrides, edits, temporary schedules, hand-overs. */
import type { Instant, TeamId } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { GapCover, Schedule } from '@tocsin/core/people/schedule.ts'
import { planHandOver } from '@tocsin/core/respond/hand-over-span.ts'
import { calcOnCall } from '@tocsin/core/respond/on-call.ts'
import { beginVersion, dropVersion, listPlanned } from '@tocsin/core/respond/schedule-version.ts'
import { USUAL_CALENDAR } from '../scenario.ts'
import type { Random } from '../world/random.ts'
import { readerOf } from './calendars.ts'
import { createSchedule } from './schedules.ts'

const SECOND = 1_000

/** The same directory with somebody on or off duty for a while. */
export function withOverride(directory: Directory, random: Random, now: Instant, id: string): Directory {
  const schedule = random.pick([...directory.schedules.values()])
  const [add, remove] = random.shuffle([...directory.users.keys()])
  const mode = random.pick(['add', 'remove', 'replace'] as const)
  const override = {
    id,
    mode,
    startsAt: (now + random.int(-20, 20) * SECOND) as Instant,
    endsAt: (now + random.int(25, 90) * SECOND) as Instant,
    ...(mode !== 'remove' && add && { add }),
    ...(mode !== 'add' && remove && random.chance(0.8) && { remove }),
  }
  return withSchedule(directory, { ...schedule, overrides: [...schedule.overrides, override] })
}

/** The same directory with a schedule written anew from now on or from soon, and somebody else to page in its gaps. */
export function withEditedSchedule(
  directory: Directory,
  random: Random,
  now: Instant,
  calendar = USUAL_CALENDAR,
): Directory {
  const schedule = random.pick([...directory.schedules.values()])
  const people = [...directory.users.keys()]
  const written = createSchedule(random, schedule.id, people, calendar)
  const isEmpty = random.chance(0.5)
  const version = {
    layers: written.layers.map((layer, position) => (isEmpty && position === 0 ? { ...layer, turns: [[]] } : layer)),
    startsAt: (now + random.pick([0, 5, 20, 60]) * SECOND) as Instant,
    keepsCurrent: random.chance(0.5),
    // Where there are calendars, several versions may be planned at once, one before or behind another.
    keepsLater: calendar.hasCalendars && random.chance(0.7),
    calendars: readerOf(directory.calendars),
  }
  const whenEmpty = random.weighted<GapCover | undefined>([
    [2, { kind: 'user', id: random.pick(people) }],
    [2, { kind: 'team', id: 'team' as TeamId }],
    [1, { kind: 'policy', id: random.pick([...directory.policies.keys()]) }],
    [1, { kind: 'nobody' }],
    [1, undefined],
  ])
  const { whenEmpty: _, ...rest } = schedule
  return withSchedule(directory, { ...rest, ...beginVersion(schedule, version), ...(whenEmpty && { whenEmpty }) })
}

/** The same directory without a version that is planned: the one before it goes on in its time. As it is where none is. */
export function withoutPlanned(directory: Directory, random: Random, now: Instant): Directory {
  const planned = [...directory.schedules.values()].flatMap((schedule) =>
    listPlanned(schedule, now).map(({ startsAt }) => ({ schedule, startsAt })),
  )
  if (planned.length === 0) return directory
  const { schedule, startsAt } = random.pick(planned)
  return withSchedule(directory, { ...schedule, ...dropVersion(schedule, startsAt, readerOf(directory.calendars)) })
}

/** The same directory with shifts that take the place of everything else for a while; as it is where there are such already. */
export function withTemporary(directory: Directory, random: Random, now: Instant, id: string): Directory {
  const schedule = random.pick([...directory.schedules.values()])
  const startsAt = (now + random.int(0, 15) * SECOND) as Instant
  const endsAt = (startsAt + random.int(25, 90) * SECOND) as Instant
  const { temporary = [] } = schedule
  if (temporary.some((each) => each.startsAt < endsAt && startsAt < each.endsAt)) return directory
  const people = [...directory.users.keys()]
  const shifts = Array.from({ length: random.int(0, 3) }, () => {
    const begin = startsAt + random.int(0, 40) * SECOND
    const end = Math.min(begin + random.int(10, 60) * SECOND, endsAt)
    return {
      startsAt: begin as Instant,
      endsAt: end as Instant,
      users: random.shuffle(people).slice(0, random.int(1, 2)),
    }
  })
  const added = { id, startsAt, endsAt, shifts: shifts.filter((shift) => shift.startsAt < shift.endsAt) }
  return withSchedule(directory, { ...schedule, temporary: [...temporary, added] })
}

/** The same directory with a span of somebody's handed to somebody else, if that can be. */
export function withHandOver(directory: Directory, random: Random, now: Instant): Directory {
  const schedule = random.pick([...directory.schedules.values()])
  const startsAt = (now + random.int(-10, 15) * SECOND) as Instant
  const [from] = random.shuffle(calcOnCall(directory, schedule, startsAt).people.map(({ user }) => user))
  const to = random.pick([...directory.users.keys()])
  if (from === undefined || from === to) return directory
  let made = 0
  const plan = planHandOver(
    directory,
    schedule,
    { from, to, startsAt, endsAt: (now + random.int(20, 90) * SECOND) as Instant },
    () => {
      made += 1
      return `swap-${directory.version}-${made}`
    },
  )
  return 'problem' in plan ? directory : withSchedule(directory, { ...schedule, overrides: plan.overrides })
}

function withSchedule(directory: Directory, schedule: Schedule): Directory {
  const schedules = new Map([...directory.schedules, [schedule.id, schedule]])
  return { ...directory, version: directory.version + 1, schedules }
}
