/** `tocsin serve`: a whole node, from its options to a listening server, and down again in order. */

import { mkdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
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
import type { Demo } from '../demo/demo.ts'
import { isDemoFolder } from '../demo/demo-folder.ts'
import { createLogger } from '../http/logger.ts'
import { type LocalServer, startLocalServer } from '../local/local-server.ts'
import { createSystemPorts, type SystemPorts } from '../ports/ports.ts'
import { openSecrets } from '../secrets/key-source.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { explainUnreadable, hasForeignKey, markKey } from '../secrets/unreadable-secrets.ts'
import { type AssembledServer, assembleServer, type ServerParts } from './assemble.ts'
import { createLiveFeed } from './live-feed.ts'
import { localHandlers } from './local-requests.ts'
import { createMeters } from './meters.ts'
import { StartFailure } from './start-failure.ts'
import { VERSION } from './version.ts'

export interface RunningServer {
  /** The address that it listens on, or the public one. */
  url: string
  /** No new work; what is begun is finished or given back. */
  close(): Promise<void>
}

const LIVE_CLIENTS_MAX = 2_000
/** Something is to be done by a process that watches this one, e.g. systemd or a container engine. */
const EXIT_FATAL = 70

interface Started extends ServerParts {
  ports: SystemPorts
}

/** Rejects with nothing left running: whoever mends the cause can call it again. */
export async function serve(given: Options): Promise<RunningServer> {
  const demo = await openDemo(given)
  const options = demo?.options ?? given
  // Said at once: opening the database takes seconds, and leaves traces.
  await demandFreePort(options)
  const opened: { close(): Promise<void> | void }[] = []
  try {
    return await begin(options, await startParts(options, opened, demo), demo)
  } catch (error) {
    for (const each of opened.toReversed()) await each.close()
    throw error
  }
}

/** The demo is loaded only when it is wanted, and its invented people are never paged for real. */
async function openDemo(options: Options): Promise<Demo | undefined> {
  if (options.demo) return (await import('../demo/demo.ts')).openDemo(options)
  if (options.databaseUrl === undefined && isDemoFolder(options.dataDir))
    throw new StartFailure(
      `The folder ${options.dataDir} holds the data of the demo. Start with --demo to go on with it, or choose another folder, for example --data ./data`,
    )
  return undefined
}

async function begin(options: Options, started: Started, demo: Demo | undefined): Promise<RunningServer> {
  const { database, ports, logger } = started
  let listening: string | undefined
  const publicUrl = (): string => options.url ?? listening ?? `http://${options.host}:${options.port}`
  if (options.configFile) await applyConfigFile(options.configFile, started)
  // After the file, which writes its secrets anew.
  const unreadable = await markKey(database.kysely, started.secrets)
  for (const line of explainUnreadable(unreadable, started.secrets)) logger.error(line)
  await demo?.fill(started)
  const server = await assembleServer(options, started, publicUrl)
  let local: LocalServer | undefined
  const close = async () => {
    await demo?.rest()
    await local?.stop()
    await stop(server, started)
  }
  const address = await server.app.listen({ host: options.host, port: options.port }).catch(async (error: Error) => {
    await close()
    throw explainListening(error, options)
  })
  listening = address.replace('127.0.0.1', 'localhost').replace('[::1]', 'localhost')
  if (database.engine === 'embedded') {
    const handlers = localHandlers({ options, ...started, ...server })
    const { dataDir } = options
    local = await startLocalServer({ ...ports, dataDir, version: VERSION, log: server.node.deps.log, handlers })
  }
  demo?.goOn(server)
  await greet(started, publicUrl(), demo)
  logger.info({ node: server.node.name, engine: database.engine, version: VERSION }, 'started')
  return { url: publicUrl(), close }
}

function demandFreePort(options: Options): Promise<void> {
  const { host, port } = options
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error) => reject(explainListening(error, options)))
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve()))
  })
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

async function startParts(
  options: Options,
  opened: { close(): Promise<void> | void }[],
  demo: Demo | undefined,
): Promise<Started> {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 })
  const logger = createLogger({ level: levelOf(options) })
  const ports = demo?.ports ?? createSystemPorts({ refusedRanges: options.refusedNetworks })
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
  const parts = { database, ports, secrets, logger, feed, meters: createMeters() }
  return demo ? { ...parts, demo: demo.world, onCommit: demo.onCommit } : parts
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

/** Printed for the person at the terminal; the log says the rest. */
async function greet({ database, secrets }: Started, url: string, demo: Demo | undefined): Promise<void> {
  const setup = await findSetupLink(database.kysely, secrets, url)
  const more = demo?.greeting(url) ?? (setup ? [`Set it up at ${setup}`] : [])
  process.stdout.write(`\n  ${[`Tocsin ${VERSION} is at ${url}`, ...more].join('\n  ')}\n\n`)
}

async function stop(server: AssembledServer, { database, ports }: Started): Promise<void> {
  await server.stop()
  await ports.net.close()
  await database.close()
}
