import { expect, test } from 'vitest'
import { ApiError, isOfAddress } from './api-error.ts'

const refusal = (code: string, details: unknown) => new ApiError({ status: 400, code, message: 'no', details })

test('a refusal of the id alone is one of the address', () => {
  expect(isOfAddress(refusal('invalid_request', [{ field: 'id', problem: 'Invalid UUID' }]))).toBe(true)
  expect(isOfAddress(refusal('invalid_request', [{ field: 'limit', problem: 'too big' }]))).toBe(false)
  const both = ['id', 'query'].map((field) => ({ field, problem: 'wrong' }))
  expect(isOfAddress(refusal('invalid_request', both))).toBe(false)
  expect(isOfAddress(refusal('invalid_request', []))).toBe(false)
  expect(isOfAddress(refusal('conflict', [{ field: 'id', problem: 'taken' }]))).toBe(false)
})
