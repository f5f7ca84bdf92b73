/** Bodies of requests as a text column holds them: as they are when they are text, else in base64. */
export interface StoredBody {
  encoding: 'utf8' | 'base64'
  body: string
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function encodeBody(bytes: Uint8Array): StoredBody {
  const text = decodeText(bytes)
  return text === undefined
    ? { encoding: 'base64', body: Buffer.from(bytes).toString('base64') }
    : { encoding: 'utf8', body: text }
}

export function decodeBody({ encoding, body }: { encoding: string; body: string }): Uint8Array {
  return Buffer.from(body, encoding === 'base64' ? 'base64' : 'utf8')
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
