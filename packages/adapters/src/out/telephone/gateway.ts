/**
 * A gateway that is asked by HTTP, whoever makes it: a local carrier, a GSM modem with a small server, a SIP box. Method, address,
 * headers and body are templates in which `{to}`, `{text}`, `{from}` and `{id}` stand for what is sent; each value is escaped for
 * the place where it stands.
 */
import { z } from 'zod'
import type { SendResult } from '../channel.ts'
import { checkHttpAddress } from '../http-address.ts'
import { failureOfStatus } from '../http-failure.ts'
import type { Net } from '../net.ts'
import { failureOfNetError } from '../net-failure.ts'
import { oneLine } from '../plain-text.ts'

const TIMEOUT_MS = 15_000
const TEMPLATE_CHARS_MAX = 8_192
const PLACE = /\{(to|text|from|id)\}/g

export const gatewaySchema = z
  .strictObject({
    provider: z.literal('http'),
    method: z.enum(['GET', 'POST', 'PUT']).default('POST'),
    /** `https://sms.example.com/send?to={to}` */
    url: z
      .string()
      .max(TEMPLATE_CHARS_MAX)
      .refine(
        (url) => checkHttpAddress(url.replace(PLACE, '0')) === undefined,
        'expected an address such as https://sms.example.com/send?to={to}',
      )
      .refine((url) => !/^https?:\/\/[^/?#]*\{/.test(url), 'what is sent must not choose the host'),
    /** One `Name: value` a line; where the gateway wants a password, this is its place. */
    secret_headers: z
      .string()
      .max(TEMPLATE_CHARS_MAX)
      .refine(
        (text) => readHeaders(text) !== undefined,
        'expected one header a line, such as Authorization: Bearer abc',
      )
      .optional(),
    /** JSON when it begins with `{` or `[`, else a form or a text. */
    body: z.string().max(TEMPLATE_CHARS_MAX).optional(),
    content_type: z
      .string()
      .regex(/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(; ?charset=[\w-]+)?$/, 'expected such as application/json')
      .optional(),
    from: z.string().max(40).optional(),
    /** Where an answer of status 2xx says whether it worked: `status=queued`, `messages.0.status=0`. Without it 2xx is enough. */
    success: z
      .string()
      .regex(/^[\w-]+(\.[\w-]+)*=.{0,100}$/, 'expected a place and a value, such as messages.0.status=0')
      .optional(),
    /** Where the answer names the message: `messages.0.id`. */
    reference: z
      .string()
      .regex(/^[\w-]+(\.[\w-]+)*$/, 'expected a place, such as messages.0.id')
      .optional(),
  })
  .refine(({ url, body = '' }) => (url + body).includes('{to}') && (url + body).includes('{text}'), {
    path: ['body'],
    message: 'nowhere in the address or the body do {to} and {text} stand',
  })
export type GatewayConfig = z.infer<typeof gatewaySchema>

export interface GatewaySend {
  to: string
  text: string
  id: string
  sentAt: string
}

export async function sendByGateway(net: Net, config: GatewayConfig, send: GatewaySend): Promise<SendResult> {
  const values = { ...send, from: config.from ?? '' }
  const response = await net.fetch({
    method: config.method,
    url: fill(config.url, values, encodeURIComponent),
    headers: headersOf(config, values),
    ...(config.method !== 'GET' && config.body !== undefined && { body: fill(config.body, values, escapeFor(config)) }),
    timeoutMs: TIMEOUT_MS,
  })
  if ('error' in response) return { failure: failureOfNetError(response) }
  if (response.status < 200 || response.status > 299) return { failure: failureOfStatus(response, send.sentAt) }
  const answer = readJson(response.body)
  const problem = problemOf(config, answer, response.body)
  if (problem !== undefined) return { failure: { code: 'refused', retry: 'never', cause: problem } }
  const ref = config.reference === undefined ? undefined : at(answer, config.reference)
  return { handedOver: true, ...(ref !== undefined && { providerRef: ref.slice(0, 100) }), isDelivered: false }
}

function problemOf({ success }: GatewayConfig, answer: unknown, body: string): string | undefined {
  if (success === undefined) return undefined
  const cut = success.indexOf('=')
  const found = at(answer, success.slice(0, cut))
  if (found === success.slice(cut + 1)) return undefined
  return `the gateway answered ${oneLine(body, 200) || 'nothing'}, where ${success} was expected`
}

function at(answer: unknown, place: string): string | undefined {
  const found = place
    .split('.')
    .reduce<unknown>(
      (held, key) =>
        typeof held === 'object' && held !== null && Object.hasOwn(held, key)
          ? (held as Record<string, unknown>)[key]
          : undefined,
      answer,
    )
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean'
    ? String(found)
    : undefined
}

function fill(template: string, values: Record<string, string>, escaped: (text: string) => string): string {
  return template.replace(PLACE, (_, name: string) => escaped(values[name] ?? ''))
}

function isJson({ body = '', content_type }: GatewayConfig): boolean {
  return content_type?.includes('json') ?? /^\s*[[{]/.test(body)
}

/** Inside of quotation marks JSON escapes; in a form everything is percent-encoded; a text stays what it is. */
function escapeFor(config: GatewayConfig): (text: string) => string {
  if (isJson(config)) return (text) => JSON.stringify(text.toWellFormed()).slice(1, -1)
  if (typeOf(config).startsWith('text/')) return (text) => text
  return (text) => encodeURIComponent(text.toWellFormed())
}

function typeOf(config: GatewayConfig): string {
  return (
    config.content_type ?? (isJson(config) ? 'application/json; charset=utf-8' : 'application/x-www-form-urlencoded')
  )
}

function headersOf(config: GatewayConfig, values: Record<string, string>): Record<string, string> {
  const own = (readHeaders(config.secret_headers ?? '') ?? []).map(
    ([name, value]) => [name, fill(value, values, (text) => text.replace(/[^\x20-\x7e]/g, ''))] as const,
  )
  return {
    'User-Agent': 'Tocsin',
    'Idempotency-Key': values.id ?? '',
    ...(config.method !== 'GET' && config.body !== undefined && { 'Content-Type': typeOf(config) }),
    ...Object.fromEntries(own),
  }
}

function readHeaders(text: string): [name: string, value: string][] | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const headers = lines.map((line) => /^([\w!#$%&'*+.^`|~-]+):[ \t]*([\x20-\x7e]*)$/.exec(line.trim()))
  return headers.every((match) => match !== null)
    ? headers.map((match) => [match?.[1] ?? '', match?.[2]?.trim() ?? ''])
    : undefined
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    // Many gateways answer in plain words; the status is then all there is.
    return undefined
  }
}
