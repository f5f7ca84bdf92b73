/** Bodies of requests as a text column holds them: as they are when they are text, else in base64. */
export interface StoredBody {
  encoding: 'utf8' | 'base64'
  body: string
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function encodeBody(bytes: Uint8Array): StoredBody {
  const text = decodeText(bytes)
  return text === undefined || isNestedDeeply(text)
    ? { encoding: 'base64', body: Buffer.from(bytes).toString('base64') }
    : { encoding: 'utf8', body: text }
}

export function decodeBody({ encoding, body }: { encoding: string; body: string }): Uint8Array {
  return Buffer.from(body, encoding === 'base64' ? 'base64' : 'utf8')
}

const NESTING_MAX = 10_000

/**
 * Whether a text has so many brackets in brackets that an engine may refuse it for what it looks like: the embedded one guards its
 * stack against parameters that could be such JSON, whatever column they are for. Brackets in strings count too, which does no harm.
 */
function isNestedDeeply(text: string): boolean {
  if (text.length <= NESTING_MAX) return false
  let depth = 0
  for (let at = 0; at < text.length && depth <= NESTING_MAX; at += 1) {
    const letter = text.charCodeAt(at)
    if (letter === 0x5b || letter === 0x7b) depth += 1
    else if (letter === 0x5d || letter === 0x7d) depth -= 1
  }
  return depth > NESTING_MAX
}

/** The body as text when it is text that a database column can hold: valid UTF-8 without NUL. */
function decodeText(bytes: Uint8Array): string | undefined {
  try {
    const text = strict.decode(bytes)
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}
