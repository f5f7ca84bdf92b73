import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from './axe.ts'
import { CHROMIUM, PHONE } from './browser.ts'
import { ANA, type House, MIA, openHouse } from './house.ts'

// An organisation words its pages, sees what they would say in both languages, and asks its teams to be reachable.

describe.skipIf(CHROMIUM === null)('words of pages and what a team asks for', () => {
  let house: House

  beforeAll(async () => {
    house = await openHouse()
  })

  afterAll(() => house.close())

  test('a mail is worded, seen before it is saved, sent with its way to acknowledge, and set back', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/settings/templates')
      const english = page.getByRole('form', { name: 'mail-en' })
      await english.getByText('First signal: 2026-01-05 01:00:12 +01:00 (Europe/Berlin).').waitFor()
      await page.getByRole('form', { name: 'mail-ja' }).getByText('決済API').first().waitFor()
      await english.getByLabel('Text').fill('Line one\n{{ incident.titel }}')
      await english.getByText('there is no incident.titel').waitFor()
      await english.getByText('2:4', { exact: false }).waitFor()
      await expect.poll(() => english.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
      await english.getByLabel('Text').fill('Runbook 7 for {{ incident.title | upcase }}')
      await english.getByText('Runbook 7 for ERROR RATE ABOVE 5 %').waitFor()
      await english.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Pages have these words from now on.').waitFor()
      const incident = await house.open('Disk full on db-7')
      const mail = await house.pageMail(ANA, incident.id)
      expect(mail.text).toContain('Runbook 7 for DISK FULL ON DB-7')
      expect(mail.text).toMatch(/Acknowledge: http:\/\/\S+\/a\/\S+/)
      await page.getByLabel('Preview with').first().click()
      await page.getByRole('option', { name: new RegExp(incident.id) }).click()
      await english.getByText('Runbook 7 for DISK FULL ON DB-7').waitFor()
      const back = page.locator('form[aria-label=mail-en] button')
      await back.filter({ hasText: 'Usual words' }).click()
      await back.filter({ hasText: 'Forget your words?' }).click()
      await page.getByText('Pages have the usual words again.').waitFor()
    })
  })

  test.each(['light', 'dark'] as const)('both screens fit a phone and are sound, in %s', async (colorScheme) => {
    const problems: string[] = []
    await house.visit({ as: ANA, context: { ...PHONE, colorScheme } }, async (page) => {
      for (const path of ['/settings/templates', '/settings/paging-health']) {
        await page.goto(path)
        await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor()
        await expect.poll(() => page.getByRole('status', { name: 'Loading' }).count(), { timeout: 20_000 }).toBe(0)
        const sideways = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
        if (sideways !== 0) problems.push(`${path} scrolls sideways`)
        problems.push(...(await axeViolations(page)).map((violation) => `${path} ${violation}`))
      }
    })
    expect(problems).toEqual([])
  })

  test('a manager reads the words and changes none', async () => {
    await house.visit({ as: MIA }, async (page) => {
      await page.goto('/settings/templates')
      await page.getByText('Only admins change templates.').waitFor()
      expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0)
    })
  })

  test('what a team asks for is kept by other edits, and told to those who lack it', async () => {
    await house.api.post('/teams', { id: 'night', name: 'Night shift', members: [ANA] })
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/people/teams')
      const card = page.getByRole('region', { name: 'Night shift' })
      await card.getByRole('button', { name: 'Edit Night shift' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('switch', { name: 'What members need' }).click()
      await dialog.getByLabel('Verified ways to be reached').fill('5')
      await dialog.getByRole('button', { name: 'Save' }).click()
      await card.getByText('Too few verified ways to be reached.', { exact: false }).waitFor()
      await card.getByRole('button', { name: 'Edit Night shift' }).click()
      await dialog.getByRole('textbox', { name: /^Name/ }).fill('Nights')
      await dialog.getByRole('button', { name: 'Save' }).click()
      await page.getByRole('region', { name: 'Nights' }).getByText('Too few', { exact: false }).waitFor()
      expect(await house.api.get('/teams/night')).toMatchObject({ minimum: { contacts: 5, not_only_mail: true } })
      await page.goto('/account')
      await page.getByText('Nights asks more of its members:').waitFor()
    })
  })

  test('working hours are one’s own to say', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/account')
      const form = page.locator('form').filter({ hasText: 'Policies ask for them' })
      await form.getByRole('switch', { name: 'Monday to Friday' }).click()
      await form.getByLabel('From').fill('07:00')
      await form.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Saved').first().waitFor()
      const { items } = await house.api.get<{ items: { email: string; hours: unknown }[] }>('/users')
      expect(items.find(({ email }) => email === ANA)?.hours).toEqual([
        { days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], from: '07:00', to: '17:00' },
      ])
    })
  })
})
