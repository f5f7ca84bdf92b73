/**
 * Reads calendars again and again: those at an address every five minutes, public holidays once a day. What was read last stays where an
 * address does not answer or says nothing that can be read, and what is past stays in any case. A change is a change of the
 * configuration, so every node works with it at once; how reading goes is kept apart, and changes nothing.
 */
import { createHash } from 'node:crypto'
import type { CheckNet } from '@tocsin/adapters/check/check-net.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { DAY, HOUR, MINUTE, SECOND } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { CalendarDay, ImportedShift } from '@tocsin/core/people/calendar.ts'
import type { User } from '@tocsin/core/people/directory.ts'
import { dateOf, freezeDays } from '@tocsin/core/respond/calendar-days.ts'
import { findEventPeople } from '@tocsin/core/respond/event-people.ts'
import { freezeShifts } from '@tocsin/core/respond/imported-shift.ts'
import type { Kysely } from 'kysely'
import { changeConfiguration } from '../../shell/config/change-configuration.ts'
import type { Schema } from '../../shell/database/schema.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import type { Round } from '../../shell/engine/loop.ts'
import { type Secrets, tryUnseal } from '../../shell/secrets/secrets.ts'
import { type ClaimedCalendar, claimCalendars, isReadAlike, type ReadOutcome, saveRead } from './calendar.queries.ts'
import { type CalendarRow, calendarKind, readOwnDays, windowOf } from './calendar-configuration.ts'
import { fetchCalendar } from './fetch-calendar.ts'
import { type CalendarWarning, readDays, readShifts } from './read-ical.ts'

export interface CalendarLoopDeps {
  engine: Pick<EngineDeps, 'clock' | 'log' | 'directory'>
  db: Kysely<Schema>
  secrets: Secrets
  /** A network that goes only where the installation lets it. */
  openNet(timeoutMs: number): Pick<CheckNet, 'http'>
  /** Awaited after a change: this node works with it then. */
  configurationChanged(): Promise<void>
}

const AT_ONCE = 4
const FETCH_MS = 20 * SECOND
/** Longer than a calendar with its redirects can take. */
const LEASE_MS = 2 * MINUTE
const EVERY_FETCHED_MS = 5 * MINUTE
const EVERY_OWN_MS = 6 * HOUR
const LOOK_MS = SECOND

interface Read {
  days?: CalendarDay[]
  shifts?: ImportedShift[]
  warnings: CalendarWarning[]
}

export function createCalendarRound(deps: CalendarLoopDeps): () => Promise<Round> {
  const { clock, log } = deps.engine
  return async () => {
    const now = clock.now()
    const leasedUntil = (now + LEASE_MS) as Instant
    const claimed = await claimCalendars(deps.db, { now, leasedUntil, limit: AT_ONCE })
    await Promise.all(
      claimed.map((each) =>
        readOne(deps, each).catch((error: unknown) =>
          log.error({ calendar: each.id, error: String(error) }, 'reading a calendar failed'),
        ),
      ),
    )
    return { isMore: claimed.length === AT_ONCE, dueAt: now + LOOK_MS }
  }
}

async function readOne(deps: CalendarLoopDeps, claimed: ClaimedCalendar): Promise<void> {
  const { db, engine } = deps
  const row = await calendarKind.find(db, claimed.id)
  if (!row) return
  const text = await textOf(deps, row)
  const now = engine.clock.now()
  const due = (now + (row.source.from === 'url' ? EVERY_FETCHED_MS : EVERY_OWN_MS)) as Instant
  if (typeof text === 'object') return saveRead(db, row.id, { due, triedAt: now, error: text.problem })
  const digest = digestOf(deps, row, { text, now })
  if (digest === claimed.digest && claimed.readAt !== null)
    return saveRead(db, row.id, { due, triedAt: now, error: null })
  const read = readText(deps, row, { text, now })
  if ('problem' in read) return saveRead(db, row.id, { due, triedAt: now, error: read.problem })
  const outcome: ReadOutcome = { due, triedAt: now, error: null, read: { at: now, digest, warnings: read.warnings } }
  await keep(deps, { row, read, isFirst: claimed.readAt === null }, outcome)
}

/** Undefined of a calendar that needs no text. */
async function textOf(deps: CalendarLoopDeps, { source, secret_sealed: sealed }: CalendarRow) {
  if (source.from === 'ical') return source.text
  if (source.from !== 'url') return undefined
  const url = sealed === null ? undefined : tryUnseal(deps.secrets, sealed)
  if (url === undefined) return { problem: 'its address cannot be read with the key at hand; give it again' }
  return fetchCalendar(deps.openNet(FETCH_MS), url)
}

interface Given {
  text: string | undefined
  now: Instant
}

/** The same text says something else a day later, and when people have other names; rules of a country give more days as months pass. */
function digestOf({ engine }: CalendarLoopDeps, row: CalendarRow, { text = '', now }: Given): string {
  const { version } = engine.directory.latest()
  const passed = row.source.from === 'country' ? dateOf(now).slice(0, 7) : Math.floor(now / DAY)
  const parts = [passed, row.use === 'shifts' ? version : '', row.zone, row.people, text]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

function readText({ engine }: CalendarLoopDeps, row: CalendarRow, { text, now }: Given): Read | { problem: string } {
  if (text === undefined) return { days: readOwnDays(row, now) ?? [], warnings: [] }
  const options = { zone: row.zone ?? undefined, ...windowOf(now) }
  if (row.use === 'holidays') return readDays(text, options)
  const users: User[] = [...engine.directory.latest().users.values()].filter(({ isActive }) => isActive)
  return readShifts(text, options, (event) => findEventPeople(event, users, row.people))
}

/** Writes what was read, unless somebody has meanwhile changed how: then it is due again anyway. */
async function keep(
  { db, engine, configurationChanged }: CalendarLoopDeps,
  { row, read, isFirst }: { row: CalendarRow; read: Read; isFirst: boolean },
  outcome: ReadOutcome,
): Promise<void> {
  const at = outcome.triedAt
  const changed = await changeConfiguration(
    db,
    { actor: { kind: 'system', part: 'calendars' }, at },
    async (editor) => {
      const stored = await calendarKind.find(editor.db, row.id)
      if (!stored || !isReadAlike(stored, row)) return
      const days = read.days ?? []
      const shifts = read.shifts ?? []
      // Of one that was never read there is no past to keep, and what it says of the past is all that is known.
      const isNew = isFirst && stored.days.length === 0 && stored.shifts.length === 0
      const next = {
        ...stored,
        days: isNew ? days : freezeDays(stored.days, days, at).slice(-LIMITS.calendarDaysMax),
        shifts: isNew ? shifts : freezeShifts(stored.shifts, shifts, at).slice(-2 * LIMITS.calendarShiftsMax),
      }
      await editor.put(calendarKind, next, { isShared: true })
      await saveRead(editor.db, row.id, outcome)
    },
  )
  if ('isChanged' in changed && changed.isChanged) {
    engine.log.info({ calendar: row.id }, 'a calendar changed')
    await configurationChanged()
  }
}
