/** Options of the process as options of commands: commander collects them, readOptions reads them. */
import type { Command } from 'commander'
import { OPTION_TABLE, type OptionName, type OptionSpec } from '../shell/config/option-table.ts'
import { describeUnknownFlags, type GivenFlags, type Options, readOptions } from '../shell/config/options.ts'
import { CommandFailure, EXIT } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

/** What every command needs that opens the database itself. */
export const DATABASE_OPTIONS: readonly OptionName[] = [
  'dataDir',
  'databaseUrl',
  'databaseConnections',
  'secretKey',
  'olderSecretKeys',
]

/** Values are taken as they come, a missing one included, so that all problems can be told together. */
export function addOptions(command: Command, names: readonly OptionName[]): Command {
  for (const name of names) {
    const spec: OptionSpec<unknown> = OPTION_TABLE[name]
    const fallback = spec.fallback === undefined ? '' : `; default ${spec.fallback}`
    command.option(`--${spec.flag} [${spec.placeholder}]`, `${spec.help} (${spec.variable}${fallback})`)
  }
  return command
}

/** Of commands that read a copy beside a running server. */
export function addScratchOption(command: Command): Command {
  return command.option(
    '--scratch <folder>',
    'where the copy is made that is read beside a server with the embedded database; by default the data folder',
  )
}

export function readCommandOptions(command: Command, names: readonly OptionName[], terminal: Terminal): Options {
  const given = command.opts<Record<string, string | true | undefined>>()
  const flags: GivenFlags = Object.fromEntries(
    names.map((name) => [OPTION_TABLE[name].flag, given[camelCase(OPTION_TABLE[name].flag)]]),
  )
  const reading = readOptions(flags, terminal.environment, names)
  if ('problems' in reading) throw new CommandFailure(EXIT.usage, reading.problems.join('\n'))
  for (const warning of reading.warnings) terminal.say(`${warning}\n`)
  return reading.options
}

/** For commands that take options of the process and nothing else: unknown words are told with the other problems. */
export function readOnlyOptions(command: Command, names: readonly OptionName[], terminal: Terminal): Options {
  const unknown = describeUnknownFlags(command.args, names)
  try {
    const options = readCommandOptions(command, names, terminal)
    if (unknown.length === 0) return options
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error
    throw new CommandFailure(error.exitCode, [...unknown, error.message].join('\n'))
  }
  throw new CommandFailure(EXIT.usage, unknown.join('\n'))
}

function camelCase(flag: string): string {
  return flag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}
