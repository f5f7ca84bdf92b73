import type { PageId } from '@tocsin/core/kernel/brand.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Database } from '../../shell/database/open-database.ts'
import { describeOnEachEngine } from '../../shell/database/testing/database-harness.ts'
import { listGathered, markCarried } from './gather.queries.ts'

const AT = '2026-01-05T09:00:00.000Z'

describeOnEachEngine('pages that go out together', (open) => {
  let database: Database
  beforeEach(async () => {
    database = await open()
  })
  afterEach(() => undefined)

  async function waiting(key: string, changes: { gather?: string; state?: string; class?: string } = {}) {
    const { gather = 'digest/ana/mail', state = 'pending' } = changes
    await database.kysely
      .insertInto('outbox')
      .values({
        ...{ key, class: changes.class ?? 'digest', incident_id: null, state, due: AT, requested_at: AT, attempts: 0 },
        ...{ leased_by: null, ended_at: null, provider_ref: null, last_error: null },
        message: JSON.stringify({ kind: 'page', page: key, user: 'ana', target: { channel: 'email' }, gather }),
      })
      .execute()
  }
  const listed = async () => (await listGathered(database.kysely, 'digest/ana/mail')).map(({ page }) => page)

  test('those of one word that wait are found, and those that were carried are not', async () => {
    await waiting('b')
    await waiting('a')
    await waiting('of another', { gather: 'digest/bob/mail' })
    await waiting('taken', { state: 'cancelled' })
    await waiting('single', { class: 'page' })
    expect(await listed()).toEqual(['a', 'b'])
    await markCarried(database.kysely, ['b', 'taken'] as PageId[], { page: 'a' as PageId, providerRef: 'ref' })
    expect(await listed()).toEqual(['a'])
    const row = await database.kysely.selectFrom('outbox').selectAll().where('key', '=', 'b').executeTakeFirstOrThrow()
    expect(row).toMatchObject({
      state: 'pending',
      message: { page: 'b', carriedBy: { page: 'a', providerRef: 'ref' } },
    })
  })
})
