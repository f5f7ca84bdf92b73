/** When a shift has changed hands: what whoever comes on should know, and to whoever goes, that it is over. */
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { HOUR } from '@tocsin/core/kernel/instant.ts'
import type { Schedule } from '@tocsin/core/people/schedule.ts'
import { calcChangeOfShift } from '@tocsin/core/respond/next-shifts.ts'
import { namesOf } from '../../people/directory-names.ts'
import { listFacts, listRecentlyRecorded, type StoredOnCallFact } from '../../people/on-call/on-call-record.queries.ts'
import type { UnitOfWork } from '../../shell/engine/unit-of-work.ts'
import { connectionOf } from '../../shell/store/sql-store.ts'
import { queueLetter } from '../queue-letter.ts'
import { findShiftStart, listHandoverIncidents, listHandoverNotes, listServicesOf } from './handover.queries.ts'
import type { ShiftLetters } from './shift-letters.ts'
import { handoverWords } from './words/handover-words.ts'
import { shiftEndWords } from './words/shift-words.ts'

/** A change of shift that was written down later than this is no news to anybody. */
const NEWS_MS = HOUR

/** Leaves out what is in `told`, and returns what it told, by key. */
export async function tellChangesOfShift(
  unit: UnitOfWork,
  wants: (user: UserId) => ShiftLetters,
  told: ReadonlySet<string>,
): Promise<string[]> {
  const telling: string[] = []
  const db = connectionOf(unit.tx)
  for (const fact of await listRecentlyRecorded(db, (unit.at - NEWS_MS) as Instant)) {
    const key = `change/${fact.schedule}/${fact.seq}`
    if (told.has(key)) continue
    telling.push(key)
    const schedule = unit.directory.schedules.get(fact.schedule)
    if (!schedule || fact.at < unit.at - NEWS_MS || fact.cause === 'record_began') continue
    const [before] = await listFacts(db, fact.schedule, (fact.at - 1) as Instant, fact.at)
    if (!before) continue
    const { coming, going } = calcChangeOfShift(before.people, fact.people)
    const change = { schedule, fact, before }
    for (const user of coming) if (wants(user).handover) await tellComing(unit, change, user)
    for (const user of going) if (wants(user).shift_end) await tellGoing(unit, change, user)
  }
  return telling
}

interface Change {
  schedule: Schedule
  fact: StoredOnCallFact
  before: StoredOnCallFact
}

async function tellComing(unit: UnitOfWork, { schedule, fact, before }: Change, to: UserId): Promise<void> {
  const db = connectionOf(unit.tx)
  const services = listServicesOf(unit.directory, schedule.id)
  const { going } = calcChangeOfShift(before.people, fact.people)
  const since = await findShiftStart(db, before, going)
  const { open, recent } = await listHandoverIncidents(db, services, since, fact.at)
  const names = namesOf(unit.directory)
  const notes = (await listHandoverNotes(db, schedule.id, since)).filter(({ user }) => user !== to)
  await queueLetter(unit, {
    key: `handover/${schedule.id}/${fact.seq}/${to}`,
    ...{ to, view: '/on-call/mine' },
    words: (language) =>
      handoverWords(
        {
          ...{ schedule: schedule.name, from: going.map((user) => names.user(user).name), open, recent },
          notes: notes.map(({ user, text }) => ({ by: names.user(user).name, text })),
        },
        language,
      ),
  })
}

async function tellGoing(unit: UnitOfWork, { schedule, fact }: Change, to: UserId): Promise<void> {
  const names = namesOf(unit.directory)
  const people = fact.people.map(({ user }) => names.user(user).name)
  await queueLetter(unit, {
    key: `shift-end/${schedule.id}/${fact.seq}/${to}`,
    ...{ to, view: '/on-call/mine' },
    words: (language, zone) => shiftEndWords(schedule.name, people, { language, zone }),
  })
}
