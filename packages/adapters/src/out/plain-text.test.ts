import { expect, test } from 'vitest'
import { byteLength, clipBytes, clipChars, oneLine } from './plain-text.ts'

test('line breaks, control characters and direction marks become one space', () => {
  expect(oneLine('disk\r\nBcc: eve@example.com\u0000\u2028x\u202Ey', 200)).toBe('disk Bcc: eve@example.com x y')
})

test('a long line is cut with an ellipsis and never inside a character', () => {
  expect(oneLine('a'.repeat(300), 10)).toBe(`${'a'.repeat(9)}…`)
  expect(clipChars('ab🔥🔥', 4)).toBe('ab…')
})

test('cutting by bytes keeps within the limit and leaves whole characters', () => {
  const clipped = clipBytes('é🔥'.repeat(1000), 100)
  expect(byteLength(clipped)).toBeLessThanOrEqual(100)
  expect(clipped.endsWith('…')).toBe(true)
  expect(clipped.isWellFormed()).toBe(true)
})

test('a short text and a lone surrogate stay sendable', () => {
  expect(clipBytes('ok', 4)).toBe('ok')
  expect(clipBytes('\uD83D', 10)).toBe('\uFFFD')
})
