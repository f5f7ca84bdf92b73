/** The command line, put together. Results go to standard output, everything else to standard error; see exit-codes.ts. */
import { Command, CommanderError } from 'commander'
import { VERSION } from '../shell/app/version.ts'
import { DatabaseFailure, type DatabaseFailureCode } from '../shell/database/database-failure.ts'
import { LocalFailure } from '../shell/local/local-client.ts'
import { KeyFileUnusable } from '../shell/secrets/key-source.ts'
import { addAdminCommand } from './admin-command.ts'
import { addApplyCommand } from './apply-command.ts'
import { addBackupCommands } from './backup-commands.ts'
import { addDoctorCommand } from './doctor-command.ts'
import { CommandFailure, EXIT, type ExitCode } from './exit-codes.ts'
import { addIncidentCommand } from './incident-command.ts'
import { addOnCallCommand } from './on-call-command.ts'
import { addOpenApiCommand } from './openapi-command.ts'
import { addPolicyCommand } from './policy-command.ts'
import { addScheduleCommand } from './schedule-command.ts'
import { addServeCommand } from './serve-command.ts'
import type { Terminal } from './terminal.ts'
import { addVerifyAuditCommand } from './verify-audit-command.ts'

const HELP_AFTER = `
Exit codes: 0 done; 1 failed; 2 wrong usage, option or file; 3 refused; 4 problems were found (doctor, verify-audit).
Every option can be given by the variable in brackets instead. "tocsin <command> --help" lists those of a command.
`

/** What somebody has to decide; the rest of what can be wrong with a database is broken. */
const REFUSALS: readonly DatabaseFailureCode[] = ['data_folder_locked', 'database_newer', 'older_nodes']

/** Runs one command and returns its exit code. `serve` ends the process itself. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const program = createProgram(terminal)
  try {
    await program.parseAsync([...args], { from: 'user' })
    return EXIT.ok
  } catch (error) {
    return explain(error, terminal)
  }
}

function createProgram(terminal: Terminal): Command {
  const program = new Command('tocsin')
    .description(
      'Incident management: every signal in, one incident out, the right person on it, until it is verified fixed.',
    )
    .version(VERSION)
    .addHelpText('after', HELP_AFTER)
  const commands = [
    ...[addServeCommand, addApplyCommand, addDoctorCommand, addIncidentCommand, addOnCallCommand, addScheduleCommand],
    addPolicyCommand,
    ...[addVerifyAuditCommand, addBackupCommands, addAdminCommand, addOpenApiCommand],
  ]
  for (const add of commands) add(program, terminal)
  prepare(program, terminal)
  return program
}

/** Commander speaks through the terminal and never ends the process. */
function prepare(command: Command, terminal: Terminal): void {
  command.exitOverride().showHelpAfterError('(--help lists what there is)')
  command.configureOutput({
    writeOut: (text) => terminal.print(text),
    writeErr: (text) => terminal.say(text),
    ...(terminal.width !== undefined && { getOutHelpWidth: () => terminal.width ?? 100 }),
  })
  for (const child of command.commands) prepare(child, terminal)
}

function explain(error: unknown, terminal: Terminal): ExitCode {
  if (error instanceof CommandFailure) {
    if (error.message !== '') terminal.say(`${error.message}\n`)
    return error.exitCode
  }
  // It has said what was wrong already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  if (error instanceof DatabaseFailure) {
    terminal.say(`${error.message}\n`)
    return REFUSALS.includes(error.code) ? EXIT.refused : EXIT.failed
  }
  if (error instanceof LocalFailure) {
    terminal.say(`${error.message}\n`)
    return error.isRefusal ? EXIT.refused : EXIT.failed
  }
  if (error instanceof KeyFileUnusable) terminal.say(`${error.message}\n`)
  else terminal.say(`${sentenceOf(error)}\n`)
  return EXIT.failed
}

/** What drivers and the system throw: a refused connection has no message of its own. */
function sentenceOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(sentenceOf).join('; ')
  if (!(error instanceof Error)) return String(error)
  const { code } = error as { code?: unknown }
  if (code === 'ECONNREFUSED')
    return `Nothing answers there: ${error.message}. Check the address, and that the server runs.`
  // An error with a code is the world's; without one it is ours, and where it happened helps to mend it.
  return typeof code === 'string' ? error.message : (error.stack ?? error.message)
}
