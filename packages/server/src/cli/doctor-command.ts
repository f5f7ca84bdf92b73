import type { Command } from 'commander'
import type { Finding } from '../shell/app/doctor-checks.ts'
import { examine } from '../shell/app/examination.ts'
import { VERSION } from '../shell/app/version.ts'
import type { Options } from '../shell/config/options.ts'
import type { LocalConnection } from '../shell/local/local-client.ts'
import { addOptions, DATABASE_OPTIONS, readCommandOptions } from './command-options.ts'
import { CommandFailure, EXIT } from './exit-codes.ts'
import { openKeys, withInstallation } from './installation.ts'
import { formatTable, printJson, type Terminal } from './terminal.ts'

const SIGNS = { ok: 'ok', warning: 'WARNING', problem: 'PROBLEM' } as const

export function addDoctorCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('doctor')
    .description('Examine an installation: database, secrets, disk, clocks, channels, people, services, schedules.')
    .option('--json', 'print JSON')
  addOptions(command, DATABASE_OPTIONS).action(async ({ json }: { json?: boolean }) => {
    const options = readCommandOptions(command, DATABASE_OPTIONS, terminal)
    const findings = await findingsOf(options, terminal)
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

function findingsOf(options: Options, terminal: Terminal): Promise<Finding[]> {
  const ask = async (server: LocalConnection): Promise<Finding[]> => {
    terminal.say('A server runs on this data folder, and examines itself.\n')
    const { findings } = await server.ask<{ findings: Finding[] }>('doctor', {})
    return server.version === VERSION ? findings : [otherVersion(server.version), ...findings]
  }
  return withInstallation(options, terminal, { mode: 'examine', whenServed: { ask } }, ({ database }) => {
    const keys = () => {
      const { secrets, origin: keyOrigin } = openKeys(options, terminal)
      return { secrets, keyOrigin }
    }
    return examine({ options, database, clock: terminal.clock, keys })
  })
}

function otherVersion(version: string): Finding {
  const message = `This program is Tocsin ${VERSION}, and the server that runs is ${version}: it is what was examined. Restart it to use this one.`
  return { check: 'server', state: 'warning', message }
}
