import type { Command } from 'commander'
import { StartFailure } from '../shell/app/start-failure.ts'
import type { Options } from '../shell/config/options.ts'
import { optionNames } from '../shell/config/options.ts'
import { addOptions, readOnlyOptions } from './command-options.ts'
import { CommandFailure, EXIT } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

export function addServeCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('serve')
    .description('Run Tocsin: the server with its console, doors and engine.')
    .allowUnknownOption()
    .allowExcessArguments()
  addOptions(command, optionNames()).action(() =>
    runServer(readOnlyOptions(command, optionNames(), terminal), terminal),
  )
}

/** Runs until a signal: the first one lets what is begun be finished, the second one does not. */
async function runServer(options: Options, terminal: Terminal): Promise<void> {
  // Loaded here, because every other command does without most of it.
  const { serve } = await import('../shell/app/serve.ts')
  const server = await serve(options).catch((error: unknown) => {
    if (error instanceof StartFailure) throw new CommandFailure(EXIT.usage, error.message)
    throw error
  })
  const { promise: isAsked, resolve: ask } = Promise.withResolvers<void>()
  let signals = 0
  const onSignal = () => {
    signals += 1
    if (signals > 1) process.exit(EXIT.failed)
    ask()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, onSignal)
  await isAsked
  terminal.say('Finishing what is begun; a second signal ends at once.\n')
  await server.close()
  process.exit(EXIT.ok)
}
