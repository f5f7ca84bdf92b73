import { CODES, type Code } from '@tocsin/core/kernel/codes.ts'
import { expect, test } from 'vitest'
import { STATUS_OF_CODE } from './status-of-code.ts'

const codes = Object.keys(CODES) as Code[]

test('every code has a status, and no status is left over', () => {
  expect(Object.keys(STATUS_OF_CODE).sort()).toEqual([...codes].sort())
})

test('what the reader can mend is a 4xx, what the world or we did wrong a 5xx', () => {
  for (const code of codes) {
    const isFailure = CODES[code].kind === 'failure'
    expect(Math.floor(STATUS_OF_CODE[code] / 100), code).toBe(isFailure ? 5 : 4)
  }
})
