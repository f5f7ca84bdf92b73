/**
 * What is asked of a person beside the pages that call them: each task with what it is about, and only what they may do. Nothing is kept of
 * it: a task is there as long as what it asks for is.
 */
import { calcOwnerStep, type NextStep, OWNER_STEPS } from '@tocsin/core/incident-next-step.ts'
import type { IncidentState } from '@tocsin/core/incident-state.ts'
import type { Instant, ScheduleId } from '@tocsin/core/kernel/brand.ts'
import { after, DAY, HOUR } from '@tocsin/core/kernel/instant.ts'
import { can } from '@tocsin/core/people/permissions.ts'
import { COVERAGE_LOOK_AHEAD } from '@tocsin/core/respond/coverage.ts'
import type { Kysely } from 'kysely'
import { BROWSER_CHANNEL } from '../../people/browsers.ts'
import { namesOf } from '../../people/directory-names.ts'
import { calcMyShifts } from '../../people/on-call/my-shifts.ts'
import { findLastFact } from '../../people/on-call/on-call-record.queries.ts'
import { listCategorisedByHand, listOwnedStates } from '../../record/owned-incidents.queries.ts'
import { presentAction } from '../../record/present-incident.ts'
import { checkRequest } from '../../respond/on-call/check-request.ts'
import { findShiftStart, listHandoverNotes } from '../../respond/on-call/handover.queries.ts'
import { listRequests } from '../../respond/on-call/shift-request.queries.ts'
import { listTests, TEST_DAYS_USUAL } from '../../respond/on-call/test-pages.queries.ts'
import { actorOf, type PersonPrincipal } from '../auth/principal.ts'
import type { Schema } from '../database/schema.ts'
import type { HomeDeps } from './home.ts'
import { incidentActions } from './incident-commands.ts'
import type { TaskView } from './my-tasks.schema.ts'

const OWNED_MAX = 100
const REQUESTS_MAX = 20
/** Whoever hands over soon writes it down now; earlier, the shift has yet to happen. */
const HANDOVER_AHEAD = 2 * HOUR

interface Asking {
  db: Kysely<Schema>
  directory: ReturnType<HomeDeps['engine']['directory']['latest']>
  person: PersonPrincipal
  at: Instant
}

type Shifts = ReturnType<typeof calcMyShifts>

const NOTHING = {
  ...{ incident: null, request: null, schedule: null, contact: null, since: null, due_at: null },
  allowed: true,
} as const

/** All of them, those that cannot wait first. */
export async function listMyTasks({ db, engine }: HomeDeps, person: PersonPrincipal, at: Instant): Promise<TaskView[]> {
  const asking: Asking = { db, directory: engine.directory.latest(), person, at }
  const shifts = calcMyShifts(asking.directory, person.id, at)
  return [
    ...(await listShiftRequests(asking)),
    ...listContactTasks(asking),
    ...(await listTestPage(asking, shifts)),
    ...(await listHandovers(asking, shifts)),
    ...(await listOwnerTasks(asking)),
  ]
}

async function listShiftRequests({ db, directory, person, at }: Asking): Promise<TaskView[]> {
  if (!can(person, 'schedule.override').allowed) return []
  const names = namesOf(directory)
  const open = await listRequests(db, { user: person.id, state: 'open' })
  const waiting = open.filter(
    ({ asked, declined, expiresAt }) =>
      asked.includes(person.id) && expiresAt > at && !declined.some(({ user }) => user === person.id),
  )
  const tasks: TaskView[] = []
  for (const request of waiting.slice(0, REQUESTS_MAX)) {
    const { id, kind, requester, gives, createdAt, expiresAt } = request
    const { problems } = await checkRequest({ db, directory, at }, request, person.id)
    tasks.push({
      ...NOTHING,
      kind: 'answer_request',
      request: {
        ...{ id, kind, requester: names.user(requester), starts_at: gives.startsAt, ends_at: gives.endsAt },
        can_accept: problems.length === 0,
      },
      schedule: names.schedule(gives.schedule),
      since: createdAt,
      due_at: expiresAt,
    })
  }
  return tasks.sort((a, b) => Number(a.due_at) - Number(b.due_at))
}

/** Nobody but who may be paged is asked for a way to reach them; a way that somebody began to add is to be confirmed by all. */
function listContactTasks({ directory, person }: Asking): TaskView[] {
  const contacts = directory.users.get(person.id)?.contacts ?? []
  if (contacts.length === 0 && can(person, 'incident.respond').allowed) return [{ ...NOTHING, kind: 'add_contact' }]
  return (
    contacts
      // A browser confirms itself as it subscribes; what is left of one that ended is nothing to confirm.
      .filter(({ channel, isVerified }) => !isVerified && channel !== BROWSER_CHANNEL)
      .map(({ id, channel, to }) => ({ ...NOTHING, kind: 'verify_contact', contact: { id, channel, to } }))
  )
}

/** As readiness reckons; who cannot be reached at all has something else to do first. */
async function listTestPage({ db, directory, person, at }: Asking, { now, next }: Shifts): Promise<TaskView[]> {
  const isSoon = next !== null && next.starts_at < after(at, COVERAGE_LOOK_AHEAD)
  const contacts = directory.users.get(person.id)?.contacts ?? []
  if ((now.length === 0 && !isSoon) || !contacts.some(({ isVerified }) => isVerified)) return []
  const tests = await listTests(db, (at - TEST_DAYS_USUAL * DAY) as Instant, person.id)
  if (typeof tests.get(person.id)?.answeredAt === 'number') return []
  const schedule = now[0]?.schedule ?? next?.schedule ?? null
  const dueAt = now.length > 0 ? null : (next?.starts_at ?? null)
  const { allowed } = can(person, 'incident.respond')
  return [{ ...NOTHING, kind: 'test_page', schedule, due_at: dueAt, allowed }]
}

async function listHandovers({ db, person, at }: Asking, { now }: Shifts): Promise<TaskView[]> {
  if (!can(person, 'schedule.override').allowed) return []
  const tasks: TaskView[] = []
  for (const { schedule, until } of now) {
    if (until === null || until - at > HANDOVER_AHEAD) continue
    const last = await findLastFact(db, schedule.id as ScheduleId)
    const since = last ? await findShiftStart(db, last, [person.id]) : ((at - DAY) as Instant)
    const notes = await listHandoverNotes(db, schedule.id, since)
    if (notes.some(({ user }) => user === person.id)) continue
    tasks.push({ ...NOTHING, kind: 'write_handover', schedule, due_at: until })
  }
  return tasks
}

/** What is to be done, and the action that does it: without the permission for it nothing is asked. */
const ACTION_OF: Record<NextStep['step'], string> = {
  ...{ classify: 'classify', say_how_it_goes: 'report_progress', verify: 'resolve', close: 'close' },
}

async function listOwnerTasks({ db, directory, person, at }: Asking): Promise<TaskView[]> {
  const states = [
    ...(await listOwnedStates(db, person.id, ['acknowledged', 'mitigated', 'verifying'], OWNED_MAX)),
    ...(await listOwnedStates(db, person.id, ['resolved'], OWNED_MAX)),
  ]
  const categorised = await listCategorisedByHand(
    db,
    states.map(({ id }) => id),
  )
  const viewer = { principal: person, actor: actorOf(person), at, directory }
  const isAllowed = (state: IncidentState, step: NextStep['step']) => {
    const action = incidentActions.find(({ name }) => name === ACTION_OF[step])
    return action !== undefined && presentAction(state, action, viewer).allowed
  }
  const tasks = states.flatMap((state): TaskView[] => {
    const next = calcOwnerStep(state, categorised.has(state.id), at)
    if (next === null || !isAllowed(state, next.step)) return []
    const { id, status, record, priority } = state
    return [
      {
        ...NOTHING,
        kind: next.step,
        incident: { id, title: record.title, priority: priority.priority, status },
        since: next.since,
        due_at: next.endsAt ?? null,
      },
    ]
  })
  const order: readonly string[] = OWNER_STEPS
  return tasks.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
}
