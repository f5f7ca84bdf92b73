import { expect, test } from 'vitest'
import { sqlDeterminism } from './sql-determinism.ts'
import { treeOf } from './tree.ts'

function problems(path: string, text: string): readonly string[] {
  return sqlDeterminism.find(treeOf({ [path]: text })).map(({ line, message }) => `${line}: ${message}`)
}

test('a migration that lets the database fill in the instant is refused, with its line', () => {
  const text = 'create table facts (\n  at timestamptz not null default now()\n);'
  expect(problems('packages/server/migrations/0001-facts.sql', text)).toEqual([
    '2: SQL calls now; pass the instant or the id as a parameter',
  ])
})

test.each([
  ['sql`select * from wakes where due_at <= now()`', 'now'],
  ['sql`\n  insert into users (id) values (gen_random_uuid())`', 'gen_random_uuid'],
  ['sql<Row>`select a from t order by random ()`', 'random'],
  ["db.raw('select clock_timestamp()')", 'clock_timestamp'],
  ["const s = 'insert into t values (CURRENT_TIMESTAMP)'", 'CURRENT_TIMESTAMP'],
])('%s is refused', (text, word) => {
  const found = problems('packages/server/src/respond/a.queries.ts', text)
  expect(found).toHaveLength(1)
  expect(found[0]).toContain(`SQL calls ${word};`)
})

test('comments and names of columns are no calls', () => {
  expect(problems('packages/server/migrations/0001.sql', '-- never now()\ncreate table t (random_seed int);')).toEqual(
    [],
  )
  const text = 'export const a = sql`select known(1), is_now /* now() */ from t`'
  expect(problems('packages/server/src/respond/a.ts', text)).toEqual([])
})

test('a name that is also a word of prose counts only within SQL', () => {
  expect(problems('packages/server/src/respond/a.ts', "export const field = 'current_date'")).toEqual([])
  expect(problems('packages/server/src/respond/a.ts', "export const s = 'select current_date'")).toHaveLength(1)
})

test('the port that compares the clocks may ask the database for its own', () => {
  expect(problems('packages/server/src/shell/ports/database-clock.ts', 'sql`select clock_timestamp()`')).toEqual([])
})
