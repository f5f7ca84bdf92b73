import { expect, test } from 'vitest'
import { sniffFile } from './file-type.ts'

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))

test('pictures, PDF and text are known by their bytes', () => {
  expect(sniffFile(bytes('\x89PNG\r\n\x1a\nrest'))).toBe('image/png')
  expect(sniffFile(bytes('%PDF-1.7\n\x00'))).toBe('application/pdf')
  expect(sniffFile(new TextEncoder().encode('\x1b[31mError\x1b[0m\tディスク\r\n'))).toBe('text/plain')
  expect(sniffFile(bytes('<html>'))).toBe('text/plain')
})

test('what could be run, what is packed and what is cut in a letter is none', () => {
  for (const text of ['', 'MZ\x90\x00', '\x7fELF', 'PK\x03\x04', '\x1f\x8b\x08', 'caf\xe9', 'a\0b'])
    expect(sniffFile(bytes(text)), JSON.stringify(text)).toBeUndefined()
})

test('a recording is known by its first frame, or by the tag before it', () => {
  expect(sniffFile(Uint8Array.from([0xff, 0xfb, 0x90, 0x64, 0]))).toBe('audio/mpeg')
  expect(sniffFile(new TextEncoder().encode('ID3\x04\0\0'))).toBe('audio/mpeg')
  expect(sniffFile(Uint8Array.from([0xff, 0xfb, 0xff, 0x64, 0]))).toBeUndefined()
})
