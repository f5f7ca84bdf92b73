import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHROMIUM } from './browser.ts'
import { ANA, type House, MIA, openHouse } from './house.ts'

// Looking back on an incident, and what somebody was writing when they did.

/** The address without what it is asked for of the past. */
const past = (id: string) => new RegExp(`/api/v1/incidents/${id}\\?at=`)

async function openIncident(page: Page, { id, title }: { id: string; title: string }): Promise<void> {
  await page.goto(`/incidents/${id}`)
  await page.getByRole('heading', { name: title }).waitFor()
  await page.getByLabel('Add a note').waitFor()
}

async function goBack(page: Page): Promise<void> {
  await page.getByRole('slider', { name: 'As it was at' }).focus()
  await page.keyboard.press('Home')
  await page.getByText('Nothing can be done to the past.').waitFor()
}

describe.skipIf(CHROMIUM === null)('the past of an incident', () => {
  let house: House

  beforeAll(async () => {
    house = await openHouse()
  })

  afterAll(() => house.close())

  test('never shows the present while it loads, nor when it cannot be had, and is asked for again', async () => {
    const incident = await house.open('Mails bounce')
    await house.visit({ as: ANA, announced: [/status of 503/] }, async (page) => {
      let answer = () => {}
      const isAnswered = new Promise<void>((resolve) => {
        answer = resolve
      })
      let isBroken = true
      await page.route(past(incident.id), async (route) => {
        await isAnswered
        if (!isBroken) return route.continue()
        const error = { code: 'unavailable', message: 'Later', mend: 'Try again', request_id: 'r1' }
        return route.fulfill({ status: 503, json: { error } })
      })
      await openIncident(page, incident)
      await goBack(page)
      const main = page.getByRole('main')
      expect(await main.getByRole('button', { name: 'Acknowledge' }).count()).toBe(0)
      expect(await main.getByRole('heading', { name: incident.title }).count()).toBe(0)
      await page.getByText('Nothing can be done to the past.').click()
      await page.keyboard.press('a')
      await page.getByText('You look at the past').waitFor()

      answer()
      const again = page.getByRole('alert').getByRole('button', { name: 'Try again' })
      await again.waitFor()
      expect(await main.getByRole('button', { name: 'Acknowledge' }).count()).toBe(0)
      await page.keyboard.press('a')
      expect(await house.api.incident(incident.id)).toMatchObject({ status: 'open', owner: null })

      isBroken = false
      await again.click()
      await main.getByRole('heading', { name: incident.title }).waitFor()
      await main.getByText('Open', { exact: true }).waitFor()
      await main.getByText('Alerts and changes are shown as they are now').waitFor()
    })
  })

  test('stands in the address, with what of the timeline is shown', async () => {
    const incident = await house.open('Certificates expire')
    await house.visit({ as: ANA }, async (page) => {
      await openIncident(page, incident)
      await page.keyboard.press('a')
      await page.getByText('Ana has it: no further pages').waitFor()
      await page.getByRole('button', { name: 'Alerts', exact: true }).click()
      await page.waitForURL(/[?&]show=/)
      await goBack(page)
      await page.waitForURL(/[?&]at=/)
      await page.reload()
      await page.getByText('Nothing can be done to the past.').waitFor()
      await page.getByRole('main').getByText('Open', { exact: true }).waitFor()
      const timeline = page.getByRole('list', { name: 'Timeline' })
      await timeline.getByText('belongs to it').waitFor()
      expect(await timeline.getByText('Ana acknowledged it').count()).toBe(0)
      expect(await page.getByRole('button', { name: 'Alerts', exact: true }).getAttribute('aria-pressed')).toBe('true')

      await page.getByRole('button', { name: 'Back to now' }).click()
      await page.waitForURL((url) => !url.searchParams.has('at'))
      await page.getByRole('main').getByText('Acknowledged', { exact: true }).waitFor()
    })
  })

  test('costs nobody the note they were writing, nor does leaving the page', async () => {
    const [incident, other] = [await house.open('Logs are lost'), await house.open('Shards are full')]
    await house.visit({ as: ANA }, async (page) => {
      const field = page.getByRole('textbox', { name: 'Add a note' })
      await openIncident(page, incident)
      await field.fill('Half a thought')
      await goBack(page)
      expect(await field.count()).toBe(0)
      await page.getByRole('button', { name: 'Back to now' }).click()
      await field.waitFor()
      expect(await field.inputValue()).toBe('Half a thought')

      await openIncident(page, other)
      expect(await field.inputValue()).toBe('')
      await openIncident(page, incident)
      expect(await field.inputValue()).toBe('Half a thought')
      await page.getByRole('button', { name: 'Add note' }).click()
      await page.getByRole('list', { name: 'Timeline' }).getByText('Half a thought').waitFor()
      await expect.poll(() => field.inputValue()).toBe('')
      await openIncident(page, incident)
      expect(await field.inputValue()).toBe('')
    })
  })

  test('lets nobody look as if they were still writing', async () => {
    const incident = await house.open('Jobs pile up')
    await house.visit({ as: ANA }, async (ana) => {
      await openIncident(ana, incident)
      await house.visit({ as: MIA }, async (mia) => {
        await openIncident(mia, incident)
        await mia.getByRole('textbox', { name: 'Add a note' }).fill('I see')
        await ana.getByText('Mia is writing a note').waitFor()
        await goBack(mia)
        await ana.getByText('Mia is writing a note').waitFor({ state: 'detached' })
        await ana.getByRole('img', { name: 'Mia looks at this too' }).waitFor()
      })
    })
  })
})
