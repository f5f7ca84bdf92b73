import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { hashPassword } from '../shell/auth/password-hash.ts'
import { FILE_ACTOR } from '../shell/config/change-configuration.ts'
import type { ApplyAnswer } from '../shell/config/configuration.routes.ts'
import { applyFile } from '../shell/config/file/apply-file.ts'
import { formatProblem } from '../shell/config/file/file-problem.ts'
import { formatPlan, type ShownChange } from '../shell/config/file/format-plan.ts'
import { readFile } from '../shell/config/file/read-file.ts'
import { listVariables } from '../shell/config/file/variables.ts'
import { explainUnreadable, listUnreadableSecrets, markKey } from '../shell/secrets/unreadable-secrets.ts'
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

const WHEN_IN_USE =
  "To apply to the running server, name it and an admin's key: tocsin apply -f … --server http://127.0.0.1:4000 --key … (or TOCSIN_KEY)."

export function addApplyCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('apply')
    .description('Make the configuration what a file says. Without --server or a key it opens the database itself.')
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
type Answer = Pick<ApplyAnswer, 'problems' | 'warnings' | 'version' | 'is_applied'> & {
  changes: readonly ShownChange[]
}

/** Only what the file names of the environment leaves this machine. */
async function applyRemotely(
  { name, text, environment }: Given,
  flags: ApplyFlags,
  terminal: Terminal,
): Promise<Answer> {
  const known = listVariables(text).flatMap((variable) => {
    const value = environment[variable]
    return value === undefined ? [] : [[variable, value]]
  })
  return createApiClient(flags, terminal).post<Answer>('/configuration/apply', {
    ...{ file: text, name, variables: Object.fromEntries(known) },
    ...{ prune: flags.prune === true, plan: flags.plan === true },
  })
}

const NOTHING: Answer = { is_applied: false, version: null, changes: [], problems: [], warnings: [] }

function applyHere(command: Command, given: Given, flags: ApplyFlags, terminal: Terminal): Promise<Answer> {
  const options = readCommandOptions(command, DATABASE_OPTIONS, terminal)
  // A file that cannot be read needs no database to say so.
  const file = readFile(given)
  if ('problems' in file) {
    return Promise.resolve({ ...NOTHING, problems: file.problems })
  }
  const { secrets } = openKeys(options, terminal)
  return withInstallation(options, terminal, { mode: 'create', whenInUse: WHEN_IN_USE }, async ({ database }) => {
    const db = database.kysely
    const { ids, clock } = terminal
    const isPlanOnly = flags.plan === true
    const outcome = await applyFile(
      { db, secrets, ids, hashPassword: (password) => hashPassword(password, ids) },
      given,
      { actor: FILE_ACTOR, at: clock.now(), prune: flags.prune === true, isPlanOnly },
    )
    if ('problems' in outcome) return { ...NOTHING, ...outcome }
    const unreadable = await (isPlanOnly ? listUnreadableSecrets : markKey)(db, secrets)
    for (const line of explainUnreadable(unreadable, secrets)) terminal.say(`${line}\n`)
    return { ...outcome, problems: [], is_applied: !isPlanOnly }
  })
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
