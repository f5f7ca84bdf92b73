import { expect, test } from 'vitest'
import { parseWhyPaged } from './why-paged-search.ts'

test('a person and an instant are taken, with any offset', () => {
  expect(parseWhyPaged({ user: 'u1', at: '2026-01-05T18:00:00+09:00' })).toEqual({
    ...{ user: 'u1', at: '2026-01-05T09:00:00.000Z' },
  })
})

test.each([[{}], [{ user: '', at: 'yesterday' }], [{ user: 7, at: null }]])('%j asks for nobody, and now', (search) => {
  expect(parseWhyPaged(search)).toEqual({ user: undefined, at: undefined })
})
