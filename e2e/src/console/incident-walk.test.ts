import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHROMIUM } from './browser.ts'
import { ANA, type House, openHouse, waitUntilLive } from './house.ts'

// The way of one incident through the hands of the person on call, with a keyboard and a real server.

describe.skipIf(CHROMIUM === null)('an incident in the console', () => {
  let house: House

  beforeAll(async () => {
    house = await openHouse()
  })

  afterAll(() => house.close())

  test('comes in live and is taken, noted on, seen to recover and closed, all without loading the page again', async () => {
    const alarm = { id: 'disk-7', title: 'Disk full on db-7', level: 'critical' }
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/incidents')
      await page.getByText('All quiet').waitFor()
      await waitUntilLive(page)
      let loads = 0
      page.on('load', () => {
        loads += 1
      })

      await house.send({ ...alarm, ok: false })
      await page.getByRole('link', { name: alarm.title }).click()
      await page.getByRole('heading', { name: alarm.title }).waitFor()
      const timeline = page.getByRole('list', { name: 'Timeline' })
      await timeline.getByText('Step 1 paged Ana').waitFor()

      await page.keyboard.press('a')
      await page.getByText('Ana has it: no further pages').waitFor()

      await page.keyboard.press('n')
      await page.keyboard.type('The log partition is full; cleaning up.')
      await page.keyboard.press('Control+Enter')
      await timeline.getByText('The log partition is full; cleaning up.').waitFor()

      await house.send({ ...alarm, ok: true })
      await page.getByRole('main').getByText('Resolved', { exact: true }).waitFor()

      // The note's field keeps the focus, where letters are letters.
      await page.getByRole('heading', { name: alarm.title }).click()
      await page.keyboard.press('c')
      const dialog = page.getByRole('dialog', { name: 'Close the incident' })
      expect(await dialog.getByRole('button', { name: 'Close' }).isEnabled()).toBe(false)
      await dialog.getByLabel('Why may it be closed?').fill('Old logs are deleted now every night.')
      await dialog.getByRole('button', { name: 'Close' }).click()
      await page.getByRole('main').getByText('Closed', { exact: true }).waitFor()
      await timeline.getByText('Old logs are deleted now every night.').waitFor()

      const told = (await timeline.getByRole('listitem').allInnerTexts()).join('\n')
      for (const sentence of ['opened the incident', 'Ana acknowledged it', 'recovered', 'closed it'])
        expect(told).toContain(sentence)
      expect(loads).toBe(0)
    })
  })

  test('is taken by the link in the mail, without scripts and with the keyboard alone', async () => {
    const incident = await house.open('Certificate of shop.example expired')
    const mail = await house.pageMail(ANA, incident.id)
    const link = /https?:\/\/\S+\/a\/[^\s"<]+/.exec(mail.text)?.[0] ?? 'no link'
    await house.visit({ context: { javaScriptEnabled: false } }, async (page) => {
      await page.goto(link)
      await page.getByRole('heading', { name: 'Do you take it?' }).waitFor()
      await page.getByText(incident.title).waitFor()
      expect((await house.api.incident(incident.id)).status).toBe('open')
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'It is yours' }).waitFor()
      expect((await house.api.incident(incident.id)).status).toBe('acknowledged')
      await page.goto(link)
      await page.getByRole('heading', { name: 'You have it already' }).waitFor()
    })
  })
})
