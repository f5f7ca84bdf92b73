/** `/a/{token}`: pages for people without a login. The token is a secret and part of the address, so it goes into no log. */
import type { Locale } from '@tocsin/adapters/out/words.ts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { chooseLocale } from '../shell/http/accepted-locale.ts'
import { followLink, type LinkAnswer, type LinkDeps, showLink, unavailable } from './link-action.ts'
import { LINK_PAGE_POLICY, type LinkPage, renderLinkPage } from './link-page.ts'

interface LinkRequest {
  Params: { token: string }
}

const FORM_BYTES_MAX = 1_024

export function registerLinkPages(app: FastifyInstance, deps: LinkDeps): void {
  app.register(async (pages) => {
    // A form posts itself; there is nothing in it that matters.
    pages.removeAllContentTypeParsers()
    pages.addContentTypeParser('*', { parseAs: 'string', bodyLimit: FORM_BYTES_MAX }, (_request, _body, done) =>
      done(null, {}),
    )
    pages.setErrorHandler((error, request, reply) => {
      request.log.error({ err: error, req: request }, 'a link could not be followed')
      return sendLinkPage(reply, unavailable(acceptedBy(request)))
    })
    pages.get<LinkRequest>('/a/:token', async (request, reply) =>
      sendLinkPage(reply, await showLink(deps, request.params.token, acceptedBy(request))),
    )
    pages.post<LinkRequest>('/a/:token', async (request, reply) => {
      const answer = await followLink(deps, request.params.token, acceptedBy(request))
      return request.headers.accept === 'application/json' ? sendWords(reply, answer) : sendLinkPage(reply, answer)
    })
  })
}

/** The language that a browser asks for. */
export function acceptedBy({ headers }: Pick<FastifyRequest, 'headers'>): Locale {
  return chooseLocale(undefined, headers['accept-language'])
}

/** The same for a program: the button on a notification, which says in its place what became of it. */
function sendWords(reply: FastifyReply, { status, page: { tone, heading, lines } }: LinkAnswer): FastifyReply {
  return reply.code(status).header('cache-control', 'no-store').send({ tone, heading, lines })
}

/** A page that is for its reader alone. */
export function sendLinkPage(reply: FastifyReply, { status, page }: { status: number; page: LinkPage }): FastifyReply {
  return reply
    .code(status)
    .header('content-security-policy', LINK_PAGE_POLICY)
    .header('referrer-policy', 'no-referrer')
    .header('cache-control', 'no-store')
    .header('x-robots-tag', 'noindex')
    .header('content-language', page.language ?? 'en')
    .header('vary', 'accept-language')
    .type('text/html; charset=utf-8')
    .send(renderLinkPage(page))
}
