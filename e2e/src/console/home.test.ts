import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from './axe.ts'
import { CHROMIUM, PHONE } from './browser.ts'
import { ANA, type House, MIA, openHouse, VERA, waitUntilLive } from './house.ts'

// What needs me now, and an incident by hand: the two things that are done half asleep.

describe.skipIf(CHROMIUM === null)('the first screen', () => {
  let house: House

  beforeAll(async () => {
    house = await openHouse()
  })

  afterAll(() => house.close())

  test('is quiet until something calls, which is taken in place by its key, all without loading the page again', async () => {
    const alarm = { id: 'db-7', title: 'Disk full on db-7', level: 'critical' }
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/')
      await page.getByRole('heading', { name: 'All quiet' }).waitFor()
      await page.getByText('No signal has come in yet.').waitFor()
      expect(await axeViolations(page)).toEqual([])
      await waitUntilLive(page)
      let loads = 0
      page.on('load', () => {
        loads += 1
      })

      await house.send({ ...alarm, ok: false })
      const mine = page.getByRole('region', { name: 'Needs you now' })
      await mine.getByRole('link', { name: alarm.title }).waitFor()
      await mine.getByText(/goes on in \d:\d\d/).waitFor()
      await page.getByRole('link', { name: /^P2\s*1 open\s*1 waiting$/ }).waitFor()
      await page.getByRole('link', { name: /Payment API.*1 open/ }).waitFor()
      expect(await axeViolations(page)).toEqual([])

      await page.keyboard.press('a')
      await page.getByText('It is yours: no further pages.').waitFor()
      await page.getByRole('link', { name: /^P2\s*1 open$/ }).waitFor()
      await mine.getByText('Acknowledged').waitFor()
      expect(await mine.getByRole('button', { name: 'Acknowledge' }).count()).toBe(0)

      await house.send({ ...alarm, ok: true })
      await page.getByRole('heading', { name: 'All quiet' }).waitFor()
      await page.getByText(/^Last signal/).waitFor()
      expect(loads).toBe(0)
    })
  })

  test('says what is asked of whoever has an incident, and leads to where it is done', async () => {
    const alarm = { id: 'tape-1', title: 'Tape library is full', level: 'critical' }
    await house.send({ ...alarm, ok: false })
    const incident = await house.api.waitForIncident(({ title }) => title === alarm.title, 30_000)
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/')
      await waitUntilLive(page)
      await page.keyboard.press('a')
      const task = page.getByRole('link', { name: /^Classify P\d.* Tape library is full/ })
      await task.waitFor()
      await page.getByRole('link', { name: /^Send yourself a test page/ }).waitFor()
      expect(await axeViolations(page)).toEqual([])
      await house.api.post(`/incidents/${incident.id}/classify`, { category: ['Hardware'] })
      await task.waitFor({ state: 'detached' })
      await house.api.post(`/incidents/${incident.id}/resolve`)
      await page.getByRole('link', { name: /^Close P\d.* Tape library is full/ }).click()
      await page.getByRole('heading', { name: alarm.title }).waitFor()
    })
    await house.api.post(`/incidents/${incident.id}/close`, { reason: 'It is done.' })
    await house.send({ ...alarm, ok: true })
  })

  test('shows others how things are without asking anything of them', async () => {
    const incident = await house.open('Replica of the ledger is behind')
    await house.visit({ as: VERA, context: { ...PHONE, colorScheme: 'dark' } }, async (page) => {
      await page.goto('/')
      await page.getByText('Nothing waits for you').waitFor()
      await page.getByRole('link', { name: `${incident.id} P2 ${incident.title}` }).waitFor()
      expect(await page.getByRole('button', { name: 'Acknowledge' }).count()).toBe(0)
      expect(await sidewaysOf(page)).toBe(0)
      expect(await axeViolations(page)).toEqual([])
    })
    await house.api.post(`/incidents/${incident.id}/resolve`)
  })

  test('is answered with one thumb', async () => {
    const incident = await house.open('Queue of mails grows')
    await house.visit({ as: ANA, context: PHONE }, async (page) => {
      await page.goto('/')
      const button = page.getByRole('button', { name: 'Acknowledge' })
      expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44)
      await button.tap()
      await page.getByText('It is yours: no further pages.').waitFor()
      expect(await sidewaysOf(page)).toBe(0)
      expect((await house.api.incident(incident.id)).status).toBe('acknowledged')
    })
    await house.api.post(`/incidents/${incident.id}/resolve`)
  })
})

describe.skipIf(CHROMIUM === null)('declaring an incident', () => {
  let house: House

  beforeAll(async () => {
    house = await openHouse()
  })

  afterAll(() => house.close())

  test('takes a title, a few letters of a service and one key, and says before whom it pages and why', async () => {
    await house.visit({ as: MIA }, async (page) => {
      await page.goto('/alerts')
      await waitUntilLive(page)
      await page.keyboard.press('c')
      const dialog = page.getByRole('dialog', { name: 'Declare an incident' })
      await dialog.getByText('No policy behind it, so the admins.').waitFor()
      await page.keyboard.type('Checkout answers with errors')
      await page.keyboard.press('Enter')
      await page.keyboard.type('paym')
      await page.getByRole('option', { name: 'Payment API' }).waitFor()
      await page.keyboard.press('Enter')
      await dialog.getByText('on call for Payments primary').waitFor()
      await page.keyboard.press('Tab')
      await page.keyboard.press('ArrowRight')
      await dialog.getByText('Whole company × Medium, by the matrix of your organisation').waitFor()
      await dialog.getByText('P2', { exact: true }).waitFor()
      expect(await axeViolations(page)).toEqual([])
      await page.keyboard.press('Control+Enter')
      await page.getByRole('heading', { name: 'Checkout answers with errors' }).waitFor()
    })
    const [incident] = await house.api.incidents('?q=Checkout')
    expect(incident).toMatchObject({ priority: 'P2', services: [{ id: 'payment-api' }] })
    await house.pageMail(ANA, incident?.id ?? '')
  })

  test('a dialog that closes by accident loses nothing, and what was declared is not offered again', async () => {
    await house.visit({ as: ANA, context: PHONE }, async (page) => {
      await page.goto('/')
      await page.getByRole('button', { name: 'Declare incident' }).first().click()
      const dialog = page.getByRole('dialog', { name: 'Declare an incident' })
      await dialog.getByLabel('What is wrong?').fill('Login is slow')
      await dialog.getByText('High', { exact: true }).click()
      expect(await sidewaysOf(page)).toBe(0)
      await page.reload()
      await page.getByRole('button', { name: 'Declare incident' }).first().click()
      await dialog.getByText('Taken up where you left it.').waitFor()
      expect(await dialog.getByLabel('What is wrong?').inputValue()).toBe('Login is slow')
      expect(await dialog.getByRole('radio', { name: 'High' }).isChecked()).toBe(true)
      await dialog.getByRole('button', { name: 'Declare and page Ana' }).click()
      await page.getByRole('heading', { name: 'Login is slow' }).waitFor()
      await page.getByRole('button', { name: 'Declare incident' }).first().click()
      expect(await dialog.getByLabel('What is wrong?').inputValue()).toBe('')
    })
  })

  test('speaks Japanese', async () => {
    const context = { locale: 'ja-JP', viewport: { width: 1280, height: 800 } }
    await house.visit({ as: ANA, context }, async (page) => {
      await page.goto('/')
      await page.getByRole('heading', { name: 'ホーム' }).waitFor()
      await page.getByText('未解決のインシデント').first().waitFor()
      await page.keyboard.press('c')
      const dialog = page.getByRole('dialog', { name: 'インシデントを登録' })
      await dialog.getByText('部署 × 中（組織のマトリクスによる）').waitFor()
      await page.keyboard.insertText('決済が失敗する')
      await dialog.getByRole('button', { name: '登録してAnaを呼び出す' }).waitFor()
      expect(await axeViolations(page)).toEqual([])
    })
  })
})

/** By how much the page is wider than the screen. */
function sidewaysOf(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
}
