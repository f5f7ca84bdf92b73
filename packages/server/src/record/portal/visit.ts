/** A visit to the portal: who comes, in which language, and how an answer becomes a page. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { PersonPrincipal } from '../../shell/auth/principal.ts'
import { chooseLocale } from '../../shell/http/accepted-locale.ts'
import { type FormBody, parseForm } from './form-body.ts'
import { portalOf } from './portal.ts'
import { portalPolicy, renderFrame } from './portal-html.ts'
import type { PortalDeps } from './report-desk.ts'
import { type PortalLocale, type PortalWords, portalWords } from './words.ts'

export type Answer = { status: number; title: string; body: string } | { redirect: string }

/** One request as the pages see it. */
export interface Visit {
  request: FastifyRequest
  locale: PortalLocale
  words: PortalWords
  person: PersonPrincipal | undefined
  now: Instant
  /** What a form's proof is bound to. */
  session: string
}

export function localeOf(request: FastifyRequest): PortalLocale {
  const { lang } = request.query as { lang?: string }
  return chooseLocale(typeof lang === 'string' ? lang : undefined, request.headers['accept-language'])
}

export async function visitOf(deps: PortalDeps, request: FastifyRequest): Promise<Visit> {
  deps.refuseForeignOrigin(request)
  const locale = localeOf(request)
  const person = await deps.findPerson(request)
  const session = person?.sessionId ?? ''
  return { request, locale, words: portalWords(locale), person, session, now: deps.engine.clock.now() }
}

export async function send(
  deps: PortalDeps,
  reply: FastifyReply,
  request: FastifyRequest,
  answer: Answer,
): Promise<FastifyReply> {
  const { frameAncestors } = portalOf(deps.engine.directory.latest())
  reply.header('cache-control', 'no-store').header('x-robots-tag', 'noindex').header('referrer-policy', 'same-origin')
  if ('redirect' in answer) return reply.code(303).header('location', answer.redirect).send()
  // The policy says who may frame it, which the older header cannot.
  if (frameAncestors.length > 0) reply.removeHeader('x-frame-options')
  const locale = localeOf(request)
  const words = portalWords(locale)
  return reply
    .code(answer.status)
    .header('content-security-policy', portalPolicy(frameAncestors))
    .header('content-language', locale)
    .header('vary', 'accept-language')
    .type('text/html; charset=utf-8')
    .send(
      renderFrame({
        locale,
        words,
        title: answer.title,
        otherLanguageHref: otherLanguage(request, locale),
        body: answer.body,
      }),
    )
}

function otherLanguage(request: FastifyRequest, locale: PortalLocale): string {
  const [path = '/report', query = ''] = request.url.split('?')
  const parameters = new URLSearchParams(query)
  parameters.delete('news')
  parameters.set('lang', locale === 'en' ? 'ja' : 'en')
  return `${path}?${parameters}`
}

export function formOf({ request }: Visit): FormBody {
  return parseForm(
    request.headers['content-type'] ?? '',
    Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
  )
}
