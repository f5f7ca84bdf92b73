/**
 * The HTTP server of a node: what holds for every route, whoever registers it. Doors, the API and the console's files are
 * registered by others. It never listens by itself.
 */
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { Logger } from 'pino'
import type { Clock } from '../ports/clock.ts'
import type { Ids } from '../ports/ids.ts'
import { answerThrown, type ErrorAnswer } from './error-answer.ts'
import { logRequests } from './logger.ts'
import { addProbes, type Probes } from './probes.ts'
import { addSecurityHeaders } from './security-headers.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A route that machines send signals to: no line in the log, no headers for browsers. */
    isDoor?: boolean
    /** Asked every few seconds by load balancers and Prometheus: no line in the log. */
    isProbe?: boolean
  }
}

export interface HttpServerOptions {
  logger: Logger
  ids: Pick<Ids, 'next'>
  /** `TOCSIN_URL`, the address that people use; absent while nobody said. */
  publicUrl?: string | undefined
  /** Addresses or networks (`10.0.0.0/8`, `loopback`) whose `X-Forwarded-*` headers are believed; none: nobody's. */
  trustedProxies?: readonly string[]
  /** PEM texts. */
  tls?: { key: string; cert: string } | undefined
  probes: Probes
}

/** A request, body and all, must have arrived after this long. */
const REQUEST_MS_MAX = 60_000
/** A connection without any traffic. Live streams send a sign of life more often than this. */
const IDLE_CONNECTION_MS_MAX = 120_000
/** Longer than the 60 s after which common load balancers give up a connection, so that it is they who close it. */
const KEEP_ALIVE_MS = 72_000
/** Keys are parts of addresses. */
const PATH_PARAMETER_CHARS_MAX = 512

export function createHttpServer(options: HttpServerOptions): FastifyInstance {
  const { logger, ids, publicUrl, trustedProxies = [], tls } = options
  const app: FastifyInstance = Fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    requestIdHeader: false,
    genReqId: () => ids.next(),
    bodyLimit: LIMITS.apiBodyBytesMax,
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    requestTimeout: REQUEST_MS_MAX,
    connectionTimeout: IDLE_CONNECTION_MS_MAX,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: PATH_PARAMETER_CHARS_MAX, ignoreTrailingSlash: true },
    frameworkErrors: (error, request, reply) => sendError(answerThrown(error, request.id), reply),
    ...(tls && { https: tls as unknown as null }),
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(answerError)
  app.setNotFoundHandler((request, reply) => sendError(answerThrown({ statusCode: 404 }, request.id), reply))
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.routeOptions.config.isDoor) reply.header('x-request-id', request.id)
    done()
  })
  addSecurityHeaders(app, { isPublicUrlSecure: publicUrl?.startsWith('https:') ?? false })
  logRequests(app)
  addProbes(app, options.probes)
  return app
}

function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const answer = answerThrown(error, request.id, request.routeOptions.schema)
  if (answer.code === 'internal_error') request.log.error({ err: error, req: request }, 'a request failed')
  if (answer.code === 'busy' || answer.code === 'storage_full') {
    request.log.warn({ err: error, req: request }, 'a request was refused')
  }
  return sendError(answer, reply)
}

/** Puts an error into a reply; for routes whose errors are values. */
export function sendError(answer: ErrorAnswer, reply: FastifyReply): FastifyReply {
  if (answer.retryAfterS !== undefined) reply.header('retry-after', String(answer.retryAfterS))
  if (answer.status === 401) reply.header('www-authenticate', 'Bearer realm="tocsin"')
  return reply
    .code(answer.status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .serializer(JSON.stringify)
    .send(answer.body)
}

/**
 * Ends the server: no new connections, requests that are under way get `drainMs` to end, then their connections are cut.
 * Streams end themselves in a `preClose` hook of theirs.
 */
export async function drainHttpServer(
  app: FastifyInstance,
  clock: Pick<Clock, 'sleep'>,
  drainMs: number,
): Promise<void> {
  const ended = new AbortController()
  const closing = app.close().finally(() => ended.abort())
  await clock.sleep(drainMs, ended.signal)
  if (!ended.signal.aborted) app.server.closeAllConnections()
  await closing
}
