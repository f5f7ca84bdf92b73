import { type HttpArrival, type HttpReceiver, startHttpReceiver } from '@tocsin/standins/http-receiver.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from './axe.ts'
import { CHROMIUM, PHONE } from './browser.ts'
import { type House, MIA, openHouse, VERA } from './house.ts'

// A webhook that follows who is on call: made from the schedule's page, tried, told again, and deleted.

describe.skipIf(CHROMIUM === null)('on-call webhooks in the console', () => {
  const came: HttpArrival[] = []
  let status = 204
  let house: House
  let receiver: HttpReceiver

  beforeAll(async () => {
    const react = (arrival: HttpArrival) => {
      came.push(arrival)
      return { status }
    }
    receiver = await startHttpReceiver({ now: Date.now, port: 0, react })
    house = await openHouse()
  })

  afterAll(async () => {
    await house.close()
    await receiver.close()
  })

  const events = () => came.map(({ body }) => JSON.parse(body))

  test('one is made from the page of its schedule, is told at once, and shows what it was told', async () => {
    await house.visit({ as: MIA }, async (page) => {
      await page.goto('/on-call/schedules/payments-primary')
      await page.getByRole('link', { name: 'Tell a receiver who is on call…' }).click()
      const dialog = page.getByRole('dialog', { name: 'New on-call webhook' })
      await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Groups')
      await dialog.getByRole('textbox', { name: 'Address', exact: true }).fill(`${receiver.url}/groups`)
      await dialog.getByText('Payments primary', { exact: true }).waitFor()
      await dialog.getByRole('button', { name: 'New on-call webhook' }).click()
      const made = page.getByRole('dialog', { name: 'The secret of “Groups”' })
      expect((await made.locator('code').textContent())?.length).toBeGreaterThan(30)
      expect(await axeViolations(page)).toEqual([])
      await made.getByRole('button', { name: 'I have copied it' }).click()
      await page.getByRole('button', { name: 'Log', exact: true }).click()
      const log = page.getByRole('region', { name: 'Log: Groups' })
      await log.getByText('Taken').first().waitFor()
      expect(events()).toMatchObject([
        { event: 'on_call.changed', schedule: { id: 'payments-primary' }, people: [{ name: 'Ana' }] },
      ])
      status = 500
      await log.getByRole('button', { name: 'Send a test' }).click()
      const failed = log.getByRole('listitem').filter({ hasText: 'Test' })
      await failed.getByText('Failed').waitFor()
      await failed.locator('summary').click()
      await failed.getByText('"event": "on_call.test"').waitFor()
      expect(await axeViolations(page)).toEqual([])
      status = 204
      await log.getByRole('button', { name: 'Tell again who is on call' }).click()
      await expect
        .poll(() => events().map(({ event }) => event))
        .toEqual([...['on_call.changed', 'on_call.test', 'on_call.changed']])
      await page.goto('/on-call/schedules/payments-primary')
      await page.getByRole('list', { name: 'Told who is on call' }).getByRole('link', { name: 'Groups' }).click()
      await page.getByRole('heading', { name: 'Who is on call' }).waitFor()
    })
  })

  test('on a phone nothing scrolls sideways, whoever only looks has no buttons, and deleting it asks first', async () => {
    await house.visit({ as: VERA }, async (page) => {
      await page.goto('/settings/webhooks')
      await page.getByText('Groups').first().waitFor()
      expect(await page.getByRole('button', { name: 'Log', exact: true }).count()).toBe(0)
    })
    await house.visit({ as: MIA, context: PHONE }, async (page) => {
      await page.goto('/settings/webhooks')
      await page.getByRole('button', { name: 'Log', exact: true }).click()
      await page.getByRole('region', { name: 'Log: Groups' }).locator('summary').first().click()
      await page.getByRole('heading', { name: 'Request' }).waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
      await page.getByRole('button', { name: 'Edit: Groups' }).click()
      await page.getByRole('menuitem', { name: 'Delete' }).click()
      const sure = page.getByRole('dialog', { name: 'Delete “Groups”?' })
      await sure.getByRole('button', { name: 'Delete' }).click()
      await page.getByText('Nobody follows who is on call').waitFor()
    })
  })
})
