/** The installation that a command works on without its server: database and secrets, opened for as long as the command runs. */
import type { Options } from '../shell/config/options.ts'
import { DatabaseFailure } from '../shell/database/database-failure.ts'
import { hasCluster } from '../shell/database/embedded/data-folder.ts'
import { migrate } from '../shell/database/migrate.ts'
import { type Database, openDatabase } from '../shell/database/open-database.ts'
import { prepareTemplate } from '../shell/database/template.ts'
import { type OpenedSecrets, openSecrets } from '../shell/secrets/key-source.ts'
import { CommandFailure, EXIT } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

export interface Installation {
  options: Options
  database: Database
}

export interface InstallationOptions {
  /** `create`: a new one is made where there is none, and an older one is migrated; `look`: nothing is changed. */
  mode: 'create' | 'look'
  /** What to do instead when a server runs on the data folder. */
  whenInUse?: string
}

export async function withInstallation<T>(
  options: Options,
  terminal: Terminal,
  { mode, whenInUse }: InstallationOptions,
  work: (installation: Installation) => Promise<T>,
): Promise<T> {
  if (mode === 'look' && options.databaseUrl === undefined && !hasCluster(options.dataDir)) {
    throw new CommandFailure(
      EXIT.usage,
      `There is no installation in ${options.dataDir}. Name its folder with --data, or its server with DATABASE_URL.`,
    )
  }
  const database = await openOwn(options, terminal, whenInUse)
  try {
    if (mode === 'create') await migrate(database.pool, { appliedAt: terminal.clock.now() })
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
  const opening = openDatabase({ url, dataDir, onFatal: endProcess, ...(template && { template }) })
  return explainFailures(opening, undefined)
}

export function openKeys(options: Options, terminal: Terminal): OpenedSecrets {
  const { secretKey, olderSecretKeys, dataDir } = options
  const opened = openSecrets({ secretKey, olderKeys: olderSecretKeys, dataDir }, terminal.ids)
  for (const warning of opened.warnings) terminal.say(`${warning}\n`)
  return opened
}

function openOwn(options: Options, terminal: Terminal, whenInUse: string | undefined): Promise<Database> {
  const opening = openDatabase({
    url: options.databaseUrl,
    dataDir: options.dataDir,
    poolMax: 2,
    template: () => prepareTemplate({ appliedAt: terminal.clock.now() }),
    onFatal: endProcess,
  })
  return explainFailures(opening, whenInUse)
}

async function explainFailures(opening: Promise<Database>, whenInUse: string | undefined): Promise<Database> {
  try {
    return await opening
  } catch (error) {
    if (error instanceof DatabaseFailure && error.code === 'data_folder_locked') {
      const instead = whenInUse === undefined ? '' : ` ${whenInUse}`
      throw new CommandFailure(EXIT.refused, `${error.message}${instead}`)
    }
    throw error
  }
}

/** The embedded engine died: whoever waits for it gets the same error. */
function endProcess(): void {}
