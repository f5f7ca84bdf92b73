import { AS_OF_HEADER } from '../offline/kept-views.ts'
import { noteAge } from './answer-age.ts'
import { ApiError } from './api-error.ts'
import { takeEarlyAnswer } from './early-answers.ts'
import type { AnswerOf, ApiPath, BodyOf, Checked, QueryOf, WritePath } from './paths.ts'

const base = '/api/v1'
const timeoutMs = 15_000

export type QueryValue = string | number | boolean | undefined | null

type WriteMethod = 'POST' | 'PUT' | 'PATCH' | 'DELETE'

interface GetOptions<Query> {
  query?: Query
  signal?: AbortSignal
}

interface RequestOptions extends GetOptions<Record<string, unknown>> {
  body?: unknown
  /** That the change builds on. */
  version?: number
}

let whenSignedOut: () => void = () => {}
let csrfToken: string | null = null

/** The token of the session that runs; a page of another site cannot read it. */
export function setCsrfToken(token: string | null): void {
  csrfToken = token
}

/** Called whenever a request meets 401: the session ended while somebody was working. */
export function onSignedOut(run: () => void): void {
  whenSignedOut = run
}

/** GET; resolves with the parsed body, rejects with `ApiError`. The type of the answer follows from the path. */
export async function getJson<Path extends ApiPath<'get'>>(
  path: Path,
  ...[options]: Checked<'get', Path, [options?: GetOptions<QueryOf<'get', Path, QueryValue>>]>
): Promise<AnswerOf<'get', Path>> {
  return (await ask('GET', path, (options as RequestOptions | undefined) ?? {})) as AnswerOf<'get', Path>
}

/** A write, with the token of the session. What it must carry and what it answers follow from the path. */
export async function sendJson<M extends WriteMethod, Path extends WritePath>(
  method: M,
  path: Path,
  ...[body]: Checked<Lowercase<M>, Path, BodyArguments<BodyOf<Lowercase<M>, Path>>>
): Promise<AnswerOf<Lowercase<M>, Path>> {
  const answer = await ask(method, path, { ...(method !== 'DELETE' && { body: body ?? {} }) })
  return answer as AnswerOf<Lowercase<M>, Path>
}

/** A POST that asks and changes nothing, such as a preview: it has a query, and can be called off. */
export async function askJson<Path extends ApiPath<'post'>>(
  path: Path,
  { query, body, signal }: GetOptions<QueryOf<'post', Path, QueryValue>> & { body: BodyOf<'post', Path> },
): Promise<AnswerOf<'post', Path>> {
  const options: RequestOptions = { body, ...(query && { query }), ...(signal && { signal }) }
  return (await ask('POST', path, options)) as AnswerOf<'post', Path>
}

/** Replaces what was read in a version; somebody who was faster makes it reject with `version_conflict`. */
export async function replaceJson<Path extends ApiPath<'put'>>(
  path: Path,
  version: number,
  ...[body]: Checked<'put', Path, BodyArguments<BodyOf<'put', Path>>>
): Promise<AnswerOf<'put', Path>> {
  return (await ask('PUT', path, { body, version })) as AnswerOf<'put', Path>
}

/** As `sendJson` with POST, on the version that was read; somebody who was faster makes it reject with `version_conflict`. */
export async function changeJson<Path extends ApiPath<'post'>>(
  path: Path,
  version: number,
  ...[body]: Checked<'post', Path, BodyArguments<BodyOf<'post', Path>>>
): Promise<AnswerOf<'post', Path>> {
  return (await ask('POST', path, { body: body ?? {}, version })) as AnswerOf<'post', Path>
}

/** A body of optional fields alone may be left out. */
type BodyArguments<Body> = undefined extends Body
  ? [body?: Body]
  : Record<string, never> extends Body
    ? [body?: Body]
    : [body: Body]

/** GET of a raw body, as text. */
export async function getText(path: string, signal?: AbortSignal): Promise<string> {
  const answer = await reach('GET', path, { signal })
  if (!answer.ok) throw await refusalOf(answer)
  return answer.text()
}

async function ask(method: string, path: string, options: RequestOptions): Promise<unknown> {
  const answer = await reach(method, path, options)
  if (!answer.ok) throw await refusalOf(answer)
  return answer.status === 204 ? undefined : await answer.json()
}

async function reach(
  method: string,
  path: string,
  { query, body, signal, version }: RequestOptions,
): Promise<Response> {
  const bound = AbortSignal.timeout(timeoutMs)
  try {
    const address = addressOf(path, query)
    const early = method === 'GET' ? await takeEarlyAnswer(address) : undefined
    const answer =
      early ??
      (await fetch(address, {
        method,
        credentials: 'same-origin',
        headers: { ...headersOf(method, body), ...(version !== undefined && { 'if-match': `"${version}"` }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: signal ? AbortSignal.any([signal, bound]) : bound,
      }))
    if (method === 'GET') noteAge(path, answer.headers.get(AS_OF_HEADER))
    return answer
  } catch (cause) {
    if (signal?.aborted) throw cause
    const code = bound.aborted ? 'timeout' : 'offline'
    throw new ApiError({ status: 0, code, message: code })
  }
}

function headersOf(method: string, body: unknown): Record<string, string> {
  return {
    accept: 'application/json',
    ...(method !== 'GET' && csrfToken !== null && { 'X-CSRF-Token': csrfToken }),
    ...(body !== undefined && { 'content-type': 'application/json' }),
  }
}

/** `/incidents` and `{ status: 'open' }` → `/api/v1/incidents?status=open`; absent values are left out, and a list repeats its name. */
export function addressOf(path: string, query: Record<string, unknown> = {}): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).flatMap((each: unknown) =>
      each === undefined || each === null || each === '' ? [] : [[name, String(each)]],
    ),
  )
  const search = new URLSearchParams(given).toString()
  return `${base}${path}${search === '' ? '' : `?${search}`}`
}

async function refusalOf(answer: Response): Promise<ApiError> {
  const { error } = await answer.json().then(
    (body: { error?: Record<string, unknown> }) => body,
    () => ({ error: undefined }),
  )
  if (answer.status === 401) whenSignedOut()
  return new ApiError({
    status: answer.status,
    code: String(error?.code ?? `http_${answer.status}`),
    message: String(error?.message ?? answer.statusText),
    mend: String(error?.mend ?? ''),
    details: error?.details,
    ...(typeof error?.request_id === 'string' && { requestId: error.request_id }),
  })
}
