import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHROMIUM } from './browser.ts'
import { ANA, type House, openHouse, waitUntilLive } from './house.ts'

// Escape in a dialog: one press closes what is open in it, the next the dialog; never does a press do nothing.

describe.skipIf(CHROMIUM === null)('Escape in a dialog', () => {
  let house: House

  beforeAll(async () => {
    house = await openHouse()
  })

  afterAll(async () => {
    await house.close()
  })

  test('closes the list of people first, then the dialog; with the list closed, the dialog at once', async () => {
    const incident = await house.open('The ledger is closed')
    await house.visit({ as: ANA }, async (page) => {
      await page.goto(`/incidents/${incident.id}`)
      await waitUntilLive(page)
      const dialog = page.getByRole('dialog')
      const open = async () => {
        await page.getByRole('button', { name: 'More actions' }).first().click()
        await page.getByRole('menuitem', { name: /^Reassign/ }).click()
        await dialog.getByRole('combobox').waitFor()
      }
      await open()
      await dialog.getByRole('combobox').click()
      await page.getByRole('option', { name: /Ben/ }).waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('option', { name: /Ben/ }).waitFor({ state: 'hidden' })
      expect(await dialog.count()).toBe(1)
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })

      await open()
      await dialog.getByRole('combobox').fill('Ben')
      await page.getByRole('option', { name: /Ben/ }).click()
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
    })
  })

  test('is not lost in a field that has nothing to choose from', async () => {
    const made = await house.api.post('/sources', { id: 'jobs', name: 'Jobs', system: 'json', service: 'payment-api' })
    expect(made.status).toBe(201)
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/sources/jobs')
      await page.getByRole('button', { name: 'Edit' }).first().click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('One incident for each').click()
      await page.keyboard.type('host')
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
    })
  })
})
