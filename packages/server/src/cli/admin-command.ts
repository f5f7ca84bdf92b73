import { CODES } from '@tocsin/core/kernel/codes.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Command } from 'commander'
import { resetAdmin } from '../people/reset-admin.ts'
import type { OptionName } from '../shell/config/option-table.ts'
import { resealSecrets } from '../shell/secrets/stored-secrets.ts'
import { explainUnreadable, listUnreadableSecrets } from '../shell/secrets/unreadable-secrets.ts'
import { addOptions, DATABASE_OPTIONS, readCommandOptions } from './command-options.ts'
import { CommandFailure, EXIT } from './exit-codes.ts'
import { openKeys, withInstallation } from './installation.ts'
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
    const inUse = { mode: 'look', whenInUse: 'Stop the server for this, and start it again afterwards.' } as const
    await withInstallation(options, terminal, inUse, async ({ database }) => {
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
    .description('Make a person an active admin, a new one if need be, and print a link to choose a password.')
    .argument('<email>', 'the mail address of the person')
  addOptions(command, OPTIONS).action(async (email: string) => {
    const options = readCommandOptions(command, OPTIONS, terminal)
    const { clock, ids } = terminal
    const inUse = { mode: 'create', whenInUse: 'Stop the server for this, and start it again afterwards.' } as const
    const outcome = await withInstallation(options, terminal, inUse, ({ database }) =>
      resetAdmin(
        { db: database.kysely, clock, ids, linkUrl: () => options.url ?? `http://${options.host}:${options.port}` },
        email,
      ),
    )
    if ('rejected' in outcome) {
      const { code } = outcome.rejected
      throw new CommandFailure(
        EXIT.refused,
        code === 'invalid_request' ? `"${email}" is no mail address.` : CODES[code].mend,
      )
    }
    terminal.print(
      `${email} is ${outcome.isNew ? 'a new' : 'an'} admin. Choose a password at\n\n  ${outcome.link.url}\n\n`,
    )
    terminal.say(`The link works once, until ${formatInstant(outcome.link.expiresAt)}; the server has to run for it.\n`)
  })
}
