import type { DoorReply } from '../door.ts'
import { jsonReply } from '../reply.ts'

/**
 * What the server framework of Alertmanager (go-openapi) answers before Alertmanager itself sees a request: an object with a
 * code and a message. Alertmanager's own errors are a JSON string instead, see {@link errorReply}. Both forms were taken from
 * a running Alertmanager; clients such as amtool fail on any status that the API does not define.
 */
const CODE_REQUIRED = 602
const CODE_INVALID_TYPE = 601
const CODE_TOO_FEW_ITEMS = 612

/** Never cached by anything in between, as with Alertmanager. */
const HEADERS = { 'cache-control': 'no-store' }

/** 200, with an empty body where there is nothing to say. */
export function okReply(value?: unknown): DoorReply {
  return value === undefined ? { status: 200, headers: { ...HEADERS }, body: '' } : jsonReply(200, value, HEADERS)
}

/** Alertmanager's own refusals: a JSON string. */
export function errorReply(status: number, message: string): DoorReply {
  return jsonReply(status, message, HEADERS)
}

/** 404 without a body, for a silence that is not there. */
export function emptyNotFoundReply(): DoorReply {
  return { status: 404, headers: { ...HEADERS }, body: '' }
}

function frameworkReply(
  status: number,
  code: number,
  message: string,
  headers: Record<string, string> = {},
): DoorReply {
  return jsonReply(status, { code, message }, { ...HEADERS, ...headers })
}

/** `where` is the place in the body, e.g. `0.labels`, or the name of the whole body. */
export function requiredReply(where: string): DoorReply {
  return frameworkReply(422, CODE_REQUIRED, `${where} in body is required`)
}

export function tooFewItemsReply(where: string, itemsMin: number): DoorReply {
  return frameworkReply(422, CODE_TOO_FEW_ITEMS, `${where} in body should have at least ${itemsMin} items`)
}

export function notUuidReply(name: string, value: string): DoorReply {
  return frameworkReply(422, CODE_INVALID_TYPE, `${name} in path must be of type uuid: ${JSON.stringify(value)}`)
}

export function unreadableReply(body: 'alerts' | 'silence', because: string): DoorReply {
  return frameworkReply(400, 400, `parsing ${body} body from "" failed, because ${because}`)
}

/** `body` is what could not be read as JSON; the message of the JavaScript engine becomes the one that Go clients know. */
export function badJsonReply(body: 'alerts' | 'silence', engineMessage: string): DoorReply {
  if (/end of JSON|Unterminated/.test(engineMessage)) return unreadableReply(body, 'unexpected EOF')
  const token = /Unexpected token '(.)'/u.exec(engineMessage)?.[1]
  const because = token === undefined ? engineMessage : `invalid character '${token}' looking for beginning of value`
  return unreadableReply(body, because)
}

export function tooLargeReply(message: string): DoorReply {
  return frameworkReply(413, 413, message)
}

export function pathNotFoundReply(path: string): DoorReply {
  return frameworkReply(404, 404, `path ${path} was not found`)
}

export function methodNotAllowedReply(method: string, allowed: readonly string[]): DoorReply {
  const message = `method ${method} is not allowed, but [${allowed.join(',')}] are`
  return frameworkReply(405, 405, message, { allow: allowed.join(',') })
}

const MEDIA_TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/

/** The refusal of a body that is not labelled as JSON, or undefined when it is. A missing label counts as octets. */
export function mediaTypeReply(contentType: string | undefined): DoorReply | undefined {
  const header = contentType || 'application/octet-stream'
  const mediaType = header.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (mediaType === 'application/json') return undefined
  if (!MEDIA_TYPE.test(mediaType)) {
    const message = `parsing Content-Type header from ${JSON.stringify(header)} failed, because mime: expected token after slash`
    return frameworkReply(400, 400, message)
  }
  const message = `unsupported media type ${JSON.stringify(mediaType)}, only [application/json] are allowed`
  return frameworkReply(415, 415, message)
}
