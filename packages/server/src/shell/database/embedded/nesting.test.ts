import { expect, test } from 'vitest'
import { bindsDeepJson } from './nesting.ts'

const MAX = 10

/** A message of the wire protocol: type, length without the type, content. */
function message(type: string, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content)
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body])
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

function int16(value: number): Buffer {
  return int32(value).subarray(2)
}

/** What a driver sends for a statement with these parameters: Parse, Bind, Execute, Sync. */
function statement(...values: (string | null)[]): Uint8Array {
  const parameters = values.map((value) => {
    if (value === null) return int32(-1)
    const text = Buffer.from(value)
    return Buffer.concat([int32(text.length), text])
  })
  const formats = values.map(() => int16(0))
  const bind = [
    Buffer.from('portal\0name\0'),
    int16(formats.length),
    ...formats,
    int16(parameters.length),
    ...parameters,
    int16(0),
  ]
  return Buffer.concat([
    message('P', Buffer.from('name\0select $1\0'), int16(0)),
    message('B', ...bind),
    message('E', Buffer.from('portal\0'), int32(0)),
    message('S'),
  ])
}

function nested(levels: number): string {
  return '['.repeat(levels) + ']'.repeat(levels)
}

test('JSON is too deep from the first level above the limit on, in any of the parameters', () => {
  expect(bindsDeepJson(statement(nested(MAX)), MAX)).toBe(false)
  expect(bindsDeepJson(statement(nested(MAX + 1)), MAX)).toBe(true)
  expect(bindsDeepJson(statement('text', null, nested(MAX + 1)), MAX)).toBe(true)
  expect(bindsDeepJson(statement(` \n${'{"a":'.repeat(MAX + 1)}`), MAX)).toBe(true)
})

test('breadth is not depth', () => {
  expect(bindsDeepJson(statement(`[${Array.from({ length: 100 }, () => '{"a":[]}').join(',')}]`), MAX)).toBe(false)
})

test('brackets in strings do not count, and an escaped quote does not end a string', () => {
  const logs = JSON.stringify({ log: '"\\'.repeat(50) + '\u001b[31m'.repeat(50) })
  expect(bindsDeepJson(statement(logs), MAX)).toBe(false)
  expect(bindsDeepJson(statement(`["\\"",${nested(MAX)}]`), MAX)).toBe(true)
})

test('text that is no JSON may hold what it likes', () => {
  expect(bindsDeepJson(statement(`log: ${'['.repeat(100)}`), MAX)).toBe(false)
})

test('the first message of a connection, which has no type, is let through', () => {
  const startup = Buffer.concat([int32(200), int32(3 << 16), Buffer.alloc(192, 'x')])
  expect(bindsDeepJson(startup, MAX)).toBe(false)
})
