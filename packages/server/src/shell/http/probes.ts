import type { FastifyInstance } from 'fastify'

export interface Readiness {
  isReady: boolean
  /** What was looked at, by name: `ok`, or a sentence that says what is wrong. */
  parts: Record<string, string>
}

export interface Probes {
  readiness(): Promise<Readiness>
  /** The text for Prometheus; without it there is no `/metrics`. */
  metrics?: () => Promise<{ contentType: string; text: string }>
}

/**
 * `/healthz` says that the process answers, `/readyz` whether it should be sent work, `/metrics` what it measured. All three are
 * open to anyone who can reach the port and hold no names of people or incidents.
 */
export function addProbes(app: FastifyInstance, { readiness, metrics }: Probes): void {
  const method = ['GET', 'HEAD']
  const config = { isProbe: true }
  app.route({
    method,
    url: '/healthz',
    config,
    handler: async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }),
  })
  app.route({
    method,
    url: '/readyz',
    config,
    handler: async (_request, reply) => {
      const { isReady, parts } = await readiness()
      const status = isReady ? 'ready' : 'not_ready'
      return reply
        .code(isReady ? 200 : 503)
        .header('cache-control', 'no-store')
        .send({ status, parts })
    },
  })
  if (!metrics) return
  app.route({
    method,
    url: '/metrics',
    config,
    handler: async (_request, reply) => {
      const { contentType, text } = await metrics()
      return reply.type(contentType).send(text)
    },
  })
}
