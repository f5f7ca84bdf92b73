/**
 * Reads the calendar of one person and keeps their time off in step with it. The world is asked outside of the transaction; in it the
 * calendar is locked, so that of two who read it at once the second finds nothing to do, and nothing is written where somebody has meanwhile
 * changed how it is read. The address and what its server says of itself go into no log.
 */
import { createHash } from 'node:crypto'
import type { CheckNet } from '@tocsin/adapters/check/check-net.ts'
import type { DurationMs, Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { after, DAY, HOUR, MINUTE, SECOND } from '@tocsin/core/kernel/instant.ts'
import type { Directory, User } from '@tocsin/core/people/directory.ts'
import { listNewAbsences, planTimeOffSync } from '@tocsin/core/respond/time-off-sync.ts'
import type { Kysely } from 'kysely'
import { type CalendarProblem, fetchIfChanged, type Validators } from '../../../people/calendars/fetch-calendar.ts'
import { type ReadTimeOff, readTimeOff } from '../../../people/calendars/read-time-off.ts'
import { loadTimeOffCalendars, rulesOf, type TimeOffCalendarRow } from '../../../people/calendars/time-off-calendar.ts'
import { applyTimeOffPlan, listKnown } from '../../../people/on-call/calendar-time-off.queries.ts'
import type { Schema } from '../../../shell/database/schema.ts'
import { UnitOfWork } from '../../../shell/engine/unit-of-work.ts'
import type { Ids } from '../../../shell/ports/ids.ts'
import { type Secrets, tryUnseal } from '../../../shell/secrets/secrets.ts'
import { connectionOf, storeTxOf } from '../../../shell/store/sql-store.ts'
import { tellFailing, tellNewAbsences } from './tell-time-off.ts'
import { type CalendarRead, findRead, lockCalendar, type ReadError, saveRead } from './time-off-read.queries.ts'

export interface TimeOffCalendarDeps {
  db: Kysely<Schema>
  secrets: Secrets
  ids: Pick<Ids, 'next'>
  directory(): Directory
  /** A network that goes only where the installation lets it. */
  openNet(timeoutMs: number): Pick<CheckNet, 'http'>
}

const FETCH_MS = 10 * SECOND
const EVERY_MS = 15 * MINUTE
/** What fails is tried again after 15 minutes, 30, an hour and so on up to this. */
const EVERY_MS_MAX = 6 * HOUR
/** A calendar that failed for so long is told of; its server may only have had a bad night. */
const TOLD_AFTER_MS = DAY

type Seen = { isUnchanged: true } | { found: ReadTimeOff; digest: string; validators: Validators } | ReadError

/** `isAsked`: the person looks at what comes of it, and needs no letter. Does nothing where there is no calendar. */
export async function readTimeOffCalendar(
  deps: TimeOffCalendarDeps,
  user: UserId,
  { now, isAsked }: { now: () => Instant; isAsked: boolean },
): Promise<void> {
  const calendar = (await loadTimeOffCalendars(deps.db, user)).get(user)
  const person = deps.directory().users.get(user)
  if (!calendar || !person) return
  const seen = await look(deps, { calendar, person, at: now() })
  const at = now()
  await deps.db.transaction().execute(async (tx) => {
    if (!isReadAlike(await lockCalendar(tx, user), calendar)) return
    const before = await findRead(tx, user)
    const unit = new UnitOfWork(storeTxOf(tx), deps.directory(), at)
    const work = { unit, user, isAsked, newId: () => deps.ids.next() }
    if ('failure' in seen) return saveRead(tx, user, await failed(work, { before, error: seen, host: calendar.host }))
    if ('found' in seen) await keepInStep(work, seen.found)
    await saveRead(tx, user, succeeded(at, before, seen))
  })
}

/** What is at an address, by rules that somebody tries: nothing is kept. */
export async function tryTimeOffCalendar(
  deps: TimeOffCalendarDeps,
  { calendar, person, at }: Looking,
): Promise<ReadTimeOff | ReadError> {
  const fetched = await fetchText(deps, calendar, {})
  if ('failure' in fetched) return errorOf(fetched)
  return 'text' in fetched ? readText(fetched.text, { calendar, person, at }) : { failure: 'bad_status', status: 304 }
}

interface Looking {
  calendar: TimeOffCalendarRow
  person: User
  at: Instant
}

async function look(deps: TimeOffCalendarDeps, looking: Looking): Promise<Seen> {
  const before = await findRead(deps.db, looking.person.id)
  const context = contextOf(looking)
  // What was read says something else on another day or by other rules: then all of it is needed again.
  const isAlike = before?.readAt != null && before.digest?.startsWith(`${context}.`) === true
  const fetched = await fetchText(deps, looking.calendar, isAlike ? before.validators : {})
  if ('isUnchanged' in fetched) return fetched
  if ('failure' in fetched) return errorOf(fetched)
  const digest = `${context}.${hashOf(fetched.text)}`
  if (isAlike && before.digest === digest) return { isUnchanged: true }
  const found = readText(fetched.text, looking)
  return 'failure' in found ? found : { found, digest, validators: fetched.validators }
}

async function fetchText(
  { secrets, openNet }: TimeOffCalendarDeps,
  { secret_sealed: sealed }: TimeOffCalendarRow,
  known: Validators,
) {
  const url = tryUnseal(secrets, sealed)
  const lost: CalendarProblem = { problem: 'cannot be read with the key at hand', failure: 'key_lost' }
  return url === undefined ? lost : fetchIfChanged(openNet(FETCH_MS), url, known)
}

function readText(text: string, { calendar, person, at }: Looking): ReadTimeOff | ReadError {
  const read = readTimeOff(text, {
    ...{ rules: rulesOf(calendar), zone: person.zone, addresses: addressesOf(person), now: at },
  })
  return 'problem' in read ? { failure: 'no_calendar' } : read
}

function addressesOf({ email, contacts }: User): string[] {
  const mails = contacts.filter(({ channel }) => channel === 'email').map(({ to }) => to)
  return [...new Set([email, ...mails].map((address) => address.toLowerCase()))]
}

/** Of the problem only what no address can be seen by. */
function errorOf({ failure, status }: CalendarProblem): ReadError {
  return { failure, ...(status !== undefined && { status }) }
}

function contextOf({ calendar, person, at }: Looking): string {
  return hashOf(JSON.stringify([Math.floor(at / DAY), person.zone, addressesOf(person), rulesOf(calendar)]))
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22)
}

function isReadAlike(some: TimeOffCalendarRow | undefined, other: TimeOffCalendarRow): boolean {
  const how = ({ secret_sealed, events, words, free_days }: TimeOffCalendarRow) =>
    JSON.stringify([secret_sealed, events, words, free_days])
  return some !== undefined && how(some) === how(other)
}

interface Work {
  unit: UnitOfWork
  user: UserId
  isAsked: boolean
  newId: () => string
}

async function keepInStep({ unit, user, isAsked, newId }: Work, { counted }: ReadTimeOff): Promise<void> {
  const db = connectionOf(unit.tx)
  const now = unit.at
  const known = await listKnown(db, user, now)
  const found = counted
    .filter(({ endsAt }) => endsAt > now)
    .map(({ key, title, startsAt, endsAt }) => ({ key, title, startsAt, endsAt }))
  const plan = planTimeOffSync(known, found, now)
  await applyTimeOffPlan(db, { user, now, newId }, plan)
  if (!isAsked) await tellNewAbsences(unit, user, listNewAbsences(known, plan))
}

function succeeded(at: Instant, before: CalendarRead | undefined, seen: Exclude<Seen, ReadError>): CalendarRead {
  const kept = {
    warnings: before?.warnings ?? [],
    digest: before?.digest ?? null,
    validators: before?.validators ?? {},
  }
  return {
    ...{ due: after(at, EVERY_MS as DurationMs), triedAt: at, readAt: at, error: null },
    ...{ failures: 0, failingSince: null, toldAt: null, ...kept },
    ...('found' in seen && { warnings: seen.found.warnings, digest: seen.digest, validators: seen.validators }),
  }
}

async function failed(
  { unit, user, isAsked }: Work,
  { before, error, host }: { before: CalendarRead | undefined; error: ReadError; host: string },
): Promise<CalendarRead> {
  const at = unit.at
  const failures = (before?.failures ?? 0) + 1
  const since = before?.failingSince ?? at
  const isToTell = !isAsked && before?.toldAt == null && at - since >= TOLD_AFTER_MS
  const isTold = isToTell && (await tellFailing(unit, { user, host, since }))
  return {
    due: after(at, Math.min(EVERY_MS * 2 ** (failures - 1), EVERY_MS_MAX) as DurationMs),
    ...{ triedAt: at, readAt: before?.readAt ?? null, error, failures, failingSince: since },
    toldAt: isTold ? at : (before?.toldAt ?? null),
    ...{ warnings: before?.warnings ?? [], digest: before?.digest ?? null, validators: before?.validators ?? {} },
  }
}
