import { expect, test } from 'vitest'
import { ownPath } from './own-path.ts'

test('the way back after the login is followed within the console', () => {
  expect(ownPath('/incidents/INC-2026-000001?x=1')).toBe('/incidents/INC-2026-000001?x=1')
})

test.each([undefined, '', 'https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
  '%s leads to the start instead',
  (wanted) => {
    expect(ownPath(wanted)).toBe('/incidents')
  },
)
