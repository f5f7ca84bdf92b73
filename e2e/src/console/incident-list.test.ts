import { createTestPostgresUrl } from '@tocsin/server/shell/database/testing/database-harness.ts'
import pg from 'pg'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { axeViolations } from './axe.ts'
import { CHROMIUM, PHONE } from './browser.ts'
import { ANA, type House, MIA, openHouse, waitUntilLive } from './house.ts'

// The list of incidents as somebody uses it who has hundreds of them: with the keyboard, on a phone, by links, with thousands of rows.

const PATIENCE = { timeout: 30_000, interval: 100 }

const heightOf = (page: Page) => page.evaluate<number>('document.documentElement.scrollHeight')

describe.skipIf(CHROMIUM === null)('the list of incidents', () => {
  let house: House
  let database: pg.Client
  let pattern: string

  beforeAll(async () => {
    const databaseUrl = await createTestPostgresUrl()
    database = new pg.Client({ connectionString: databaseUrl })
    await database.connect()
    house = await openHouse({ databaseUrl })
    pattern = (await house.open('The pattern of all others')).id
  })

  afterAll(async () => {
    await database.end()
    await house.close()
  })

  beforeEach(async () => {
    await database.query('delete from incidents where id <> $1', [pattern])
    await database.query('delete from facts where stream <> $1', [pattern])
    await database.query('delete from incident_views')
  })

  /** Open incidents of their own, the newest first, as copies of a real one: `Row 1`, `Row 2`, … */
  async function fill(count: number): Promise<void> {
    await database.query(
      `insert into incidents select copy.* from incidents i, generate_series(1, $2::int) n, jsonb_populate_record(i, jsonb_build_object(
         'id', 'INC-2020-' || lpad(n::text, 6, '0'), 'title', 'Row ' || n, 'priority', 'P' || (1 + n % 5), 'open_group_key', null, 'group_key', null,
         'recorded_at', timestamptz '2026-01-01T00:00:00Z' - n * interval '1 minute',
         'state', jsonb_set(jsonb_set(i.state #- '{record,groupKey}', '{id}', to_jsonb('INC-2020-' || lpad(n::text, 6, '0'))), '{record,title}', to_jsonb('Row ' || n))
       )) copy where i.id = $1`,
      [pattern, count],
    )
    await database.query('analyze incidents')
  }

  const count = async (query: string): Promise<number> =>
    (await house.api.get<{ count: number }>(`/incidents/count?query=${encodeURIComponent(query)}`)).count
  const row = (page: Page, title: string) => page.locator('[data-row-id]').filter({ hasText: title })
  const titles = (page: Page) =>
    page.locator('[data-row-id]').evaluateAll((rows) => rows.map((each) => each.textContent))

  test('a link opens the same list for everybody, and what is typed becomes part of it', async () => {
    await fill(30)
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/incidents?view=all&query=priority:P1+%22Row+1%22')
      await row(page, 'Row 10').waitFor()
      // Of thirty rows P1 are 5, 10, 15, 20, 25 and 30, and three of these begin with a one.
      await expect.poll(() => page.locator('[data-row-id]').count(), PATIENCE).toBe(2)
      const field = page.getByRole('combobox', { name: 'Filter incidents' })
      await field.waitFor()
      await page.keyboard.press('/')
      await page.keyboard.type('stauts:open')
      await page.keyboard.press('Enter')
      await page.getByRole('alert').getByText('“stauts:” is no filter').waitFor()
      await page.getByRole('button', { name: 'Did you mean “status”?' }).click()
      await field.press('Enter')
      await page.getByRole('button', { name: 'Remove the filter status:open' }).waitFor()
      expect(new URL(page.url()).searchParams.get('query')).toBe('priority:P1 "Row 1" status:open')
      await page.getByRole('button', { name: 'Remove the filter priority:P1' }).click()
      await row(page, 'Row 11').waitFor()

      await page.getByRole('button', { name: 'Save as view' }).click()
      const dialog = page.getByRole('dialog', { name: 'Save as a view' })
      await dialog.getByLabel('Name').fill('Ones')
      await dialog.getByRole('switch', { name: 'Share with everybody' }).click()
      await dialog.getByRole('button', { name: 'Save' }).click()
      await page.getByRole('link', { name: 'Ones', exact: true }).waitFor()
    })
    await house.visit({ as: MIA }, async (page) => {
      await page.goto('/incidents')
      await page.getByRole('link', { name: 'Ones', exact: true }).click()
      await row(page, 'Row 11').waitFor()
      expect((await titles(page)).every((title) => title?.includes('Row 1'))).toBe(true)
      expect(new URL(page.url()).searchParams.get('query')).toBeNull()
    })
  })

  test('is travelled, chosen and worked on with the keyboard alone', async () => {
    await fill(12)
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/incidents?view=all&query=Row')
      await row(page, 'Row 1').first().waitFor()
      await page.keyboard.press('j')
      await page.keyboard.press('j')
      await page.keyboard.press('x')
      await page.keyboard.press('Shift+J')
      await page.keyboard.press('Shift+J')
      await page.getByRole('toolbar', { name: '3 chosen' }).waitFor()
      await page.keyboard.press('a')
      await page.getByText('3 incidents acknowledged').waitFor()
      expect(await count('status:acknowledged Row')).toBe(3)
      await row(page, 'Row 2').getByText('Acknowledged').waitFor()

      await page.keyboard.press('k')
      await page.keyboard.press('r')
      const dialog = page.getByRole('dialog', { name: 'Resolve the incident' })
      await dialog.getByLabel('What mended it?').waitFor()
      await page.keyboard.type('Restarted it.')
      await page.keyboard.press('Control+Enter')
      await dialog.waitFor({ state: 'detached' })
      await page.getByText('1 incident resolved').waitFor()
      expect(await count('status:resolved "Row 3"')).toBe(1)
      await page.keyboard.press('Control+z')
      await page.getByText('Undone').waitFor()
      expect(await count('status:open "Row 3"')).toBe(1)

      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Row 3' }).waitFor()
    })
  })

  test('hundreds are done at once, with how far it is, and each that was refused with its reason', async () => {
    await fill(220)
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/incidents?view=all&query=Row')
      await row(page, 'Row 1').first().getByLabel('Choose INC-2020-000001').click()
      await page.getByLabel('Choose INC-2020-000004').click({ modifiers: ['Shift'] })
      await page.getByRole('toolbar', { name: '4 chosen' }).waitFor()
      await page.getByRole('button', { name: 'Choose all 220' }).click()
      const bar = page.getByRole('toolbar', { name: '220 chosen' })
      await bar.getByRole('button', { name: 'Acknowledge' }).click()
      await page.getByText(/Acknowledging \d+ of 220/).waitFor()
      await page.getByText('220 incidents acknowledged').waitFor()
      expect(await count('status:acknowledged Row')).toBe(220)
      expect(await count('owner:ana@example.com Row')).toBe(220)

      await page.getByLabel('Choose INC-2020-000002').click()
      await page.getByRole('toolbar', { name: '1 chosen' }).getByRole('button', { name: 'Close' }).first().click()
      const dialog = page.getByRole('dialog', { name: 'Close the incident' })
      await dialog.getByLabel('Why may it be closed?').fill('Done')
      await dialog.getByRole('button', { name: 'Close' }).last().click()
      const refused = page.getByRole('dialog', { name: '1 incident stayed as it is' })
      await refused.getByText('It must be resolved before it is closed.').waitFor()
    })
  })

  test('ten thousand rows are a few dozen in the page, wherever one looks', async () => {
    await fill(10_050)
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/incidents?view=all&query=Row')
      await page.getByText('10,000+').waitFor()
      await row(page, 'Row 1').first().waitFor()
      expect(await page.locator('[data-row-id]').count()).toBeLessThan(60)
      for (const to of [4_000, 30_000, 44_000]) {
        await page.evaluate(`scrollTo(0, ${to})`)
        const near = Math.round(to / 44)
        await row(page, `Row ${near + 5}`)
          .first()
          .waitFor()
        expect(await page.locator('[data-row-id]').count()).toBeLessThan(60)
      }
      const before = await heightOf(page)
      await page.keyboard.press('Home')
      await row(page, 'Row 1').first().waitFor()
      // What was not loaded had its place all the time.
      expect(await heightOf(page)).toBe(before)
      expect(before).toBeGreaterThan(10_000 * 44)
    })
  })

  test('what changes meanwhile changes in its place, and newcomers wait for whoever has scrolled', async () => {
    await fill(60)
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/incidents?query=status:open')
      await waitUntilLive(page)
      await row(page, 'Row 1').first().waitFor()
      await page.evaluate('scrollTo(0, 900)')
      await row(page, 'Row 22').waitFor()
      const place = await row(page, 'Row 22').boundingBox()
      await house.api.post('/incidents/INC-2020-000021/acknowledge')
      await expect.poll(() => row(page, 'Row 21').getAttribute('data-gone'), PATIENCE).toBe('true')
      const newcomer = await house.open('Somebody new')
      await page.getByRole('button', { name: 'Show 1 new incident' }).waitFor()
      expect((await row(page, 'Row 22').boundingBox())?.y).toBe(place?.y)
      await page.getByRole('button', { name: 'Show 1 new incident' }).click()
      await page.locator(`[data-row-id="${newcomer.id}"]`).waitFor()
      await expect.poll(() => row(page, 'Row 21').count(), PATIENCE).toBe(0)
    })
  })

  test('fits a phone, where one thumb takes an incident', async () => {
    await fill(8)
    await house.visit({ as: ANA, context: PHONE }, async (page) => {
      await page.goto('/incidents?view=all&query=Row')
      await row(page, 'Row 5').waitFor()
      const overhang = () => page.evaluate('document.documentElement.scrollWidth - innerWidth')
      expect(await overhang()).toBe(0)
      const take = row(page, 'Row 5').getByRole('button', { name: 'Acknowledge' })
      expect((await take.boundingBox())?.height).toBeGreaterThanOrEqual(44)
      await take.tap()
      await row(page, 'Row 5').getByText('Acknowledged').waitFor()
      await row(page, 'Row 6')
        .getByLabel(/^Choose/)
        .tap()
      await page.getByRole('toolbar', { name: '1 chosen' }).waitFor()
      expect(await overhang()).toBe(0)
      expect(await axeViolations(page)).toEqual([])
    })
  })

  test.each(['light', 'dark'] as const)('has no serious fault of accessibility in %s colours', async (colorScheme) => {
    await fill(20)
    await house.visit({ as: ANA, context: { colorScheme, viewport: { width: 1440, height: 900 } } }, async (page) => {
      await page.goto('/incidents?view=all&group=priority&query=Row')
      await row(page, 'Row 5').first().waitFor()
      await page.keyboard.press('j')
      await page.keyboard.press('x')
      await page.getByRole('toolbar', { name: '1 chosen' }).waitFor()
      expect(await axeViolations(page)).toEqual([])
      await page.getByRole('button', { name: 'Display' }).click()
      await page.getByText('Group by').waitFor()
      expect(await axeViolations(page)).toEqual([])
    })
  })
})
