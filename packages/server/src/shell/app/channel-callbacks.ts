/** Where providers of channels report back to, and what follows from what they say. */
import type { FastifyInstance } from 'fastify'
import type { Accounts } from '../../people/accounts.ts'
import { createFileKeeper } from '../../record/keep-files.ts'
import type { CallbackDeps } from '../../respond/callbacks/callback-deps.ts'
import { registerCallbacks } from '../../respond/callbacks/callback-routes.ts'
import { telegramRoutes } from '../../respond/callbacks/telegram-connect.ts'
import { pagingHealthRoutes } from '../../respond/health/paging-health.routes.ts'
import { roomRoutes } from '../../respond/rooms/rooms.routes.ts'
import { createSlackSocket } from '../../respond/slack-socket/socket-line.ts'
import { type SocketState, writeSocketState } from '../../respond/slack-socket/socket-state.queries.ts'
import { slackConnectionRoutes } from '../../respond/slack-socket/socket-state.routes.ts'
import { templatePreviewRoutes } from '../../respond/templates/template-preview.routes.ts'
import type { Database } from '../database/open-database.ts'
import { startLoop } from '../engine/loop.ts'
import { registerApiRoutes } from '../http/api.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { createHotlineReport } from './hotline-report.ts'
import type { TocsinNode } from './node.ts'
import { resumeMessages, type StopDeps, stopMessages } from './stop-messages.ts'
import { withStorePriority } from './store-priority.ts'

export function registerChannelCallbacks(
  app: FastifyInstance,
  parts: { node: TocsinNode; database: Database; secrets: Secrets; accounts: Accounts; publicUrl(): string },
): void {
  const { node, database, secrets, publicUrl } = parts
  const db = database.kysely
  // Somebody answers a page: that goes before everything but pages themselves.
  const engine = withStorePriority(node.deps, 'page')
  const stop: StopDeps = { db, engine: node.deps, refresh: () => node.configuration.refresh() }
  const deps = {
    ...{ db, engine, net: node.net, secrets, publicUrl },
    channelConfig: (channel: string) => node.configuration.sealed().channelConfig(channel),
    secondConfig: (channel: string) => node.configuration.sealed().secondConfig(channel),
    report: createHotlineReport({ db, engine, secrets }),
    keepFiles: createFileKeeper(node.deps.ids),
    optedOut: (channel: string, address: string) => stopMessages(stop, channel, address),
    optedIn: (channel: string, address: string) => resumeMessages(stop, channel, address),
  }
  registerCallbacks(app, deps)
  listenToSlack(app, node, deps)
  registerApiRoutes(app, parts.accounts, telegramRoutes(deps))
  registerApiRoutes(app, parts.accounts, slackConnectionRoutes({ db }))
  registerApiRoutes(app, parts.accounts, roomRoutes({ db, engine: node.deps }))
  registerApiRoutes(app, parts.accounts, pagingHealthRoutes({ db, engine: node.deps }))
  registerApiRoutes(app, parts.accounts, templatePreviewRoutes({ ...deps, engine: node.deps }))
}

/** For as long as this server listens itself: what Slack says is answered with the same things as its requests. */
function listenToSlack(app: FastifyInstance, node: TocsinNode, deps: CallbackDeps): void {
  const { openSocket } = node
  if (!openSocket) return
  const changed = (state: SocketState | null) => writeSocketState(deps.db, node.name, state)
  const socket = createSlackSocket({ ...deps, openSocket, changed })
  const loop = startLoop(node.deps, socket)
  app.addHook('onClose', async () => {
    socket.close()
    await loop.stop()
  })
}
