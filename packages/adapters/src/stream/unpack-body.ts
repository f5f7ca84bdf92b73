import { gunzipSync } from 'node:zlib'
import type { DoorRequest } from '../in/door.ts'

export type Unpacked = { body: Uint8Array } | { status: 400 | 413 | 415; problem: string }

/** The body as its sender meant it. A few bytes can unpack to very many; the library stops where we stop reading. */
export function unpackBody({ headers, body }: Pick<DoorRequest, 'headers' | 'body'>, bytesMax: number): Unpacked {
  const encoding = (headers['content-encoding'] ?? '').trim().toLowerCase()
  if (encoding === '' || encoding === 'identity') return { body }
  if (encoding !== 'gzip')
    return { status: 415, problem: `The content encoding ${encoding} is not known; use gzip or none.` }
  try {
    return { body: gunzipSync(body, { maxOutputLength: bytesMax }) }
  } catch (error) {
    const isLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    if (isLarge)
      return { status: 413, problem: `The body unpacks to more than ${bytesMax} bytes; send smaller batches.` }
    return { status: 400, problem: 'The body is not compressed by gzip as its header says.' }
  }
}
