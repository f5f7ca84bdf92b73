/** The files of a form by which a mail provider posts a mail: RFC 7578, byte for byte. */
import type { MailAttachment } from './mail.ts'

const FILES_MAX = 50

/** In their order; none for a body that is no such form. A part is a file when it says the name of one. */
export function formFiles(body: Uint8Array, contentType: string): MailAttachment[] {
  const boundary = /^\s*multipart\/form-data\b.*?\bboundary="?([^";]+)"?/i.exec(contentType)?.[1]
  if (boundary === undefined) return []
  // One letter a byte, so that places in the text are places in the body.
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1')
  const files: MailAttachment[] = []
  let begin = text.indexOf(`--${boundary}\r\n`)
  while (begin >= 0 && files.length < FILES_MAX) {
    const end = text.indexOf(`\r\n--${boundary}`, begin)
    if (end < 0) break
    const file = fileOf(text.slice(begin, end))
    if (file) files.push(file)
    begin = text.startsWith('--', end + boundary.length + 4) ? -1 : end + 2
  }
  return files
}

function fileOf(part: string): MailAttachment | undefined {
  const headEnd = part.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const head = Buffer.from(part.slice(0, headEnd), 'latin1').toString('utf8')
  const name = /\bfilename="((?:[^"\\]|\\.)*)"/i.exec(head)?.[1]
  if (name === undefined) return undefined
  const mediaType = /^content-type:\s*([^;\s]+)/im.exec(head)?.[1] ?? 'application/octet-stream'
  const content = new Uint8Array(Buffer.from(part.slice(headEnd + 4), 'latin1'))
  // Forms do not say what stood among the words.
  return { name: name.replace(/\\(.)/g, '$1'), mediaType, bytes: content.byteLength, content, isInline: false }
}
