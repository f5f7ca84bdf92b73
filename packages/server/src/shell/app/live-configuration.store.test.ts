import { aDirectory } from '@tocsin/core/testing/directory.ts'
import { expect, test } from 'vitest'
import { describeOnEngine } from '../database/testing/database-harness.ts'
import { createDirectoryCache } from '../engine/directory-cache.ts'
import { systemClock } from '../ports/clock.ts'
import { createIds } from '../ports/ids.ts'
import { createSecrets } from '../secrets/sealed-box.ts'
import { createSqlStore } from '../store/sql-store.ts'
import { writeDirectory } from '../store/testing/write-directory.ts'
import { createLiveConfiguration } from './live-configuration.ts'

describeOnEngine('embedded', 'the configuration of a node', (open) => {
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
})
