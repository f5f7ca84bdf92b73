/**
 * What the link in a letter about a request does: looking at it shows what is asked and whether it can be, only posting answers it. The reader
 * need not be signed in; whatever went wrong is said in plain words, in their language.
 */
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Directory, User } from '@tocsin/core/people/directory.ts'
import { can } from '@tocsin/core/people/permissions.ts'
import { namesOf } from '../../people/directory-names.ts'
import type { JudgedBreach } from '../../people/fairness/rest-check.ts'
import { type RestReader, restSentences } from '../../people/fairness/rest-words.ts'
import type { ConfigurationDeps } from '../../shell/config/configuration-deps.ts'
import type { FieldProblem } from '../../shell/config/references.ts'
import { readRequestLink } from '../../shell/secrets/request-links.ts'
import { loadDirectory } from '../../shell/store/sql/directory.queries.ts'
import { localeOf } from '../answers/callers.ts'
import type { LinkPage } from '../link-page.ts'
import type { LetterLanguage } from '../queue-letter.ts'
import { acceptRequest, declineRequest } from './ask-for-cover.ts'
import { checkRequest, type Obstacle } from './check-request.ts'
import { findRequest, type ShiftRequest } from './shift-request.queries.ts'
import { longTime, spanWords } from './words/local-time.ts'
import { LINK_WORDS, type RequestLinkWords } from './words/request-link-words.ts'

export interface RequestLinkDeps extends ConfigurationDeps {
  now(): Instant
}

export interface RequestLinkAnswer {
  status: 200 | 400 | 403 | 404 | 409 | 410
  page: LinkPage
}

interface Opened {
  user: User
  request: ShiftRequest
  language: LetterLanguage
  words: RequestLinkWords
  at: Instant
}

/** `accepted`: the language that the browser asks for, which counts where that of the person is not known. */
export async function showRequestLink(
  deps: RequestLinkDeps,
  token: string,
  accepted: LetterLanguage,
): Promise<RequestLinkAnswer> {
  const opened = await openLink(deps, token, accepted)
  return 'page' in opened ? opened : askPage(deps, opened)
}

export async function followRequestLink(
  deps: RequestLinkDeps,
  { token, answer, accepted }: { token: string; answer: string | null; accepted: LetterLanguage },
): Promise<RequestLinkAnswer> {
  const opened = await openLink(deps, token, accepted)
  if ('page' in opened) return opened
  if (answer !== 'accept' && answer !== 'decline') return askPage(deps, opened)
  const { user, request, words, at } = opened
  const actor: Actor = { kind: 'user', id: user.id, via: 'link' }
  const asking = { person: user.id, actor, at }
  if (answer === 'decline') {
    const outcome = await declineRequest(deps, asking, request.id, undefined)
    if ('rejected' in outcome) return refusal(deps, opened, outcome.problems)
    return page(deps, opened, { tone: 'done', heading: words.declined, lines: [words.declinedEffect] })
  }
  const outcome = await acceptRequest(deps, asking, request.id)
  if ('rejected' in outcome) return refusal(deps, opened, outcome.problems)
  const lines = [...linesOf(deps, opened), words.acceptedEffect, ...letThroughLines(deps, opened, outcome.rest)]
  return page(deps, opened, { tone: 'done', heading: words.accepted, lines })
}

async function openLink(
  deps: RequestLinkDeps,
  token: string,
  accepted: LetterLanguage,
): Promise<Opened | RequestLinkAnswer> {
  const at = deps.now()
  const reading = readRequestLink(deps.secrets, token, at)
  if ('problem' in reading) {
    const { expired, expiredEffect, invalid, invalidEffect } = LINK_WORDS[accepted]
    return reading.problem === 'expired'
      ? stop(410, expired, expiredEffect, accepted)
      : stop(404, invalid, invalidEffect, accepted)
  }
  const { link } = reading
  const user = deps.directory().users.get(link.person)
  const request = await findRequest(deps.db, link.request)
  const language = user?.locale === undefined ? accepted : localeOf(user)
  const words = LINK_WORDS[language]
  if (!user || !request?.asked.includes(user.id)) return stop(404, words.invalid, words.invalidEffect, language)
  if (!user.isActive) return stop(403, words.inactive, words.inactiveEffect, language)
  if (!can({ kind: 'user', role: user.role, isActive: true }, 'schedule.override').allowed)
    return stop(403, words.forbidden, words.forbiddenEffect, language)
  const opened: Opened = { user, request, language, words, at }
  return overPage(deps, opened) ?? opened
}

function stop(
  status: RequestLinkAnswer['status'],
  heading: string,
  line: string,
  language: LetterLanguage,
): RequestLinkAnswer {
  return { status, page: { tone: 'stop', heading, lines: [line], language } }
}

/** Of a request that is over, or that they have declined. Once its time has passed it is over before that is written. */
function overPage(deps: RequestLinkDeps, opened: Opened): RequestLinkAnswer | undefined {
  const { user, request, words, at } = opened
  const hasDeclined = request.declined.some((each) => each.user === user.id)
  const state = request.state === 'open' && request.expiresAt <= at ? 'expired' : request.state
  if (state === 'open' && !hasDeclined) return undefined
  const isTheirs = state === 'accepted' && request.decided?.by === user.id
  const heading = isTheirs ? words.mine : state === 'open' ? words.declinedBefore : words.over[state]
  return page(deps, opened, { tone: 'done', heading, lines: [words.nothingToDo, ...linesOf(deps, opened)] })
}

async function askPage(deps: RequestLinkDeps, opened: Opened): Promise<RequestLinkAnswer> {
  const { user, request, words, at } = opened
  const directory = deps.directory()
  const check = await checkRequest({ db: deps.db, directory, at }, request, user.id)
  const decline = { text: words.decline, value: 'decline' }
  if (check.obstacles.length > 0)
    return page(deps, opened, {
      tone: 'stop',
      heading: words.cannot,
      lines: [...obstacleLines(directory, opened, check.obstacles), ...linesOf(deps, opened)],
      buttons: [decline],
    })
  const who = namesOf(directory).user(request.requester).name
  return page(deps, opened, {
    tone: 'ask',
    heading: request.takes ? words.swapQuestion(who) : words.question(who),
    lines: [
      ...linesOf(deps, opened),
      ...(check.isAway ? [words.away] : []),
      ...letThroughLines(deps, opened, check.rest),
      `${words.you(user.name)} ${words.effect}`,
    ],
    buttons: [{ text: words.accept, value: 'accept' }, decline],
  })
}

/** It became impossible between looking and answering, somebody was faster, or the time for an answer ended meanwhile. */
async function refusal(
  deps: RequestLinkDeps,
  opened: Opened,
  problems: readonly FieldProblem[],
): Promise<RequestLinkAnswer> {
  const request = (await findRequest(deps.db, opened.request.id)) ?? opened.request
  const at = deps.now()
  const over = overPage(deps, { ...opened, request, at })
  if (over) return over
  const { words, user } = opened
  const directory = await loadDirectory(deps.db)
  const { obstacles } = await checkRequest({ db: deps.db, directory, at }, request, user.id)
  // What cannot be found again is said as it was found.
  const why =
    obstacles.length > 0
      ? obstacleLines(directory, opened, obstacles)
      : problems.map(({ problem }) => words.cannotYet(problem))
  const lines = [...new Set(why), ...linesOf(deps, opened)]
  return { ...page(deps, opened, { tone: 'stop', heading: words.cannot, lines }), status: 409 }
}

function readerOf({ language, user }: Opened): RestReader {
  const { zone } = user
  return {
    language,
    time: (at) => longTime(at, language, zone),
    span: (from, to) => spanWords(from, to, language, zone),
  }
}

function letThroughLines({ directory }: RequestLinkDeps, opened: Opened, rest: readonly JudgedBreach[]): string[] {
  return rest.map((each) => restSentences(each, directory(), readerOf(opened)).letThrough)
}

function obstacleLines(directory: Directory, opened: Opened, obstacles: readonly Obstacle[]): string[] {
  return [...new Set(obstacles.map((each) => opened.words.cannotYet(obstacleWords(directory, opened, each))))]
}

function obstacleWords(directory: Directory, opened: Opened, obstacle: Obstacle): string {
  const { words } = opened
  switch (obstacle.kind) {
    case 'no_schedule':
      return words.noSchedule
    case 'rest':
      return restSentences(obstacle.judged, directory, readerOf(opened)).refused
    case 'hand_over': {
      const { user } = namesOf(directory)
      return words.handOver[obstacle.problem](user(obstacle.handOver.from).name, user(obstacle.handOver.to).name)
    }
  }
}

function linesOf({ directory }: RequestLinkDeps, { user, request, language, words }: Opened): string[] {
  const names = namesOf(directory())
  const { gives, takes, message } = request
  const span = ({ startsAt, endsAt }: typeof gives) => spanWords(startsAt, endsAt, language, user.zone)
  return [
    words.gives(names.schedule(gives.schedule).name, span(gives)),
    ...(takes ? [words.takes(names.schedule(takes.schedule).name, span(takes))] : []),
    ...(message === '' ? [] : [words.message(message)]),
  ]
}

function page({ publicUrl }: RequestLinkDeps, { words, language }: Opened, shown: LinkPage): RequestLinkAnswer {
  const open = { text: words.open, url: `${publicUrl()}/on-call/mine` }
  return { status: 200, page: { ...shown, open, language } }
}
