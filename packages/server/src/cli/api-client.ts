/** A running server's API, for commands. */
import type { Command } from 'commander'
import { CommandFailure, EXIT, type ExitCode } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

export interface ApiClient {
  server: string
  get<T>(path: string, query?: Record<string, string | undefined>): Promise<T>
  post<T>(path: string, body?: object): Promise<T>
}

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
const NOT_ALLOWED: readonly number[] = [401, 403, 404, 409, 410, 422]

export function addServerOptions(command: Command): Command {
  return command
    .option('--server <url>', `address of the server (TOCSIN_URL; default ${DEFAULT_SERVER})`)
    .option('--key <key>', 'API key; prefer the variable, because others can see the flags of a process (TOCSIN_KEY)')
}

export function createApiClient(flags: ServerFlags, terminal: Terminal): ApiClient {
  const { environment } = terminal
  const server = (flags.server ?? (environment.TOCSIN_URL || DEFAULT_SERVER)).replace(/\/+$/, '')
  if (!/^https?:\/\//.test(server) || !URL.canParse(server)) {
    throw new CommandFailure(EXIT.usage, `--server is "${server}"; expected an address, for example ${DEFAULT_SERVER}`)
  }
  const key = flags.key ?? environment.TOCSIN_KEY
  if (!key) {
    throw new CommandFailure(
      EXIT.usage,
      'An API key is needed: set TOCSIN_KEY, or give --key. Keys are made in the console under API keys, or by api_keys of the configuration file.',
    )
  }
  const call = <T>(method: string, path: string, body?: object) => send<T>({ server, key, method, path, body })
  return {
    server,
    get: (path, query = {}) => {
      const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
      const search = new URLSearchParams(given).toString()
      return call('GET', search === '' ? path : `${path}?${search}`)
    },
    post: (path, body) => call('POST', path, body),
  }
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
  const text = await response.text()
  const answer = readJson(text)
  if (response.ok) return answer as T
  const { error } = (answer ?? {}) as ApiError
  if (!error) {
    throw new CommandFailure(
      EXIT.failed,
      `${request.server} answered ${response.status} without an error of Tocsin. Is that the address of a Tocsin server?`,
    )
  }
  const details = (error.details ?? []).map(({ field, problem }) => `\n  ${field}: ${problem}`).join('')
  throw new CommandFailure(exitCodeOf(response.status), `${error.message}${details}\n${error.mend ?? ''}`.trimEnd())
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
