/** A system that metrics can be asked of: how its answer becomes series of numbers. Purely, but for the network that it is given. */
import type { z } from 'zod'
import type { CheckNet } from '../check/check-net.ts'
import type { NetError } from '../out/net.ts'

export interface QueryCall {
  query: string
  /** The span before `to` that is asked for; absent: the value of now. */
  windowMs?: number | undefined
  /** In epoch milliseconds. */
  to: number
  index?: string
  secret?: string
}

/** Values in the order of time. `name` tells series apart; empty where there is one. */
export interface Series {
  name: string
  values: number[]
}

export type QueryAnswer = { series: Series[] } | { problem: string } | NetError

export interface QuerySystem {
  system: string
  settings: z.ZodType
  /** What the secret of such a data source is. */
  secret: string
  /** How it is called in lists: an address. `settings` have been parsed. */
  target(settings: unknown): string
  run(settings: unknown, call: QueryCall, net: CheckNet): Promise<QueryAnswer>
}

interface QueryDefinition<Settings extends z.ZodType> {
  system: string
  settings: Settings
  secret: string
  target(settings: z.output<Settings>): string
  run(settings: z.output<Settings>, call: QueryCall, net: CheckNet): Promise<QueryAnswer>
}

export function defineQuery<Settings extends z.ZodType>(definition: QueryDefinition<Settings>): QuerySystem {
  return definition as unknown as QuerySystem
}

/** Without a window: what systems that know no instant are asked for. */
export const USUAL_WINDOW_MS = 300_000
const POINTS_MAX = 60
const ANSWER_BYTES_MAX = 4 * 1024 * 1024
const PROBLEM_CHARS_MAX = 300

/** So that a window has at most sixty points; whole seconds. */
export function calcStep(windowMs: number): number {
  return Math.max(1, Math.ceil(windowMs / POINTS_MAX / 1_000))
}

export interface JsonCall {
  url: URL
  method?: 'GET' | 'POST'
  headers?: Record<string, string | undefined>
  body?: unknown
  isVerified: boolean
}

/** The JSON of a good answer, or what was wrong in the words of the system. */
export async function askJson(
  net: CheckNet,
  call: JsonCall,
): Promise<{ json: unknown } | { problem: string } | NetError> {
  const { url, method = call.body === undefined ? 'GET' : 'POST', headers = {}, body, isVerified } = call
  const given = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const answer = await net.http({
    ...{ method, url: url.href, isVerified, bodyBytesMax: ANSWER_BYTES_MAX },
    headers: {
      ...{ accept: 'application/json', 'user-agent': 'Tocsin' },
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...Object.fromEntries(given),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  if ('error' in answer) return answer
  if (answer.isBodyCut) return { problem: 'the answer has more than 4 MB: let the query give fewer series' }
  if (answer.status < 200 || answer.status > 299) return { problem: `status ${answer.status}: ${shorten(answer.body)}` }
  try {
    return { json: JSON.parse(answer.body) }
  } catch {
    return { problem: 'the answer is no JSON: is the address right?' }
  }
}

/** An address below another, which may have a path of its own. */
export function below(base: string, path: string): URL {
  return new URL(base.replace(/\/+$/, '') + path)
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > PROBLEM_CHARS_MAX ? `${line.slice(0, PROBLEM_CHARS_MAX)}…` : line
}

/** `{job="api", zone="a"}` without what all series share is for people; this is for one of them. */
export function nameOfLabels(labels: Readonly<Record<string, unknown>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${String(value)}`)
    .sort()
    .join(', ')
}
