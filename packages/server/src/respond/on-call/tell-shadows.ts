/** Trainees hear of the pages of those whom they shadow, as a letter: nobody counts on them, and nothing waits for them. */
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import type { PagedPerson } from '@tocsin/core/kernel/fact.ts'
import { formatInstant, MINUTE } from '@tocsin/core/kernel/instant.ts'
import type { Schedule, ShadowShift } from '@tocsin/core/people/schedule.ts'
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
const STEPS_MAX = 500

interface FiredStep {
  stream: string
  version: number
  at: number
  title: string
  people: PagedPerson[]
}

/** Each call tells what was paged since the one before; what another node told is told once. */
export function createTellShadows(deps: EngineDeps): () => Promise<void> {
  let seenUntil: Instant | undefined
  return async () => {
    const learners = [...deps.directory.latest().schedules.values()].filter(({ shadows = [] }) => shadows.length > 0)
    if (learners.length === 0) return
    seenUntil = await transact(deps, async (unit) => {
      // A transaction that was under way when we looked may have written a fact of before.
      const since = Math.max((seenUntil ?? 0) - MINUTE, unit.at - NEWS_MS) as Instant
      for (const step of await listFiredSteps(unit, since)) await tellStep(unit, step)
      return unit.at
    })
  }
}

async function listFiredSteps(unit: UnitOfWork, since: Instant): Promise<FiredStep[]> {
  const { rows } = await sql<FiredStep>`
    select f.stream, f.version, f.at, i.title, f.data->'people' as people
    from facts f join incidents i on i.id = f.stream
    where f.at >= ${formatInstant(since)}::timestamptz and f.type = 'StepFired'
    order by f.at, f.stream limit ${STEPS_MAX}`.execute(connectionOf(unit.tx))
  return rows
}

async function tellStep(unit: UnitOfWork, { stream, version, at, title, people }: FiredStep): Promise<void> {
  const names = namesOf(unit.directory)
  for (const schedule of unit.directory.schedules.values()) {
    const paged = people.filter(({ why }) => why.kind === 'schedule' && why.id === schedule.id).map(({ user }) => user)
    for (const shadow of listLearning(schedule, paged, at as Instant)) {
      await queueLetter(unit, {
        key: `shadow/${stream}/${version}/${shadow}`,
        ...{ to: shadow, view: `/incidents/${stream}` },
        words: (language) =>
          shadowWords({ incident: stream, title, paged: paged.map((user) => names.user(user).name) }, language),
      })
    }
  }
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
