import { expect, test } from 'vitest'
import { explainLittleSpace } from './open-copy.ts'

const MIB = 1024 ** 2

test('a copy is made where the server keeps half a gibibyte beside it, and refused with both figures where it would not', () => {
  expect(explainLittleSpace(612 * MIB, 100 * MIB, '/data')).toBeUndefined()
  expect(explainLittleSpace(612 * MIB - 1, 100 * MIB, '/data')).toMatch(
    /needs 612 MiB in \/data, and 612 MiB are free\. .*--scratch/,
  )
  expect(explainLittleSpace(40 * MIB, 100 * MIB, '/data')).toContain('612 MiB in /data, and 40 MiB are free')
})
