/**
 * A running server's API, for commands: over HTTP with a key, or without one over the local socket of the data folder, where it can
 * only be read; see docs/adr/0009.
 */
import type { Command } from 'commander'
import { findLocalServer } from '../shell/local/local-client.ts'
import { addOptions, readCommandOptions } from './command-options.ts'
import { CommandFailure, EXIT, type ExitCode } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

export interface ApiClient extends ApiReader {
  server: string
  post<T>(path: string, body?: object): Promise<T>
}

export interface ApiReader {
  get<T>(path: string, query?: Query): Promise<T>
}

type Query = Record<string, string | undefined>

interface ApiError {
  error?: { code?: string; message?: string; mend?: string; details?: { field: string; problem: string }[] }
}

export interface ServerFlags {
  server?: string
  key?: string
}

const TIMEOUT_MS = 60_000
const PATH = '/api/v1'
const DEFAULT_SERVER = 'http://127.0.0.1:4000'
const KEY_NEEDED =
  'An API key is needed: set TOCSIN_KEY, or give --key. Keys are made in the console under API keys, or by api_keys of the configuration file.'
const NOT_ALLOWED: readonly number[] = [401, 403, 404, 409, 410, 422]

export function addServerOptions(command: Command): Command {
  return command
    .option('--server <url>', `address of the server (TOCSIN_URL; default ${DEFAULT_SERVER})`)
    .option('--key <key>', 'API key; prefer the variable, because others can see the flags of a process (TOCSIN_KEY)')
}

/** For commands that only read. */
export function addReaderOptions(command: Command): Command {
  return addOptions(addServerOptions(command), ['dataDir'])
}

/** With a key like {@link createApiClient}; without one, and without a server's address, over the local socket. */
export async function createApiReader(command: Command, terminal: Terminal): Promise<ApiReader> {
  const flags = command.opts<ServerFlags>()
  if (flags.server !== undefined || flags.key || terminal.environment.TOCSIN_KEY)
    return createApiClient(flags, terminal)
  const { dataDir } = readCommandOptions(command, ['dataDir'], terminal)
  let found = await findLocalServer(dataDir)
  if (!found) {
    throw new CommandFailure(
      EXIT.usage,
      `${KEY_NEEDED} Without one it is read from the server with the embedded database that runs on ${dataDir}, and none does.`,
    )
  }
  return {
    async get<T>(path: string, query: Query = {}) {
      const server = found ?? (await findLocalServer(dataDir))
      found = undefined
      if (!server) throw new CommandFailure(EXIT.failed, 'The server has stopped meanwhile.')
      const answer = await server.ask<{ status: number; body: string }>('read', { path: withQuery(path, query) })
      return readAnswer<T>('The server', answer.status, answer.body)
    },
  }
}

export function createApiClient(flags: ServerFlags, terminal: Terminal): ApiClient {
  const { environment } = terminal
  const server = (flags.server ?? (environment.TOCSIN_URL || DEFAULT_SERVER)).replace(/\/+$/, '')
  if (!/^https?:\/\//.test(server) || !URL.canParse(server)) {
    throw new CommandFailure(EXIT.usage, `--server is "${server}"; expected an address, for example ${DEFAULT_SERVER}`)
  }
  const key = flags.key ?? environment.TOCSIN_KEY
  if (!key) {
    throw new CommandFailure(EXIT.usage, KEY_NEEDED)
  }
  const call = <T>(method: string, path: string, body?: object) => send<T>({ server, key, method, path, body })
  return {
    server,
    get: (path, query = {}) => call('GET', withQuery(path, query)),
    post: (path, body) => call('POST', path, body),
  }
}

function withQuery(path: string, query: Query): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const search = new URLSearchParams(given).toString()
  return search === '' ? path : `${path}?${search}`
}

interface Request {
  server: string
  key: string
  method: string
  path: string
  body: object | undefined
}

async function send<T>(request: Request): Promise<T> {
  const response = await reach(request)
  return readAnswer(request.server, response.status, await response.text())
}

function readAnswer<T>(server: string, status: number, text: string): T {
  const answer = readJson(text)
  if (status >= 200 && status < 300) return answer as T
  const { error } = (answer ?? {}) as ApiError
  if (!error) {
    throw new CommandFailure(
      EXIT.failed,
      `${server} answered ${status} without an error of Tocsin. Is that the address of a Tocsin server?`,
    )
  }
  const details = (error.details ?? []).map(({ field, problem }) => `\n  ${field}: ${problem}`).join('')
  throw new CommandFailure(exitCodeOf(status), `${error.message}${details}\n${error.mend ?? ''}`.trimEnd())
}

async function reach({ server, key, method, path, body }: Request): Promise<Response> {
  try {
    return await fetch(`${server}${PATH}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        accept: 'application/json',
        ...(body && { 'content-type': 'application/json' }),
      },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body && { body: JSON.stringify(body) }),
    })
  } catch (error) {
    const { cause, message } = error as Error
    const why = cause instanceof Error ? cause.message || cause.name : message
    throw new CommandFailure(
      EXIT.failed,
      `${server} cannot be reached: ${why}. Name the server with --server or TOCSIN_URL, and see that it runs.`,
    )
  }
}

function exitCodeOf(status: number): ExitCode {
  if (status === 400) return EXIT.usage
  return NOT_ALLOWED.includes(status) ? EXIT.refused : EXIT.failed
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Some proxy's page; the status says enough.
    return undefined
  }
}
