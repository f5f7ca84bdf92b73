import type { FastifyInstance } from 'fastify'
import { type DestinationStream, type Logger, type LoggerOptions, pino, stdSerializers, stdTimeFunctions } from 'pino'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/**
 * Addresses hold keys (`/in/<system>/<key>`, `?token=`), so none is ever logged: a request appears as its method and the
 * pattern of its route. Headers and bodies appear nowhere.
 */
const serializers: LoggerOptions['serializers'] = {
  req: (request: Partial<RequestShape>) => ({ method: request.method, route: routeOf(request) }),
  res: (reply: { statusCode?: number }) => ({ status: reply.statusCode }),
  err: stdSerializers.err,
}

interface RequestShape {
  method: string
  routeOptions: { url?: string | undefined }
}

function routeOf(request: Partial<RequestShape>): string {
  return request.routeOptions?.url ?? '(no route)'
}

/** Lines of JSON, to standard output unless `destination` says otherwise. */
export function createLogger(options: { level: LogLevel; destination?: DestinationStream }): Logger {
  const settings: LoggerOptions = {
    level: options.level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers,
  }
  return options.destination ? pino(settings, options.destination) : pino(settings)
}

/** One line a request, but none for doors: what they did stands in the database, and a line each costs a quarter of the rate. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', (request, reply, done) => {
    if (!request.routeOptions.config.isDoor && !request.routeOptions.config.isProbe) {
      request.log.info(
        {
          method: request.method,
          route: routeOf(request),
          status: reply.statusCode,
          ms: Math.round(reply.elapsedTime),
        },
        'answered',
      )
    }
    done()
  })
}
