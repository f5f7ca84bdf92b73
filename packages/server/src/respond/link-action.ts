/** What a link does: looking at it shows what would happen, only posting does it. Whatever went wrong is said in plain words. */
import type { IncidentCommand, IncidentState } from '@tocsin/core/incident.ts'
import { decide } from '@tocsin/core/incident-decision.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { RejectionCode } from '@tocsin/core/kernel/codes.ts'
import type { User } from '@tocsin/core/people/directory.ts'
import { namesOf } from '../people/directory-names.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import { runCommand } from '../shell/engine/transact.ts'
import { type ActionLink, readLink } from '../shell/secrets/action-links.ts'
import type { Secrets } from '../shell/secrets/secrets.ts'
import type { LinkPage } from './link-page.ts'
import { formatLocal } from './page-text.ts'

export interface LinkDeps {
  engine: EngineDeps
  secrets: Pick<Secrets, 'isMac'>
  /** Undefined when there is none of that id. */
  findState(id: string): Promise<IncidentState | undefined>
  publicUrl(): string
}

export interface LinkAnswer {
  status: 200 | 403 | 404 | 409 | 410 | 503
  page: LinkPage
}

/** What a link is about, once it is believed. */
interface Opened {
  link: ActionLink
  user: User
  state: IncidentState
}

export async function showLink(deps: LinkDeps, token: string): Promise<LinkAnswer> {
  const opened = await openLink(deps, token)
  if ('page' in opened) return opened
  const { engine } = deps
  const context = { at: engine.clock.now(), actor: actorOf(opened), directory: engine.directory.latest() }
  const decision = decide(opened.state, commandOf(opened.link), context)
  if ('rejected' in decision) return refusal(deps, opened, decision.rejected.code)
  if (decision.facts.length === 0) return nothingToDo(deps, opened)
  const ask = WORDS[opened.link.action]
  return {
    status: 200,
    page: {
      tone: 'ask',
      heading: ask.question,
      lines: [`You are ${opened.user.name}. ${ask.effect}`],
      button: ask.button,
      incident: describe(deps, opened),
    },
  }
}

export async function followLink(deps: LinkDeps, token: string): Promise<LinkAnswer> {
  const opened = await openLink(deps, token)
  if ('page' in opened) return opened
  const { link } = opened
  const outcome = await runCommand(deps.engine, link.incident, commandOf(link), actorOf(opened))
  if ('rejected' in outcome) return refusal(deps, opened, outcome.rejected.code)
  const after = { ...opened, state: outcome.state }
  if (outcome.facts.length === 0) return nothingToDo(deps, after)
  const { done, effect } = WORDS[link.action]
  return { status: 200, page: { tone: 'done', heading: done, lines: [effect], incident: describe(deps, after) } }
}

const WORDS = {
  acknowledge: {
    question: 'Do you take it?',
    button: 'Acknowledge',
    done: 'It is yours',
    effect: 'Nobody else is called; the others who were paged are told that you have it.',
  },
  escalate: {
    question: 'Does it need the next step?',
    button: 'Escalate',
    done: 'The next step is being called',
    effect: 'Whoever the next step of the policy names is paged now, without waiting for its time.',
  },
  resolve: {
    question: 'Is the service back?',
    button: 'Resolve',
    done: 'It is resolved',
    effect: 'Those who were paged are told that it is over.',
  },
} as const

async function openLink(deps: LinkDeps, token: string): Promise<Opened | LinkAnswer> {
  const reading = readLink(deps.secrets, token, deps.engine.clock.now())
  if ('problem' in reading) return reading.problem === 'expired' ? EXPIRED : INVALID
  const { link } = reading
  const user = deps.engine.directory.latest().users.get(link.person)
  const state = await deps.findState(link.incident)
  if (!user || !state) return INVALID
  return user.isActive ? { link, user, state } : INACTIVE
}

function actorOf({ link }: Opened): Actor {
  return { kind: 'user', id: link.person, via: 'link' }
}

function commandOf({ action, person }: ActionLink): IncidentCommand {
  switch (action) {
    case 'acknowledge':
      return { type: 'Acknowledge', by: person }
    case 'escalate':
      return { type: 'EscalateNow' }
    case 'resolve':
      return { type: 'Resolve', by: person, because: 'said_by_responder' }
  }
}

/** A second press, or somebody was faster: good news either way. */
function nothingToDo(deps: LinkDeps, opened: Opened): LinkAnswer {
  const { state, link } = opened
  if (link.action !== 'acknowledge') return refusal(deps, opened, 'incident_already_resolved')
  const { acknowledgedBy } = state.response
  const name = acknowledgedBy && namesOf(deps.engine.directory.latest()).user(acknowledgedBy).name
  const isSelf = acknowledgedBy === link.person
  const since = at(state.times.acknowledged, opened.user, 'Since')
  return {
    status: 200,
    page: {
      tone: 'done',
      heading: isSelf ? 'You have it already' : `${name ?? 'Somebody'} has it already`,
      lines: [...since, isSelf ? 'There is nothing more to do here.' : 'You need not do anything.'],
      incident: describe(deps, opened),
    },
  }
}

/** Why not, as the core says it. */
function refusal(deps: LinkDeps, opened: Opened, code: RejectionCode): LinkAnswer {
  const { state, user } = opened
  const isOver = code === 'incident_already_resolved' || code === 'incident_final'
  const when = at(state.times.closed ?? state.times.resolved ?? state.times.restored, user, 'Since')
  return {
    status: isOver ? 200 : 409,
    page: {
      tone: isOver ? 'done' : 'stop',
      heading: isOver ? HEADING_OF_STATUS[state.status] : 'That is not possible now',
      lines: isOver ? [...when, 'You need not do anything.'] : ['Open the incident to see why.'],
      incident: describe(deps, opened),
    },
  }
}

const HEADING_OF_STATUS: Record<IncidentState['status'], string> = {
  open: 'It is open',
  acknowledged: 'Somebody has it',
  mitigated: 'A workaround is in place',
  verifying: 'The service is back',
  resolved: 'It is resolved already',
  closed: 'It is closed already',
  declined: 'It was declined: it is no incident',
  merged: 'It was merged into another incident',
}

function at(instant: Instant | undefined, user: User, word: string): string[] {
  return instant === undefined ? [] : [`${word} ${formatLocal(instant, user.zone)}.`]
}

function describe(deps: LinkDeps, { state, user }: Opened): NonNullable<LinkPage['incident']> {
  const names = namesOf(deps.engine.directory.latest())
  return {
    id: state.id,
    title: state.record.title,
    priority: state.priority.priority,
    services: state.record.services.map((id) => names.service(id).name),
    opened: `First signal: ${formatLocal(state.signalReceivedAt, user.zone)}`,
    url: `${deps.publicUrl()}/incidents/${state.id}`,
  }
}

const EXPIRED: LinkAnswer = {
  status: 410,
  page: {
    tone: 'stop',
    heading: 'This link has expired',
    lines: ['Links in messages work for a day. Sign in to Tocsin and open the incident there.'],
  },
}

const INVALID: LinkAnswer = {
  status: 404,
  page: {
    tone: 'stop',
    heading: 'This link does not work',
    lines: ['It may have been cut on its way. Use the newest message, or sign in to Tocsin.'],
  },
}

const INACTIVE: LinkAnswer = {
  status: 403,
  page: {
    tone: 'stop',
    heading: 'This link does not work any more',
    lines: ['It belongs to an account that was deactivated. Ask an admin of your Tocsin.'],
  },
}
