import type { AlertId } from '@tocsin/core/kernel/brand.ts'
import { at } from '@tocsin/core/testing/time.ts'
import { beforeEach, expect, test } from 'vitest'
import type { Database } from '../database/open-database.ts'
import { describeOnEachEngine } from '../database/testing/database-harness.ts'
import { createSqlStore } from './sql-store.ts'
import type { Store } from './store.ts'
import { alertOf, oneSignal } from './testing/builders.ts'

const FIRING = { expiresAt: at('10m') }

describeOnEachEngine('a store that remembers what it wrote', (open) => {
  let database: Database
  let here: Store
  let there: Store
  beforeEach(async () => {
    database = await open()
    here = createSqlStore(database.kysely)
    there = createSqlStore(database.kysely)
  })

  const accept = async (store: Store, ...[time, changes]: Parameters<typeof oneSignal>) =>
    (await store.accept(oneSignal(time, changes)))[0]?.transition
  const alert = async () => (await database.kysely.selectFrom('alerts').selectAll().execute())[0]
  const bodies = async () => (await database.kysely.selectFrom('deliveries').select('id').execute()).length

  test('a repeat is counted, prolongs the alert, and leaves no body', async () => {
    await accept(here, '1s', FIRING)
    expect(await accept(here, '2s', { expiresAt: at('12m') })).toBe('repeated')
    expect(await accept(here, '3s', { expiresAt: at('11m') })).toBe('repeated')
    expect(await alert()).toMatchObject({ repeats: 3, seq: 1, last_seen_at: at('3s'), expires_at: at('12m') })
    expect(await bodies()).toBe(1)
  })

  test('what another node cleared fires again', async () => {
    await accept(here, '1s', FIRING)
    expect(await accept(there, '2s', { state: 'resolved' })).toBe('cleared')
    expect(await accept(here, '3s', FIRING)).toBe('fired')
    expect(await alert()).toMatchObject({ state: 'firing', episode: 2, seq: 3 })
    expect(await bodies()).toBe(3)
  })

  test('what expired meanwhile fires again', async () => {
    await accept(here, '1s', FIRING)
    await there.transaction((tx) => tx.expireAlerts([alertOf('disk') as AlertId], at('20m')))
    expect(await accept(here, '21m', { expiresAt: at('40m') })).toBe('fired')
  })

  test('words that another node changed are changed back', async () => {
    await accept(here, '1s', FIRING)
    expect(await accept(there, '2s', { ...FIRING, title: 'Disk nearly full' })).toBe('updated')
    expect(await accept(here, '3s', FIRING)).toBe('updated')
    expect(await alert()).toMatchObject({ title: 'Disk full', seq: 3 })
  })

  test('what was never committed is not remembered', async () => {
    const undone = here.transaction(async (tx) => {
      await tx.accept(oneSignal('1s', FIRING))
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    expect(await accept(here, '2s', FIRING)).toBe('fired')
  })

  test('an alert that ends by itself from now on is no repeat', async () => {
    await accept(here, '1s', {})
    expect(await accept(here, '2s', FIRING)).toBe('changed')
    expect(await accept(here, '3s', FIRING)).toBe('repeated')
  })
})
