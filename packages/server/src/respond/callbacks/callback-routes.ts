/**
 * `/callback/…`: where providers of channels tell what became of pages and what people answered. Bodies stay bytes, because signatures
 * are over bytes; nothing is logged, because tokens are in paths; every handler proves who speaks before it believes anything.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type CallbackAnswer, type CallbackDeps, type CallbackRequest, NOT_FOUND } from './callback-deps.ts'
import { takeHotlineCall, takeHotlineStep } from './hotline.ts'
import { takePushoverCallback } from './pushover-callback.ts'
import { takeSlackRequest } from './slack-requests.ts'
import { takeTelegramUpdate } from './telegram-updates.ts'
import { takeTextMessage, takeTwilioCallback } from './twilio-callbacks.ts'

/** None of what comes here is large. */
const BODY_BYTES_MAX = 256 * 1024
/** Not logged: what is in a path is a secret. */
const DOOR = { config: { isDoor: true } }
const ANY_CONTENT = 'application/octet-stream'

type Taker = (deps: CallbackDeps, request: CallbackRequest) => Promise<CallbackAnswer>
type PageTaker = (deps: CallbackDeps, token: string, request: CallbackRequest) => Promise<CallbackAnswer>

const TAKERS: Readonly<Record<string, Taker>> = {
  sms: takeTextMessage,
  telegram: takeTelegramUpdate,
  slack: takeSlackRequest,
  hotline: takeHotlineCall,
}

const PAGE_TAKERS: Readonly<Record<string, PageTaker>> = {
  sms: (deps, token, request) => takeTwilioCallback(deps, 'sms', token, request),
  voice: (deps, token, request) => takeTwilioCallback(deps, 'voice', token, request),
  pushover: takePushoverCallback,
  hotline: takeHotlineStep,
}

export function registerCallbacks(app: FastifyInstance, deps: CallbackDeps): void {
  app.register((callbacks, _, done) => {
    callbacks.addHook('onRequest', (request, _reply, next) => {
      const { headers } = request
      if (headers['content-type'] !== undefined) headers['content-type'] = ANY_CONTENT
      next()
    })
    callbacks.removeAllContentTypeParsers()
    callbacks.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_BYTES_MAX }, (__, body, parsed) =>
      parsed(null, body),
    )
    callbacks.post<{ Params: { channel: string } }>('/callback/:channel', DOOR, async (request, reply) => {
      const take = Object.hasOwn(TAKERS, request.params.channel) ? TAKERS[request.params.channel] : undefined
      return send(reply, take ? await take(deps, requestOf(deps, request)) : NOT_FOUND)
    })
    callbacks.post<{ Params: { channel: string; token: string } }>(
      '/callback/:channel/:token',
      DOOR,
      async (request, reply) => {
        const { channel, token } = request.params
        const take = Object.hasOwn(PAGE_TAKERS, channel) ? PAGE_TAKERS[channel] : undefined
        return send(reply, take ? await take(deps, token, requestOf(deps, request)) : NOT_FOUND)
      },
    )
    done()
  })
}

function requestOf({ publicUrl }: CallbackDeps, { url, headers, body }: FastifyRequest): CallbackRequest {
  const single = Object.entries(headers).map(
    ([name, value]) => [name, Array.isArray(value) ? value[0] : value] as const,
  )
  return {
    url: `${publicUrl()}${url}`,
    headers: Object.fromEntries(single),
    body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
  }
}

function send(reply: FastifyReply, { status, type = 'text/plain', body = '' }: CallbackAnswer): FastifyReply {
  return reply.code(status).header('cache-control', 'no-store').type(type).send(body)
}
