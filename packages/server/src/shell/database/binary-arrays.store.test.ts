import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { boolArray, float8Array, int4Array, jsonbArray, textArray, uuidArray } from './binary-arrays.ts'
import type { Database } from './open-database.ts'
import { describeOnEachEngine } from './testing/database-harness.ts'

const RUNS = 40

describeOnEachEngine('columns in binary form', (open) => {
  let database: Database
  beforeEach(async () => {
    database = await open()
  })

  const readBack = async (type: string, column: Buffer): Promise<unknown[]> => {
    const { rows } = await database.pool.query(
      `select x from unnest($1::${type}[]) with ordinality as t(x, o) order by o`,
      [column],
    )
    return rows.map((row) => row.x)
  }
  const everyColumn = <T>(
    element: fc.Arbitrary<T>,
    read: (values: (T | null)[]) => Promise<unknown[]>,
    expected: (value: T) => unknown = (value) => value,
  ) =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.option(element), { maxLength: 60 }), async (values) => {
        expect(await read(values)).toEqual(values.map((value) => (value === null ? null : expected(value))))
      }),
      { numRuns: RUNS },
    )

  test('any text comes back, with a sign where no database can hold a character', () =>
    everyColumn(
      fc.string({
        unit: fc.oneof(fc.string({ unit: 'binary', maxLength: 1 }), fc.constantFrom('\0', '\ud800', '漢', '😀')),
      }),
      (values) => readBack('text', textArray(values)),
      (text) => text.replaceAll('\0', '\ufffd').toWellFormed(),
    ))

  test('any JSON comes back', () =>
    everyColumn(
      fc.dictionary(fc.string({ unit: 'grapheme-ascii' }), fc.jsonValue({ noUnicodeString: true })),
      (values) => readBack('jsonb', jsonbArray(values.map((value) => value && JSON.stringify(value)))),
      (value) => JSON.parse(JSON.stringify(value)),
    ))

  test('any id comes back, in whatever case it was written', () =>
    everyColumn(
      fc.tuple(fc.uuid(), fc.boolean()).map(([id, isUpper]) => (isUpper ? id.toUpperCase() : id)),
      (values) => readBack('uuid', uuidArray(values)),
      (id) => id.toLowerCase(),
    ))

  test('any number comes back', async () => {
    await everyColumn(
      fc.double({ noNaN: true }),
      (values) => readBack('float8', float8Array(values)),
      (value) => value,
    )
    await everyColumn(fc.integer(), (values) => readBack('int4', int4Array(values)))
    await everyColumn(fc.boolean(), (values) => readBack('bool', boolArray(values)))
  })

  test('a column larger than anything before it comes back whole', async () => {
    const values = Array.from({ length: 300 }, (_, index) => `${index} ${'é'.repeat(1_000)}`)
    expect(await readBack('text', textArray(values))).toEqual(values)
  })
})
