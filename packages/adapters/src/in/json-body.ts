/**
 * The body of a request as JSON. Text in it is made safe to store on the way: PostgreSQL takes neither U+0000 nor a lone
 * surrogate, and one hostile label must not make the commit of a whole batch fail. Both become U+FFFD, in keys too.
 */
export type JsonBody = { value: unknown } | { error: string }

const UNSAFE_ESCAPE = /\\u(?:0000|[dD][89a-fA-F])/
const ESCAPE =
  /\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|\\u[dD][89a-fA-F][\da-fA-F]{2}|\\u0000|\\[\s\S]/g
/** Of the escapes that match, only half a pair and U+0000 are this long. */
const UNSAFE_ESCAPE_CHARS = 6

/** An integer that a double cannot hold has at least this many digits. */
const LONG_NUMBER = /\d{16}/

/** Reads UTF-8 (wrong bytes become U+FFFD, a byte order mark is skipped) as JSON. The error is a sentence of the engine. */
export function parseJsonBody(body: Uint8Array): JsonBody {
  const text = decode(body)
  return parse(() => JSON.parse(text))
}

/** As `parseJsonBody`, but an integer that a double would round becomes the text of its digits: ids are told apart by them. */
export function parseExactJsonBody(body: Uint8Array): JsonBody {
  const text = decode(body)
  return parse(() => (LONG_NUMBER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text)))
}

const decoder = new TextDecoder()

function decode(body: Uint8Array): string {
  const text = decoder.decode(body)
  // Raw control characters are no JSON and raw surrogates no UTF-8: only escapes can bring them in, and those are rare.
  return UNSAFE_ESCAPE.test(text) ? text.replace(ESCAPE, replaceUnsafe) : text
}

function parse(run: () => unknown): JsonBody {
  try {
    return { value: run() }
  } catch (error) {
    // The engine quotes the body in its sentence, so that is no safer than the body.
    const message = error instanceof Error ? error.message : String(error)
    return { error: message.toWellFormed().replaceAll('\0', '\ufffd') }
  }
}

function keepDigits(_name: string, value: unknown, context?: { source?: string }): unknown {
  const isRounded = typeof value === 'number' && !Number.isSafeInteger(value)
  return isRounded && context?.source && /^-?\d+$/.test(context.source) ? context.source : value
}

function replaceUnsafe(matched: string): string {
  return matched.length === UNSAFE_ESCAPE_CHARS ? '\\ufffd' : matched
}
