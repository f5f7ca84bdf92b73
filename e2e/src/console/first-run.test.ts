import { type SmtpStandin, startSmtpStandin } from '@tocsin/standins/smtp.ts'
import { startWebPushStandin } from '@tocsin/standins/webpush.ts'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PASSWORD } from '../harness/organisation.ts'
import { startTocsin, type TocsinProcess } from '../harness/tocsin-process.ts'
import { axeViolations } from './axe.ts'
import { CHROMIUM, DESKTOP, launchBrowser, PHONE, visit } from './browser.ts'
import { deliverer, makeSubscribable, PUSHED } from './push-browser.ts'

// From an empty data folder to a page that reached somebody, without a manual.

const PATIENCE_MS = 30_000
const NEWCOMER = 'ana@example.com'

describe.skipIf(CHROMIUM === null)('the first run', () => {
  let smtp: SmtpStandin
  let browser: Browser

  beforeAll(async () => {
    smtp = await startSmtpStandin({ now: Date.now })
    browser = await launchBrowser()
  })

  afterAll(async () => {
    await browser.close()
    await smtp.close()
  })

  test('leads from the printed link to a test page by mail, a service, a source and its first signal, live', async () => {
    await inEmptyHouse(browser, async (page, tocsin) => {
      await createAdmin(page, await setUpLink(tocsin))
      expect(await axeViolations(page)).toEqual([])
      await setUpMailServer(page, smtp)
      await page.getByRole('button', { name: 'Send me a test page' }).click()
      const mail = await smtp.waitForMail(({ rcptTo }) => rcptTo.includes(NEWCOMER), PATIENCE_MS)
      await confirm(page, '000000')
      await page.getByText('The code is wrong').waitFor()
      await confirm(page, codeOf(mail.text))

      // Left in the middle and resumed: Home knows what is done.
      await page.goto('/')
      await page.getByText('1 of 4 done').waitFor()
      expect(await axeViolations(page)).toEqual([])
      await page.getByRole('link', { name: 'Go on' }).click()
      await page.getByLabel('Service', { exact: true }).fill('Payment API')
      await page.getByRole('button', { name: 'Create the service' }).click()
      await page.getByText('curl, a script, or anything that posts JSON').click()
      await page.getByRole('button', { name: 'Create its address' }).click()
      await page.getByText('Waiting for the first signal…').waitFor()
      expect(await axeViolations(page)).toEqual([])

      await page.getByRole('button', { name: 'Send a test alert' }).click()
      await page.getByText('The page has been handed over. Look at your Mail.').waitFor()
      await smtp.waitForMail(({ subject }) => subject.includes('Test alert from'), PATIENCE_MS)

      const address = await page
        .getByText(/^http:\S+\/in\/json\/\w+$/)
        .first()
        .innerText()
      await post(address, { id: 'disk-db-1', title: 'Disk full on db-1', level: 'critical', ok: false })
      await page.getByText('The first signal is here.').waitFor()
      await page.getByRole('heading', { name: 'You are ready' }).waitFor()
      await smtp.waitForMail(({ subject }) => subject.includes('Disk full on db-1'), PATIENCE_MS)

      await page.getByRole('link', { name: 'See what it became' }).click()
      await page.getByRole('link', { name: 'Disk full on db-1' }).first().waitFor()
      expect(await page.getByText('Get started').count()).toBe(0)
    })
  })

  test('needs no mail server: on a telephone a way that cannot be reached says so, and every step can be skipped', async () => {
    await inEmptyHouse(
      browser,
      async (page, tocsin) => {
        await createAdmin(page, await setUpLink(tocsin))
        await page.getByText('To an address of yours. No server needed.').click()
        await page.getByRole('textbox', { name: 'Address' }).fill('http://127.0.0.1:9/hook')
        await page.getByRole('button', { name: 'Continue' }).click()
        await page.getByRole('button', { name: 'Send me a test page' }).click()
        await page.getByRole('alert').getByText('The message could not be sent').waitFor()
        await page.getByText(/Until then pages go to ana@example.com/).waitFor()
        for (const title of ['A service that pages you', 'A source of signals', 'The first signal']) {
          await page.getByRole('button', { name: 'Skip for now' }).click()
          await page.getByRole('button', { name: title, expanded: true }).waitFor()
        }
        await page.getByText('First make a source').waitFor()
        expect(await sidewaysOf(page)).toBe(0)
        await page.goto('/')
        await page.getByText('0 of 4 done').waitFor()
        expect(await sidewaysOf(page)).toBe(0)
        expect(await axeViolations(page)).toEqual([])

        await page.getByRole('button', { name: 'Dismiss' }).click()
        await page.getByRole('button', { name: 'Show them no more to anybody?' }).click()
        await page.getByText('The first steps are put away.').waitFor()
        await page.getByText('0 of 4 done').waitFor({ state: 'hidden' })
        await page.getByRole('button', { name: 'Undo' }).click()
        await page.getByText('0 of 4 done').waitFor()
      },
      PHONE,
      [/status of 502 .*\/code\)$/],
    )
  })

  test('one press makes the browser in the hand the first contact, and the step is done once the test page is there', async () => {
    const service = await startWebPushStandin({ now: Date.now })
    try {
      await inEmptyHouse(
        browser,
        async (page, tocsin) => {
          await makeSubscribable(page, service)
          await createAdmin(page, await setUpLink(tocsin))
          await allowPushService(page, service.url)
          await page.getByText('Notifications on this device, also when Tocsin is not open.').click()
          expect(await axeViolations(page)).toEqual([])
          const deliver = await deliverer(page)
          await page.getByRole('button', { name: 'Page me in this browser' }).click()
          await page.getByText('this browser confirms it by itself', { exact: false }).waitFor()
          const code = await service.waitForMessage(({ text }) => text.includes('"kind":"code"'), PATIENCE_MS)
          await deliver(code.text)
          await page.getByRole('button', { name: 'A service that pages you', expanded: true }).waitFor()
          await page.getByRole('button', { name: 'How you are reached' }).click()
          await page.getByText(/Pages reach you by Web push at Chrome, Linux/).waitFor()
        },
        PUSHED,
      )
    } finally {
      await service.close()
    }
  })

  test('a browser that cannot show pages is not offered', async () => {
    await inEmptyHouse(browser, async (page, tocsin) => {
      await page.addInitScript('delete globalThis.PushManager')
      await createAdmin(page, await setUpLink(tocsin))
      await page.getByText('To an address of yours. No server needed.').waitFor()
      expect(await page.getByText('This browser').count()).toBe(0)
    })
  })
})

/** The stand-in's host is none that browsers subscribe at. */
async function allowPushService(page: Page, url: string): Promise<void> {
  const csrf = (await page.context().cookies()).find(({ name }) => name.endsWith('tocsin_csrf'))?.value ?? ''
  const answer = await page.request.put('/api/v1/channels/webpush', {
    headers: { 'x-csrf-token': csrf },
    data: { push_services: [url], subject: 'mailto:ops@example.com' },
  })
  if (!answer.ok()) throw new Error(`${answer.status()}: ${await answer.text()}`)
}

async function inEmptyHouse(
  browser: Browser,
  body: (page: Page, tocsin: TocsinProcess) => Promise<void>,
  context: BrowserContextOptions = DESKTOP,
  announced: readonly RegExp[] = [/status of 422 .*\/verify\)$/],
): Promise<void> {
  const tocsin = await startTocsin()
  try {
    const url = `http://localhost:${tocsin.port}`
    await visit(browser, { url, context, announced }, (page) => body(page, tocsin))
  } finally {
    await tocsin.stop()
  }
}

/** It is printed as the server begins to listen. */
async function setUpLink(tocsin: TocsinProcess): Promise<string> {
  await expect.poll(() => tocsin.output(), { timeout: PATIENCE_MS }).toMatch(/\/setup\?token=/)
  return /\/setup\?token=[\w.~-]+/.exec(tocsin.output())?.[0] ?? 'no link'
}

async function createAdmin(page: Page, link: string): Promise<void> {
  await page.goto(link)
  await page.getByLabel('Your name').fill('Ana')
  await page.getByLabel('Mail address').fill(NEWCOMER)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Create the first admin' }).click()
  await page.getByText('What should wake you?').waitFor()
}

async function setUpMailServer(page: Page, smtp: SmtpStandin): Promise<void> {
  const { hostname, port } = new URL(smtp.url)
  await page.getByRole('textbox', { name: 'Mail server' }).fill(hostname)
  await page.getByRole('textbox', { name: 'Port' }).fill(port)
  await page.getByLabel('Encryption').first().click()
  await page.getByRole('option', { name: 'None' }).click()
  await page.getByRole('textbox', { name: 'Sender' }).fill('Tocsin <tocsin@example.com>')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText(`Mail leaves through ${hostname}.`).waitFor()
}

async function confirm(page: Page, code: string): Promise<void> {
  await page.getByLabel('Code from the test page').fill(code)
  await page.getByRole('button', { name: 'Confirm' }).click()
}

function codeOf(text: string): string {
  return /\b\d{6}\b/.exec(text)?.[0] ?? 'no code'
}

async function post(address: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`the door answered ${answer.status}: ${await answer.text()}`)
}

/** By how much the page is wider than the screen. */
function sidewaysOf(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
}
