import type { Failure } from './failure.ts'
import type { Net, NetResponse } from './net.ts'
import { failureOfNetError } from './net-failure.ts'

const TIMEOUT_MS = 10_000

export interface Post {
  url: string
  headers?: Record<string, string>
  /** Sent as JSON. */
  json?: unknown
  /** Sent as a form instead; a name may stand there more than once. */
  form?: readonly (readonly [name: string, value: string])[]
}

/** One POST to a provider: its answer, whatever its status, or why there is none. */
export async function post(net: Net, { url, headers, json, form }: Post): Promise<NetResponse | { failure: Failure }> {
  const type = form === undefined ? 'application/json; charset=utf-8' : 'application/x-www-form-urlencoded'
  const response = await net.fetch({
    method: 'POST',
    url,
    headers: { 'Content-Type': type, 'User-Agent': 'Tocsin', ...headers },
    body:
      form === undefined
        ? JSON.stringify(json)
        : new URLSearchParams(form.map(([name, value]) => [name, value])).toString(),
    timeoutMs: TIMEOUT_MS,
  })
  return 'error' in response ? { failure: failureOfNetError(response) } : response
}

export function isSuccess({ status }: NetResponse): boolean {
  return status >= 200 && status <= 299
}

export function refused(code: Failure['code'], cause: string): { failure: Failure } {
  return { failure: { code, retry: 'never', cause } }
}
