/** Making, answering and withdrawing requests: each in one transaction of the configuration, with the letters that follow. */
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { Instant, ScheduleId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { listCoverCandidates } from '@tocsin/core/respond/cover-candidates.ts'
import { type HandOver, planHandOver } from '@tocsin/core/respond/hand-over-span.ts'
import { calcShifts } from '@tocsin/core/respond/on-call.ts'
import { holdToRest, type JudgedBreach } from '../../people/fairness/rest-check.ts'
import { listTimeOff } from '../../people/on-call/time-off.queries.ts'
import { scheduleKind, scheduleOf } from '../../people/schedule-configuration.ts'
import { changeConfiguration, type Editor, getForChange } from '../../shell/config/change-configuration.ts'
import type { ConfigurationDeps } from '../../shell/config/configuration-deps.ts'
import { loadCurrentConfiguration, referencesOf } from '../../shell/config/file/current-configuration.ts'
import { checkPerson, type FieldProblem, findUserId } from '../../shell/config/references.ts'
import { UnitOfWork } from '../../shell/engine/unit-of-work.ts'
import { loadDirectory } from '../../shell/store/sql/directory.queries.ts'
import { storeTxOf } from '../../shell/store/sql-store.ts'
import {
  type Checking,
  checkRequest,
  type Exchange,
  handOversOf,
  handOverWords,
  type RequestCheck,
  spansOf,
  windowOf,
} from './check-request.ts'
import {
  findRequest,
  insertRequest,
  type RequestedSpan,
  type ShiftRequest,
  saveRequest,
} from './shift-request.queries.ts'
import type { RequestInput } from './shift-request.schema.ts'
import { tellRequest } from './tell-request.ts'

/** Who asks or answers, and through which door. */
export interface Asking {
  person: UserId
  actor: Actor
  at: Instant
}

/** What is done with a request, in the transaction of a change of the configuration. */
interface Work extends Asking {
  editor: Editor
  directory: Directory
  unit: UnitOfWork
}

async function inChange<Result>(
  deps: ConfigurationDeps,
  { person, actor, at }: Asking,
  work: (work: Work) => Promise<Result>,
) {
  const outcome = await changeConfiguration(deps.db, { actor, at }, async (editor) => {
    const directory = await loadDirectory(editor.db)
    const unit = new UnitOfWork(storeTxOf(editor.db), directory, at)
    return work({ person, actor, at, editor, directory, unit })
  })
  if ('rejected' in outcome) return outcome
  if (outcome.isChanged) await deps.configurationChanged()
  return outcome.result
}

export function makeRequest(deps: ConfigurationDeps, asking: Asking, input: RequestInput) {
  return inChange(deps, asking, async (work) => {
    const { editor, directory, person, at, unit } = work
    const asked = await readAsked({ ...work, db: editor.db }, input)
    if ('problems' in asked) return editor.reject('invalid_request', undefined, asked.problems)
    const able = await dropUnable({ db: editor.db, directory, at }, input, { person, asked: asked.users })
    const request = newRequest(input, { id: deps.ids.next(), requester: person, asked: able.users, at })
    const problems = [...checkInput(input, request, at), ...able.problems]
    if (problems.length > 0) editor.reject('invalid_request', undefined, problems)
    await insertRequest(editor.db, request)
    await tellRequest(unit, { request, event: 'asked', to: request.asked, by: person })
    return request
  })
}

/** What would become of a request if it were made: of each who would be asked whether they could accept it. */
export async function previewRequest(
  { db, directory }: ConfigurationDeps,
  { person, at }: Pick<Asking, 'person' | 'at'>,
  input: RequestInput,
): Promise<{ problems: FieldProblem[] } | { checks: RequestCheck[] }> {
  const known = directory()
  const asked = await readAsked({ db, directory: known, person }, input)
  if ('problems' in asked) return asked
  return { checks: await checkEach({ db, directory: known, at }, exchangeOf(input, person), asked.users) }
}

function newRequest(
  input: RequestInput,
  { id, requester, asked, at }: { id: string; requester: UserId; asked: UserId[]; at: Instant },
): ShiftRequest {
  const { gives, takes } = exchangeOf(input, requester)
  const first = Math.min(gives.startsAt, takes?.startsAt ?? gives.startsAt) as Instant
  return {
    ...{ id, kind: input.kind, requester, asked, gives, takes, message: input.message },
    ...{ state: 'open', declined: [], createdAt: at, decided: undefined, overrides: [] },
    // What has begun may be given too; then whoever takes it has until its end.
    expiresAt: input.expires_at ?? (first > at ? first : gives.endsAt),
  }
}

function exchangeOf(input: RequestInput, requester: UserId): Exchange {
  return { requester, gives: spanOf(input.gives), takes: input.takes && spanOf(input.takes) }
}

async function checkEach(checking: Checking, exchange: Exchange, users: readonly UserId[]): Promise<RequestCheck[]> {
  const checks: RequestCheck[] = []
  for (const user of users) checks.push(await checkRequest(checking, exchange, user))
  return checks
}

/** Whoever is named and could not accept is told to whoever asks; of all who could be asked they are left out. */
async function dropUnable(
  checking: Checking,
  input: RequestInput,
  { person, asked }: { person: UserId; asked: readonly UserId[] },
): Promise<{ users: UserId[]; problems: FieldProblem[] }> {
  const checks = await checkEach(checking, exchangeOf(input, person), asked)
  const able = checks.filter(({ problems }) => problems.length === 0).map(({ user }) => user)
  if (input.asked.length === 0 && able.length > 0) return { users: able, problems: [] }
  return { users: [...asked], problems: uniqueProblems(checks.flatMap(({ problems }) => problems)) }
}

/** Makes the overrides, if the shifts still are what they were. */
export function acceptRequest(deps: ConfigurationDeps, asking: Asking, id: string) {
  return inChange(deps, asking, async (work) => {
    const { editor, directory, person, at, unit } = work
    const request = await getOpen(work, id)
    if (!request.asked.includes(person)) editor.reject('forbidden')
    const made: ShiftRequest['overrides'] = []
    for (const { span, ...handOver } of handOversOf(request, person))
      made.push(...(await applyHandOver(deps, editor, span, handOver)))
    const rest = await holdRequestToRest(editor, directory, request)
    const accepted: ShiftRequest = { ...request, state: 'accepted', decided: { by: person, at }, overrides: made }
    await saveRequest(editor.db, accepted)
    await tellRequest(unit, { request: accepted, event: 'accepted', to: [request.requester], by: person })
    const others = request.asked.filter((user) => user !== person && !hasDeclined(request, user))
    await tellRequest(unit, { request: accepted, event: 'taken', to: others, by: person })
    return { request: accepted, rest }
  })
}

/** A swap is judged as a whole: each has less by what they give. */
async function holdRequestToRest(editor: Editor, before: Directory, request: ShiftRequest): Promise<JudgedBreach[]> {
  const next = await loadDirectory(editor.db)
  const changed = new Set(spansOf(request).map(({ schedule }) => schedule))
  return holdToRest(editor, { before, next, changed, windows: [windowOf(request)] }, 'gives')
}

/** When all who were asked have declined, the request is over. */
export function declineRequest(deps: ConfigurationDeps, asking: Asking, id: string, reason: string | undefined) {
  return inChange(deps, asking, async (work) => {
    const { editor, person, at, unit } = work
    const request = await getOpen(work, id)
    if (!request.asked.includes(person)) editor.reject('forbidden')
    if (hasDeclined(request, person)) return request
    const declined = [...request.declined, { user: person, at, ...(reason && { reason }) }]
    const isOver = request.asked.every((user) => declined.some((each) => each.user === user))
    const next: ShiftRequest = {
      ...{ ...request, declined },
      ...(isOver && { state: 'declined' as const, decided: { by: person, at } }),
    }
    await saveRequest(editor.db, next)
    await tellRequest(unit, { request: next, event: 'declined', to: [request.requester], by: person, reason })
    return next
  })
}

export function withdrawRequest(deps: ConfigurationDeps, asking: Asking, id: string) {
  return inChange(deps, asking, async (work) => {
    const { editor, person, at, unit } = work
    const request = await getOpen(work, id)
    if (request.requester !== person) editor.reject('forbidden')
    const withdrawn: ShiftRequest = { ...request, state: 'withdrawn', decided: { by: person, at } }
    await saveRequest(editor.db, withdrawn)
    const to = request.asked.filter((user) => !hasDeclined(request, user))
    await tellRequest(unit, { request: withdrawn, event: 'withdrawn', to, by: person })
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
    const problem = `${handOverWords(roster, plan.problem, handOver)}: the shifts are not any more what they were`
    return editor.reject('invalid_request', undefined, [{ path: [handOver.path], problem }])
  }
  await editor.put(scheduleKind, { ...row, overrides: plan.overrides }, { isShared: true })
  return plan.made.map((id) => ({ schedule: span.schedule, id }))
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

function uniqueProblems(problems: readonly FieldProblem[]): FieldProblem[] {
  return [...new Map(problems.map((each) => [`${each.path.join('.')} ${each.problem}`, each])).values()]
}

/** Those who are named, or all who could take it. */
async function readAsked(
  { db, directory, person }: { db: Editor['db']; directory: Directory; person: UserId },
  { asked, gives }: RequestInput,
): Promise<{ users: UserId[] } | { problems: FieldProblem[] }> {
  if (asked.length === 0) {
    const schedule = directory.schedules.get(gives.schedule as ScheduleId)
    if (!schedule || gives.ends_at <= gives.starts_at) return { users: [] }
    if (calcShifts(directory, schedule, gives.starts_at, gives.ends_at).length === 0) return { users: [] }
    const timeOff = await listTimeOff(db, gives.starts_at, gives.ends_at)
    const span = { startsAt: gives.starts_at, endsAt: gives.ends_at, of: person }
    return { users: listCoverCandidates(directory, schedule, span, timeOff).map(({ user }) => user) }
  }
  const references = referencesOf(await loadCurrentConfiguration(db))
  const problems = asked.flatMap((name, index) => {
    const path = ['asked', index]
    const user = findUserId(references, name) as UserId | undefined
    if (user === person) return [{ path, problem: 'is yourself' }]
    if (user !== undefined && !directory.users.get(user)?.isActive) return [{ path, problem: 'is deactivated' }]
    return checkPerson(references, name, path)
  })
  if (problems.length > 0) return { problems }
  return { users: [...new Set(asked.flatMap((name) => (findUserId(references, name) ?? []) as UserId | UserId[]))] }
}
