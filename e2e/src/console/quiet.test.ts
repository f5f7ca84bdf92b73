import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from './axe.ts'
import { CHROMIUM, PHONE } from './browser.ts'
import { ANA, type House, openHouse, VERA } from './house.ts'

// Maintenance, inhibitions and the noise review, as people use them.

const BRIEFLY = 3
/** What the browser writes when a form is refused, as these tests want it to be. */
const REFUSED = /status of 400 .*\/api\/v1\/(?:maintenance|inhibitions)\)$/

describe.skipIf(CHROMIUM === null)('quiet in the console', () => {
  let house: House

  beforeAll(async () => {
    house = await openHouse()
    for (let count = 0; count < BRIEFLY; count += 1) {
      await house.send({ id: 'blink', title: 'Checkout blinks', ok: false, level: 'low' })
      await house.api.waitForIncident((incident) => incident.title === 'Checkout blinks', 30_000)
      await house.send({ id: 'blink', title: 'Checkout blinks', ok: true })
    }
  })

  afterAll(() => house.close())

  test('maintenance is planned, seen on the service, extended and ended', async () => {
    await house.visit({ as: ANA, announced: [REFUSED] }, async (page) => {
      await page.goto('/alerts/maintenance')
      await page.getByText('No maintenance is planned').waitFor()
      await page.getByRole('button', { name: 'Plan maintenance' }).first().click()
      const dialog = page.getByRole('dialog', { name: 'Plan maintenance' })
      await dialog.getByLabel('Name').fill('Upgrade of the gateway')
      await dialog.getByLabel('Lasts').fill('2 fortnights')
      await dialog.getByRole('button', { name: 'Plan maintenance' }).click()
      await dialog
        .getByText(/is no unit of time/)
        .first()
        .waitFor()
      await dialog.getByLabel('Lasts').fill('3h')
      // It began a while ago, on the clock of Tokyo.
      const began = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 16)
      await dialog.getByLabel('First time').fill(began)
      await dialog.getByLabel('Services').click()
      await page.getByRole('option', { name: 'Payment API' }).click()
      await page.keyboard.press('Escape')
      if ((await dialog.count()) === 0) throw new Error('Escape closed the dialog with the list')
      await dialog.getByRole('button', { name: 'Plan maintenance' }).click()
      await page.getByText('Under way').waitFor()
      expect(await axeViolations(page)).toEqual([])

      await page.goto('/services/payment-api')
      await page.getByText('Maintenance: Upgrade of the gateway').waitFor()
      expect(await axeViolations(page)).toEqual([])

      await house.send({ id: 'quiet', title: 'Gateway answers slowly', ok: false, level: 'critical' })
      await page.goto('/alerts?q=Gateway')
      await page.getByText('Planned work is under way').first().waitFor()

      await page.goto('/alerts/maintenance')
      await page.getByRole('button', { name: 'One hour more' }).click()
      await page.getByText('The maintenance lasts one hour longer.').waitFor()
      await page.getByRole('button', { name: 'End now' }).click()
      await page.getByRole('button', { name: 'Alerts may page. End it?' }).click()
      await page.getByText('The maintenance has ended. What still fires is looked at again.').waitFor()
    })
    const incident = await house.api.waitForIncident(({ title }) => title === 'Gateway answers slowly', 30_000)
    expect(incident.title).toBe('Gateway answers slowly')
  })

  test('an inhibition is written as a sentence, and what is wrong with it stands beside its field', async () => {
    await house.visit({ as: ANA, announced: [REFUSED] }, async (page) => {
      await page.goto('/alerts/inhibitions')
      await page.getByText('No cause mutes its symptoms yet').waitFor()
      await page.getByRole('button', { name: 'New inhibition' }).first().click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Name').fill('Cluster down')
      const fill = async (label: string, text: string) => {
        await dialog.getByLabel(label).fill(text)
        await page.keyboard.press('Enter')
      }
      await fill('While an alert with these labels fires', 'severity')
      await fill('alerts with these labels are muted', 'severity="warning"')
      await dialog.getByRole('button', { name: 'New inhibition' }).click()
      await dialog
        .getByText(/bad matcher format/)
        .first()
        .waitFor()
      expect(await axeViolations(page)).toEqual([])
      await page.keyboard.press('Escape')
    })
  })

  test('the noise review names the worst and says what its proposal would have changed', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/alerts/noise')
      const row = page.getByRole('row').filter({ hasText: 'Checkout blinks' })
      await row.waitFor()
      expect(await axeViolations(page)).toEqual([])
      await row.getByRole('button').click()
      const dialog = page.getByRole('dialog', { name: 'Make “Checkout blinks” quieter' })
      await dialog.getByText(/Of 3 that fired/).waitFor()
      expect(await axeViolations(page)).toEqual([])
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'hidden' })
    })
  })

  test('a proposal is carried out by one press, and another way by another', async () => {
    const made = await house.api.post('/sources', { id: 'lamp', name: 'Lamp', system: 'json', service: 'payment-api' })
    expect(made.status).toBe(201)
    const { key } = await house.api.get<{ key: string }>('/sources/lamp/address')
    for (let count = 0; count < BRIEFLY; count += 1) {
      for (const status of ['firing', 'resolved']) {
        const body = JSON.stringify({ id: 'lamp', title: 'Lamp flickers', status })
        expect((await fetch(`${house.url}/in/json/${key}`, { method: 'POST', body })).status).toBe(200)
      }
    }
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/alerts/noise')
      const row = page.getByRole('row').filter({ hasText: 'Lamp flickers' })
      const press = async (way: RegExp) => {
        await row.getByRole('button').click()
        const dialog = page.getByRole('dialog', { name: 'Make “Lamp flickers” quieter' })
        await dialog.getByRole('button', { name: way }).click()
        await dialog.waitFor({ state: 'hidden' })
      }
      await press(/^Treat it as flapping/)
      await press(/^Count it only from 3 alerts/)
      await page.goto('/sources/lamp')
      await page.getByText('3 alerts in 15 minutes').waitFor()
      await page.getByText(/^4 changes in 30 minutes/).waitFor()
    })
  })

  test('a viewer sees it all and changes nothing; on a phone nothing scrolls sideways', async () => {
    await house.visit({ as: VERA, context: PHONE }, async (page) => {
      for (const path of ['/alerts/maintenance', '/alerts/inhibitions', '/alerts/noise']) {
        await page.goto(path)
        await page.getByRole('navigation', { name: 'Alerts' }).waitFor()
        expect(await page.getByRole('button', { name: /Plan maintenance|New inhibition/ }).count()).toBe(0)
        const isWide = await page.evaluate('document.documentElement.scrollWidth > window.innerWidth')
        expect(isWide, path).toBe(false)
      }
    })
  })
})
