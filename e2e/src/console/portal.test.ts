import { type SmtpStandin, startSmtpStandin } from '@tocsin/standins/smtp.ts'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiClient, createApi } from '../harness/api.ts'
import { KEYS, organisationYaml } from '../harness/organisation.ts'
import { startTocsin, type TocsinProcess } from '../harness/tocsin-process.ts'
import { axeViolations } from './axe.ts'
import { CHROMIUM, DESKTOP, launchBrowser, PHONE, visit } from './browser.ts'

// People without an account: they report, join, follow, prove their address, and say whether it works again.

const PATIENCE_MS = 30_000
const NO_SCRIPT: BrowserContextOptions = { ...PHONE, javaScriptEnabled: false }
/** Nobody fills in a form faster; the server believes nobody who does. */
const FILL_MS = 3_200

describe.skipIf(CHROMIUM === null)('the reporting portal', () => {
  let smtp: SmtpStandin
  let tocsin: TocsinProcess
  let browser: Browser
  let api: ApiClient
  let url: string

  beforeAll(async () => {
    smtp = await startSmtpStandin({ now: Date.now })
    const yaml = `${organisationYaml({ smtpUrl: smtp.url })}\nsettings:\n  portal: public\n  portal_services: [payment-api]\n`
    tocsin = await startTocsin({ yaml })
    url = `http://localhost:${tocsin.port}`
    api = createApi(url, KEYS.api)
    browser = await launchBrowser()
  })

  afterAll(async () => {
    await browser.close()
    expect(await tocsin.stop(), tocsin.output()).toBe(0)
    await smtp.close()
  })

  const within = (context: BrowserContextOptions, body: (page: Page) => Promise<void>) =>
    // A form that lacks something is answered with 400, which the browser reports.
    visit(browser, { url, context, announced: [/status of 400 .*\/report\?lang=ja\)$/] }, body)

  test('takes a report on a telephone without script, mails the link, and shows how it goes', async () => {
    let number = ''
    let link = ''
    await within(NO_SCRIPT, async (page) => {
      await page.goto('/report')
      await page.getByRole('link', { name: 'Payment API' }).click()
      await page.getByLabel('It is slow').check()
      await page.getByRole('textbox', { name: /Describe it/ }).fill('Paying takes <a minute>')
      await page.getByLabel('My team or department').check()
      await page.getByRole('textbox', { name: /e-mail/ }).fill('rika@example.org')
      await page.waitForTimeout(FILL_MS)
      await page.getByRole('button', { name: 'Send the report' }).click()
      await page.getByText('Thank you. We have it.').waitFor()
      number = (await page.locator('.number').textContent()) ?? ''
      await page.getByText('Paying takes <a minute>').waitFor()
      await expectNoSideways(page)
    })
    const incident = await api.waitForIncident(({ id }) => id === number, PATIENCE_MS)
    expect(incident).toMatchObject({ title: 'Payment API: slow', status: 'open' })
    const mail = await smtp.waitForMail(({ rcptTo }) => rcptTo.includes('rika@example.org'), PATIENCE_MS)
    expect(mail.subject).toBe(`${number}: we have your report`)
    link = /https?:\/\/\S+\/report\/\S+/.exec(mail.text)?.[0] ?? ''
    await within(NO_SCRIPT, async (page) => {
      await page.goto(new URL(link).pathname + new URL(link).search)
      await page.getByRole('button', { name: 'Yes, it is mine' }).click()
      await page.getByText('Your address is confirmed.').waitFor()
    })
  })

  test('shows what is known, lets others join it, and asks them whether it works again', async () => {
    const before = (await api.incidents()).length
    await within(DESKTOP, async (page) => {
      await page.goto('/report?service=payment-api')
      expect(await axeViolations(page)).toEqual([])
      await page
        .getByLabel(/Yes, me too: Payment API/)
        .first()
        .check()
      await page.getByLabel('It shows errors').check()
      await page.getByRole('textbox', { name: /Describe it/ }).fill('Same here')
      await page.getByLabel('Only me').check()
      await page.waitForTimeout(FILL_MS)
      await page.getByRole('button', { name: 'Send the report' }).click()
      await page.getByText('Thank you. We have added you.').waitFor()
      expect(await axeViolations(page)).toEqual([])
      const number = (await page.locator('.number').textContent()) ?? ''
      await api.post(`/incidents/${number}/resolve`)
      await page.reload()
      await page.getByRole('button', { name: 'No, still broken' }).click()
      await page.getByText('You said that it does not work yet').waitFor()
      expect(await axeViolations(page)).toEqual([])
    })
    expect((await api.incidents()).length).toBe(before)
  })

  test('says in Japanese, in the dark, what is missing, and keeps what was filled in', async () => {
    await within({ ...PHONE, locale: 'ja-JP', colorScheme: 'dark', javaScriptEnabled: true }, async (page) => {
      await page.goto('/report?service=-')
      expect(await page.locator('html').getAttribute('lang')).toBe('ja')
      await page.getByRole('textbox', { name: /状況を教えてください/ }).fill('何も表示されません')
      await page.waitForTimeout(FILL_MS)
      await page.getByRole('button', { name: '報告を送る' }).click()
      await page.getByRole('alert').getByText('どうなっているかを選んでください。').waitFor()
      expect(await page.getByRole('textbox', { name: /状況を教えてください/ }).inputValue()).toBe('何も表示されません')
      expect(await axeViolations(page)).toEqual([])
      await expectNoSideways(page)
      await page.getByRole('link', { name: 'English' }).click()
      await page.getByText('Report a problem').first().waitFor()
    })
  })
})

async function expectNoSideways(page: Page): Promise<void> {
  const { width, scroll } = await page
    .locator('html')
    .evaluate((html) => ({ width: html.clientWidth, scroll: html.scrollWidth }))
  expect(scroll).toBeLessThanOrEqual(width)
}
