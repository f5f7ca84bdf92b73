import { mkdirSync } from 'node:fs'
import { type SlackStandin, startSlackStandin } from '@tocsin/standins/slack.ts'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from './axe.ts'
import { CHROMIUM, PHONE } from './browser.ts'
import { ANA, type House, openHouse } from './house.ts'

// An admin says how bursts of pages go together, who sends what the mail server does not take, and that urgent incidents get a channel
// in Slack; makes a policy of the ladder with one press; and shows that what it writes to arrives.

const PATIENCE_MS = 30_000
/** Where pictures of the screens are left for somebody to look at. */
const { TOCSIN_PICTURES: pictures } = process.env

async function picture(page: Page, name: string): Promise<void> {
  if (!pictures) return
  mkdirSync(pictures, { recursive: true })
  await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true })
}

describe.skipIf(CHROMIUM === null)('the settings of channels', () => {
  let house: House
  let slack: SlackStandin

  beforeAll(async () => {
    slack = await startSlackStandin({ now: Date.now })
    house = await openHouse()
  })

  afterAll(async () => {
    await house.close()
    await slack.close()
  })

  const settings = async () => (await house.api.get<{ settings: Record<string, unknown> }>('/settings')).settings

  test('bundling: how long pages wait to go together, and which never do, until somebody takes it back', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/settings/channels')
      const form = page.locator('form').filter({ hasText: 'Priorities that never wait' })
      const seconds = form.getByLabel('Seconds that they wait at most')
      await seconds.fill('20')
      await form.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Saved').first().waitFor()
      expect(await settings()).toMatchObject({ page_bundling: { seconds: 20, never: ['P1'] } })
      await page.reload()
      await seconds.waitFor()
      expect(await seconds.inputValue()).toBe('20')
      await picture(page, 'bundling')
    })
  })

  test('a second provider of text messages is added beside the first, and taken away again with its secrets', async () => {
    const account = { account_sid: `AC${'0'.repeat(32)}`, auth_token: 'a'.repeat(32) }
    const first = { provider: 'twilio', ...account, from: '+12025550100' }
    expect((await house.api.put('/channels/sms', first)).status).toBe(200)
    const ofSms = async () => {
      const { items } = await house.api.get<{ items: { channel: string; settings: Record<string, unknown> }[] }>(
        '/channels',
      )
      return items.find(({ channel }) => channel === 'sms')?.settings
    }
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/settings/channels')
      await page.getByRole('button', { name: 'Add a second provider to Text message' }).click()
      const form = page.getByRole('region', { name: 'Second provider of Text message' })
      await form.getByText('A gateway by HTTP').click()
      await form.getByPlaceholder('https://sms.example.com/send').fill('https://sms.example.com/v1/messages')
      await form.getByPlaceholder('{"to":"{to}","text":"{text}"}').fill('{"to":"{to}","text":"{text}"}')
      expect(await axeViolations(page)).toEqual([])
      await form.getByRole('button', { name: 'Save' }).click()
      await form.getByRole('button', { name: 'Remove the second provider' }).waitFor()
      await picture(page, 'second-provider')
      expect(await ofSms()).toMatchObject({
        ...{ provider: 'twilio', from: '+12025550100' },
        second: { provider: 'http', url: 'https://sms.example.com/v1/messages' },
      })
      await form.getByRole('button', { name: 'Remove the second provider' }).click()
      await form.getByRole('button', { name: /^Remove it and its secrets/ }).click()
      await page.getByRole('button', { name: 'Add a second provider to Text message' }).waitFor()
      expect(await ofSms()).not.toHaveProperty('second')
      expect(await ofSms()).toMatchObject({ provider: 'twilio' })
    })
  })

  test('urgent incidents get a channel in Slack, once somebody switched that on', async () => {
    const file = `version: 1\nchannels:\n  slack: { token: "${slack.token}", signing_secret: "${slack.signingSecret}", url: "${slack.url}" }\n`
    expect((await house.api.post('/configuration/apply', { file })).body).toMatchObject({ problems: [] })
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/settings')
      await page.getByRole('switch', { name: 'Incidents can have a channel in Slack' }).click()
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await expect.poll(settings).toMatchObject({ incident_channels: { enabled: true } })
      await picture(page, 'rooms')
      const { id } = await house.open('The till is down')
      expect((await house.api.post(`/incidents/${id}/channel`)).status).toBe(200)
      await page.goto(`/incidents/${id}`)
      const link = page.getByRole('link', { name: `${id.toLowerCase()}-the-till-is-down` })
      await link.waitFor({ timeout: PATIENCE_MS })
      expect(await link.getAttribute('href')).toContain('slack.com')
      await picture(page, 'room-of-incident')
    })
  })

  test('the ladder is made with one press, levels without anybody say so, and readiness asks for what was not shown to work', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/on-call/policies')
      await page.getByRole('button', { name: 'Add policy' }).first().click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('button', { name: 'Start from the ladder' }).click()
      await dialog.getByRole('textbox', { name: 'Name' }).fill('Ladder')
      expect(await dialog.getByText('Nobody yet: this level is left out at once.').count()).toBe(2)
      await picture(page, 'ladder-dialog')
      await dialog.getByRole('button', { name: /^Add policy/ }).click()
      await page.waitForURL('**/on-call/policies/ladder')
      await page.getByText('Nobody yet: this level is left out at once.').first().waitFor()
      await page.getByText('Nobody is named for this level yet').first().waitFor()
      await picture(page, 'ladder-page')
      expect(await axeViolations(page)).toEqual([])
    })
  })

  test('a vendor is tested and verified where readiness names it', async () => {
    await house.api.post('/vendors', { id: 'support', name: 'Support', mail: 'help@vendor.example' })
    const steps = [{ after: '0m', page: [{ user: ANA }, { vendor: 'support' }] }]
    await house.api.post('/policies', { id: 'with-vendor', name: 'With a vendor', steps })
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/on-call/readiness')
      const finding = page.getByRole('region', { name: 'Vendors and channels' })
      await finding.getByText('1 place that policies page was not shown to work').waitFor()
      await picture(page, 'readiness-places')
      expect(await axeViolations(page)).toEqual([])
      await finding.getByRole('button', { name: 'Send a test to help@vendor.example' }).click()
      await house.smtp.waitForMail(({ rcptTo }) => rcptTo.includes('help@vendor.example'), PATIENCE_MS)
      await finding.getByRole('button', { name: 'It arrived' }).click()
      await finding.waitFor({ state: 'detached' })
      await page.goto('/on-call/contacts')
      await page.getByText('Verified', { exact: true }).first().waitFor()
      await picture(page, 'vendors')
    })
    await house.visit({ as: ANA, context: { ...PHONE, colorScheme: 'dark' } }, async (page) => {
      await page.goto('/on-call/contacts')
      await page.getByText('Verified', { exact: true }).first().waitFor()
      expect(await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')).toBe(0)
      await picture(page, 'vendors-phone-dark')
    })
  })
})
