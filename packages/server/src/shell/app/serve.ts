/** `tocsin serve`: a whole node, from its options to a listening server, and down again in order. */
import { mkdirSync, readFileSync } from 'node:fs'
import { outChannels } from '@tocsin/adapters/out/registry.ts'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { type Accounts, createAccounts } from '../../people/accounts.ts'
import { hashPassword } from '../auth/password-hash.ts'
import { findSetupLink } from '../auth/setup-token.ts'
import { FILE_ACTOR } from '../config/change-configuration.ts'
import { applyFile } from '../config/file/apply-file.ts'
import { formatProblem } from '../config/file/file-problem.ts'
import { formatCounts } from '../config/file/format-plan.ts'
import { type Options, processEnvironment } from '../config/options.ts'
import { migrate, readOutlook } from '../database/migrate.ts'
import { type Database, openDatabase } from '../database/open-database.ts'
import { prepareTemplate } from '../database/template.ts'
import { createLogger } from '../http/logger.ts'
import { createHttpServer, drainHttpServer } from '../http/server.ts'
import { type LocalServer, startLocalServer } from '../local/local-server.ts'
import { createSystemPorts, type SystemPorts } from '../ports/ports.ts'
import { openSecrets } from '../secrets/key-source.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { explainUnreadable, hasForeignKey, markKey } from '../secrets/unreadable-secrets.ts'
import { createSendAccountMail, createSendContactCode } from './account-messages.ts'
import { type HttpAppParts, registerEverything } from './http-app.ts'
import { type LiveBridge, startLiveBridge } from './live-bridge.ts'
import { createLiveFeed, eventsOfCommit, type LiveFeed, watchAll } from './live-feed.ts'
import { createLivePresence } from './live-presence.ts'
import { createLocalReader } from './local-reader.ts'
import { localHandlers } from './local-requests.ts'
import { mailOptionsOf } from './mail-listener.ts'
import { createMeters, type Meters } from './meters.ts'
import { startNode, type TocsinNode } from './node.ts'
import { createProbes } from './readiness.ts'
import { StartFailure } from './start-failure.ts'
import { VERSION } from './version.ts'

export interface RunningServer {
  /** The address that it listens on, or the public one. */
  url: string
  /** No new work; what is begun is finished or given back. */
  close(): Promise<void>
}

export { StartFailure }

const DRAIN_MS = 10_000
const LIVE_CLIENTS_MAX = 2_000
/** Something is to be done by a process that watches this one, e.g. systemd or a container engine. */
const EXIT_FATAL = 70

interface Started {
  database: Database
  ports: SystemPorts
  secrets: Secrets
  logger: Logger
  feed: LiveFeed
  meters: Meters
}

/** Rejects with nothing left running: whoever mends the cause can call it again. */
export async function serve(options: Options): Promise<RunningServer> {
  const opened: { close(): Promise<void> | void }[] = []
  try {
    return await begin(options, await startParts(options, opened))
  } catch (error) {
    for (const each of opened.toReversed()) await each.close()
    throw error
  }
}

async function begin(options: Options, started: Started): Promise<RunningServer> {
  const { database, ports, logger, feed, meters } = started
  let listening: string | undefined
  const publicUrl = (): string => options.url ?? listening ?? `http://${options.host}:${options.port}`
  let bridge: LiveBridge | undefined
  const watch = watchAll(meters.watch, {
    committed(incident, facts) {
      const events = eventsOfCommit(incident, facts)
      feed.publish(events)
      bridge?.tell(events)
    },
  })
  const presence = createLivePresence({ feed, clock: ports.clock, tellOthers: (events) => bridge?.tell(events) })
  if (options.configFile) await applyConfigFile(options.configFile, started)
  // After the file, which writes its secrets anew.
  const unreadable = await markKey(database.kysely, started.secrets)
  for (const line of explainUnreadable(unreadable, started.secrets)) logger.error(line)
  let accounts: Accounts | undefined
  const configurationChanged = (version: number): void => {
    // Another node, or a file, may have deactivated somebody or withdrawn a key.
    accounts?.sessions.forgetAll()
    accounts?.apiKeys.forgetAll()
    feed.publish([{ event: 'config', data: { version } }])
  }
  const node = await startNode({ ...started, options, watch, configurationChanged, publicUrl, version: VERSION })
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
  const own = accountsOf(started, options, node, publicUrl)
  accounts = { ...own, authenticate: reader.admitting(own.authenticate) }
  const app = await createApp(options, started, { node, accounts, publicUrl, presence })
  let local: LocalServer | undefined
  const close = async () => {
    await local?.stop()
    await stop(app, node, bridge, started)
  }
  const address = await app.listen({ host: options.host, port: options.port }).catch(async (error: Error) => {
    await close()
    throw explainListening(error, options)
  })
  listening = address.replace('127.0.0.1', 'localhost').replace('[::1]', 'localhost')
  if (database.engine === 'embedded') {
    const handlers = localHandlers({ options, ...started, node, accounts, app, reader })
    const { dataDir } = options
    local = await startLocalServer({ ...ports, dataDir, version: VERSION, log: node.deps.log, handlers })
  }
  await greet(database, started.secrets, publicUrl())
  logger.info({ node: node.name, engine: database.engine, version: VERSION }, 'started')
  return { url: publicUrl(), close }
}

function explainListening(error: Error, { host, port }: Options): Error {
  const code = 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return new StartFailure(
      `Port ${port} of ${host} is in use by another program. Choose another, for example --port ${port + 1}`,
    )
  if (code === 'EACCES')
    return new StartFailure(
      `Port ${port} needs rights that this user has not. Choose one above 1023, for example --port 4000`,
    )
  return error
}

async function startParts(options: Options, opened: { close(): Promise<void> | void }[]): Promise<Started> {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 })
  const logger = createLogger({ level: levelOf(options) })
  const ports = createSystemPorts({ refusedRanges: options.refusedNetworks })
  opened.push(ports.net)
  const keys = { dataDir: options.dataDir, secretKey: options.secretKey, olderKeys: options.olderSecretKeys }
  const { secrets, warnings, origin } = openSecrets(keys, ports.ids)
  for (const warning of warnings) logger.warn(warning)
  const appliedAt = ports.clock.now()
  const database = await openDatabase({
    url: options.databaseUrl,
    dataDir: options.dataDir,
    poolMax: options.databaseConnections,
    template: () => prepareTemplate({ appliedAt }),
    onFatal(error) {
      logger.fatal(
        { error: error.message },
        'the embedded database stopped; the process ends and has to be started again',
      )
      process.exit(EXIT_FATAL)
    },
    onConnectionLost: (error) => logger.warn({ error: error.message }, 'an idle database connection was lost'),
  })
  opened.push(database)
  const applied = await migrate(database.pool, { appliedAt })
  if (applied.length > 0) logger.info({ applied }, 'migrated')
  const { newer } = await readOutlook(database.pool)
  if (newer.length > 0) logger.warn({ newer }, 'a newer release has migrated the database; this one works on it too')
  if (database.engine === 'postgres' && origin !== 'variable') await refuseForeignKey(database, secrets)
  const feed = createLiveFeed({ epoch: ports.ids.token(6).replaceAll('-', '_'), listenersMax: LIVE_CLIENTS_MAX })
  return { database, ports, secrets, logger, feed, meters: createMeters() }
}

/** A node with a key of its own could neither read what pages need nor be read by the others, so it does not begin. */
async function refuseForeignKey(database: Database, secrets: Secrets): Promise<void> {
  if (!(await hasForeignKey(database.kysely, secrets))) return
  throw new StartFailure(
    'The secrets in this database are encrypted with another key than that of the file secret.key in the data folder. Give all nodes the same key in TOCSIN_SECRET_KEY: the content of that file on the first node. If the key is lost, give a new one there, and what cannot be read will be named.',
  )
}

function levelOf(options: Options): 'debug' | 'info' | 'warn' | 'error' {
  if (options.logLevel === 'trace') return 'debug'
  return options.logLevel === 'fatal' ? 'error' : options.logLevel
}

async function applyConfigFile(path: string, { database, secrets, ports, logger }: Started): Promise<void> {
  const given = { name: path, text: readFileSync(path, 'utf8'), environment: processEnvironment() }
  const outcome = await applyFile(
    { db: database.kysely, secrets, ids: ports.ids, hashPassword: (password) => hashPassword(password, ports.ids) },
    given,
    {
      actor: FILE_ACTOR,
      at: ports.clock.now(),
      prune: false,
      isPlanOnly: false,
    },
  )
  for (const warning of outcome.warnings) logger.warn(formatProblem(warning))
  if ('problems' in outcome) throw new StartFailure(outcome.problems.map(formatProblem).join('\n'))
  logger.info({ file: path }, formatCounts(outcome.changes, true))
}

function accountsOf(
  { database, ports, secrets }: Started,
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
    configurationChanged: () => node.configuration.refresh(),
    log: node.deps.log,
  })
}

async function createApp(
  options: Options,
  { database, ports, secrets, logger, feed, meters }: Started,
  { node, accounts, publicUrl, presence }: Pick<HttpAppParts, 'node' | 'accounts' | 'publicUrl' | 'presence'>,
): Promise<FastifyInstance> {
  const tls = options.tls && {
    key: readFileSync(options.tls.keyFile, 'utf8'),
    cert: readFileSync(options.tls.certFile, 'utf8'),
  }
  const mail = mailOptionsOf(options, tls)
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
  })
  return app
}

/** Printed for the person at the terminal; the log says the rest. */
async function greet(database: Database, secrets: Secrets, url: string): Promise<void> {
  const setup = await findSetupLink(database.kysely, secrets, url)
  const lines = [`Tocsin ${VERSION} is at ${url}`, ...(setup ? [`Set it up at ${setup}`] : [])]
  process.stdout.write(`\n  ${lines.join('\n  ')}\n\n`)
}

async function stop(
  app: FastifyInstance,
  node: TocsinNode,
  bridge: LiveBridge | undefined,
  { database, ports }: Started,
): Promise<void> {
  await drainHttpServer(app, ports.clock, DRAIN_MS)
  await node.stop()
  await bridge?.stop()
  await ports.net.close()
  await database.close()
}
