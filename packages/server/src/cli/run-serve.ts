/** `tocsin serve`: runs a node until it is told to stop. */
import process from 'node:process'
import { StartFailure, serve } from '../shell/app/serve.ts'
import type { Options } from '../shell/config/options.ts'
import { DatabaseFailure } from '../shell/database/database-failure.ts'

export const EXIT_OK = 0
export const EXIT_FAILED = 1

/** Resolves with the exit code once the node is down again. A second signal ends the process at once. */
export async function runServe(options: Options): Promise<number> {
  const server = await serve(options).catch((error: unknown) => explainFailure(error))
  if (!server) return EXIT_FAILED
  await new Promise<void>((resolve) => {
    const stop = (): void => {
      process.once('SIGTERM', () => process.exit(EXIT_FAILED))
      process.once('SIGINT', () => process.exit(EXIT_FAILED))
      resolve()
    }
    process.once('SIGTERM', stop)
    process.once('SIGINT', stop)
  })
  await server.close()
  return EXIT_OK
}

/** What a person can mend is said in a sentence; everything else is our bug and keeps its stack. */
function explainFailure(error: unknown): undefined {
  const isPlain = error instanceof StartFailure || error instanceof DatabaseFailure || isListenError(error)
  if (!isPlain) throw error
  process.stderr.write(`${error.message}\n`)
  return undefined
}

function isListenError(error: unknown): error is Error {
  const codes = ['EADDRINUSE', 'EADDRNOTAVAIL', 'EACCES', 'ECONNREFUSED', 'ENOTFOUND']
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}
