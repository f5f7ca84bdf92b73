/** What is kept of the headers of a request. What authorises a sender never is: not here, and not in a backup. */

const HEADERS_MAX = 40
const HEADER_CHARS_MAX = 1_000
/** Names of headers that may hold what lets somebody in; proxies tell the address that was asked for, which has the key of the source. */
const SECRET_HEADER = /auth|cookie|token|secret|key|signature|password|credential|ur[il]|path|referer/i

/** Stands where a value was that is not kept: a mapping that asks for the header finds that it was there. */
export const REDACTED = '[redacted]'

/** Without those that may hold a secret: for a request that is to be read again. */
export function headersToReplay(headers: Readonly<Record<string, string>>): Record<string, string> {
  return bounded(Object.entries(headers).filter(([name]) => !SECRET_HEADER.test(name)))
}

/** With all names, for people to look at. */
export function headersToShow(headers: Readonly<Record<string, string>>): Record<string, string> {
  return bounded(Object.entries(headers).map(([name, value]) => [name, SECRET_HEADER.test(name) ? REDACTED : value]))
}

function bounded(entries: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(
    entries.slice(0, HEADERS_MAX).map(([name, value]) => [storable(name), storable(value).slice(0, HEADER_CHARS_MAX)]),
  )
}

/** PostgreSQL takes neither U+0000 nor half a surrogate pair. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd')
}
