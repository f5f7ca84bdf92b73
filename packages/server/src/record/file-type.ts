/**
 * What a file is that somebody sends along as evidence, by its bytes: a picture, PDF (ISO 32000-1, 7.5.2), a recording (MP3) or text in UTF-8. Anything
 * else is none of these, whatever it is called: a program that came by mail must not be handed on by us.
 */
import { isUtf8 } from 'node:buffer'
import { type ImageType, sniffImage } from './image-type.ts'

export type FileType = ImageType | 'application/pdf' | 'audio/mpeg' | 'text/plain'

export function sniffFile(bytes: Uint8Array): FileType | undefined {
  const image = sniffImage(bytes)
  if (image) return image
  if (Buffer.from(bytes.subarray(0, PDF.length)).toString('latin1') === PDF) return 'application/pdf'
  if (isMp3(bytes)) return 'audio/mpeg'
  return isText(bytes) ? 'text/plain' : undefined
}

/** A frame of MPEG audio, layer III, or the ID3 tag that may stand before the first one (ISO 11172-3, 2.4.1.3). */
function isMp3(bytes: Uint8Array): boolean {
  const [first = 0, second = 0, third = 0] = bytes
  const isFrame = first === 0xff && (second & 0xe6) === 0xe2 && (third & 0xf0) !== 0xf0 && (third & 0x0c) !== 0x0c
  return isFrame || Buffer.from(bytes.subarray(0, 3)).toString('latin1') === 'ID3'
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
