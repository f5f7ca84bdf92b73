import process from 'node:process'
import { openDatabase } from '../open-database.ts'

/**
 * A process of tests: opens the data folder of its first argument and holds it until it is killed, or prints the code of what
 * kept it from that. With `write` as second argument it then commits pairs of rows for as long as it lives, and prints the
 * number of each pair after its commit.
 */
const [dataDir = '', mode] = process.argv.slice(2)

try {
  const database = await openDatabase<Record<string, never>>({
    dataDir,
    onFatal(error) {
      throw error
    },
  })
  process.stdout.write('open\n')
  if (mode === 'write') {
    await database.pool.query(`
      create table if not exists firsts (id integer primary key, text text not null);
      create table if not exists seconds (id integer primary key references firsts, text text not null)`)
    const { rows } = await database.pool.query<{ last: number }>('select coalesce(max(id), 0) as last from firsts')
    for (let id = (rows[0]?.last ?? 0) + 1; ; id += 1) {
      const client = await database.pool.connect()
      await client.query('begin')
      await client.query('insert into firsts values ($1, $2)', [id, `first ${id}`])
      await client.query('insert into seconds values ($1, $2)', [id, `second ${id}`])
      await client.query('commit')
      client.release()
      process.stdout.write(`${id}\n`)
    }
  }
  setInterval(() => {}, 60_000)
} catch (error) {
  process.stdout.write(`${(error as { code?: string }).code}: ${(error as Error).message}\n`)
  process.exit(1)
}
