import { createTestPostgresUrl } from '@tocsin/server/shell/database/testing/database-harness.ts'
import pg from 'pg'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from './axe.ts'
import { CHROMIUM, PHONE } from './browser.ts'
import { ANA, type House, openHouse, waitUntilLive } from './house.ts'

// Alerts as somebody meets them in a storm: ten thousand of them, gathered by what they have in common.

const PATIENCE = { timeout: 30_000, interval: 100 }
const MANY = 10_000

describe.skipIf(CHROMIUM === null)('the list of alerts', () => {
  let house: House
  let database: pg.Client

  beforeAll(async () => {
    const databaseUrl = await createTestPostgresUrl()
    database = new pg.Client({ connectionString: databaseUrl })
    await database.connect()
    house = await openHouse({ databaseUrl })
    await house.open('The pattern of all others')
    await fill(database)
  })

  afterAll(async () => {
    await database.end()
    await house.close()
  })

  test('scrolls through ten thousand of them with a few dozen rows drawn, and loads what comes in sight', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/alerts')
      await row(page, 'Disk 1 is full').waitFor()
      await page.getByRole('heading', { name: 'Alerts 10,001' }).waitFor()
      await expect.poll(() => heightOf(page), PATIENCE).toBeGreaterThan(MANY * 44)
      expect(await page.locator('[data-row-id]').count()).toBeLessThan(80)
      expect(await axeViolations(page)).toEqual([])
      for (const screen of [1, 2, 3, 4, 5]) {
        await page.evaluate(`scrollTo(0, ${screen * 2_500})`)
        await expect.poll(() => page.locator('[data-row-id]').count(), PATIENCE).toBeGreaterThan(15)
      }
      await row(page, 'Disk 280 is full').waitFor()
      expect(await page.locator('[data-row-id]').count()).toBeLessThan(80)
      const { setSize, position } = await row(page, 'Disk 280 is full').evaluate((each) => ({
        setSize: each.getAttribute('aria-setsize'),
        position: each.getAttribute('aria-posinset'),
      }))
      // The one that came through the door is the first.
      expect({ setSize, position }).toEqual({ setSize: String(MANY + 1), position: '281' })
    })
  })

  test('is travelled with j and k beyond what is drawn, and a row opens with Enter', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/alerts')
      await row(page, 'Disk 1 is full').waitFor()
      for (let step = 0; step < 46; step += 1) await page.keyboard.press('j')
      await expect
        .poll(() => page.evaluate('document.activeElement.getAttribute("aria-label")'))
        .toBe('Disk 45 is full')
      await page.keyboard.press('k')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Disk 44 is full' }).waitFor()
    })
  })

  test('gathers them by service, severity or any label, and a link shows the same', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/alerts?state=all')
      await row(page, 'Disk 1 is full').waitFor()
      await page.getByRole('button', { name: 'Group', exact: true }).click()
      await page.getByRole('menuitem', { name: 'dc', exact: true }).click()
      const groups = page.getByRole('list', { name: 'Groups of alerts' })
      await groups.getByRole('button', { name: /^dc-1 1,429 alerts/ }).waitFor()
      await groups.getByRole('button', { name: /^Without this label 1 alert/ }).waitFor()
      expect(new URL(page.url()).searchParams.get('by')).toBe('label:dc')
      expect(await axeViolations(page)).toEqual([])
      await groups.getByRole('button', { name: /^dc-1 / }).click()
      await row(page, 'Disk 8 is full').waitFor()
      expect(await row(page, 'Disk 9 is full').count()).toBe(0)
      expect(await axeViolations(page)).toEqual([])

      await page.goto('/alerts?by=severity')
      await groups.getByRole('button', { name: /^Critical 5,00\d alerts/ }).waitFor()
      const names = await groups.getByRole('button').allTextContents()
      expect(names[0]).toMatch(/^Critical/)
    })
  })

  test('renews what is shown when something changes, and moves nothing under a hand', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/alerts?q=Queue')
      await page.getByText('Nothing matches').waitFor()
      await waitUntilLive(page)
      await house.send({ id: 'queue-1', title: 'Queue 1 grows', ok: false })
      await row(page, 'Queue 1 grows').waitFor()
      await row(page, 'Queue 1 grows').hover()
      await house.send({ id: 'queue-2', title: 'Queue 2 grows', ok: false })
      await page.getByRole('button', { name: 'Show what is new' }).waitFor()
      expect(await row(page, 'Queue 2 grows').count()).toBe(0)
      await house.send({ id: 'queue-1', title: 'Queue 1 grows', ok: true })
      await row(page, 'Queue 1 grows').getByText('Cleared').waitFor()
      await page.getByRole('button', { name: 'Show what is new' }).click()
      await row(page, 'Queue 2 grows').waitFor()
      await expect.poll(() => row(page, 'Queue 1 grows').count(), PATIENCE).toBe(0)
    })
  })

  test('stands on a phone in the dark without scrolling sideways', async () => {
    await house.visit({ as: ANA, context: { ...PHONE, colorScheme: 'dark', locale: 'ja-JP' } }, async (page) => {
      await page.goto('/alerts')
      await row(page, 'Disk 1 is full').waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
      expect(await axeViolations(page)).toEqual([])
      await page.goto('/alerts?by=service')
      await page.getByRole('list', { name: 'アラートのグループ' }).getByRole('button').first().click()
      await row(page, 'Disk 1 is full').waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
      expect(await axeViolations(page)).toEqual([])
    })
  })
})

/** `Disk 1 is full` is the newest of them; in seven data centres, every second critical. */
async function fill(database: pg.Client): Promise<void> {
  await database.query(
    `insert into alerts select copy.* from alerts a, generate_series(1, $1::int) n, jsonb_populate_record(a, jsonb_build_object(
       'id', '00000000-0000-4000-8000-' || lpad(n::text, 12, '0'), 'key', 'disk-' || n, 'title', 'Disk ' || n || ' is full',
       'severity', case when n % 2 = 0 then 'critical' else 'high' end, 'labels', jsonb_build_object('dc', 'dc-' || n % 7),
       'received_at', a.received_at - n * interval '1 second')) copy`,
    [MANY],
  )
  await database.query(`insert into placements (alert_id, episode, because, placed_at)
    select id, episode, 'watchdog', received_at from alerts where key like 'disk-%'`)
  await database.query('analyze alerts')
}

function row(page: Page, title: string) {
  return page.locator('[data-row-id]').filter({ has: page.getByText(title, { exact: true }) })
}

function heightOf(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollHeight')
}
