import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from './axe.ts'
import { CHROMIUM, PHONE } from './browser.ts'
import { type House, MIA, openHouse, VERA } from './house.ts'

// Who was on call at an instant, and why: layer, version, override, and who made each of them; also of a schedule that is gone.

const LAYER = { zone: 'UTC', every: '1 week', handoff: 'Mon 09:00', start: '2026-01-05', name: 'Weeks' }
/** What the browser writes of a schedule that is not there any more. */
const GONE = /status of 404 .*\/api\/v1\/(schedules\/nights|on-call)/

describe.skipIf(CHROMIUM === null)('who was on call and why', () => {
  let house: House

  beforeAll(async () => {
    house = await openHouse()
    await house.api.post('/schedules', {
      ...{ id: 'nights', name: 'Nights', layers: [{ ...LAYER, people: ['ana@example.com'] }] },
    })
  })

  afterAll(() => house.close())

  test('a bar and a question tell the version with who wrote it, and the override with who made it', async () => {
    const [starts_at, ends_at] = [new Date(Date.now() + 3_600_000), new Date(Date.now() + 7_200_000)]
    await house.api.post('/schedules/nights/overrides', {
      ...{
        mode: 'replace',
        add: 'ben@example.com',
        starts_at: starts_at.toISOString(),
        ends_at: ends_at.toISOString(),
      },
    })
    await house.visit({ as: MIA }, async (page) => {
      const at = new Date(starts_at.getTime() + 600_000).toISOString()
      await page.goto(`/on-call/schedules/nights?zone=utc&at=${at}`)
      const dialog = page.getByRole('dialog')
      await dialog.getByText('By an override').waitFor()
      await dialog.getByText('Ben for everybody').waitFor()
      await dialog
        .getByText(/^Written by /)
        .first()
        .waitFor()
      await dialog.getByText('The first one').waitFor()
      await dialog.getByText('Calculated from the versions').waitFor()
      expect(await axeViolations(page)).toEqual([])
      await dialog.getByRole('button', { name: 'Close' }).click()
      await page.getByLabel(/^Who was or will be on call/).fill('2031-03-03T02:30')
      await page.getByRole('button', { name: 'Show', exact: true }).click()
      await page
        .getByRole('dialog', { name: /Mar 3, 2031/ })
        .getByText('By Weeks')
        .waitFor()
      expect(new URL(page.url()).searchParams.get('at')).toBe('2031-03-03T02:30:00.000Z')
    })
  })

  test('a deleted schedule shows its past, says that it is gone, and fits a phone', async () => {
    await house.visit({ as: MIA, announced: [GONE] }, async (page) => {
      await page.goto('/on-call/schedules/nights')
      await page.getByRole('button', { name: 'More to do with this schedule' }).click()
      await page.getByRole('menuitem', { name: 'Delete' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
      await page.getByText('“Nights” is deleted.').waitFor()
    })
    await house.visit({ as: VERA, context: PHONE, announced: [GONE] }, async (page) => {
      await page.goto('/on-call/schedules/nights')
      await page.getByText('This schedule was deleted on').waitFor()
      await page.getByText('Ana').first().waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
    })
  })
})
