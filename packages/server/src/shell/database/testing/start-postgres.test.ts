import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { expect, test } from 'vitest'
import { startTestProcess } from './child-process.ts'
import { startPostgres } from './start-postgres.ts'

async function ask(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

test('a server that was killed keeps what it confirmed, and starts again in the same folder and at the same port', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'tocsin-postgres-test-'))
  const { port, dir, url, kill } = await startPostgres({ config: { work_mem: '8MB' } })
  expect(await ask(url, 'show fsync')).toEqual([{ fsync: 'on' }])
  expect(await ask(url, 'show work_mem')).toEqual([{ work_mem: '8MB' }])
  await ask(url, 'create table things (id integer); insert into things values (1)')
  await kill()
  await expect(ask(url, 'select 1')).rejects.toThrow()
  const again = await startPostgres({ port, dir })
  expect(again.url).toBe(url)
  expect(await ask(url, 'select id from things')).toEqual([{ id: 1 }])
  await again.stop()
  await expect(ask(url, 'select 1')).rejects.toThrow()
  expect(existsSync(dir)).toBe(true)
  rmSync(dir, { recursive: true })
  rmSync(parent, { recursive: true })
})

test('a server ends with the process that started it, though that is killed', async () => {
  const owner = startTestProcess('postgres-owner.ts')
  const [url = '', dir = ''] = (await owner.nextLine()).split(' ')
  expect(await ask(url, 'select 1 as one')).toEqual([{ one: 1 }])
  await owner.kill()
  await expect.poll(() => existsSync(join(dir, 'postmaster.pid')), { timeout: 10_000 }).toBe(false)
  await expect(ask(url, 'select 1')).rejects.toThrow()
  rmSync(dir, { recursive: true })
})
