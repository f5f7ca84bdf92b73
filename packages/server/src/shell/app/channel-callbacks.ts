/** Where providers of channels report back to, and what follows from what they say. */
import type { FastifyInstance } from 'fastify'
import { registerCallbacks } from '../../respond/callbacks/callback-routes.ts'
import type { Database } from '../database/open-database.ts'
import type { Secrets } from '../secrets/secrets.ts'
import type { TocsinNode } from './node.ts'
import { type StopDeps, stopMessages } from './stop-messages.ts'
import { withStorePriority } from './store-priority.ts'

export function registerChannelCallbacks(
  app: FastifyInstance,
  parts: { node: TocsinNode; database: Database; secrets: Secrets; publicUrl(): string },
): void {
  const { node, database, secrets, publicUrl } = parts
  const db = database.kysely
  // Somebody answers a page: that goes before everything but pages themselves.
  const engine = withStorePriority(node.deps, 'page')
  const stop: StopDeps = { db, engine: node.deps, refresh: () => node.configuration.refresh() }
  registerCallbacks(app, {
    ...{ db, engine, net: node.net, secrets, publicUrl },
    channelConfig: (channel) => node.configuration.sealed().channelConfig(channel),
    optedOut: (channel, address) => stopMessages(stop, channel, address),
  })
}
