/**
 * The installation that a command works on: its database and secrets, opened for as long as the command runs. The embedded database
 * belongs to one process, so beside a running server a command asks that server, or reads a copy; see docs/adr/0009.
 */
import type { Options } from '../shell/config/options.ts'
import { DatabaseFailure } from '../shell/database/database-failure.ts'
import { hasCluster } from '../shell/database/embedded/data-folder.ts'
import { migrate, readOutlook, refuseTooOld } from '../shell/database/migrate.ts'
import { type Database, openDatabase } from '../shell/database/open-database.ts'
import { prepareTemplate } from '../shell/database/template.ts'
import { findLocalServer, type LocalConnection } from '../shell/local/local-client.ts'
import { type OpenedSecrets, openSecrets } from '../shell/secrets/key-source.ts'
import { CommandFailure, EXIT } from './exit-codes.ts'
import { openCopy } from './open-copy.ts'
import type { Terminal } from './terminal.ts'

export interface Installation {
  options: Options
  database: Database
}

export interface InstallationOptions<T> {
  /**
   * `create`: a new one is made where there is none, and an older one is migrated; `look`: nothing is changed, and a schema that
   * is too new is refused; `examine`: the same, whatever the schema is.
   */
  mode: 'create' | 'look' | 'examine'
  whenServed: WhenServed<T>
}

/** What to do while a server has the data folder. */
export type WhenServed<T> =
  /** The server does it. */
  | { ask(server: LocalConnection): Promise<T> }
  /** The same work on a copy. `scratch` is where the copy is made; by default the data folder. */
  | { copyTo: { scratch: string | undefined } }
  /** It cannot be done; this sentence says what to do instead. */
  | { refuse: string }

export const STOP_FIRST = 'Stop it for this, and start it again afterwards.'
/** A server that starts locks the folder some time before it listens. */
const LOOK_MS_MAX = 3_000
const LOOK_AGAIN_MS = 250

export async function withInstallation<T>(
  options: Options,
  terminal: Terminal,
  { mode, whenServed }: InstallationOptions<T>,
  work: (installation: Installation) => Promise<T>,
): Promise<T> {
  if (mode !== 'create' && options.databaseUrl === undefined && !hasCluster(options.dataDir)) {
    throw new CommandFailure(
      EXIT.usage,
      `There is no installation in ${options.dataDir}. Name its folder with --data, or its server with DATABASE_URL.`,
    )
  }
  const reached = await reach(options, terminal, whenServed)
  if ('server' in reached) return reached.ask(reached.server)
  const { database } = reached
  try {
    if (mode === 'create') await migrate(database.pool, { appliedAt: terminal.clock.now() })
    if (mode === 'look') refuseTooOld(await readOutlook(database.pool))
    return await work({ options, database })
  } finally {
    await database.close()
  }
}

/** A database to restore into: an empty one, or with `template` one that is migrated already, which takes less time to make. */
export function openBlank(
  options: Pick<Options, 'databaseUrl' | 'dataDir'>,
  template?: () => Promise<string | undefined>,
): Promise<Database> {
  const { databaseUrl: url, dataDir } = options
  return openDatabase({ url, dataDir, onFatal: endProcess, ...(template && { template }) })
}

export function openKeys(options: Options, terminal: Terminal): OpenedSecrets {
  const { secretKey, olderSecretKeys, dataDir } = options
  const opened = openSecrets({ secretKey, olderKeys: olderSecretKeys, dataDir }, terminal.ids)
  for (const warning of opened.warnings) terminal.say(`${warning}\n`)
  return opened
}

type Reached<T> = { database: Database } | { server: LocalConnection; ask(server: LocalConnection): Promise<T> }

/** Opens the database, or finds who has it. Whoever has the folder without answering may be about to start or to stop. */
async function reach<T>(options: Options, terminal: Terminal, whenServed: WhenServed<T>): Promise<Reached<T>> {
  const { clock } = terminal
  for (const until = clock.now() + LOOK_MS_MAX; ; await clock.sleep(LOOK_AGAIN_MS)) {
    const database = await openUnlessLocked(options, terminal)
    if (database) return { database }
    const inUse = `The data folder ${options.dataDir} is in use by another Tocsin process`
    if ('refuse' in whenServed) throw new CommandFailure(EXIT.refused, `${inUse}. ${whenServed.refuse}`)
    const server = await findLocalServer(options.dataDir)
    if (server && 'ask' in whenServed) return { server, ask: whenServed.ask }
    if (server && 'copyTo' in whenServed) {
      return { database: await openCopy(server, options, whenServed.copyTo, terminal) }
    }
    if (clock.now() < until) continue
    throw new CommandFailure(
      EXIT.refused,
      `${inUse}, which does not answer: another command works on it, or a server starts or stops. Try again.`,
    )
  }
}

async function openUnlessLocked(options: Options, terminal: Terminal): Promise<Database | undefined> {
  try {
    return await openDatabase({
      url: options.databaseUrl,
      dataDir: options.dataDir,
      poolMax: 2,
      template: () => prepareTemplate({ appliedAt: terminal.clock.now() }),
      onFatal: endProcess,
    })
  } catch (error) {
    if (error instanceof DatabaseFailure && error.code === 'data_folder_locked') return undefined
    throw error
  }
}

/** The embedded engine died: whoever waits for it gets the same error. */
function endProcess(): void {}
