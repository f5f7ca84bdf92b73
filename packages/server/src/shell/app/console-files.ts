/**
 * The built console: hashed assets for ever, the page itself never from a cache, and every unknown path of a person is the page.
 * Assets are looked for when they are asked for, as the page is read each time: a console that is built anew below a running server is
 * handed out whole, and what only the one before had is missing, which an open page takes as the word to load again.
 */
import { existsSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'

const DIST = fileURLToPath(new URL('../../../../web/dist', import.meta.url))

/** Paths that answer machines: an unknown one among them is an error, not a page. */
const MACHINE_PATHS = /^\/(api|in|am|v2|metrics|healthz|readyz|assets)(\/|$)/

/** Registers the console; false when it was not built. */
export function registerConsole(app: FastifyInstance, dist = DIST): boolean {
  if (!existsSync(join(dist, 'index.html'))) return false
  app.register(fastifyStatic, {
    root: dist,
    wildcard: false,
    index: false,
    globIgnore: ['assets/**'],
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply: FastifyReply, path: string) => setHeaders(reply, relative(dist, path)),
  })
  app.route<{ Params: { '*': string } }>({
    method: ['GET', 'HEAD'],
    url: '/assets/*',
    handler: (request, reply) => reply.sendFile(`assets/${request.params['*']}`),
  })
  app.route({
    method: ['GET', 'HEAD'],
    url: '/*',
    handler: async (request, reply) => {
      const path = request.url.split('?')[0] ?? '/'
      if (MACHINE_PATHS.test(path)) return reply.callNotFound()
      return reply.sendFile('index.html')
    },
  })
  return true
}

function setHeaders(reply: FastifyReply, path: string): void {
  const isAsset = path.startsWith(`assets${sep}`)
  reply.header('cache-control', isAsset ? 'public, max-age=31536000, immutable' : 'no-cache')
}
