import { type EventReceiver, startEventReceiver } from '@tocsin/standins/event-receiver.ts'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from './axe.ts'
import { CHROMIUM, PHONE } from './browser.ts'
import { type House, MIA, openHouse, VERA } from './house.ts'

// Webhooks for events, from the empty page to a repeat of what failed, with a receiver that checks signatures.

/** What the browser writes when a form is refused, as this test wants it to be. */
const REFUSED = /status of 400 .*\/api\/v1\/webhooks\)$/

describe.skipIf(CHROMIUM === null)('webhooks in the console', () => {
  let house: House
  let receiver: EventReceiver

  beforeAll(async () => {
    receiver = await startEventReceiver({ now: Date.now })
    house = await openHouse()
  })

  afterAll(async () => {
    await house.close()
    await receiver.close()
  })

  test('a webhook is made, hears of an incident, and is sent again what it did not take', async () => {
    await house.visit({ as: MIA, announced: [REFUSED] }, async (page) => {
      await page.goto('/settings/webhooks')
      await page.getByText('No webhooks').waitFor()
      await add(page)
      const made = page.getByRole('dialog', { name: 'The secret of “Tickets”' })
      receiver.useSecret((await made.locator('code').textContent()) ?? '')
      expect(await axeViolations(page)).toEqual([])
      await made.getByRole('button', { name: 'I have copied it' }).click()

      const { id } = await house.open('Checkout fails')
      await page.getByRole('button', { name: 'Log', exact: true }).click()
      const log = page.getByRole('region', { name: 'Log: Tickets' })
      await log.getByText('Taken').first().waitFor()
      expect(receiver.events()).toMatchObject([{ type: 'incident.opened', incident: { id } }])

      receiver.failNext(500)
      await log.getByRole('button', { name: 'Send a test' }).click()
      const failed = log.getByRole('listitem').filter({ hasText: 'Test' })
      await failed.getByText('Failed').waitFor()
      await failed.locator('summary').click()
      await failed.getByText(/answered 500 after \d+ ms/).waitFor()
      await failed.getByText('out of order').waitFor()
      await failed.getByText('"type": "webhook.test"').waitFor()
      expect(await axeViolations(page)).toEqual([])
      await failed.getByRole('button', { name: 'Send again' }).click()
      await failed.getByText('Taken').waitFor()
      expect(receiver.events()).toMatchObject([{ type: 'incident.opened' }, { type: 'webhook.test' }])
    })
  })

  test('on a phone nothing scrolls sideways, and whoever only looks has no buttons', async () => {
    await house.visit({ as: MIA, context: PHONE }, async (page) => {
      await page.goto('/settings/webhooks')
      await page.getByRole('button', { name: 'Log', exact: true }).click()
      await page.getByRole('region', { name: 'Log: Tickets' }).locator('summary').first().click()
      await page.getByRole('heading', { name: 'Request' }).waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
    })
    await house.visit({ as: VERA }, async (page) => {
      await page.goto('/settings/webhooks')
      await page.getByText('Tickets').first().waitFor()
      expect(await page.getByRole('button', { name: 'Log', exact: true }).count()).toBe(0)
    })
  })

  /** With an address that is none at first. */
  async function add(page: Page): Promise<void> {
    await page.getByRole('button', { name: 'New webhook' }).click()
    const dialog = page.getByRole('dialog', { name: 'New webhook' })
    await dialog.getByLabel('Name').fill('Tickets')
    await dialog.getByLabel('Address').fill('ftp://tickets.example.com')
    await dialog.getByRole('button', { name: 'New webhook' }).click()
    await dialog.getByText(/must begin with https/).waitFor()
    await dialog.getByLabel('Address').fill(`${receiver.url}/hook`)
    await dialog.getByRole('combobox', { name: 'Events' }).click()
    await page.getByRole('option', { name: 'Opened', exact: true }).click()
    await page.keyboard.press('Escape')
    await dialog.getByRole('button', { name: 'New webhook' }).click()
  }
})
