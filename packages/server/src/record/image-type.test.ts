import { expect, test } from 'vitest'
import { sniffImage } from './image-type.ts'

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))

test('pictures are known by how they begin', () => {
  expect(sniffImage(bytes('\x89PNG\r\n\x1a\nrest'))).toBe('image/png')
  expect(sniffImage(bytes('\xff\xd8\xff\xe0rest'))).toBe('image/jpeg')
  expect(sniffImage(bytes('GIF87a'))).toBe('image/gif')
  expect(sniffImage(bytes('GIF89a…'))).toBe('image/gif')
  expect(sniffImage(bytes('RIFF\x00\x00\x00\x00WEBPVP8 '))).toBe('image/webp')
})

test('what could run, and what is cut short, is none', () => {
  for (const text of [
    '',
    '\x89PNG',
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
    '<html>GIF89a',
    'RIFF\0\0\0\0WAVE',
    '%PDF-1.7',
  ])
    expect(sniffImage(bytes(text))).toBeUndefined()
})
