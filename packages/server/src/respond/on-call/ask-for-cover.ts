/** Making, answering and withdrawing requests: each in one transaction of the configuration, with the letters that follow. */
import type { Instant, ScheduleId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Schedule } from '@tocsin/core/people/schedule.ts'
import { listCoverCandidates } from '@tocsin/core/respond/cover-candidates.ts'
import { type HandOver, type HandOverProblem, planHandOver } from '@tocsin/core/respond/hand-over-span.ts'
import { calcShifts } from '@tocsin/core/respond/on-call.ts'
import { refuseBreachesBetween } from '../../people/fairness/rest-check.ts'
import { listTimeOff } from '../../people/on-call/time-off.queries.ts'
import { scheduleKind, scheduleOf } from '../../people/schedule-configuration.ts'
import { actorOf, type PersonPrincipal } from '../../shell/auth/principal.ts'
import { changeConfiguration, type Editor, getForChange } from '../../shell/config/change-configuration.ts'
import type { ConfigurationDeps } from '../../shell/config/configuration-deps.ts'
import { loadCurrentConfiguration, referencesOf } from '../../shell/config/file/current-configuration.ts'
import { checkPerson, type FieldProblem, findUserId } from '../../shell/config/references.ts'
import { UnitOfWork } from '../../shell/engine/unit-of-work.ts'
import { loadDirectory } from '../../shell/store/sql/directory.queries.ts'
import { storeTxOf } from '../../shell/store/sql-store.ts'
import {
  findRequest,
  insertRequest,
  type RequestedSpan,
  type ShiftRequest,
  saveRequest,
} from './shift-request.queries.ts'
import type { RequestInput } from './shift-request.schema.ts'
import { tellRequest } from './tell-request.ts'

interface Asking {
  principal: PersonPrincipal
  at: Instant
}

/** What is done with a request, in the transaction of a change of the configuration. */
interface Work extends Asking {
  editor: Editor
  directory: Directory
  unit: UnitOfWork
}

async function inChange(
  deps: ConfigurationDeps,
  { principal, at }: Asking,
  work: (work: Work) => Promise<ShiftRequest>,
) {
  const outcome = await changeConfiguration(deps.db, { actor: actorOf(principal), at }, async (editor) => {
    const directory = await loadDirectory(editor.db)
    const unit = new UnitOfWork(storeTxOf(editor.db), directory, at)
    return work({ principal, at, editor, directory, unit })
  })
  if ('rejected' in outcome) return outcome
  if (outcome.isChanged) await deps.configurationChanged()
  return outcome.result
}

export function makeRequest(deps: ConfigurationDeps, asking: Asking, input: RequestInput) {
  return inChange(deps, asking, async (work) => {
    const { editor, directory, principal, at, unit } = work
    const gives = spanOf(input.gives)
    const takes = input.takes && spanOf(input.takes)
    const asked = await readAsked(work, input)
    const first = Math.min(gives.startsAt, takes?.startsAt ?? gives.startsAt) as Instant
    const request: ShiftRequest = {
      ...{
        id: deps.ids.next(),
        kind: input.kind,
        requester: principal.id,
        asked,
        gives,
        takes,
        message: input.message,
      },
      ...{ state: 'open', declined: [], createdAt: at, decided: undefined, overrides: [] },
      // What has begun may be given too; then whoever takes it has until its end.
      expiresAt: input.expires_at ?? (first > at ? first : gives.endsAt),
    }
    const problems = [...checkInput(input, request, at), ...(await checkSpans(work, request, asked))]
    if (problems.length > 0) editor.reject('invalid_request', undefined, problems)
    const able = directory.schedules.has(gives.schedule) ? asked : []
    await insertRequest(editor.db, request)
    await tellRequest(unit, { request, event: 'asked', to: able, by: principal.id })
    return request
  })
}

/** Makes the overrides, if the shifts still are what they were. */
export function acceptRequest(deps: ConfigurationDeps, asking: Asking, id: string) {
  return inChange(deps, asking, async (work) => {
    const { editor, principal, at, unit } = work
    const request = await getOpen(work, id)
    if (!request.asked.includes(principal.id)) editor.reject('forbidden')
    const made: ShiftRequest['overrides'] = []
    for (const { span, ...handOver } of handOversOf(request, principal.id))
      made.push(...(await applyHandOver(deps, editor, span, handOver)))
    await refuseTooLong(work, request)
    const accepted: ShiftRequest = {
      ...request,
      ...{ state: 'accepted', decided: { by: principal.id, at }, overrides: made },
    }
    await saveRequest(editor.db, accepted)
    await tellRequest(unit, { request: accepted, event: 'accepted', to: [request.requester], by: principal.id })
    const others = request.asked.filter((user) => user !== principal.id && !hasDeclined(request, user))
    await tellRequest(unit, { request: accepted, event: 'taken', to: others, by: principal.id })
    return accepted
  })
}

/** Where the organisation refuses what breaks its rules of rest. A swap is judged as a whole: each has less by what they give. */
async function refuseTooLong({ editor, directory, principal }: Work, request: ShiftRequest): Promise<void> {
  const { gives, takes, requester } = request
  const window = {
    from: Math.min(gives.startsAt, takes?.startsAt ?? gives.startsAt) as Instant,
    to: Math.max(gives.endsAt, takes?.endsAt ?? gives.endsAt) as Instant,
  }
  const concerned = { people: [requester, principal.id], window }
  const problems = refuseBreachesBetween(directory, await loadDirectory(editor.db), concerned, 'gives')
  if (problems.length > 0) editor.reject('invalid_request', undefined, problems)
}

/** When all who were asked have declined, the request is over. */
export function declineRequest(deps: ConfigurationDeps, asking: Asking, id: string, reason: string | undefined) {
  return inChange(deps, asking, async (work) => {
    const { editor, principal, at, unit } = work
    const request = await getOpen(work, id)
    if (!request.asked.includes(principal.id)) editor.reject('forbidden')
    if (hasDeclined(request, principal.id)) return request
    const declined = [...request.declined, { user: principal.id, at, ...(reason && { reason }) }]
    const isOver = request.asked.every((user) => declined.some((each) => each.user === user))
    const next: ShiftRequest = {
      ...{ ...request, declined },
      ...(isOver && { state: 'declined' as const, decided: { by: principal.id, at } }),
    }
    await saveRequest(editor.db, next)
    await tellRequest(unit, { request: next, event: 'declined', to: [request.requester], by: principal.id, reason })
    return next
  })
}

export function withdrawRequest(deps: ConfigurationDeps, asking: Asking, id: string) {
  return inChange(deps, asking, async (work) => {
    const { editor, principal, at, unit } = work
    const request = await getOpen(work, id)
    if (request.requester !== principal.id) editor.reject('forbidden')
    const withdrawn: ShiftRequest = { ...request, state: 'withdrawn', decided: { by: principal.id, at } }
    await saveRequest(editor.db, withdrawn)
    const to = request.asked.filter((user) => !hasDeclined(request, user))
    await tellRequest(unit, { request: withdrawn, event: 'withdrawn', to, by: principal.id })
    return withdrawn
  })
}

function hasDeclined({ declined }: ShiftRequest, user: UserId): boolean {
  return declined.some((each) => each.user === user)
}

async function getOpen({ editor, at }: Work, id: string): Promise<ShiftRequest> {
  const request = (await findRequest(editor.db, id, { isLocked: true })) ?? editor.reject('not_found')
  if (request.state !== 'open') {
    const problem = `is over: it was ${request.state} before`
    editor.reject('invalid_request', undefined, [{ path: ['state'], problem }])
  }
  if (request.expiresAt <= at)
    editor.reject('invalid_request', undefined, [
      { path: ['expires_at'], problem: 'has passed: nobody took it in time' },
    ])
  return request
}

function spanOf({ schedule, starts_at, ends_at }: RequestInput['gives']): RequestedSpan {
  return { schedule: schedule as ScheduleId, startsAt: starts_at, endsAt: ends_at }
}

type SpanHandOver = HandOver & { span: RequestedSpan; path: 'gives' | 'takes' }

/** What changes hands if a person accepts. */
function handOversOf({ requester, gives, takes }: ShiftRequest, by: UserId): SpanHandOver[] {
  const { startsAt, endsAt } = gives
  return [
    { span: gives, path: 'gives', from: requester, to: by, startsAt, endsAt },
    ...(takes
      ? [
          {
            ...{ span: takes, path: 'takes' as const, from: by, to: requester },
            ...{ startsAt: takes.startsAt, endsAt: takes.endsAt },
          },
        ]
      : []),
  ]
}

async function applyHandOver(
  deps: ConfigurationDeps,
  editor: Editor,
  span: RequestedSpan,
  handOver: HandOver & { path: 'gives' | 'takes' },
): Promise<ShiftRequest['overrides']> {
  const row = await getForChange(editor, scheduleKind, span.schedule)
  const roster = await loadDirectory(editor.db)
  const plan = planHandOver(roster, scheduleOf(row), handOver, () => deps.ids.next())
  if ('problem' in plan) {
    const problem = `${wordsOf(roster, plan.problem, handOver)}: the shifts are not any more what they were`
    return editor.reject('invalid_request', undefined, [{ path: [handOver.path], problem }])
  }
  await editor.put(scheduleKind, { ...row, overrides: plan.overrides }, { isShared: true })
  return plan.made.map((id) => ({ schedule: span.schedule, id }))
}

const PROBLEMS: Record<HandOverProblem, string> = {
  span_over: 'must end after it begins',
  not_on_call: 'is not on call in all of this time',
  already_on_call: 'is on call there already',
  temporary_schedule: 'lies in a temporary schedule: change that instead',
  would_differ: 'is crossed by other overrides: take these back first',
}

function checkInput({ kind, takes }: RequestInput, request: ShiftRequest, at: Instant): FieldProblem[] {
  const { gives, asked, expiresAt } = request
  const say = (field: string, problem: string): FieldProblem[] => [{ path: [field], problem }]
  return [
    ...(gives.endsAt <= at ? [{ path: ['gives', 'ends_at'], problem: 'is past' }] : []),
    ...(kind === 'swap' && !takes ? say('takes', 'is missing: a swap takes something in return') : []),
    ...(kind === 'cover' && takes ? say('takes', 'is not used with cover') : []),
    ...(kind === 'swap' && asked.length !== 1 ? say('asked', 'must name the one person whose shift you take') : []),
    ...(kind === 'cover' && asked.length === 0
      ? say('asked', 'must name somebody: nobody of the schedule and its team could take it')
      : []),
    ...(expiresAt <= at ? say('expires_at', 'must lie ahead') : []),
    ...(expiresAt > gives.endsAt ? say('expires_at', 'must not lie after the end of the shift') : []),
  ]
}

/** Whether it could be accepted as things are: so that nobody is asked for what cannot be. */
async function checkSpans(
  { directory }: Work,
  request: ShiftRequest,
  asked: readonly UserId[],
): Promise<FieldProblem[]> {
  const problems: FieldProblem[] = []
  for (const user of asked) {
    for (const { span, path, ...handOver } of handOversOf(request, user)) {
      const schedule = directory.schedules.get(span.schedule)
      const problem = schedule ? problemOf(directory, schedule, handOver) : `there is no schedule "${span.schedule}"`
      if (problem) problems.push({ path: [path], problem })
    }
  }
  return uniqueProblems(problems)
}

function problemOf(directory: Directory, schedule: Schedule, handOver: HandOver): string | undefined {
  let count = 0
  const plan = planHandOver(directory, schedule, handOver, () => {
    count += 1
    return `planned-${count}`
  })
  return 'problem' in plan ? wordsOf(directory, plan.problem, handOver) : undefined
}

function wordsOf(directory: Directory, problem: HandOverProblem, { from, to }: HandOver): string {
  if (problem !== 'not_on_call' && problem !== 'already_on_call') return PROBLEMS[problem]
  const who = problem === 'already_on_call' ? to : from
  return `${directory.users.get(who)?.name ?? who} ${PROBLEMS[problem]}`
}

function uniqueProblems(problems: readonly FieldProblem[]): FieldProblem[] {
  return [...new Map(problems.map((each) => [`${each.path.join('.')} ${each.problem}`, each])).values()]
}

/** Those who are named, or all who could take it. */
async function readAsked({ editor, directory, principal }: Work, { asked, gives }: RequestInput): Promise<UserId[]> {
  if (asked.length === 0) {
    const schedule = directory.schedules.get(gives.schedule as ScheduleId)
    if (!schedule || gives.ends_at <= gives.starts_at) return []
    if (calcShifts(directory, schedule, gives.starts_at, gives.ends_at).length === 0) return []
    const timeOff = await listTimeOff(editor.db, gives.starts_at, gives.ends_at)
    const span = { startsAt: gives.starts_at, endsAt: gives.ends_at, of: principal.id }
    return listCoverCandidates(directory, schedule, span, timeOff).map(({ user }) => user)
  }
  const references = referencesOf(await loadCurrentConfiguration(editor.db))
  const problems = asked.flatMap((person, index) => {
    const path = ['asked', index]
    const user = findUserId(references, person) as UserId | undefined
    if (user === principal.id) return [{ path, problem: 'is yourself' }]
    if (user !== undefined && !directory.users.get(user)?.isActive) return [{ path, problem: 'is deactivated' }]
    return checkPerson(references, person, path)
  })
  if (problems.length > 0) editor.reject('invalid_request', undefined, problems)
  return [...new Set(asked.flatMap((person) => (findUserId(references, person) ?? []) as UserId | UserId[]))]
}
