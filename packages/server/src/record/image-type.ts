/**
 * What kind of picture some bytes are, by how they begin: PNG (W3C, 3rd edition, 5.2), JPEG (ITU T.81, B.1.1.3), GIF (GIF89a, 17)
 * and WebP (RFC 9649, 2.4). What a sender says of them counts for nothing: a page that was served as a picture would run as a page.
 */
export type ImageType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp'

export function sniffImage(bytes: Uint8Array): ImageType | undefined {
  const begins = (signature: readonly number[], offset = 0): boolean =>
    signature.every((byte, index) => bytes[offset + index] === byte)
  if (begins(PNG)) return 'image/png'
  if (begins(JPEG)) return 'image/jpeg'
  if (begins(ascii('GIF87a')) || begins(ascii('GIF89a'))) return 'image/gif'
  if (begins(ascii('RIFF')) && begins(ascii('WEBP'), 8)) return 'image/webp'
  return undefined
}

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const JPEG = [0xff, 0xd8, 0xff]

function ascii(text: string): number[] {
  return [...text].map((letter) => letter.charCodeAt(0))
}
