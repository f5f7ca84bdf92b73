/** Commands for tests: what a shell would run, in this process. */
import { fileURLToPath } from 'node:url'
import { type Environment, type Options, readOptions } from '../../shell/config/options.ts'
import { openDatabase } from '../../shell/database/open-database.ts'
import { createTestPostgresUrl } from '../../shell/database/testing/database-harness.ts'
import { systemClock } from '../../shell/ports/clock.ts'
import { createIds } from '../../shell/ports/ids.ts'
import type { ExitCode } from '../exit-codes.ts'
import { runCommandLine } from '../program.ts'

/** The whole configuration file of the documentation, and what its variables stand for. */
export const EXAMPLE = fileURLToPath(new URL('../../../../../docs/examples/tocsin.yaml', import.meta.url))
export const SECRETS = {
  ANA_PASSWORD: 'correct horse battery',
  AM_KEY: 'am-key-0123456789',
  PD_KEY: 'pd-key-0123456789',
  JSON_KEY: 'json-key-0123456789',
  BEAT_KEY: 'beat-key-0123456789',
  CI_KEY: 'ci-key-0123456789',
}

export interface Ran {
  exitCode: ExitCode
  out: string
  err: string
}

export type RunCommand = (line: string, environment?: Environment) => Promise<Ran>

/** Commands whose words are separated by single blanks, on a data folder. */
export function runIn(dataDir: string): RunCommand {
  return async (line, environment = {}) => {
    let out = ''
    let err = ''
    const exitCode = await runCommandLine(line.split(' '), {
      environment: { TOCSIN_DATA: dataDir, ...environment },
      clock: systemClock,
      ids: createIds(systemClock),
      print(text) {
        out += text
      },
      say(text) {
        err += text
      },
      // This process has more to do than one command.
      giveWay() {},
      width: undefined,
    })
    return { exitCode, out, err }
  }
}

/** A database that nothing was started on yet. */
export async function createEmptyPostgresUrl(): Promise<string> {
  const url = await createTestPostgresUrl()
  const target = await openDatabase({ url, onFatal: () => {} })
  await target.pool.query('drop schema public cascade; create schema public')
  await target.close()
  return url
}

/** Options of a server on a port that the system chooses. */
export function readServeOptions(dataDir: string, configFile: string, environment: Environment = {}): Options {
  const flags = { data: dataDir, host: '127.0.0.1', port: '0', 'log-level': 'fatal', config: configFile }
  const reading = readOptions(flags, environment)
  if ('problems' in reading) throw new Error(reading.problems.join('\n'))
  return reading.options
}

/** A server reads the variables of its file from its process. */
export async function withSecrets<T>(work: () => Promise<T>): Promise<T> {
  const before = { ...process.env }
  Object.assign(process.env, SECRETS)
  try {
    return await work()
  } finally {
    process.env = before
  }
}
