import type { Command } from 'commander'
import { loadDirectory } from '../shell/store/sql/directory.queries.ts'
import { addOptions, DATABASE_OPTIONS, readCommandOptions } from './command-options.ts'
import { CHECKS, checkDatabase, type Finding } from './doctor-checks.ts'
import { CommandFailure, EXIT } from './exit-codes.ts'
import { type Installation, openKeys, withInstallation } from './installation.ts'
import { formatTable, printJson, type Terminal } from './terminal.ts'

const WHEN_IN_USE =
  'A running server tells how it is doing at /readyz, and in the console under Status; stop it for the whole examination.'
const SIGNS = { ok: 'ok', warning: 'WARNING', problem: 'PROBLEM' } as const

export function addDoctorCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('doctor')
    .description('Examine an installation: database, secrets, disk, clocks, channels, people, services, schedules.')
    .option('--json', 'print JSON')
  addOptions(command, DATABASE_OPTIONS).action(async ({ json }: { json?: boolean }) => {
    const options = readCommandOptions(command, DATABASE_OPTIONS, terminal)
    const inUse = { mode: 'look', whenInUse: WHEN_IN_USE } as const
    const findings = await withInstallation(options, terminal, inUse, (installation) => examine(installation, terminal))
    if (json) printJson(terminal, { findings })
    else
      terminal.print(
        formatTable(
          ['', 'CHECK', ''],
          findings.map(({ check, state, message }) => [SIGNS[state], check, message]),
        ),
      )
    if (findings.some(({ state }) => state === 'problem')) throw new CommandFailure(EXIT.problems, '')
  })
}

async function examine({ options, database }: Installation, terminal: Terminal): Promise<Finding[]> {
  const findings = await checkDatabase({ database })
  // The other checks read tables that an older or a newer schema may not have.
  if (findings.some(({ check, state }) => check === 'migrations' && state !== 'ok')) return findings
  const { secrets, origin: keyOrigin } = openKeys(options, terminal)
  const directory = await loadDirectory(database.kysely)
  const patient = { options, database, directory, secrets, keyOrigin, clock: terminal.clock }
  for (const check of CHECKS) findings.push(...(await check(patient)))
  return findings
}
