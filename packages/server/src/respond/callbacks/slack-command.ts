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
import { findIncidentOfChannel } from '../rooms/channel.queries.ts'
import type { CallbackDeps } from './callback-deps.ts'
import { slackWordsOf } from './slack-words.ts'

/** What somebody typed behind the word, and in which channel. */
interface Typed {
  rest: string
  channel: string | undefined
}

type Words = (deps: CallbackDeps, user: User, typed: Typed) => Promise<string>

const LISTED_MAX = 15

const COMMANDS: Readonly<Record<string, Words>> = {
  ...{ list, oncall: onCall, who: onCall, report, declare: report },
  ...{ ack: answer('acknowledge'), acknowledge: answer('acknowledge'), take: answer('acknowledge') },
  ...{ escalate: answer('escalate'), resolve: answer('resolve') },
  update: onIncident('incident.comment', 'text', (text) => ({ type: 'AddNote', text })),
  note: onIncident('incident.comment', 'text', (text) => ({ type: 'AddNote', text })),
  channel: onIncident('incident.respond', 'nothing', () => ({ type: 'RequestChannel', because: 'set_by_hand' })),
  bridge,
  call: bridge,
  close: onIncident('incident.close', 'reason', (reason, by) => ({ type: 'Close', reason, by })),
}

/** What is answered, in Slack's own markup. */
export async function runSlashCommand(
  deps: CallbackDeps,
  user: User,
  { text, channel }: { text: string; channel?: string | undefined },
): Promise<string> {
  const [, word = '', rest = ''] = /^\s*(\S*)\s*([\s\S]*)$/.exec(text) ?? []
  const command = Object.hasOwn(COMMANDS, word.toLowerCase()) ? COMMANDS[word.toLowerCase()] : undefined
  const typed = { rest: rest.trim().slice(0, LIMITS.textCharsMax), channel }
  return command ? command(deps, user, typed) : wordsFor(user).help
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
  return async ({ db, engine }, user, typed) => {
    const { incident } = await findMeant({ db, engine }, typed)
    if (incident === undefined) return wordsOfAnswer({ kind: 'unknown' }, localeOf(user))
    const outcome = await answerPage(engine, { incident, person: user.id, answer: what, via: 'chat' })
    return escapeMrkdwn(wordsOfAnswer(outcome, localeOf(user)))
  }
}

function onIncident(
  permission: Permission,
  wanted: 'text' | 'reason' | 'nothing',
  commandFor: (text: string, by: User['id']) => IncidentCommand,
): Words {
  return async ({ db, engine }, user, typed) => {
    const { incident, text } = await findMeant({ db, engine }, typed)
    if (incident === undefined) return wordsOfAnswer({ kind: 'unknown' }, localeOf(user))
    if (text === '' && wanted !== 'nothing') return wordsFor(user).missing[wanted]
    const given = { incident, person: user.id, via: 'chat' } as const
    const outcome = await commandAs(engine, given, commandFor(text, user.id), permission)
    if ('kind' in outcome && outcome.kind === 'refused' && outcome.code === 'incident_channels_off')
      return wordsFor(user).channelsOff
    return 'kind' in outcome
      ? escapeMrkdwn(wordsOfAnswer(outcome, localeOf(user)))
      : wordsFor(user).done(outcome.incident)
  }
}

/** `123 text`, or the whole id; in the channel of an incident it is that one, and the text is all there is. */
async function findMeant(
  { db, engine }: Pick<CallbackDeps, 'db' | 'engine'>,
  { rest, channel }: Typed,
): Promise<{ incident: IncidentId | undefined; text: string }> {
  const [, id, number, text = ''] = /^(?:(INC-\d{4}-\d{6,})|#?(\d{1,9}))\b\s*([\s\S]*)$/i.exec(rest) ?? []
  const own = channel === undefined ? undefined : await findIncidentOfChannel(db, channel)
  if (own !== undefined && id === undefined) return { incident: own, text: withoutOwn(rest, own) }
  if (id !== undefined) return { incident: id.toUpperCase() as IncidentId, text }
  const found = number === undefined ? undefined : await findByNumber(db, number, engine.clock.now())
  return { incident: found?.id, text }
}

/** Whoever is used to numbers may name that of the channel's incident: it is no part of what they say. */
function withoutOwn(rest: string, own: IncidentId): string {
  const number = String(Number(own.slice(own.lastIndexOf('-') + 1)))
  const [, first, text = ''] = /^#?(\d{1,9})\b\s*([\s\S]*)$/.exec(rest) ?? []
  return first !== undefined && String(Number(first)) === number ? text : rest
}

/** `123 https://…` sets the link, `123 off` removes it, and the number alone sets the one that is set for all. */
async function bridge(deps: CallbackDeps, user: User, typed: Typed): Promise<string> {
  const { incident, text } = await findMeant(deps, typed)
  if (incident === undefined) return wordsOfAnswer({ kind: 'unknown' }, localeOf(user))
  // Slack writes links in angle brackets, with their label.
  const url = /^<([^|>]+)(?:\|[^>]*)?>$/.exec(text)?.[1] ?? text
  const because = 'set_by_hand'
  const command: IncidentCommand = /^(off|none|remove)$/i.test(url)
    ? { type: 'RemoveBridge' }
    : { type: 'SetBridge', ...(url !== '' && { url }), because }
  const outcome = await commandAs(deps.engine, { incident, person: user.id, via: 'chat' }, command, 'incident.respond')
  if (!('kind' in outcome)) return wordsFor(user).done(outcome.incident)
  if (outcome.kind === 'refused' && outcome.code === 'no_bridge_link') return wordsFor(user).noLink
  return escapeMrkdwn(wordsOfAnswer(outcome, localeOf(user)))
}

/** A service may be named first, by its id or its name. */
async function report({ engine, publicUrl }: CallbackDeps, user: User, { rest }: Typed): Promise<string> {
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
