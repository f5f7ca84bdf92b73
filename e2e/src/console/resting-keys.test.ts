import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHROMIUM } from './browser.ts'
import { ANA, type House, openHouse } from './house.ts'

// What is typed after a dialog was asked for is meant for it, however long its script takes: Ctrl+K and “ana” once acknowledged the
// incident below.

/** Keeps a part of the console from coming until it is let through. */
async function holdBack(page: Page, part: string): Promise<() => void> {
  let letThrough = () => {}
  const isFree = new Promise<void>((resolve) => {
    letThrough = resolve
  })
  await page.route(`**/assets/${part}-*.js`, async (route) => {
    await isFree
    await route.continue()
  })
  return letThrough
}

describe.skipIf(CHROMIUM === null)('keys that are typed before a dialog is there', () => {
  let house: House

  beforeAll(async () => {
    house = await openHouse()
  })

  afterAll(() => house.close())

  test('stand in the field of the palette when it comes, and do nothing to the incident below', async () => {
    const incident = await house.open('Search index is behind')
    await house.visit({ as: ANA }, async (page) => {
      const letThrough = await holdBack(page, 'command-palette')
      await page.goto(`/incidents/${incident.id}`)
      await page.getByRole('button', { name: 'Acknowledge' }).waitFor()
      await page.getByLabel('Add a note').waitFor()
      await page.getByRole('button', { name: 'Acknowledge' }).focus()
      await page.keyboard.press('Control+k')
      await page.keyboard.type('anx')
      await page.keyboard.press('Backspace')
      await page.keyboard.type('a b')
      letThrough()
      const field = page.getByRole('combobox', { name: 'Commands and search' })
      await field.waitFor()
      await page.keyboard.type('en')
      expect(await field.inputValue()).toBe('ana ben')
      expect(await house.api.incident(incident.id)).toMatchObject({ status: 'open', owner: null })

      await page.keyboard.press('Escape')
      await field.waitFor({ state: 'detached' })
      await page.keyboard.press('a')
      await page.getByText('Ana has it: no further pages').waitFor()
    })
  })

  test('do nothing while the dialog of an action is on its way, which Escape takes back', async () => {
    const incident = await house.open('Payments wait')
    await house.visit({ as: ANA }, async (page) => {
      const letThrough = await holdBack(page, 'escalate-dialog')
      await page.goto(`/incidents/${incident.id}`)
      await page.getByRole('button', { name: 'Acknowledge' }).waitFor()
      await page.getByLabel('Add a note').waitFor()
      await page.keyboard.press('e')
      await page.keyboard.type('a nx')
      await page.keyboard.press('Escape')
      await page.keyboard.press('r')
      const resolving = page.getByRole('dialog', { name: 'Resolve the incident' })
      await resolving.waitFor()
      await page.keyboard.press('Escape')
      await resolving.waitFor({ state: 'detached' })

      await page.keyboard.press('e')
      await page.keyboard.type('aa')
      letThrough()
      await page.getByRole('dialog', { name: 'Escalate now' }).waitFor()
      await page.keyboard.type('a')
      expect(await house.api.incident(incident.id)).toMatchObject({ status: 'open', owner: null })
    })
  })

  test('take nothing from home either', async () => {
    const incident = await house.open('Backups fail')
    await house.visit({ as: ANA }, async (page) => {
      const letThrough = await holdBack(page, 'command-palette')
      await page.goto('/')
      await page.getByRole('link', { name: incident.title }).first().waitFor()
      await page.keyboard.press('Control+k')
      await page.keyboard.type('aA')
      letThrough()
      await expect.poll(() => page.getByRole('combobox', { name: 'Commands and search' }).inputValue()).toBe('aA')
      expect(await house.api.incident(incident.id)).toMatchObject({ status: 'open', owner: null })
    })
  })
})
