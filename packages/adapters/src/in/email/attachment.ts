/** Attachments of a mail that was kept as it came: evidence of what its sender saw. */
import PostalMime from 'postal-mime'

export interface KeptAttachment {
  name: string
  mediaType: string
  content: Uint8Array
}

const ATTACHMENTS_MAX = 50

/** In their order, at most 50; none for what is no mail, or was posted by a provider as a form. */
export async function openAttachments(mail: Uint8Array): Promise<KeptAttachment[]> {
  try {
    const { attachments } = await PostalMime.parse(mail, { maxNestingDepth: 30, maxHeadersSize: 256 * 1024 })
    return attachments.slice(0, ATTACHMENTS_MAX).map(({ filename, mimeType, content }) => ({
      name: (filename ?? '').toWellFormed().replaceAll('\0', '\ufffd'),
      mediaType: mimeType,
      content: typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content),
    }))
  } catch {
    // What cannot be taken apart was refused when it came, or has none.
    return []
  }
}
