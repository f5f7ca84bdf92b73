/** The calendar that a person's time off is read from: given, tried, read at once and taken away. */
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { z } from 'zod'
import {
  loadTimeOffCalendars,
  problemOfWords,
  type TimeOffCalendarRow,
  timeOffCalendarRow,
} from '../../../people/calendars/time-off-calendar.ts'
import { endOrphanedTimeOff, listKnown } from '../../../people/on-call/calendar-time-off.queries.ts'
import { userKind } from '../../../people/user-kind.ts'
import { demandOwnOrAdmin, isOwn } from '../../../people/whose.ts'
import { actorOf, type Principal } from '../../../shell/auth/principal.ts'
import { changeConfiguration, getForChange } from '../../../shell/config/change-configuration.ts'
import type { ConfigurationDeps } from '../../../shell/config/configuration-deps.ts'
import { type ApiRoute, defineRoute } from '../../../shell/http/api.ts'
import { invalidField } from '../../../shell/http/refusal.ts'
import { textSchema } from '../../../shell/http/text-schema.ts'
import { readTimeOffCalendar, type TimeOffCalendarDeps, tryTimeOffCalendar } from './read-time-off-calendar.ts'
import {
  calendarAnswerSchema,
  calendarBody,
  presentCalendar,
  presentPreview,
  previewSchema,
} from './time-off-calendar.schema.ts'
import { findRead } from './time-off-read.queries.ts'

const TAG = 'on call'
const PATH = '/users/:id/time-off-calendar'
const OWN = 'One’s own needs `profile.write`, that of others `user.write`.'
const params = z.object({ id: textSchema(320) })

export type TimeOffCalendarRouteDeps = ConfigurationDeps & Pick<TimeOffCalendarDeps, 'openNet'>
type Body = z.output<typeof calendarBody>

export function timeOffCalendarRoutes(deps: TimeOffCalendarRouteDeps): ApiRoute[] {
  return [getRoute(deps), putRoute(deps), deleteRoute(deps), readRoute(deps), previewRoute(deps)]
}

function getRoute(deps: TimeOffCalendarRouteDeps): ApiRoute {
  return defineRoute({
    ...{ tag: TAG, path: PATH, permission: 'signed_in', params },
    id: 'getTimeOffCalendar',
    summary: 'The calendar that a person’s time off is read from, and how reading it goes',
    description: OWN,
    method: 'GET',
    success: calendarAnswerSchema,
    handle: ({ params: { id }, principal, at }) => show(deps, principal, demandOwnOrAdmin(principal, id), at),
  })
}

function putRoute(deps: TimeOffCalendarRouteDeps): ApiRoute {
  return defineRoute({
    ...{ tag: TAG, path: PATH, permission: 'signed_in', params },
    id: 'setTimeOffCalendar',
    summary: 'Give the calendar that time off is read from',
    description: `The secret address of a calendar (iCalendar, \`webcal://\` too), and which of its events count. It is read at once and then every 15 minutes; the answer says how that went. ${OWN}`,
    method: 'PUT',
    body: calendarBody,
    success: calendarAnswerSchema,
    async handle({ params: { id }, body, principal, at }) {
      const user = demandOwnOrAdmin(principal, id) as UserId
      const refused = await change(deps, { user, principal, at }, (before) => rowOf(deps, body, before))
      if (refused) return refused
      await readNow(deps, user, at)
      return show(deps, principal, user, at)
    },
  })
}

function deleteRoute(deps: TimeOffCalendarRouteDeps): ApiRoute {
  return defineRoute({
    ...{ tag: TAG, path: PATH, permission: 'signed_in', params },
    id: 'deleteTimeOffCalendar',
    summary: 'Read time off from a calendar no longer',
    description: `What came from it and lies ahead goes, what runs ends now, what is past stays. ${OWN}`,
    method: 'DELETE',
    async handle({ params: { id }, principal, at }) {
      const user = demandOwnOrAdmin(principal, id) as UserId
      const refused = await change(deps, { user, principal, at }, () => null)
      if (refused) return refused
      await endOrphanedTimeOff(deps.db, at)
      return undefined
    },
  })
}

function readRoute(deps: TimeOffCalendarRouteDeps): ApiRoute {
  return defineRoute({
    ...{ tag: TAG, permission: 'signed_in', params },
    id: 'readTimeOffCalendar',
    summary: 'Read the calendar now',
    description: OWN,
    method: 'POST',
    path: `${PATH}/read`,
    success: calendarAnswerSchema,
    async handle({ params: { id }, principal, at }) {
      const user = demandOwnOrAdmin(principal, id) as UserId
      await readNow(deps, user, at)
      return show(deps, principal, user, at)
    },
  })
}

function previewRoute(deps: TimeOffCalendarRouteDeps): ApiRoute {
  return defineRoute({
    ...{ tag: TAG, permission: 'signed_in', params },
    id: 'previewTimeOffCalendar',
    summary: 'What would count as time off in a calendar',
    description: `Nothing is kept. Without \`url\` the address that is there is read, by the person alone. ${OWN}`,
    method: 'POST',
    path: `${PATH}/preview`,
    body: calendarBody,
    success: previewSchema,
    async handle({ params: { id }, body, principal, at }) {
      const user = demandOwnOrAdmin(principal, id) as UserId
      if (body.url === undefined && !isOwn(principal, user))
        throw invalidField('url', 'is missing: what stands in the calendar of somebody else is theirs')
      const before = (await loadTimeOffCalendars(deps.db, user)).get(user)
      const calendar = rowOf(deps, body, before)
      const person = deps.directory().users.get(user)
      if (!person) return { rejected: { code: 'not_found' as const } }
      return presentPreview(await tryTimeOffCalendar(deps, { calendar, person, at }))
    },
  })
}

function rowOf(deps: TimeOffCalendarRouteDeps, body: Body, before: TimeOffCalendarRow | null | undefined) {
  const wrongWords = problemOfWords(body)
  if (wrongWords !== undefined) throw invalidField('words', wrongWords)
  const row = timeOffCalendarRow(body, before, deps)
  if (!row) throw invalidField('url', 'is missing: there is no address yet')
  return row
}

/** A calendar is what people look after themselves, also those whom the file owns. */
async function change(
  deps: TimeOffCalendarRouteDeps,
  { user, principal, at }: { user: UserId; principal: Principal; at: Instant },
  next: (before: TimeOffCalendarRow | null) => TimeOffCalendarRow | null,
) {
  const outcome = await changeConfiguration(deps.db, { actor: actorOf(principal), at }, async (editor) => {
    const person = await getForChange(editor, userKind, user)
    await editor.put(userKind, { ...person, time_off_calendar: next(person.time_off_calendar) }, { isShared: true })
  })
  if ('rejected' in outcome) return outcome
  if (outcome.isChanged) await deps.configurationChanged()
  return undefined
}

/** Whoever asks sees what comes of it. */
function readNow(deps: TimeOffCalendarRouteDeps, user: UserId, at: Instant): Promise<void> {
  return readTimeOffCalendar(deps, user, { now: () => at, isAsked: true })
}

async function show({ db }: TimeOffCalendarRouteDeps, principal: Principal, user: string, at: Instant) {
  const calendar = (await loadTimeOffCalendars(db, user)).get(user)
  if (!calendar) return { calendar: null }
  const state = { calendar, read: await findRead(db, user), known: await listKnown(db, user, at), at }
  return { calendar: presentCalendar(state, { isOwn: isOwn(principal, user) }) }
}
