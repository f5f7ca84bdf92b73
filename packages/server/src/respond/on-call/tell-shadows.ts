/** Trainees hear of the pages of those whom they shadow, as a letter: nobody counts on them, and nothing waits for them. */
import type { Instant, ScheduleId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { PagedPerson } from '@tocsin/core/kernel/fact.ts'
import { formatInstant, MINUTE } from '@tocsin/core/kernel/instant.ts'
import type { Roster, Schedule, ShadowShift } from '@tocsin/core/people/schedule.ts'
import { calcOnCall } from '@tocsin/core/respond/on-call.ts'
import { sql } from 'kysely'
import { namesOf } from '../../people/directory-names.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import { transact } from '../../shell/engine/transact.ts'
import type { UnitOfWork } from '../../shell/engine/unit-of-work.ts'
import { connectionOf } from '../../shell/store/sql-store.ts'
import { queueLetter } from '../queue-letter.ts'
import { shadowWords } from './words/shadow-words.ts'

/** What was paged longer ago is no news. */
const NEWS_MS = 10 * MINUTE
/** In one transaction. A storm fires more, which come in the next ones. */
const STEPS_AT_ONCE = 500

interface FiredStep {
  stream: string
  version: number
  at: Instant
  title: string
  people: PagedPerson[]
}

/** Each call tells what was paged since the one before; what another node told is told once. */
export function createTellShadows(deps: EngineDeps, stepsAtOnce = STEPS_AT_ONCE): () => Promise<void> {
  let seenUntil: Instant | undefined
  return async () => {
    const learners = [...deps.directory.latest().schedules.values()].filter(({ shadows = [] }) => shadows.length > 0)
    if (learners.length === 0) return
    const begunAt = deps.clock.now()
    // A transaction that was under way when we looked may have written a fact of before.
    const since = Math.max((seenUntil ?? 0) - MINUTE, begunAt - NEWS_MS) as Instant
    let after: FiredStep | undefined
    do {
      after = await transact(deps, async (unit) => {
        const steps = await listFiredSteps(unit, { since, after, limit: stepsAtOnce })
        for (const step of steps) await tellStep(unit, step)
        return steps.length < stepsAtOnce ? undefined : steps.at(-1)
      })
    } while (after)
    seenUntil = begunAt
  }
}

async function listFiredSteps(
  unit: UnitOfWork,
  { since, after, limit }: { since: Instant; after: FiredStep | undefined; limit: number },
): Promise<FiredStep[]> {
  const { rows } = await sql<FiredStep>`
    select f.stream, f.version, f.at, i.title, f.data->'people' as people
    from facts f join incidents i on i.id = f.stream
    where f.at >= ${formatInstant(since)}::timestamptz and f.type = 'StepFired' and ${
      after
        ? sql<boolean>`(f.at, f.stream, f.version) > (${formatInstant(after.at)}::timestamptz, ${after.stream}, ${after.version})`
        : sql<boolean>`true`
    }
    order by f.at, f.stream, f.version limit ${limit}`.execute(connectionOf(unit.tx))
  return rows
}

async function tellStep(unit: UnitOfWork, { stream, version, at, title, people }: FiredStep): Promise<void> {
  const names = namesOf(unit.directory)
  const outer = people.flatMap(({ user, why: { kind, id } }) =>
    kind === 'schedule' && id !== undefined ? [{ user, schedule: id as ScheduleId }] : [],
  )
  const pagedIn = new Map<ScheduleId, UserId[]>()
  for (const { user, schedule } of outer)
    for (const id of listSchedulesOf(unit.directory, { user, schedule }, at))
      pagedIn.set(id, [...new Set(pagedIn.get(id)).add(user)])
  for (const schedule of unit.directory.schedules.values()) {
    const paged = pagedIn.get(schedule.id) ?? []
    for (const shadow of listLearning(schedule, paged, at)) {
      await queueLetter(unit, {
        key: `shadow/${stream}/${version}/${shadow}`,
        ...{ to: shadow, view: `/incidents/${stream}` },
        words: (language) =>
          shadowWords({ incident: stream, title, paged: paged.map((user) => names.user(user).name) }, language),
      })
    }
  }
}

/** The schedule that was paged, and those within it by whose turn the person is on, however deep. */
export function listSchedulesOf(
  roster: Roster,
  { user, schedule: id }: { user: UserId; schedule: ScheduleId },
  at: Instant,
  known: readonly ScheduleId[] = [],
): ScheduleId[] {
  const schedule = roster.schedules.get(id)
  if (!schedule || known.includes(id)) return []
  const within = calcOnCall(roster, schedule, at)
    .people.filter((person) => person.user === user)
    .flatMap(({ because }) => (because.schedule === undefined ? [] : [because.schedule]))
  return [id, ...within.flatMap((inner) => listSchedulesOf(roster, { user, schedule: inner }, at, [...known, id]))]
}

/** Who learns from the paging of these people at an instant; who is paged themselves has the page. */
export function listLearning(
  { shadows = [] }: Pick<Schedule, 'shadows'>,
  paged: readonly UserId[],
  at: Instant,
): UserId[] {
  if (paged.length === 0) return []
  const learns = ({ user, of, startsAt, endsAt }: ShadowShift): boolean =>
    (startsAt === undefined || startsAt <= at) &&
    (endsAt === undefined || at < endsAt) &&
    (of === undefined || paged.includes(of)) &&
    !paged.includes(user)
  return [...new Set(shadows.filter(learns).map(({ user }) => user))]
}
