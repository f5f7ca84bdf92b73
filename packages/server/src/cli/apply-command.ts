import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { type AppliedAsFile, applyAsFile } from '../shell/app/apply-as-file.ts'
import { formatProblem } from '../shell/config/file/file-problem.ts'
import { formatPlan } from '../shell/config/file/format-plan.ts'
import { readFile } from '../shell/config/file/read-file.ts'
import { listVariables } from '../shell/config/file/variables.ts'
import type { LocalConnection } from '../shell/local/local-client.ts'
import { addServerOptions, createApiClient, type ServerFlags } from './api-client.ts'
import { addOptions, DATABASE_OPTIONS, readCommandOptions } from './command-options.ts'
import { CommandFailure, EXIT } from './exit-codes.ts'
import { openKeys, withInstallation } from './installation.ts'
import { printJson, type Terminal } from './terminal.ts'

interface ApplyFlags extends ServerFlags {
  file: string
  plan?: boolean
  prune?: boolean
  json?: boolean
}

export function addApplyCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('apply')
    .description(
      'Make the configuration what a file says. Without --server or a key it goes to the database of this machine.',
    )
    .requiredOption('-f, --file <file>', 'the configuration file (YAML); - for standard input')
    .option('--plan', 'only show what would change')
    .option('--prune', 'delete what the file once owned and no longer names')
    .option('--json', 'print JSON')
  addOptions(addServerOptions(command), DATABASE_OPTIONS).action(async (flags: ApplyFlags) => {
    const given = { name: flags.file, text: readText(flags.file), environment: terminal.environment }
    const isRemote = flags.server !== undefined || Boolean(flags.key ?? terminal.environment.TOCSIN_KEY)
    const answer = isRemote
      ? await applyRemotely(given, flags, terminal)
      : await applyHere(command, given, flags, terminal)
    report(answer, flags, terminal)
  })
}

type Given = { name: string; text: string; environment: Terminal['environment'] }
type Answer = Omit<AppliedAsFile, 'unreadable'>

/** Only what the file names of the environment leaves this process. */
function variablesOf({ text, environment }: Given): Record<string, string> {
  const known = listVariables(text).flatMap((variable) => {
    const value = environment[variable]
    return value === undefined ? [] : [[variable, value]]
  })
  return Object.fromEntries(known)
}

async function applyRemotely(given: Given, flags: ApplyFlags, terminal: Terminal): Promise<Answer> {
  return createApiClient(flags, terminal).post<Answer>('/configuration/apply', {
    ...{ file: given.text, name: given.name, variables: variablesOf(given) },
    ...{ prune: flags.prune === true, plan: flags.plan === true },
  })
}

const NOTHING: Answer = { is_applied: false, version: null, changes: [], problems: [], warnings: [] }

async function applyHere(command: Command, given: Given, flags: ApplyFlags, terminal: Terminal): Promise<Answer> {
  const options = readCommandOptions(command, DATABASE_OPTIONS, terminal)
  // A file that cannot be read needs no database to say so; of one that can in part everything that is wrong is said at once.
  const file = readFile(given)
  if ('problems' in file && !file.rest) return { ...NOTHING, problems: file.problems }
  const how = { prune: flags.prune === true, plan: flags.plan === true }
  const { name, text } = given
  const ask = (server: LocalConnection) =>
    server.ask<AppliedAsFile>('apply', { name, text, variables: variablesOf(given), ...how })
  const { unreadable, ...applied } = await withInstallation(
    options,
    terminal,
    { mode: 'create', whenServed: { ask } },
    ({ database }) => {
      const { secrets } = openKeys(options, terminal)
      return applyAsFile({ database, secrets, clock: terminal.clock, ids: terminal.ids }, given, how)
    },
  )
  for (const line of unreadable) terminal.say(`${line}\n`)
  return applied
}

function report(
  { problems, warnings, changes, version, is_applied }: Answer,
  flags: ApplyFlags,
  terminal: Terminal,
): void {
  if (flags.json) printJson(terminal, { is_applied, version, changes, problems, warnings })
  else for (const warning of warnings) terminal.say(`${formatProblem(warning)}\n`)
  if (problems.length > 0) throw new CommandFailure(EXIT.usage, problems.map(formatProblem).join('\n'))
  if (!flags.json) terminal.print(formatPlan(changes, { isDone: is_applied }))
}

function readText(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8')
  } catch (error) {
    throw new CommandFailure(EXIT.usage, `The file ${path} cannot be read: ${(error as Error).message}.`)
  }
}
