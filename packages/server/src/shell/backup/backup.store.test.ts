import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { present } from '@tocsin/core/kernel/assert.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { aDirectory, aService, aSource } from '@tocsin/core/testing/directory.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startTestServer } from '../app/testing/start-test-server.ts'
import { type Database, openDatabase } from '../database/open-database.ts'
import {
  createTestPostgresUrl,
  describeOnEachEngine,
  ENGINES,
  type EngineName,
  openTestEmbedded,
} from '../database/testing/database-harness.ts'
import { loadDirectory } from '../store/sql/directory.queries.ts'
import { readBackup, writeBackup } from './backup-file.ts'
import { dumpLines } from './dump.ts'
import { onSnapshot } from './read-rows.ts'
import { RestoreRefused, restoreLines } from './restore.ts'
import { listTables } from './tables.ts'
import { type AuditReport, verifyFacts } from './verify-facts.ts'

const AT = Date.parse('2026-01-06T00:00:00Z') as Instant
const DIRECTORY = aDirectory({ services: [aService('api')], sources: [aSource('monitor')] })

describeOnEachEngine('backup', (open) => {
  let database: Database
  let folder: string
  const opened: Database[] = []

  beforeEach(async () => {
    database = await open()
    folder = mkdtempSync(join(tmpdir(), 'tocsin-backup-'))
  })
  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close()
    rmSync(folder, { recursive: true })
  })

  /** Three incidents, one of them acknowledged and resolved, with everything that comes along. */
  async function fill(): Promise<void> {
    const server = await startTestServer(database, DIRECTORY)
    await server.receive('monitor', [
      { key: 'disk', title: 'Disk full ✓ "quoted" \\ back', labels: { host: 'db-1', note: 'a\nb' } },
      { key: 'net', title: 'Net slow', severity: 'low' },
      { key: 'cpu', title: 'CPU', severity: 'medium' },
    ])
    const { body } = await server.as('ana').get('/incidents?q=disk')
    await server.as('ana').post(`/incidents/${body.items[0].id}/acknowledge`)
    await server.as('ana').post(`/incidents/${body.items[0].id}/resolve`)
    await server.stop()
  }

  /** An embedded one has the schema already, one on a server nothing at all. */
  async function openEmpty(engine: EngineName): Promise<Database> {
    const empty = engine === 'embedded' ? await openTestEmbedded() : await openEmptyPostgres()
    opened.push(empty)
    return empty
  }

  const backUp = (path: string) =>
    onSnapshot(database.pool, (client) =>
      writeBackup(path, dumpLines(client, { version: '0.1.0', engine: database.engine, at: AT })),
    )
  const audit = ({ pool }: Database): Promise<AuditReport> => onSnapshot(pool, verifyFacts)

  test.each(ENGINES)('what is backed up is restored on %s, every row of it, and its audit holds', async (engine) => {
    await fill()
    const path = join(folder, 'backup.gz')
    await backUp(path)
    expect(statSync(path).mode & 0o777).toBe(0o600)

    const target = await openEmpty(engine)
    const { counts, header } = await restoreLines(target.pool, readBackup(path), AT)
    expect(header).toMatchObject({ engine: database.engine, at: '2026-01-06T00:00:00.000Z' })
    for (const { name } of await listTables(database.pool)) {
      const [before, after] = [await rowsOf(database, name), await rowsOf(target, name)]
      expect(after, name).toEqual(before)
      expect(counts.get(name), name).toBe(before.length)
    }
    expect(await loadDirectory(target.kysely)).toEqual(await loadDirectory(database.kysely))
    const report = await audit(target)
    expect(report).toMatchObject({ incidents: 3, problems: [] })
    expect(report.facts).toBeGreaterThan(10)
  })

  test('a database that is in use is not overwritten', async () => {
    await fill()
    const path = join(folder, 'backup.gz')
    await backUp(path)
    await expect(restoreLines(database.pool, readBackup(path), AT)).rejects.toThrow(/is in use: its table \w+ has rows/)
    expect((await audit(database)).incidents).toBe(3)
  })

  test('a backup that was cut, changed or never one is refused, and leaves nothing behind', async () => {
    await fill()
    const path = join(folder, 'backup.gz')
    await backUp(path)
    const lines = gunzipSync(readFileSync(path)).toString().trimEnd().split('\n')
    const target = await openEmpty('embedded')
    const refused = async (name: string, content: Buffer, message: RegExp) => {
      writeFileSync(join(folder, name), content)
      const restoring = restoreLines(target.pool, readBackup(join(folder, name)), AT)
      await expect(restoring, name).rejects.toThrow(message)
    }
    const pack = (some: readonly string[]) => gzipSync(`${some.join('\n')}\n`)
    await refused('cut', readFileSync(path).subarray(0, -20), /cannot be read/)
    await refused('no-end', pack(lines.slice(0, -1)), /its end is missing/)
    await refused(
      'a-row-less',
      pack(lines.filter((line, index) => line.startsWith('[') || !lines[index - 1]?.startsWith('["table"'))),
      /rows instead of/,
    )
    await refused('text', Buffer.from('hello'), /cannot be read/)
    await refused('other', pack(['{"a":1}']), /no backup of Tocsin/)
    await refused(
      'newer',
      pack([present(lines[0], 'a header').replace('0001-core', '9999-later')]),
      /newer than this one/,
    )
    expect((await audit(target)).incidents).toBe(0)
    await restoreLines(target.pool, readBackup(path), AT)
    expect((await audit(target)).incidents).toBe(3)
  })

  test('a changed, a missing and a forged fact are found, and so is an incident that was changed without one', async () => {
    await fill()
    const { pool } = database
    const { rows } = await pool.query<{ stream: string }>('select distinct stream from facts order by stream')
    const [first, second, third] = rows.map(({ stream }) => stream)
    await pool.query(
      `update facts set data = data || '{"title": "Nothing happened"}' where stream = $1 and version = 1`,
      [first],
    )
    await pool.query('delete from facts where stream = $1 and version = 2', [second])
    await pool.query(`update incidents set state = jsonb_set(state, '{record,title}', '"Other"') where id = $1`, [
      third,
    ])
    const { problems } = await audit(database)
    expect(problems).toContainEqual({
      incident: first,
      version: 1,
      problem: expect.stringContaining('its hash does not fit'),
    })
    expect(problems).toContainEqual({
      incident: second,
      version: 3,
      problem: expect.stringContaining('facts between them are missing'),
    })
    expect(problems).toContainEqual({ incident: third, problem: 'is stored differently from what its facts say' })

    await pool.query(
      'delete from facts where stream = $1 and version = (select max(version) from facts where stream = $1)',
      [third],
    )
    await pool.query('delete from incidents where id = $1', [first])
    const later = (await audit(database)).problems
    expect(later).toContainEqual({ incident: third, problem: expect.stringContaining('was saved with another end') })
    expect(later).toContainEqual({ incident: first, problem: 'has facts, but the incident is gone' })
  })

  test('a backup that fails leaves no file', async () => {
    async function* failing() {
      yield 'a line'
      throw new RestoreRefused('no more')
    }
    await expect(writeBackup(join(folder, 'x.gz'), failing())).rejects.toThrow('no more')
    expect(() => statSync(join(folder, 'x.gz'))).toThrow('ENOENT')
    expect(() => statSync(join(folder, 'x.gz.partial'))).toThrow('ENOENT')
  })
})

async function rowsOf({ pool }: Database, table: string): Promise<string[]> {
  const { rows } = await pool.query<{ row: string }>(`select to_jsonb(t)::text as row from "${table}" t order by 1`)
  return rows.map(({ row }) => row)
}

/** The harness gives migrated databases; this one is emptied again. */
async function openEmptyPostgres(): Promise<Database> {
  const url = await createTestPostgresUrl()
  const database = await openDatabase({ url, onFatal: (error) => Promise.reject(error) })
  await database.pool.query('drop schema public cascade; create schema public')
  return database
}
