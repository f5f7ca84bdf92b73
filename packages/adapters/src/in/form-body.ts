import type { DoorRequest } from './door.ts'
import { type JsonBody, parseExactJsonBody } from './json-body.ts'

/**
 * Bodies of senders that leave it to their operator whether they post JSON, a form, or a GET with parameters. The body itself
 * says what it is, and the content type only where that is not enough: operators set that header by hand.
 */
export function parseFormOrJson(request: DoorRequest): JsonBody {
  if (request.body.byteLength === 0) return { value: formFields(request.query) }
  const type = request.headers['content-type'] ?? ''
  const boundary = /^\s*multipart\/form-data\b.*?\bboundary="?([^";]+)"?/i.exec(type)?.[1]
  if (boundary !== undefined) return { value: multipartFields(decode(request.body), boundary) }
  const first = FIRST_SIGN.exec(decode(request.body.subarray(0, FIRST_SIGN_BYTES)))?.[0]
  if (first === '{' || first === '[') return parseExactJsonBody(request.body)
  if (!/form-urlencoded/i.test(type) && !decode(request.body).includes('=')) return parseExactJsonBody(request.body)
  return { value: formFields(new URLSearchParams(decode(request.body).trim())) }
}

const FIRST_SIGN = /[^\s\ufeff]/
const FIRST_SIGN_BYTES = 64
/** A form of a monitoring system has a dozen fields. */
const FIELDS_MAX = 200

function formFields(parameters: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    [...parameters].slice(0, FIELDS_MAX).map(([name, value]) => [storable(name), storable(value)]),
  )
}

/** RFC 7578, as far as forms without files go: names and texts. */
function multipartFields(text: string, boundary: string): Record<string, string> {
  const fields: [string, string][] = []
  for (const part of text.split(`--${boundary}`).slice(1, FIELDS_MAX + 1)) {
    const [, head = '', value = ''] = /^\r?\n([\s\S]*?)\r?\n\r?\n([\s\S]*?)\r?\n?$/.exec(part) ?? []
    const name = /\bname="([^"]*)"/i.exec(head)?.[1]
    if (name !== undefined) fields.push([storable(name), storable(value)])
  }
  return Object.fromEntries(fields)
}

function decode(body: Uint8Array): string {
  return new TextDecoder().decode(body)
}

/** PostgreSQL takes neither U+0000 nor a lone surrogate. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd')
}
