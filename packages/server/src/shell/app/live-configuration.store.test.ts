import { aDirectory } from '@tocsin/core/testing/directory.ts'
import { expect, test } from 'vitest'
import { describeOnEachEngine } from '../database/testing/database-harness.ts'
import { createDirectoryCache } from '../engine/directory-cache.ts'
import { systemClock } from '../ports/clock.ts'
import { createIds } from '../ports/ids.ts'
import { createSecrets } from '../secrets/sealed-box.ts'
import { createSqlStore } from '../store/sql-store.ts'
import { writeDirectory } from '../store/testing/write-directory.ts'
import { createLiveConfiguration } from './live-configuration.ts'

describeOnEachEngine('the configuration of a node', (open) => {
  test('a change by anybody is worked with after the next look, and told once', async () => {
    const { kysely } = await open()
    await writeDirectory(kysely, aDirectory())
    const directory = await createDirectoryCache(createSqlStore(kysely))
    const secrets = createSecrets({ current: Buffer.alloc(32, 7), older: [] }, createIds(systemClock))
    const told: number[] = []
    const live = await createLiveConfiguration(kysely, secrets, directory, systemClock.now, (version) => {
      told.push(version)
    })
    await live.refresh()
    expect(told).toEqual([])

    const { version } = directory.latest()
    await kysely.updateTable('users').set({ name: 'Anna' }).where('id', '=', 'ana').execute()
    await kysely
      .updateTable('config_version')
      .set({ version: version + 1 })
      .execute()
    await live.round()
    await live.round()
    expect(told).toEqual([version + 1])
    expect(directory.latest().users.get('ana' as never)?.name).toBe('Anna')
    expect(live.sealed().version).toBe(version + 1)
  })

  const begin = async () => {
    const { kysely } = await open()
    await writeDirectory(kysely, aDirectory())
    const directory = await createDirectoryCache(createSqlStore(kysely))
    const ids = createIds(systemClock)
    const secrets = createSecrets({ current: Buffer.alloc(32, 7), older: [] }, ids)
    const live = await createLiveConfiguration(kysely, secrets, directory, systemClock.now, () => {})
    const bump = () =>
      kysely
        .updateTable('config_version')
        .set((eb) => ({ version: eb('version', '+', 1) }))
        .execute()
    return { kysely, directory, secrets, live, bump, ids }
  }

  test('keys, secrets and channels are read with it, and what another key encrypted counts as not there', async () => {
    const { kysely, secrets, live, bump, ids } = await begin()
    const foreign = createSecrets({ current: Buffer.alloc(32, 9), older: [] }, ids)
    await kysely.updateTable('sources').set({ key_hash: 'hash' }).where('id', '=', 'monitor').execute()
    await kysely
      .updateTable('contacts')
      .set({ secret: secrets.seal('s3cret') })
      .where('user_id', '=', 'ana')
      .execute()
    await kysely
      .updateTable('contacts')
      .set({ secret: foreign.seal('lost') })
      .where('user_id', '=', 'bob')
      .execute()
    await kysely
      .insertInto('channels')
      .values([
        { channel: 'email', config_sealed: secrets.seal('{"url":"smtp://x"}'), owned_by: 'app' },
        { channel: 'ntfy', config_sealed: foreign.seal('{}'), owned_by: 'app' },
      ])
      .execute()
    expect(live.sealed().channelConfig('email')).toBeUndefined()
    await bump()
    await live.refresh()
    const sealed = live.sealed()
    expect([...sealed.sourceOfKeyHash]).toEqual([['hash', 'monitor']])
    expect(sealed.channelConfig('email')).toEqual({ url: 'smtp://x' })
    expect([sealed.channelConfig('ntfy'), sealed.channelConfig('fax')]).toEqual([undefined, undefined])
    const secretOf = (user: string) => sealed.contactSecret(user as never, 'mail' as never)
    expect(['ana', 'bob', 'carol'].map(secretOf)).toEqual(['s3cret', undefined, undefined])
  })

  test('of many looks at once the last one sees the newest, and none brings back what is old', async () => {
    const { directory, live, bump } = await begin()
    const versions: number[] = []
    for (let change = 0; change < 5; change++) {
      const looks = [live.refresh(), live.refresh()]
      await bump()
      looks.push(live.refresh())
      await Promise.all(looks)
      versions.push(live.sealed().version)
    }
    expect(versions).toEqual([2, 3, 4, 5, 6])
    expect(directory.latest().version).toBe(6)
  })

  test('a look that fails does not keep the next one from succeeding', async () => {
    const { kysely, live, bump } = await begin()
    await kysely.schema.alterTable('sources').renameTo('sources_away').execute()
    await bump()
    await expect(live.refresh()).rejects.toThrow('sources')
    await kysely.schema.alterTable('sources_away').renameTo('sources').execute()
    await live.refresh()
    expect(live.sealed().version).toBe(2)
  })
})
