/** `/a/shift/{token}`: answers to requests for cover and swaps without a login. The token is a secret, so it goes into no log. */
import type { FastifyInstance } from 'fastify'
import { unavailable } from '../link-action.ts'
import { acceptedBy, sendLinkPage } from '../link-routes.ts'
import { followRequestLink, type RequestLinkDeps, showRequestLink } from './request-link.ts'

interface LinkRequest {
  Params: { token: string }
}

const FORM_BYTES_MAX = 1_024

export function registerRequestLinks(app: FastifyInstance, deps: RequestLinkDeps): void {
  app.register(async (pages) => {
    pages.removeAllContentTypeParsers()
    pages.addContentTypeParser('*', { parseAs: 'string', bodyLimit: FORM_BYTES_MAX }, (_request, body, done) =>
      done(null, new URLSearchParams(String(body)).get('answer')),
    )
    pages.setErrorHandler((error, request, reply) => {
      request.log.error({ err: error, req: request }, 'a request could not be answered by its link')
      return sendLinkPage(reply, unavailable(acceptedBy(request)))
    })
    pages.get<LinkRequest>('/a/shift/:token', async (request, reply) =>
      sendLinkPage(reply, await showRequestLink(deps, request.params.token, acceptedBy(request))),
    )
    pages.post<LinkRequest>('/a/shift/:token', async (request, reply) => {
      const { params, body } = request
      const answer = typeof body === 'string' ? body : null
      return sendLinkPage(
        reply,
        await followRequestLink(deps, { token: params.token, answer, accepted: acceptedBy(request) }),
      )
    })
  })
}
