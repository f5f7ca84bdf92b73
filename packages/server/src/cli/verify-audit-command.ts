import type { Command } from 'commander'
import { onSnapshot } from '../shell/backup/read-rows.ts'
import { type AuditReport, verifyFacts } from '../shell/backup/verify-facts.ts'
import { addOptions, addScratchOption, DATABASE_OPTIONS, readCommandOptions } from './command-options.ts'
import { CommandFailure, EXIT } from './exit-codes.ts'
import { withInstallation } from './installation.ts'
import { formatTable, printJson, type Terminal } from './terminal.ts'

interface AuditFlags {
  json?: boolean
  scratch?: string
}

export function addVerifyAuditCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('verify-audit')
    .description('Recompute the hash chain of every incident and compare what its facts say with what is stored.')
    .option('--json', 'print JSON')
  addOptions(addScratchOption(command), DATABASE_OPTIONS).action(async ({ json, scratch }: AuditFlags) => {
    const options = readCommandOptions(command, DATABASE_OPTIONS, terminal)
    const report = await withInstallation(
      options,
      terminal,
      { mode: 'look', whenServed: { copyTo: { scratch } } },
      ({ database }) => onSnapshot(database.pool, verifyFacts),
    )
    if (json) printJson(terminal, report)
    else terminal.print(formatAudit(report, terminal.width))
    if (report.problems.length > 0) throw new CommandFailure(EXIT.problems, '')
  })
}

export function formatAudit({ incidents, facts, problems }: AuditReport, width: number | undefined): string {
  const counted = `${incidents} incidents with ${facts} facts were verified`
  if (problems.length === 0) return `${counted}: every chain holds, and every incident is what its facts say.\n`
  const rows = problems.map(({ incident, version, problem }) => [incident, version, problem])
  return `${counted}; ${problems.length} problems:\n\n${formatTable(['INCIDENT', 'FACT', 'PROBLEM'], rows, width)}`
}
