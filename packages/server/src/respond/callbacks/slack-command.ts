/** `/tocsin …`: the whole course of an incident from a chat. Each word asks for the permission that it needs in the console too. */
import { escapeMrkdwn } from '@tocsin/adapters/out/slack/blocks.ts'
import type { IncidentCommand } from '@tocsin/core/incident.ts'
import type { IncidentId, ServiceId } from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { User } from '@tocsin/core/people/directory.ts'
import { can, type Permission } from '@tocsin/core/people/permissions.ts'
import { calcOnCall } from '@tocsin/core/respond/on-call.ts'
import { openIncident } from '../../shell/engine/open-incident.ts'
import { answerPage, commandAs, type PageAnswer } from '../answers/answer-page.ts'
import { wordsOfAnswer } from '../answers/answer-words.ts'
import { localeOf } from '../answers/callers.ts'
import { findByNumber } from '../answers/paged-incidents.queries.ts'
import type { CallbackDeps } from './callback-deps.ts'
import { slackWordsOf } from './slack-words.ts'

type Words = (deps: CallbackDeps, user: User, rest: string) => Promise<string>

const LISTED_MAX = 15

const COMMANDS: Readonly<Record<string, Words>> = {
  ...{ list, oncall: onCall, who: onCall, report, declare: report },
  ...{ ack: answer('acknowledge'), acknowledge: answer('acknowledge'), take: answer('acknowledge') },
  ...{ escalate: answer('escalate'), resolve: answer('resolve') },
  update: onIncident('incident.comment', 'text', (text) => ({ type: 'AddNote', text })),
  note: onIncident('incident.comment', 'text', (text) => ({ type: 'AddNote', text })),
  close: onIncident('incident.close', 'reason', (reason, by) => ({ type: 'Close', reason, by })),
}

/** What is answered, in Slack's own markup. */
export async function runSlashCommand(deps: CallbackDeps, user: User, text: string): Promise<string> {
  const [, word = '', rest = ''] = /^\s*(\S*)\s*([\s\S]*)$/.exec(text) ?? []
  const command = Object.hasOwn(COMMANDS, word.toLowerCase()) ? COMMANDS[word.toLowerCase()] : undefined
  return command ? command(deps, user, rest.trim().slice(0, LIMITS.textCharsMax)) : wordsFor(user).help
}

function may(user: User, permission: Permission): boolean {
  return can({ kind: 'user', role: user.role, isActive: user.isActive }, permission).allowed
}

function wordsFor(user: User) {
  return slackWordsOf(localeOf(user))
}

function forbidden(user: User): string {
  return wordsOfAnswer({ kind: 'forbidden' }, localeOf(user))
}

async function list({ db, publicUrl }: CallbackDeps, user: User): Promise<string> {
  if (!may(user, 'incident.read')) return forbidden(user)
  const rows = await db
    .selectFrom('incidents')
    .select(['id', 'title', 'priority', 'status'])
    .where('status', 'in', ['open', 'acknowledged', 'mitigated', 'verifying'])
    .where('is_test', '=', false)
    .orderBy('priority')
    .orderBy('id', 'desc')
    .limit(LISTED_MAX + 1)
    .execute()
  const words = wordsFor(user)
  if (rows.length === 0) return words.nothingOpen
  const lines = rows
    .slice(0, LISTED_MAX)
    .map(
      ({ id, title, priority, status }) =>
        `<${publicUrl()}/incidents/${id}|${id}> ${priority} ${escapeMrkdwn(title.slice(0, 150))} (${words.status[status] ?? status})`,
    )
  return [...lines, ...(rows.length > LISTED_MAX ? [words.more(`${publicUrl()}/incidents`)] : [])].join('\n')
}

async function onCall({ engine }: CallbackDeps, user: User): Promise<string> {
  if (!may(user, 'on_call.read')) return forbidden(user)
  const directory = engine.directory.latest()
  const schedules = [...directory.schedules.values()]
  if (schedules.length === 0) return wordsFor(user).noSchedule
  const now = engine.clock.now()
  return schedules
    .map((schedule) => {
      const names = calcOnCall(directory, schedule, now).people.map(
        (person) => directory.users.get(person.user)?.name ?? person.user,
      )
      return `*${escapeMrkdwn(schedule.name)}*: ${escapeMrkdwn(names.join(', ')) || wordsFor(user).nobody}`
    })
    .join('\n')
}

function answer(what: PageAnswer): Words {
  return async ({ db, engine }, user, rest) => {
    const { incident } = await findMeant({ db, engine }, rest)
    if (incident === undefined) return wordsOfAnswer({ kind: 'unknown' }, localeOf(user))
    const outcome = await answerPage(engine, { incident, person: user.id, answer: what, via: 'chat' })
    return escapeMrkdwn(wordsOfAnswer(outcome, localeOf(user)))
  }
}

function onIncident(
  permission: Permission,
  wanted: 'text' | 'reason',
  commandFor: (text: string, by: User['id']) => IncidentCommand,
): Words {
  return async ({ db, engine }, user, rest) => {
    const { incident, text } = await findMeant({ db, engine }, rest)
    if (incident === undefined) return wordsOfAnswer({ kind: 'unknown' }, localeOf(user))
    if (text === '') return wordsFor(user).missing[wanted]
    const given = { incident, person: user.id, via: 'chat' } as const
    const outcome = await commandAs(engine, given, commandFor(text, user.id), permission)
    return 'kind' in outcome
      ? escapeMrkdwn(wordsOfAnswer(outcome, localeOf(user)))
      : wordsFor(user).done(outcome.incident)
  }
}

/** `123 text`, or the whole id. */
async function findMeant(
  { db, engine }: Pick<CallbackDeps, 'db' | 'engine'>,
  rest: string,
): Promise<{ incident: IncidentId | undefined; text: string }> {
  const [, id, number, text = ''] = /^(?:(INC-\d{4}-\d{6,})|#?(\d{1,9}))\b\s*([\s\S]*)$/i.exec(rest) ?? []
  if (id !== undefined) return { incident: id.toUpperCase() as IncidentId, text }
  const found = number === undefined ? undefined : await findByNumber(db, number, engine.clock.now())
  return { incident: found?.id, text }
}

/** A service may be named first, by its id or its name. */
async function report({ engine, publicUrl }: CallbackDeps, user: User, rest: string): Promise<string> {
  if (!may(user, 'incident.declare')) return forbidden(user)
  const directory = engine.directory.latest()
  const said = rest.toLowerCase()
  const service = [...directory.services.values()].find(
    ({ id, name, isActive }) => isActive && [id, name].some((each) => said.startsWith(`${each.toLowerCase()} `)),
  )
  const isById = service !== undefined && said.startsWith(`${service.id.toLowerCase()} `)
  const title = service === undefined ? rest : rest.slice((isById ? service.id : service.name).length).trim()
  if (title === '') return wordsFor(user).missingTitle
  const id = await openIncident(engine, { kind: 'user', id: user.id, via: 'chat' }, (incident, at) => ({
    ...{ type: 'OpenIncident', id: incident, title: title.slice(0, LIMITS.titleCharsMax) },
    ...{ incidentType: 'operational', detectionMethod: 'user_report', severity: 'medium', scope: 'department' },
    services: service === undefined ? [] : [service.id as ServiceId],
    ...{ occurredAt: at, detectedAt: at, alerts: [], because: 'declared_by_hand' },
  }))
  return wordsFor(user).opened(`<${publicUrl()}/incidents/${id}|${id}>`)
}
