import { beforeEach, expect, test } from 'vitest'
import type { Database } from '../database/open-database.ts'
import { describeOnEachEngine } from '../database/testing/database-harness.ts'
import { systemClock } from '../ports/clock.ts'
import { createIds } from '../ports/ids.ts'
import { createSecrets } from './sealed-box.ts'
import { resealSecrets } from './stored-secrets.ts'
import { explainUnreadable, hasForeignKey, listUnreadableSecrets, markKey } from './unreadable-secrets.ts'

const ids = createIds(systemClock)
const [KEY_A, KEY_B] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
const a = createSecrets({ current: KEY_A, older: [] }, ids)
const b = createSecrets({ current: KEY_B, older: [] }, ids)

describeOnEachEngine('secrets that cannot be read', (open) => {
  let database: Database
  beforeEach(async () => {
    database = await open()
  })
  const addChannel = (config_sealed: string) =>
    database.kysely.insertInto('channels').values({ channel: 'email', config_sealed, owned_by: 'app' }).execute()

  test('another key is known as another one before anything was sealed', async () => {
    expect(await hasForeignKey(database.kysely, a)).toBe(false)
    expect(await markKey(database.kysely, a)).toEqual([])
    expect(await hasForeignKey(database.kysely, a)).toBe(false)
    expect(await hasForeignKey(database.kysely, b)).toBe(true)
  })

  test('what a lost key had sealed is named, with what to do', async () => {
    await markKey(database.kysely, a)
    await addChannel(a.seal('{}'))
    const unreadable = await markKey(database.kysely, b)
    expect(unreadable.map(({ kind, id, because }) => `${kind} ${id} ${because}`)).toEqual([
      'marker the key itself key_missing',
      'channel email key_missing',
    ])
    const text = explainUnreadable(unreadable, b).join('\n')
    expect(text).toContain(`encrypted with the key ${a.keyId}; this process has the key ${b.keyId}`)
    expect(text).toContain('These cannot be read: channel email.')
    expect(text).toContain('TOCSIN_SECRET_KEY_OLD')
    expect(explainUnreadable([], b)).toEqual([])
  })

  test('once everything was entered again the new key is the installation’s own', async () => {
    await markKey(database.kysely, a)
    expect(await markKey(database.kysely, b)).toEqual([])
    expect(await hasForeignKey(database.kysely, b)).toBe(false)
  })

  test('after a rotation the marker takes the new key, and the old one still reads the rest', async () => {
    await markKey(database.kysely, a)
    await addChannel(a.seal('{}'))
    const rotated = createSecrets({ current: KEY_B, older: [KEY_A] }, ids)
    expect(await markKey(database.kysely, rotated)).toEqual([])
    expect(await hasForeignKey(database.kysely, b)).toBe(false)
    expect(await listUnreadableSecrets(database.kysely, b)).toMatchObject([{ kind: 'channel', id: 'email' }])
  })

  test('what an older key sealed is sealed again when asked, and then needs the older one no more', async () => {
    await markKey(database.kysely, a)
    await addChannel(a.seal('{"url":"x"}'))
    const rotated = createSecrets({ current: KEY_B, older: [KEY_A] }, ids)
    expect(await resealSecrets(database.kysely, rotated)).toBe(2)
    expect(await resealSecrets(database.kysely, rotated)).toBe(0)
    expect(await listUnreadableSecrets(database.kysely, b)).toEqual([])
    const { config_sealed } = await database.kysely.selectFrom('channels').selectAll().executeTakeFirstOrThrow()
    expect(b.unseal(config_sealed)).toBe('{"url":"x"}')
  })

  test('a damaged value is told apart from a missing key', async () => {
    await addChannel(`${a.seal('{}').slice(0, -3)}AAA`)
    expect(await listUnreadableSecrets(database.kysely, a)).toMatchObject([{ kind: 'channel', because: 'damaged' }])
    expect(explainUnreadable(await listUnreadableSecrets(database.kysely, a), a)[0]).toContain('damaged')
  })
})
