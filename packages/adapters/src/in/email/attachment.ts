/** Attachments of a mail that was kept as it came: evidence of what its sender saw. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Unpacked } from './mail.ts'
import { unpack } from './unpack.ts'

export interface KeptAttachment {
  name: string
  /** As the sender says. */
  mediaType: string
  content: Uint8Array
}

/**
 * In their order, at most 50; none for what is no mail, and none that its provider told of without passing it on.
 *
 * @param contentType of the request that brought it
 */
export async function openAttachments(body: Uint8Array, contentType: string): Promise<KeptAttachment[]> {
  const request = { method: 'POST', path: '', query: new URLSearchParams(), receivedAt: 0 as Instant }
  const { content } = await unpack({ ...request, headers: { 'content-type': contentType }, body })
  const unpacked = content as Unpacked
  // What cannot be taken apart was refused when it came.
  if (!('mail' in unpacked)) return []
  return unpacked.mail.attachments.flatMap(({ name, mediaType, content: bytes }) =>
    bytes === undefined ? [] : [{ name, mediaType, content: bytes }],
  )
}
