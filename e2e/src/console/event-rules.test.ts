import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from './axe.ts'
import { CHROMIUM, PHONE } from './browser.ts'
import { ANA, type House, openHouse, VERA } from './house.ts'

// Event rules as people write them: tried on what came in while they are written, put in order, and backtested.

describe.skipIf(CHROMIUM === null)('event rules in the console', () => {
  let house: House

  beforeAll(async () => {
    house = await openHouse()
    await house.open('Checkout fails')
    await house.send({ id: 'ci', title: 'Build 7 fails', ok: false, level: 'low' })
    await house.api.waitForIncident((incident) => incident.title === 'Build 7 fails', 30_000)
  })

  afterAll(() => house.close())

  test('a rule is tried on a real alert while it is written, backtested, saved and put in order', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/alerts/rules')
      await page.getByText('No rules yet').waitFor()
      await page.getByRole('link', { name: 'Add a rule' }).click()
      await page.getByLabel('Name', { exact: true }).fill('Builds are noise')
      // The newest alert is tried at once, by a rule that is about every alert so far.
      await page.getByText('Opens an incident, or joins one of its group').waitFor()
      await page.getByLabel('When', { exact: true }).fill('title.startsWith("Build" && sev')
      await page.getByText(/^Line 1, column \d+:/).waitFor()
      await page.getByLabel('When', { exact: true }).fill('title.startsWith("Build") && severity == "low"')
      await page.getByText('Suppress', { exact: true }).click()
      await page.getByLabel('Reason').fill('builds fail all the time')
      await page.getByText('In no incident: rule Builds are noise, “builds fail all the time”').waitFor()
      await page.getByText('title.startsWith("Build")', { exact: true }).waitFor()
      expect(await axeViolations(page)).toEqual([])

      await page.getByRole('button', { name: 'Run the backtest' }).click()
      const muted = page.getByRole('region', { name: 'No longer in an incident' })
      await muted.getByRole('link', { name: 'Build 7 fails' }).waitFor()
      const figures = page.getByRole('region', { name: 'Before and after' })
      expect(await figures.getByRole('row', { name: /^Incidents/ }).innerText()).toMatch(/2\s+1\s+-1/)
      expect(await axeViolations(page)).toEqual([])

      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('The rule is saved.').waitFor()
      await page.getByRole('button', { name: 'Copy Builds are noise' }).click()
      await page.getByText(/switched off until you switch it on/).waitFor()
      const rows = page.getByRole('list', { name: 'Rules', exact: true }).getByRole('listitem')
      await page.getByRole('button', { name: 'Move Builds are noise (2) up' }).click()
      await page.getByText('Builds are noise (2) is number 1 now.').waitFor()
      await rows.first().getByText('Inactive').waitFor()
      expect(await axeViolations(page)).toEqual([])
      await rows.first().getByRole('link').click()
      await page.getByRole('button', { name: 'Delete' }).click()
      await page.getByRole('button', { name: 'Delete it for good?' }).click()
      await page.getByText('Builds are noise (2) is deleted.').waitFor()
    })
  })

  test('a rule is dragged ahead of another', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/alerts/rules/new')
      await page.getByLabel('Name', { exact: true }).fill('Checkout is critical')
      await page.getByLabel('When', { exact: true }).fill('title.contains("Checkout")')
      await page.getByRole('combobox', { name: 'Severity' }).click()
      await page.getByRole('option', { name: 'Critical' }).click()
      await page.getByRole('button', { name: 'Save' }).click()
      const rows = page.getByRole('list', { name: 'Rules', exact: true }).getByRole('listitem')
      await rows.nth(1).getByText('Checkout is critical').waitFor()
      await rows.nth(1).getByTitle('Drag Checkout is critical to another place').dragTo(rows.first())
      await rows.first().getByText('Checkout is critical').waitFor()
    })
  })

  test('an alert that a rule keeps out of incidents says which and why, and the rule how often', async () => {
    await house.send({ id: 'ci-2', title: 'Build 8 fails', ok: false, level: 'low' })
    await house.visit({ as: VERA }, async (page) => {
      await page.goto('/alerts?q=Build+8')
      await page
        .getByRole('link', { name: /Build 8 fails/ })
        .first()
        .click()
      await page.getByText('Suppressed: builds fail all the time').waitFor()
      await page.getByText('Suppressed by a rule').waitFor()
      expect(await axeViolations(page, 'main')).toEqual([])
      await page.getByRole('link', { name: 'Builds are noise' }).click()
      await page.getByText('You can try rules here; changing them takes the role of a manager.').waitFor()
      expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0)
    })
  })

  test('on a phone nothing hangs over the edge', async () => {
    await house.visit({ as: ANA, context: PHONE }, async (page) => {
      for (const path of ['/alerts/rules', '/alerts/rules/new', '/alerts/rules/builds-are-noise']) {
        await page.goto(path)
        await page.getByRole('heading', { level: 1 }).waitFor()
        await page.waitForTimeout(500)
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), path).toBe(true)
      }
      expect(await axeViolations(page)).toEqual([])
    })
  })
})
