/** The portal as a plain API, for forms of one's own: what can be reported, what is known, a report, and how it goes. */
import { checkEmailAddress } from '@tocsin/adapters/out/email/mailbox.ts'
import type { IncidentId, ReportId, ServiceId } from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { REPORT_SYMPTOMS } from '@tocsin/core/kernel/report.ts'
import { SCOPES, STATUSES } from '@tocsin/core/kernel/scales.ts'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { PersonPrincipal } from '../../shell/auth/principal.ts'
import { type ApiRoute, defineRoute } from '../../shell/http/api.ts'
import { instantSchema } from '../../shell/http/instant-schema.ts'
import { namedSchema } from '../../shell/http/named-schema.ts'
import { Refusal } from '../../shell/http/refusal.ts'
import { filledText, textSchema } from '../../shell/http/text-schema.ts'
import { type ReportLink, readReportLink, signReportLink } from '../../shell/secrets/report-links.ts'
import { aboutText, listKnownIncidents, portalOf, reportableServices } from './portal.ts'
import {
  admitReporter,
  attach,
  fileReport,
  findReport,
  findReportable,
  type PortalDeps,
  whyNothingMore,
} from './report-desk.ts'
import { tellMore } from './take-report.ts'
import { PORTAL_LOCALES, stageOf } from './words.ts'

const optionsSchema = z
  .object({
    mode: z.enum(['public', 'signed_in']),
    services: z.array(namedSchema),
    symptoms: z.array(z.enum(REPORT_SYMPTOMS)),
    scopes: z.array(z.enum(SCOPES)),
  })
  .meta({ id: 'ReportOptions' })

const knownSchema = z.object({
  id: z.string(),
  status: z.enum(STATUSES),
  service_ids: z.array(z.string()),
  services: z.array(z.string()),
  since: instantSchema,
  reports_count: z.int(),
})

const reportBody = z.strictObject({
  service: textSchema(100).optional().describe('The id of a reportable service; left out: something else.'),
  join: textSchema(40)
    .optional()
    .describe('An incident of `GET /reports/known` that it is about. If it is over, a new one is opened.'),
  symptoms: z.array(z.enum(REPORT_SYMPTOMS)).min(1).max(REPORT_SYMPTOMS.length),
  text: filledText(LIMITS.reportTextCharsMax).meta({ examples: ['I cannot pay: the page stays empty.'] }),
  scope: z.enum(SCOPES).describe('Whom it concerns.'),
  since: instantSchema.optional().describe('When it began; left out: now.'),
  name: textSchema(100).optional(),
  email: textSchema(254).optional().describe('Gets a mail with the private link.'),
  locale: z.enum(PORTAL_LOCALES).default('en').describe('The language of that mail.'),
})

const takenSchema = z
  .object({
    incident: z.string().meta({ examples: ['INC-2026-000123'] }),
    is_joined: z.boolean().describe('It was added to an incident that others have reported.'),
    is_mailed: z
      .boolean()
      .describe('The link goes to the address that was given. One address gets so many and no more.'),
    token: z.string().describe('Opens the report, for whoever has it.'),
    path: z.string().describe('The page on which a person follows it.'),
  })
  .meta({ id: 'TakenReport' })

const progressSchema = z
  .object({
    incident: z.string(),
    stage: z.enum(['received', 'working', 'checking', 'over']),
    status: z.enum(STATUSES),
    services: z.array(z.string()),
    is_verified: z.boolean(),
    verdict: z.enum(['fixed', 'not_fixed']).nullable(),
  })
  .meta({ id: 'ReportProgress' })

const byToken = z.object({ token: textSchema(512) })

export function reportRoutes(deps: PortalDeps): ApiRoute[] {
  return [getOptions(deps), listKnown(deps), createReport(deps), getReport(deps), addDetails(deps), judgeFix(deps)]
}

const OPEN =
  'While the portal is public anybody may ask; while it is for people who are signed in, only they. Limited for each address.'
const COMMON = { tag: 'reports', permission: 'anyone' } as const

async function enter(
  deps: PortalDeps,
  request: FastifyRequest,
  kind: 'report' | 'look',
): Promise<PersonPrincipal | undefined> {
  const person = await deps.findPerson(request)
  const admission = admitReporter(deps, person)
  if (admission === 'closed') throw new Refusal('portal_closed')
  if (admission === 'sign_in') throw new Refusal('unauthenticated')
  limit(deps, request, kind)
  return person
}

function limit({ guard, engine }: PortalDeps, request: FastifyRequest, kind: 'report' | 'detail' | 'look'): void {
  const waitMs = guard.take(kind, request.ip, engine.clock.now())
  if (waitMs > 0) throw new Refusal('rate_limited', { retryAfterS: Math.ceil(waitMs / 1000) })
}

function getOptions(deps: PortalDeps): ApiRoute {
  return defineRoute({
    ...COMMON,
    id: 'getReportOptions',
    summary: 'What can be reported',
    description: OPEN,
    method: 'GET',
    path: '/reports/options',
    success: optionsSchema,
    async handle({ request }) {
      await enter(deps, request, 'look')
      const directory = deps.engine.directory.latest()
      const { mode } = portalOf(directory)
      return {
        mode: mode === 'signed_in' ? ('signed_in' as const) : ('public' as const),
        services: reportableServices(directory).map(({ id, name }) => ({ id, name })),
        ...{ symptoms: [...REPORT_SYMPTOMS], scopes: [...SCOPES] },
      }
    },
  })
}

function listKnown(deps: PortalDeps): ApiRoute {
  return defineRoute({
    ...COMMON,
    id: 'listKnownIncidents',
    summary: 'What is known of reportable services',
    description: `Open incidents without their titles, of one service, or of those that a text is about. ${OPEN}`,
    method: 'GET',
    path: '/reports/known',
    query: z.strictObject({ service: textSchema(100).optional(), text: textSchema(200).optional() }),
    success: z.object({ items: z.array(knownSchema), next: z.null() }),
    async handle({ query, request }) {
      await enter(deps, request, 'look')
      const known = await listKnownIncidents(deps.db, deps.engine.directory.latest(), query.service)
      const about = query.text === undefined ? known : aboutText(known, query.text)
      const items = about.map(({ id, status, services, since, reports }) => ({
        ...{ id, status, since, reports_count: reports },
        service_ids: services.map((service): string => service.id),
        services: services.map(({ name }) => name),
      }))
      return { items, next: null }
    },
  })
}

function createReport(deps: PortalDeps): ApiRoute {
  return defineRoute({
    ...COMMON,
    id: 'createReport',
    summary: 'Report a problem',
    description: `Opens an incident, or joins one, and gives its number at once. ${OPEN}`,
    method: 'POST',
    path: '/reports',
    body: reportBody,
    success: takenSchema,
    status: 201,
    async handle({ body, request, at }) {
      const person = await enter(deps, request, 'report')
      if (deps.isStorageFull()) throw new Refusal('storage_full')
      const { service, join, since, name, email, ...rest } = body
      if (service !== undefined && !findReportable(deps, service))
        return { rejected: { code: 'invalid_request', facts: { field: 'service', unknown: service } } }
      const wrong = email === undefined || email === '' ? undefined : checkEmailAddress(email)
      if (wrong !== undefined)
        return { rejected: { code: 'invalid_request', facts: { field: 'email', problem: wrong } } }
      if (since !== undefined && since > at)
        return { rejected: { code: 'invalid_request', facts: { field: 'since', latest: 'now' } } }
      const id = deps.engine.ids.next() as ReportId
      const outcome = await fileReport(
        deps,
        id,
        {
          ...{ ...rest, since, name: name || undefined, email: email || undefined, files: [] },
          ...{ join: join as IncidentId | undefined, service: service as ServiceId | undefined },
        },
        person,
      )
      if ('rejected' in outcome) return outcome
      const token = signReportLink(deps.secrets, { incident: outcome.incident, report: id })
      const { incident, isJoined, mail } = outcome
      return { incident, is_joined: isJoined, is_mailed: mail === 'queued', token, path: `/report/${token}` }
    },
  })
}

function linkOf(deps: PortalDeps, request: FastifyRequest, token: string, kind: 'detail' | 'look'): ReportLink {
  limit(deps, request, kind)
  const link = readReportLink(deps.secrets, token)
  if (!link) throw new Refusal('not_found')
  return link
}

function getReport(deps: PortalDeps): ApiRoute {
  return defineRoute({
    ...COMMON,
    id: 'getReport',
    summary: 'How a report goes',
    method: 'GET',
    path: '/reports/:token',
    params: byToken,
    success: progressSchema,
    handle: ({ params, request }) => progress(deps, linkOf(deps, request, params.token, 'look')),
  })
}

async function progress(deps: PortalDeps, link: ReportLink) {
  const found = await findReport(deps, link)
  if (!found) throw new Refusal('not_found')
  const { current, report } = found
  const reportable = new Map<string, string>(
    reportableServices(deps.engine.directory.latest()).map(({ id, name }) => [id, name]),
  )
  return {
    ...{ incident: current.id, stage: stageOf(current.status), status: current.status },
    services: current.record.services.flatMap((id) => reportable.get(id) ?? []),
    ...{ is_verified: report.isVerified === true, verdict: report.verdict ?? null },
  }
}

function addDetails(deps: PortalDeps): ApiRoute {
  return defineRoute({
    ...COMMON,
    id: 'addReportDetails',
    summary: 'Add something to a report',
    description: 'As long as the portal is open and the incident is not closed.',
    method: 'POST',
    path: '/reports/:token/details',
    params: byToken,
    body: z.strictObject({ text: filledText(LIMITS.reportTextCharsMax) }),
    success: progressSchema,
    async handle({ params, body, request }) {
      const link = linkOf(deps, request, params.token, 'detail')
      const found = await findReport(deps, link)
      if (!found) return { rejected: { code: 'not_found' } }
      const over = whyNothingMore(deps, found.current)
      if (over === 'incident_final') return { rejected: { code: over, facts: { id: found.current.id } } }
      if (over) throw new Refusal(over)
      const { name } = found.report
      const about = { incident: found.current.id, report: link.report, ...(name && { name }) }
      return (await attach(deps, about, [], body.text)) ?? progress(deps, link)
    },
  })
}

function judgeFix(deps: PortalDeps): ApiRoute {
  return defineRoute({
    ...COMMON,
    id: 'judgeFix',
    summary: 'Say whether it works again',
    description: 'It becomes a fact of the incident, for those who work on it.',
    method: 'POST',
    path: '/reports/:token/verdict',
    params: byToken,
    body: z.strictObject({ is_fixed: z.boolean(), text: textSchema(LIMITS.reportTextCharsMax).default('') }),
    success: progressSchema,
    async handle({ params, body, request }) {
      const link = linkOf(deps, request, params.token, 'detail')
      const found = await findReport(deps, link)
      if (!found) return { rejected: { code: 'not_found' } }
      const { name } = found.report
      const about = { incident: found.keeper, report: link.report, ...(name && { name }) }
      const outcome = await tellMore(deps, about, { isFixed: body.is_fixed, text: body.text })
      return 'rejected' in outcome ? outcome : progress(deps, link)
    },
  })
}
