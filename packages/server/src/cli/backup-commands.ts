import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { VERSION } from '../shell/app/version.ts'
import { readBackup, writeBackup } from '../shell/backup/backup-file.ts'
import { dumpLines } from '../shell/backup/dump.ts'
import { onSnapshot } from '../shell/backup/read-rows.ts'
import { hasCurrentSchema, type Restored, RestoreRefused, restoreLines } from '../shell/backup/restore.ts'
import { verifyFacts } from '../shell/backup/verify-facts.ts'
import { OPTION_TABLE } from '../shell/config/option-table.ts'
import type { Options } from '../shell/config/options.ts'
import type { Database } from '../shell/database/open-database.ts'
import { prepareTemplate } from '../shell/database/template.ts'
import { addOptions, addScratchOption, DATABASE_OPTIONS, readCommandOptions } from './command-options.ts'
import { CommandFailure, EXIT } from './exit-codes.ts'
import { openBlank, withInstallation } from './installation.ts'
import type { Terminal } from './terminal.ts'

const KEY_NOTE =
  'Secrets in it are encrypted, and the key is not in it: keep the file secret.key of the data folder, or TOCSIN_SECRET_KEY, in another safe place.'

export function addBackupCommands(program: Command, terminal: Terminal): void {
  addBackup(program, terminal)
  addRestore(program, terminal)
  addMove(program, terminal)
}

interface BackupFlags {
  force?: boolean
  scratch?: string
}

function addBackup(program: Command, terminal: Terminal): void {
  const command = program
    .command('backup')
    .description('Write everything that the database holds into one file, which either engine and later versions read.')
    .argument('<file>', 'for example tocsin-2026-01-05.gz')
    .option('--force', 'overwrite the file')
  addOptions(addScratchOption(command), DATABASE_OPTIONS).action(async (file: string, flags: BackupFlags) => {
    const { force, scratch } = flags
    if (existsSync(file) && !force) throw new CommandFailure(EXIT.refused, `${file} exists; --force overwrites it.`)
    const options = readCommandOptions(command, DATABASE_OPTIONS, terminal)
    const how = { mode: 'look', whenServed: { copyTo: { scratch } } } as const
    await withInstallation<unknown>(options, terminal, how, ({ database }) =>
      onSnapshot(database.pool, (client) => writeBackup(file, dumpLines(client, dumpOptions(database, terminal)))),
    )
    terminal.print(`${file} was written.\n`)
    terminal.say(`${KEY_NOTE}\n`)
  })
}

function addRestore(program: Command, terminal: Terminal): void {
  const command = program
    .command('restore')
    .description('Read a backup into an empty data folder or database.')
    .argument('<file>', 'what "tocsin backup" wrote')
  addOptions(command, DATABASE_OPTIONS).action(async (file: string) => {
    if (!existsSync(file)) throw new CommandFailure(EXIT.usage, `${file} does not exist.`)
    const options = readCommandOptions(command, DATABASE_OPTIONS, terminal)
    const isCurrent = await refusing(hasCurrentSchema(readBackup(file)))
    const template = () => prepareTemplate({ appliedAt: terminal.clock.now() })
    const target = await openBlank(options, isCurrent ? template : undefined)
    try {
      const restored = await refusing(restoreLines(target.pool, readBackup(file), terminal.clock.now()))
      await confirm(target, restored, terminal)
    } finally {
      await target.close()
    }
    terminal.say('Messages that waited when the backup was written are sent as soon as the server starts.\n')
    terminal.say(`${KEY_NOTE.replace('keep', 'put back')}\n`)
  })
}

function addMove(program: Command, terminal: Terminal): void {
  const command = program
    .command('move')
    .description('Take an installation with the embedded database to a PostgreSQL server, whole.')
    .option('--to <url>', 'an empty database, for example postgres://tocsin:password@db.example.com/tocsin')
  const names = DATABASE_OPTIONS.filter((name) => name !== 'databaseUrl')
  addOptions(command, names).action(async ({ to }: { to?: string }) => {
    const url = to === undefined ? undefined : OPTION_TABLE.databaseUrl.read(to)
    if (!url || !('value' in url)) {
      throw new CommandFailure(
        EXIT.usage,
        '--to needs the address of an empty database, for example --to postgres://tocsin:password@db.example.com/tocsin',
      )
    }
    const { databaseUrl: _, ...options } = readCommandOptions(command, names, terminal)
    await moveTo(url.value, options, terminal)
    terminal.say(
      `Start Tocsin with DATABASE_URL set to that address from now on. The old data in ${options.dataDir} was left as it is: do not start on it again, or people are paged twice. The key file in that folder is still needed; for several nodes put its content into TOCSIN_SECRET_KEY.\n`,
    )
  })
}

function moveTo(url: string, options: Options, terminal: Terminal): Promise<void> {
  const how = { mode: 'look', whenServed: { refuse: 'Stop it for this.' } } as const
  return withInstallation(options, terminal, how, async ({ database }) => {
    const target = await openBlank({ databaseUrl: url, dataDir: options.dataDir })
    try {
      const restored = await onSnapshot(database.pool, (client) =>
        refusing(restoreLines(target.pool, dumpLines(client, dumpOptions(database, terminal)), terminal.clock.now())),
      )
      await confirm(target, restored, terminal)
    } finally {
      await target.close()
    }
  })
}

/** Counts what arrived and verifies the chains there: only then is a copy believed. */
async function confirm(target: Database, { counts, header }: Restored, terminal: Terminal): Promise<void> {
  const { facts, incidents, problems } = await onSnapshot(target.pool, verifyFacts)
  const rows = [...counts.values()].reduce((sum, count) => sum + count, 0)
  if (facts !== (counts.get('facts') ?? 0) || incidents !== (counts.get('incidents') ?? 0)) {
    throw new CommandFailure(EXIT.failed, 'Not everything arrived: the numbers of facts or incidents differ.')
  }
  terminal.print(
    `${rows} rows of ${counts.size} tables arrived, as of ${header.at}; ${incidents} incidents with ${facts} facts.\n`,
  )
  if (problems.length === 0) return
  const [first] = problems
  throw new CommandFailure(
    EXIT.problems,
    `The audit found ${problems.length} problems in what was copied, the first in ${first?.incident}: ${first?.problem}. They were there before; "tocsin verify-audit" lists them.`,
  )
}

function dumpOptions({ engine }: Database, { clock }: Terminal) {
  return { version: VERSION, engine, at: clock.now() }
}

async function refusing<T>(restoring: Promise<T>): Promise<T> {
  try {
    return await restoring
  } catch (error) {
    if (error instanceof RestoreRefused) throw new CommandFailure(EXIT.refused, error.message)
    throw error
  }
}
