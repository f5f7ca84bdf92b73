/** `/report` and `/report/{token}`: pages for people without an account. A token is a secret and part of an address, so it goes into no log. */
import type { ReportId } from '@tocsin/core/kernel/brand.ts'
import { MINUTE } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isReportMail, type ReportLink, readReportLink, signReportLink } from '../../shell/secrets/report-links.ts'
import { renderReportForm, renderServices } from './form-page.ts'
import { listKnownIncidents, reportableServices } from './portal.ts'
import { renderNotice } from './portal-html.ts'
import { renderProgress } from './progress-page.ts'
import {
  admitReporter,
  attach,
  type FoundReport,
  fileReport,
  findReport,
  findReportable,
  type PortalDeps,
  whyNothingMore,
} from './report-desk.ts'
import { areFilesRight, EMPTY_FORM, FORM_FIELDS, type GivenForm, readForm } from './report-form.ts'
import { listSaid } from './said.queries.ts'
import { tellMore } from './take-report.ts'
import { type Answer, formOf, localeOf, send, type Visit, visitOf } from './visit.ts'
import { type PortalWords, portalWords } from './words.ts'

interface PageRequest {
  Params: { token: string }
  Querystring: { lang?: string; service?: string; mail?: string; news?: string; mailed?: string }
}

/** Pictures, and the fields around them. */
const BODY_BYTES_MAX = LIMITS.attachmentBytesMax + 256 * 1024

export function registerReportPages(app: FastifyInstance, deps: PortalDeps): void {
  app.register(async (pages) => {
    pages.removeAllContentTypeParsers()
    pages.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_BYTES_MAX }, (_request, body, done) =>
      done(null, body),
    )
    pages.setErrorHandler(async (error, request, reply) => {
      request.log.error({ err: error }, 'a page of the portal failed')
      const words = portalWords(localeOf(request))
      const body = renderNotice(words.failed, words.failedText, { href: '/report', label: words.again })
      return send(deps, reply, request, { status: 503, title: words.failed, body })
    })
    const page =
      (answer: (visit: Visit, request: FastifyRequest<PageRequest>) => Promise<Answer>) =>
      async (request: FastifyRequest<PageRequest>, reply: FastifyReply) =>
        send(deps, reply, request, await answer(await visitOf(deps, request), request))
    pages.get<PageRequest>(
      '/report',
      page((visit, { query }) => showForm(deps, visit, query.service)),
    )
    pages.post<PageRequest>(
      '/report',
      page((visit) => takeForm(deps, visit)),
    )
    pages.get<PageRequest>(
      '/report/:token',
      page((visit, { params, query }) =>
        withLink(deps, visit, params.token, (link) => showProgress(deps, visit, link, query)),
      ),
    )
    pages.post<PageRequest>(
      '/report/:token',
      page((visit, { params }) => withLink(deps, visit, params.token, (link) => act(deps, visit, link))),
    )
  })
}

/** Undefined when they may come in. */
function turnedAway(deps: PortalDeps, { words, person, request }: Visit): Answer | undefined {
  const admission = admitReporter(deps, person)
  if (admission === 'in') return undefined
  if (admission === 'closed')
    return { status: 404, title: words.closed, body: renderNotice(words.closed, words.closedText) }
  const login = { href: `/login?next=${encodeURIComponent(request.url)}`, label: words.signInButton }
  return { status: 401, title: words.signIn, body: renderNotice(words.signIn, words.signInText, login) }
}

function tooOften({ words }: Visit, waitMs: number): Answer {
  const text = words.tooMany(Math.max(1, Math.ceil(waitMs / MINUTE)))
  return {
    status: 429,
    title: words.failed,
    body: renderNotice(words.failed, text, { href: '/report', label: words.again }),
  }
}

async function showForm(deps: PortalDeps, visit: Visit, serviceId: string | undefined): Promise<Answer> {
  const away = turnedAway(deps, visit)
  if (away) return away
  const waitMs = deps.guard.take('look', visit.request.ip, visit.now)
  if (waitMs > 0) return tooOften(visit, waitMs)
  const services = reportableServices(deps.engine.directory.latest())
  if (serviceId === undefined && services.length > 0)
    return { status: 200, title: visit.words.title, body: renderServices(visit, services) }
  return formPage(deps, visit, { service: serviceId ?? '', given: EMPTY_FORM, problems: [], status: 200 })
}

interface ShownForm {
  service: string
  given: GivenForm
  problems: Parameters<typeof renderReportForm>[0]['problems']
  notice?: string
  status: number
}

async function formPage(deps: PortalDeps, visit: Visit, shown: ShownForm): Promise<Answer> {
  const { locale, words, person, now, session } = visit
  const { given, problems, notice, status } = shown
  const service = findReportable(deps, shown.service)
  const known = service ? await listKnownIncidents(deps.db, deps.engine.directory.latest(), service.id) : []
  const token = deps.guard.issue(now, session)
  const body = renderReportForm({
    locale,
    words,
    service,
    known,
    given,
    problems,
    notice,
    token,
    isSignedIn: person !== undefined,
  })
  return { status, title: words.title, body }
}

async function takeForm(deps: PortalDeps, visit: Visit): Promise<Answer> {
  const away = turnedAway(deps, visit)
  if (away) return away
  const { now, words, session, locale } = visit
  const form = formOf(visit)
  const service = findReportable(deps, form.value(FORM_FIELDS.service))
  const known = service ? await listKnownIncidents(deps.db, deps.engine.directory.latest(), service.id) : []
  const { given, problems, report } = readForm(form, now, known.length > 0)
  const again = (status: number, notice?: string) =>
    formPage(deps, visit, { service: service?.id ?? '', given, problems, status, ...(notice && { notice }) })
  const id = deps.guard.check(
    { token: form.value(FORM_FIELDS.token), trap: form.value(FORM_FIELDS.trap) },
    now,
    session,
  )
  if (isProblem(id)) return again(400, words.guard[id])
  if (problems.length > 0) return again(400)
  if (deps.isStorageFull()) return again(503, words.nothingMore.storage_full)
  const waitMs = deps.guard.take('report', visit.request.ip, now)
  if (waitMs > 0) return again(429, words.tooMany(Math.ceil(waitMs / MINUTE)))
  const outcome = await fileReport(deps, id, { ...report, service: service?.id, locale }, visit.person)
  if ('rejected' in outcome) return again(409, words.failedText)
  const token = signReportLink(deps.secrets, { incident: outcome.incident, report: id })
  const unmailed = outcome.mail === 'too_many' ? '&mailed=no' : ''
  return { redirect: `/report/${token}?lang=${locale}&news=${outcome.isJoined ? 'joined' : 'taken'}${unmailed}` }
}

function isProblem(id: ReportId | keyof PortalWords['guard']): id is keyof PortalWords['guard'] {
  return id === 'too_fast' || id === 'too_old' || id === 'not_ours' || id === 'trap'
}

/** Also while the portal is closed: whoever has reported something may see it through. */
async function withLink(
  deps: PortalDeps,
  visit: Visit,
  token: string,
  answer: (link: ReportLink) => Promise<Answer>,
): Promise<Answer> {
  const waitMs = deps.guard.take('look', visit.request.ip, visit.now)
  if (waitMs > 0) return tooOften(visit, waitMs)
  const link = readReportLink(deps.secrets, token)
  return link ? answer(link) : nothingHere(visit)
}

function nothingHere({ words }: Visit): Answer {
  const body = renderNotice(words.nothingHere, words.nothingHereText, { href: '/report', label: words.title })
  return { status: 404, title: words.nothingHere, body }
}

async function showProgress(
  deps: PortalDeps,
  visit: Visit,
  link: ReportLink,
  { mail, news, mailed, problem }: { mail?: string; news?: string; mailed?: string; problem?: string } = {},
): Promise<Answer> {
  const found = await findReport(deps, link)
  if (!found) return nothingHere(visit)
  const { words, locale, now, session } = visit
  const reportable = new Map<string, string>(
    reportableServices(deps.engine.directory.latest()).map(({ id, name }) => [id, name]),
  )
  const body = renderProgress({
    ...{ locale, words, token: signReportLink(deps.secrets, link), state: found.current, report: found.report },
    services: found.current.record.services.flatMap((id) => reportable.get(id) ?? []),
    said: await listSaid(deps.db, [link.incident, found.current.id], link.report),
    formToken: deps.guard.issue(now, session),
    news: newsOf(words, news),
    ...(mailed === 'no' && { unmailed: words.unmailed }),
    canAdd: whyNothingMore(deps, found.current) === undefined,
    problem,
    ...(mail !== undefined && isReportMail(deps.secrets, link.report, mail) && { mailProof: mail }),
  })
  return { status: problem === undefined ? 200 : 400, title: found.current.id, body }
}

function newsOf(words: PortalWords, news: string | undefined): string | undefined {
  if (news === 'taken') return words.taken
  if (news === 'joined') return words.joined
  if (news === 'added') return words.added
  return news === 'confirmed' ? words.confirmed : undefined
}

async function act(deps: PortalDeps, visit: Visit, link: ReportLink): Promise<Answer> {
  const { words, now, session, locale } = visit
  const form = formOf(visit)
  const again = (problem: string) => showProgress(deps, visit, link, { problem })
  const proof = deps.guard.check({ token: form.value(FORM_FIELDS.token), trap: '' }, now, session)
  // A button is pressed faster than a form is filled in.
  if (isProblem(proof) && proof !== 'too_fast') return again(words.guard[proof])
  const waitMs = deps.guard.take('detail', visit.request.ip, now)
  if (waitMs > 0) return again(words.tooMany(Math.ceil(waitMs / MINUTE)))
  const found = await findReport(deps, link)
  if (!found) return nothingHere(visit)
  const outcome = await carryOut(deps, visit, link, found)
  if ('problem' in outcome) return again(outcome.problem)
  return { redirect: `/report/${signReportLink(deps.secrets, link)}?lang=${locale}&news=${outcome.news}` }
}

async function carryOut(
  deps: PortalDeps,
  visit: Visit,
  link: ReportLink,
  { report: { name }, current, keeper }: FoundReport,
): Promise<{ news: string } | { problem: string }> {
  const { words } = visit
  const form = formOf(visit)
  const about = { incident: keeper, report: link.report, ...(name && { name }) }
  const toldOf = (outcome: object | undefined, news: string) =>
    outcome && 'rejected' in outcome ? { problem: words.notTaken } : { news }
  const kind = form.value('act')
  if (kind === 'confirm' && isReportMail(deps.secrets, link.report, form.value('mail')))
    return toldOf(await tellMore(deps, about, { isVerified: true }), 'confirmed')
  if (kind === 'judge')
    return toldOf(await tellMore(deps, about, { isFixed: form.value('fixed') === 'yes', text: '' }), '')
  const over = whyNothingMore(deps, current)
  if (over) return { problem: words.nothingMore[over] }
  const text = form.value(FORM_FIELDS.text)
  if (text.length > LIMITS.reportTextCharsMax) return { problem: words.problems.text_long }
  if (!areFilesRight(form.files)) return { problem: words.problems.files }
  if (text === '' && form.files.length === 0) return { problem: words.problems.text }
  return toldOf(await attach(deps, { ...about, incident: current.id }, form.files, text), 'added')
}
