import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { type Clock, systemClock } from '../../ports/clock.ts'
import { createIds } from '../../ports/ids.ts'
import { createLogger } from '../logger.ts'
import { createHttpServer, type HttpServerOptions } from '../server.ts'

/** A server for tests, on a free port of this machine once `listen` is called; `lines` is what it logged. */
export function createTestServer(options: Partial<HttpServerOptions> = {}) {
  const lines: string[] = []
  const logger = createLogger({ level: 'debug', destination: { write: (line) => void lines.push(line) } })
  const app = createHttpServer({
    logger,
    ids: createIds(systemClock),
    probes: { readiness: async () => ({ isReady: true, parts: {} }) },
    ...options,
  })
  return { app, lines, listen: () => app.listen({ host: '127.0.0.1', port: 0 }) }
}

/** A clock that stands still until it is moved on. */
export function createTestClock(
  startsAt = Date.UTC(2026, 0, 5, 9),
): Pick<Clock, 'now'> & { forward(ms: number): void } {
  let now = startsAt
  return {
    now: () => now as Instant,
    forward(ms) {
      now += ms
    },
  }
}
