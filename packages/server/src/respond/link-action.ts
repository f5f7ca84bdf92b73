/** What a link does: looking at it shows what would happen, only posting does it. Whatever went wrong is said in plain words. */

import type { Locale } from '@tocsin/adapters/out/words.ts'
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
import { localeOf } from './answers/callers.ts'
import type { LinkPage } from './link-page.ts'
import { LINK_WORDS } from './link-words.ts'
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
  /** That of the person, else what their browser asks for. */
  language: Locale
}

/** `accepted`: the language that the browser asks for, which counts where that of the person is not known. */
export async function showLink(deps: LinkDeps, token: string, accepted: Locale): Promise<LinkAnswer> {
  const opened = await openLink(deps, token, accepted)
  if ('page' in opened) return opened
  const { engine } = deps
  const context = { at: engine.clock.now(), actor: actorOf(opened), directory: engine.directory.latest() }
  const decision = decide(opened.state, commandOf(opened.link), context)
  if ('rejected' in decision) return refusal(deps, opened, decision.rejected.code)
  if (decision.facts.length === 0) return nothingToDo(deps, opened)
  const words = LINK_WORDS[opened.language]
  const { question, effect, button } = words.action[opened.link.action]
  const lines = [`${words.you(opened.user.name)} ${effect}`]
  return answer(deps, opened, 200, { tone: 'ask', heading: question, lines, button })
}

export async function followLink(deps: LinkDeps, token: string, accepted: Locale): Promise<LinkAnswer> {
  const opened = await openLink(deps, token, accepted)
  if ('page' in opened) return opened
  const { link } = opened
  const outcome = await runCommand(deps.engine, link.incident, commandOf(link), actorOf(opened))
  if ('rejected' in outcome) return refusal(deps, opened, outcome.rejected.code)
  const after = { ...opened, state: outcome.state }
  if (outcome.facts.length === 0) return nothingToDo(deps, after)
  const { done, effect } = LINK_WORDS[opened.language].action[link.action]
  return answer(deps, after, 200, { tone: 'done', heading: done, lines: [effect] })
}

function answer(
  deps: LinkDeps,
  opened: Opened,
  status: LinkAnswer['status'],
  page: Omit<LinkPage, 'incident' | 'language'>,
): LinkAnswer {
  return { status, page: { ...page, incident: describe(deps, opened), language: opened.language } }
}

/** That nothing came of it, whatever the link is about. */
function stop(status: LinkAnswer['status'], heading: string, line: string, language: Locale): LinkAnswer {
  return { status, page: { tone: 'stop', heading, lines: [line], language } }
}

export function unavailable(accepted: Locale): LinkAnswer {
  const { failed, failedText } = LINK_WORDS[accepted]
  return stop(503, failed, failedText, accepted)
}

async function openLink(deps: LinkDeps, token: string, accepted: Locale): Promise<Opened | LinkAnswer> {
  const reading = readLink(deps.secrets, token, deps.engine.clock.now())
  const { expired, expiredText, invalid, invalidText } = LINK_WORDS[accepted]
  if ('problem' in reading)
    return reading.problem === 'expired'
      ? stop(410, expired, expiredText, accepted)
      : stop(404, invalid, invalidText, accepted)
  const { link } = reading
  const user = deps.engine.directory.latest().users.get(link.person)
  const state = await deps.findState(link.incident)
  if (!user || !state) return stop(404, invalid, invalidText, accepted)
  const language = user.locale === undefined ? accepted : localeOf(user)
  const { inactive, inactiveText } = LINK_WORDS[language]
  return user.isActive ? { link, user, state, language } : stop(403, inactive, inactiveText, language)
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
  const words = LINK_WORDS[opened.language]
  return answer(deps, opened, 200, {
    tone: 'done',
    heading: isSelf ? words.hasAlready : words.somebodyHasAlready(name),
    lines: [...since(state.times.acknowledged, opened), isSelf ? words.nothingMore : words.needNothing],
  })
}

/** Why not, as the core says it. */
function refusal(deps: LinkDeps, opened: Opened, code: RejectionCode): LinkAnswer {
  const { state } = opened
  const words = LINK_WORDS[opened.language]
  const isOver = code === 'incident_already_resolved' || code === 'incident_final'
  if (!isOver) return answer(deps, opened, 409, { tone: 'stop', heading: words.notPossible, lines: [words.seeWhy] })
  const when = since(state.times.closed ?? state.times.resolved ?? state.times.restored, opened)
  return answer(deps, opened, 200, {
    tone: 'done',
    heading: words.over[state.status],
    lines: [...when, words.needNothing],
  })
}

function since(instant: Instant | undefined, { user, language }: Opened): string[] {
  return instant === undefined ? [] : [LINK_WORDS[language].since(formatLocal(instant, user.zone))]
}

function describe(deps: LinkDeps, { state, user, language }: Opened): NonNullable<LinkPage['incident']> {
  const names = namesOf(deps.engine.directory.latest())
  return {
    id: state.id,
    title: state.record.title,
    priority: state.priority.priority,
    services: state.record.services.map((id) => names.service(id).name),
    opened: LINK_WORDS[language].firstSignal(formatLocal(state.signalReceivedAt, user.zone)),
    url: `${deps.publicUrl()}/incidents/${state.id}`,
  }
}
