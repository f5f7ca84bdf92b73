import type { SourceId } from '@tocsin/core/kernel/brand.ts'
import { DAY, HOUR } from '@tocsin/core/kernel/instant.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSourceFinder } from '../../detect/door.ts'
import { loadSealedConfiguration } from '../app/sealed-configuration.ts'
import type { Database } from '../database/open-database.ts'
import { describeOnEachEngine } from '../database/testing/database-harness.ts'
import { listStoredSecrets, resealSecrets } from '../secrets/stored-secrets.ts'
import { loadDirectory } from '../store/sql/directory.queries.ts'
import { type Caller, startConfigurationServer } from './testing/configuration-server.ts'

describeOnEachEngine('the key of a source', (open) => {
  let database: Database
  let server: Awaited<ReturnType<typeof startConfigurationServer>>
  let admin: Caller
  beforeEach(async () => {
    database = await open()
    server = await startConfigurationServer(database)
    admin = server.as('admin')
    await admin.post('/sources', { id: 'am', system: 'json' })
  })
  afterEach(() => server.app.close())

  const address = async () => (await admin.get('/sources/am/address')).body
  /** Which of these keys the doors would let in now, and whose former key was used. */
  const admitted = async (keys: string[]) => {
    const sealed = await loadSealedConfiguration(database.kysely, server.secrets, 0)
    const directory = await loadDirectory(database.kysely)
    const used: SourceId[] = []
    const find = createSourceFinder(
      {
        current: () => sealed.sourceOfKeyHash,
        former: () => sealed.sourceOfFormerKeyHash,
        formerUsed: (source) => used.push(source),
      },
      { clock: { now: server.now }, directory: { latest: () => directory } } as never,
    )
    return { let: keys.filter((key) => find('json', key) !== undefined), used }
  }

  test('replaced with a grace works beside the new one until the grace is over', async () => {
    const first = (await address()).key
    const { body } = await admin.post('/sources/am/rotate-key', { grace: '24h' })
    expect(body.former).toEqual({ key: first, ends_at: '2026-01-07T00:00:00.000Z', last_used_at: null })
    expect(await address()).toEqual(body)
    expect(await admitted([first, body.key])).toEqual({ let: [first, body.key], used: ['am'] })
    server.forward(24 * HOUR - 1)
    expect((await admitted([first, body.key])).let).toEqual([first, body.key])
    server.forward(1)
    expect(await admitted([first, body.key])).toEqual({ let: [body.key], used: [] })
    expect((await address()).former).toBeNull()
  })

  test('replaced without a grace ends at once', async () => {
    const first = (await address()).key
    const { body } = await admin.post('/sources/am/rotate-key')
    expect(body.former).toBeNull()
    expect((await admitted([first, body.key])).let).toEqual([body.key])
  })

  test('of before can be revoked, and a second rotation ends the one before it', async () => {
    const first = (await address()).key
    const { key: second } = (await admin.post('/sources/am/rotate-key', { grace: '7d' })).body
    const { key: third } = (await admin.post('/sources/am/rotate-key', { grace: '7d' })).body
    expect((await admitted([first, second, third])).let).toEqual([second, third])
    expect((await admin.delete('/sources/am/former-key')).status).toBe(204)
    expect((await admitted([first, second, third])).let).toEqual([third])
    expect((await address()).former).toBeNull()
    const { items } = (await admin.get('/configuration/changes?kind=source&id=am')).body
    expect(items[0].before.former_key_ends_at).toBe('2026-01-13T00:00:00.000Z')
    expect(items[0].after).not.toHaveProperty('former_key_ends_at')
    expect(JSON.stringify(items)).not.toContain(second)
  })

  test('tells when somebody last came with it, of the present rotation alone', async () => {
    await admin.post('/sources/am/rotate-key', { grace: '7d' })
    await database.kysely
      .insertInto('former_key_uses')
      .values({ source_id: 'am', last_used_at: '2026-01-06T01:00:00Z' })
      .execute()
    expect((await address()).former.last_used_at).toBe('2026-01-06T01:00:00.000Z')
    expect((await admin.post('/sources/am/rotate-key', { grace: '7d' })).body.former.last_used_at).toBeNull()
  })

  test('stays through changes of the source, and is sealed anew with the others', async () => {
    const first = (await address()).key
    await admin.post('/sources/am/rotate-key', { grace: '7d' })
    await admin.put('/sources/am', { system: 'json', quiet_period: '5m' })
    expect((await address()).former.key).toBe(first)
    const ids = (await listStoredSecrets(database.kysely)).map(({ id }) => id)
    expect(ids).toEqual(['am', 'am (former key)'])
    expect(await resealSecrets(database.kysely, server.secrets)).toBe(0)
  })

  test('has a grace of 30 days at most, and needs a manager', async () => {
    const answer = await admin.post('/sources/am/rotate-key', { grace: '31d' })
    expect(answer).toMatchObject({ status: 400, code: 'invalid_request' })
    expect(answer.body.error.details[0].field).toBe('grace')
    expect((await admin.post('/sources/am/rotate-key', { grace: `${(30 * DAY) / HOUR}h` })).status).toBe(200)
    expect(await server.as('responder').delete('/sources/am/former-key')).toMatchObject({ code: 'forbidden' })
    expect(await admin.delete('/sources/none/former-key')).toMatchObject({ status: 404 })
  })
})
