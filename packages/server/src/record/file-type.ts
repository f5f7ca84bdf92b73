/**
 * What a file is that somebody sends along as evidence, by its bytes: a picture, PDF (ISO 32000-1, 7.5.2) or text in UTF-8. Anything
 * else is none of these, whatever it is called: a program that came by mail must not be handed on by us.
 */
import { isUtf8 } from 'node:buffer'
import { type ImageType, sniffImage } from './image-type.ts'

export type FileType = ImageType | 'application/pdf' | 'text/plain'

export function sniffFile(bytes: Uint8Array): FileType | undefined {
  const image = sniffImage(bytes)
  if (image) return image
  if (Buffer.from(bytes.subarray(0, PDF.length)).toString('latin1') === PDF) return 'application/pdf'
  return isText(bytes) ? 'text/plain' : undefined
}

const PDF = '%PDF-'

const SPACE = 0x20
const DELETE = 0x7f
/** Tab, ends of lines and of pages, and the escape that begins a colour in a log; any other control sign says that it is no text. */
const SIGNS_OF_TEXT = [0x09, 0x0a, 0x0c, 0x0d, 0x1b]

function isText(bytes: Uint8Array): boolean {
  const hasOtherSigns = bytes.some((byte) => byte === DELETE || (byte < SPACE && !SIGNS_OF_TEXT.includes(byte)))
  return bytes.byteLength > 0 && !hasOtherSigns && isUtf8(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
}
