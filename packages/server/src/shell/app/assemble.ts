/** A whole server but for its socket: node, accounts and every route, on the ports that it is given. */
import { readFileSync } from 'node:fs'
import { outChannels } from '@tocsin/adapters/out/registry.ts'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { type Accounts, createAccounts, type DemoWorld } from '../../people/accounts.ts'
import type { Options } from '../config/options.ts'
import type { Database } from '../database/open-database.ts'
import type { EngineWatch } from '../engine/deps.ts'
import { createHttpServer, drainHttpServer } from '../http/server.ts'
import type { Ports } from '../ports/ports.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { createSendAccountMail, createSendContactCode, createSendPlaceTest } from './account-messages.ts'
import { type HttpAppParts, registerEverything } from './http-app.ts'
import { type LiveBridge, startLiveBridge } from './live-bridge.ts'
import { eventsOfCommit, type LiveFeed, watchAll } from './live-feed.ts'
import { createLivePresence } from './live-presence.ts'
import { createLocalReader, type LocalReader } from './local-reader.ts'
import { mailOptionsOf } from './mail-listener.ts'
import type { Meters } from './meters.ts'
import { startNode, type TocsinNode } from './node.ts'
import { createProbes } from './readiness.ts'
import { syslogOptionsOf } from './syslog-door.ts'
import { VERSION } from './version.ts'

export interface ServerParts {
  database: Database
  ports: Ports
  secrets: Secrets
  logger: Logger
  feed: LiveFeed
  meters: Meters
  /** Set while the demo runs: the people who play in it. */
  demo?: DemoWorld
  /** Hears of every commit beside the live feed. */
  onCommit?: EngineWatch['committed']
}

export interface AssembledServer {
  app: FastifyInstance
  node: TocsinNode
  accounts: Accounts
  reader: LocalReader
  /** Requests under way are answered, then the engine stops. The database and the network stay open. */
  stop(): Promise<void>
}

const DRAIN_MS = 10_000

export async function assembleServer(
  options: Options,
  parts: ServerParts,
  publicUrl: () => string,
): Promise<AssembledServer> {
  const { database, ports, feed, meters } = parts
  let bridge: LiveBridge | undefined
  const watch = watchAll(meters.watch, {
    committed(incident, facts) {
      const events = eventsOfCommit(incident, facts)
      feed.publish(events)
      bridge?.tell(events)
      parts.onCommit?.(incident, facts)
    },
  })
  const presence = createLivePresence({ feed, clock: ports.clock, tellOthers: (events) => bridge?.tell(events) })
  let accounts: Accounts | undefined
  const configurationChanged = (version: number): void => {
    // Another node, or a file, may have deactivated somebody or withdrawn a key.
    accounts?.sessions.forgetAll()
    accounts?.apiKeys.forgetAll()
    feed.publish([{ event: 'config', data: { version } }])
  }
  const node = await startNode({ ...parts, options, watch, configurationChanged, publicUrl, version: VERSION })
  if (database.engine === 'postgres') {
    bridge = startLiveBridge({
      pool: database.pool,
      feed: presence.feedOfOthers,
      node: node.name,
      clock: ports.clock,
      log: node.deps.log,
    })
  }
  const reader = createLocalReader(ports.ids)
  const own = accountsOf(parts, options, node, publicUrl)
  accounts = { ...own, authenticate: reader.admitting(own.authenticate) }
  const app = await createApp(options, parts, { node, accounts, publicUrl, presence })
  return {
    ...{ app, node, accounts, reader },
    async stop() {
      await drainHttpServer(app, ports.clock, DRAIN_MS)
      await node.stop()
      await bridge?.stop()
    },
  }
}

function accountsOf(
  { database, ports, secrets, demo }: ServerParts,
  options: Options,
  node: TocsinNode,
  linkUrl: () => string,
): Accounts {
  const messages = {
    net: ports.net,
    clock: ports.clock,
    ids: ports.ids,
    secrets,
    channels: outChannels,
    sealed: () => node.configuration.sealed(),
  }
  return createAccounts({
    db: database.kysely,
    clock: ports.clock,
    ids: ports.ids,
    secrets,
    publicUrl: options.url,
    linkUrl,
    sendAccountMail: createSendAccountMail(messages),
    sendContactCode: createSendContactCode(messages),
    sendPlaceTest: createSendPlaceTest(messages),
    configurationChanged: () => node.configuration.refresh(),
    log: node.deps.log,
    ...(demo && { demo }),
  })
}

async function createApp(
  options: Options,
  { database, ports, secrets, logger, feed, meters }: ServerParts,
  { node, accounts, publicUrl, presence }: Pick<HttpAppParts, 'node' | 'accounts' | 'publicUrl' | 'presence'>,
): Promise<FastifyInstance> {
  const tls = options.tls && {
    key: readFileSync(options.tls.keyFile, 'utf8'),
    cert: readFileSync(options.tls.certFile, 'utf8'),
  }
  const mail = mailOptionsOf(options, tls)
  const syslog = syslogOptionsOf(options, tls)
  const app = createHttpServer({
    logger,
    ids: ports.ids,
    publicUrl: options.url,
    trustedProxies: options.trustedProxies,
    tls,
    probes: createProbes({ node, database, meters, feed }),
  })
  const startedAt = ports.clock.now()
  await registerEverything(app, {
    node,
    database,
    secrets,
    accounts,
    feed,
    presence,
    meters,
    version: VERSION,
    startedAt,
    publicUrl,
    ...(mail && { mail }),
    ...(syslog && { syslog }),
  })
  return app
}
