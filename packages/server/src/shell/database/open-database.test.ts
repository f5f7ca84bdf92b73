import { sql } from 'kysely'
import type pg from 'pg'
import { expect, test } from 'vitest'
import type { Database } from './open-database.ts'
import { describeOnEachEngine, describeOnEngine, openTestEmbedded } from './testing/database-harness.ts'

/** A table of the driver's own tests, so that they do not depend on the product's. */
interface Things {
  things: { id: number; name: string }
}

async function withThings(opened: Promise<Database>): Promise<Database<Things>> {
  const database = (await opened) as unknown as Database<Things>
  await database.pool.query(`
    drop table if exists things;
    create table things (id integer primary key, name text not null constraint name_is_unique unique)`)
  return database
}

async function countThings({ pool }: Database<Things>): Promise<number> {
  const { rows } = await pool.query<{ count: number }>('select count(*) from things')
  return rows[0]?.count ?? Number.NaN
}

class Refused extends Error {}

describeOnEachEngine('a database', (open) => {
  test('it reads each type as the one value that the product expects', async () => {
    const { pool } = await open()
    const { rows } = await pool.query(`select
      9007199254740991::int8 as int8, 12.50::numeric as numeric, true as boolean, null as nothing,
      '2026-03-29 01:59:59.999+01'::timestamptz as timestamptz, '2026-03-29'::date as date,
      '{"a": [1, {"b": "ü"}]}'::jsonb as jsonb, array['a', 'b']::text[] as texts, array[1, null]::int8[] as int8s,
      array['1970-01-01 00:00:01Z']::timestamptz[] as instants, '\\x00ff'::bytea as bytes`)
    expect(rows).toEqual([
      {
        int8: Number.MAX_SAFE_INTEGER,
        numeric: 12.5,
        boolean: true,
        nothing: null,
        timestamptz: Date.parse('2026-03-29T01:59:59.999+01:00'),
        date: '2026-03-29',
        jsonb: { a: [1, { b: 'ü' }] },
        texts: ['a', 'b'],
        int8s: [1, null],
        instants: [1000],
        bytes: Buffer.from([0, 255]),
      },
    ])
  })

  test('an instant comes back as it was written, whatever its offset', async () => {
    const { pool } = await open()
    const { rows } = await pool.query('select $1::timestamptz as at', ['2026-07-01T12:00:00.123+05:30'])
    expect(rows).toEqual([{ at: Date.parse('2026-07-01T06:30:00.123Z') }])
  })

  test('an int8 that a number cannot hold is an error and not another number', async () => {
    const { pool } = await open()
    await expect(pool.query('select 9007199254740993::int8 as big')).rejects.toThrow('9007199254740993')
  })

  test('text is sorted by code point', async () => {
    const { pool } = await open()
    const { rows } = await pool.query(`select w from unnest(array['b', 'B', 'a', 'ä', 'A']) w order by w`)
    expect(rows.map(({ w }) => w)).toEqual(['A', 'B', 'a', 'b', 'ä'])
  })

  test('a violated constraint names itself, and the next statement works', async () => {
    const database = await withThings(open())
    await database.kysely.insertInto('things').values({ id: 1, name: 'one' }).execute()
    const again = database.kysely.insertInto('things').values({ id: 2, name: 'one' }).execute()
    await expect(again).rejects.toMatchObject({ code: '23505', constraint: 'name_is_unique', table: 'things' })
    expect(await countThings(database)).toBe(1)
  })

  test('a transaction whose work throws leaves nothing', async () => {
    const database = await withThings(open())
    const work = database.kysely.transaction().execute(async (trx) => {
      await trx.insertInto('things').values({ id: 1, name: 'one' }).execute()
      throw new Refused()
    })
    await expect(work).rejects.toThrow(Refused)
    expect(await countThings(database)).toBe(0)
  })

  test('after a rollback to a savepoint only what came before it is committed', async () => {
    const database = await withThings(open())
    const trx = await database.kysely.startTransaction().execute()
    await trx.insertInto('things').values({ id: 1, name: 'one' }).execute()
    const afterOne = await trx.savepoint('after_one').execute()
    await afterOne.insertInto('things').values({ id: 2, name: 'two' }).execute()
    await afterOne.rollbackToSavepoint('after_one').execute()
    await trx.commit().execute()
    expect(await countThings(database)).toBe(1)
  })

  test('of four concurrent transactions the two that commit are seen, and only they', async () => {
    const database = await withThings(open())
    const outcomes = await Promise.allSettled(
      [1, 2, 3, 4].map((id) =>
        database.kysely.transaction().execute(async (trx) => {
          await trx
            .insertInto('things')
            .values({ id, name: `first ${id}` })
            .execute()
          await sql`select pg_sleep(0.02)`.execute(trx)
          await trx
            .updateTable('things')
            .set({ name: `second ${id}` })
            .where('id', '=', id)
            .execute()
          if (id % 2 === 0) throw new Refused()
        }),
      ),
    )
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected'])
    const rows = await database.kysely.selectFrom('things').selectAll().orderBy('id').execute()
    expect(rows).toEqual([
      { id: 1, name: 'second 1' },
      { id: 3, name: 'second 3' },
    ])
  })

  test('the isolation level of a transaction is the one that was asked for', async () => {
    const { kysely } = await open()
    const level = await kysely
      .transaction()
      .setIsolationLevel('serializable')
      .execute(async (trx) =>
        sql<{ level: string }>`select current_setting('transaction_isolation') as level`.execute(trx),
      )
    expect(level.rows).toEqual([{ level: 'serializable' }])
  })

  test('a result of 20 MB arrives whole', async () => {
    const { pool } = await open()
    const { rows } = await pool.query(`select i, repeat('x', 10000) || i as text from generate_series(1, 2000) i`)
    expect(rows).toHaveLength(2000)
    expect(rows.every(({ i, text }) => text.length === 10_000 + String(i).length && text.endsWith(`x${i}`))).toBe(true)
  })

  test('a parameter of 5 MB arrives whole', async () => {
    const { pool } = await open()
    const { rows } = await pool.query(
      `select length($1::text) as length, md5($1::text) = md5(repeat('é', 2500000)) as same`,
      ['é'.repeat(2_500_000)],
    )
    expect(rows).toEqual([{ length: 2_500_000, same: true }])
  })

  test('a client that is dropped in the middle of a transaction leaves nothing', async () => {
    const database = await withThings(open())
    const client = await database.pool.connect()
    await client.query('begin')
    await client.query(`insert into things values (1, 'one')`)
    client.release(true)
    expect(await countThings(database)).toBe(0)
  })

  test('a transaction that nobody ended is rolled back when its client is given back', async () => {
    const database = await withThings(open())
    const client = await database.pool.connect()
    await client.query('begin')
    await client.query(`insert into things values (1, 'one')`)
    client.release()
    expect(await countThings(database)).toBe(0)
  })

  test('a named statement works again after its connection was replaced', async () => {
    const { pool } = await open()
    const query = { name: 'twice', text: 'select $1::int * 2 as twice', values: [21] }
    const client = await pool.connect()
    await client.query(query)
    client.release(true)
    expect((await pool.query(query)).rows).toEqual([{ twice: 42 }])
    expect((await pool.query(query)).rows).toEqual([{ twice: 42 }])
  })

  test('whoever gives a query up is told so, and the late answer reaches nobody', async () => {
    const { pool } = await open()
    const query = { text: `select pg_sleep(0.3), 'late' as word`, query_timeout: 50 } as pg.QueryConfig
    await expect(pool.query(query)).rejects.toThrow('Query read timeout')
    expect((await pool.query(`select 'mine' as word`)).rows).toEqual([{ word: 'mine' }])
  })

  test('a client that was given back while its query still ran is not given to the next caller', async () => {
    const { pool } = await open()
    const client = await pool.connect()
    await expect(client.query({ text: 'select pg_sleep(0.3)', query_timeout: 50 } as pg.QueryConfig)).rejects.toThrow()
    client.release()
    const next = await pool.connect()
    expect(next).not.toBe(client)
    expect((await next.query(`select 'mine' as word`)).rows).toEqual([{ word: 'mine' }])
    next.release()
  })
})

test('on the embedded engine whoever uses the pool inside an open transaction is told so instead of waiting for ever, and so is who comes after it was closed', async () => {
  const { kysely, pool, close } = await openTestEmbedded({ acquireTimeoutMs: 100 })
  const work = kysely.transaction().execute(() => pool.query('select 1'))
  await expect(work).rejects.toMatchObject({
    code: 'busy',
    message: expect.stringContaining('inside an open transaction'),
  })
  expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  await close()
  await expect(pool.query('select 1')).rejects.toMatchObject({ code: 'database_closed' })
})

describeOnEngine('embedded', 'the embedded database', (open) => {
  test('the main thread goes on while the engine works', async () => {
    const { pool } = await open()
    let ticks = 0
    const timer = setInterval(() => ticks++, 5)
    await pool.query('select pg_sleep(0.5)')
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(20)
  })
})

describeOnEngine('postgres', 'a database on a server', (open) => {
  test('a listener hears of a notification when its transaction commits, and of none that was rolled back', async () => {
    const { pool } = await open()
    const listener = await pool.connect()
    const heard: (string | undefined)[] = []
    listener.on('notification', ({ payload }) => heard.push(payload))
    await listener.query('listen tests')
    await pool.query(`begin; notify tests, 'undone'; rollback`)
    await pool.query(`begin; notify tests, 'done'; commit`)
    await expect.poll(() => heard).toEqual(['done'])
    listener.release(true)
  })

  test('a transaction whose connection breaks fails, and the next one gets a new connection', async () => {
    const database = await withThings(open())
    const work = database.kysely.transaction().execute(async (trx) => {
      await trx.insertInto('things').values({ id: 1, name: 'one' }).execute()
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx)
      await database.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid])
      await trx.insertInto('things').values({ id: 2, name: 'two' }).execute()
    })
    await expect(work).rejects.toThrow()
    expect(await countThings(database)).toBe(0)
  })

  test('the session has the zone and the limits that the product counts on', async () => {
    const { pool } = await open()
    const { rows } = await pool.query(
      `select name, setting from pg_settings
       where name in ('TimeZone', 'statement_timeout', 'application_name', 'synchronous_commit') order by name collate "C"`,
    )
    expect(rows).toEqual([
      { name: 'TimeZone', setting: 'UTC' },
      { name: 'application_name', setting: 'tocsin' },
      { name: 'statement_timeout', setting: '15000' },
      { name: 'synchronous_commit', setting: 'on' },
    ])
  })
})
