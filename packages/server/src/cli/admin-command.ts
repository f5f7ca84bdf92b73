import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Command } from 'commander'
import { explainRejectedReset, resetAdmin } from '../people/reset-admin.ts'
import type { OptionName } from '../shell/config/option-table.ts'
import type { Options } from '../shell/config/options.ts'
import type { LocalConnection } from '../shell/local/local-client.ts'
import { resealSecrets } from '../shell/secrets/stored-secrets.ts'
import { explainUnreadable, listUnreadableSecrets } from '../shell/secrets/unreadable-secrets.ts'
import { addOptions, DATABASE_OPTIONS, readCommandOptions } from './command-options.ts'
import { CommandFailure, EXIT } from './exit-codes.ts'
import { openKeys, STOP_FIRST, withInstallation } from './installation.ts'
import type { Terminal } from './terminal.ts'

const OPTIONS: readonly OptionName[] = [...DATABASE_OPTIONS, 'url', 'host', 'port']

export function addAdminCommand(program: Command, terminal: Terminal): void {
  const admin = program.command('admin').description('For whoever runs the machine.')
  addReset(admin, terminal)
  addReseal(admin, terminal)
}

function addReseal(admin: Command, terminal: Terminal): void {
  const command = admin
    .command('reseal')
    .description('Write all stored secrets anew with TOCSIN_SECRET_KEY; TOCSIN_SECRET_KEY_OLD reads them.')
  addOptions(command, DATABASE_OPTIONS).action(async () => {
    const options = readCommandOptions(command, DATABASE_OPTIONS, terminal)
    const { secrets } = openKeys(options, terminal)
    const how = { mode: 'look', whenServed: { refuse: STOP_FIRST } } as const
    await withInstallation(options, terminal, how, async ({ database }) => {
      const count = await resealSecrets(database.kysely, secrets)
      terminal.print(`${count} secrets were written anew with the key ${secrets.keyId}.\n`)
      const unreadable = await listUnreadableSecrets(database.kysely, secrets)
      if (unreadable.length > 0)
        throw new CommandFailure(EXIT.problems, explainUnreadable(unreadable, secrets).join('\n'))
    })
  })
}

function addReset(admin: Command, terminal: Terminal): void {
  const command = admin
    .command('reset')
    .description('Make a person an active admin, and print a link to choose a password.')
    .argument('<email>', 'the mail address of the person')
    .option('--create', 'make a new admin, where nobody has this address')
  addOptions(command, OPTIONS).action(async (email: string, { create = false }: { create?: boolean }) => {
    const options = readCommandOptions(command, OPTIONS, terminal)
    const { url, expires_at, is_new } = await reset(options, terminal, { email, create })
    terminal.print(`${email} is ${is_new ? 'a new' : 'an'} admin. Choose a password at\n\n  ${url}\n\n`)
    terminal.say(`The link works once, until ${expires_at}; the server has to run for it.\n`)
  })
}

interface ResetAnswer {
  url: string
  expires_at: string
  is_new: boolean
}

/** A server that runs goes on, and knows the new admin at once. */
function reset(options: Options, terminal: Terminal, whom: { email: string; create: boolean }): Promise<ResetAnswer> {
  const { clock, ids } = terminal
  const ask = (server: LocalConnection) => server.ask<ResetAnswer>('reset-admin', whom)
  return withInstallation(options, terminal, { mode: 'create', whenServed: { ask } }, async ({ database }) => {
    const linkUrl = () => options.url ?? `http://${options.host}:${options.port}`
    const outcome = await resetAdmin({ db: database.kysely, clock, ids, linkUrl }, whom)
    if ('rejected' in outcome)
      throw new CommandFailure(EXIT.refused, explainRejectedReset(outcome.rejected, whom.email))
    const { url, expiresAt } = outcome.link
    return { url, expires_at: formatInstant(expiresAt), is_new: outcome.isNew }
  })
}
