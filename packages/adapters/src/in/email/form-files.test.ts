import { expect, test } from 'vitest'
import { formFiles } from './form-files.ts'

const TYPE = 'multipart/form-data; boundary=xYz'

function form(...parts: [head: string, content: Uint8Array | string][]): Uint8Array {
  const pieces = parts.flatMap(([head, content]) => [
    Buffer.from(`--xYz\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ])
  return Buffer.concat([...pieces, Buffer.from('--xYz--\r\n')])
}

test('files come out byte for byte, among fields that are none', () => {
  const content = Uint8Array.from({ length: 300 }, (_, index) => (index * 7) % 256)
  const body = form(
    ['name="subject"', 'Re: 図'],
    ['name="attachment1"; filename="図 1.png"\r\nContent-Type: image/png', content],
    ['name="attachment2"; filename="a \\"b\\".log"', 'line one\r\n\r\nline two'],
  )
  expect(formFiles(body, TYPE)).toEqual([
    { name: '図 1.png', mediaType: 'image/png', bytes: 300, content, isInline: false },
    {
      ...{ name: 'a "b".log', mediaType: 'application/octet-stream', bytes: 20, isInline: false },
      content: new Uint8Array(Buffer.from('line one\r\n\r\nline two')),
    },
  ])
})

test('what is no such form, or ends in the middle, has none', () => {
  expect(formFiles(Buffer.from('a=b'), 'application/x-www-form-urlencoded')).toEqual([])
  expect(formFiles(form(['name="a"; filename="b"', 'c']).subarray(0, 60), TYPE)).toEqual([])
  expect(formFiles(form(['name="text"', 'filename="none"']), TYPE)).toEqual([])
})
