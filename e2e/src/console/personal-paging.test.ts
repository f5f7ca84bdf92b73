import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from './axe.ts'
import { CHROMIUM, PHONE } from './browser.ts'
import { ANA, type House, openHouse } from './house.ts'

// Somebody says how what is not urgent reaches them, and sees how many messages they may still get.

interface Person {
  email: string
  quiet_hours: unknown
  low_digest_at: string | null
}

describe.skipIf(CHROMIUM === null)('how people are paged', () => {
  let house: House

  beforeAll(async () => {
    house = await openHouse()
  })

  afterAll(() => house.close())

  const ana = async () => {
    const { items } = await house.api.get<{ items: Person[] }>('/users')
    return items.find(({ email }) => email === ANA)
  }

  test('an admin limits messages per person, and everybody sees what is used of their own', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/settings/channels')
      const limits = page.locator('form').filter({ hasText: 'within a rolling hour' })
      await limits.getByRole('textbox', { name: 'Mail: In an hour', exact: true }).fill('1')
      await limits.getByRole('textbox', { name: 'Telephone call: In 24 hours', exact: true }).fill('')
      await limits.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Saved').first().waitFor()
      expect(await house.api.get('/settings')).toMatchObject({
        settings: { message_limits: { sms: { hour: 30, day: 120 }, voice: { hour: 12 }, email: { hour: 1 } } },
      })
      const incident = await house.open('Checkout fails')
      await house.pageMail(ANA, incident.id)
      await page.goto('/account')
      await page.getByText('1 of 1 this hour', { exact: false }).waitFor()
      await page.getByText('Reached', { exact: true }).waitFor()
    })
  })

  test('what is not urgent is kept for the end of quiet hours, and its incident says so', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/account')
      const form = page.locator('form').filter({ hasText: 'Pages of low urgency only' })
      await form.getByRole('button', { name: 'Add quiet hours' }).click()
      await form.getByLabel('From', { exact: true }).fill('00:00')
      await form.getByLabel('To', { exact: true }).fill('23:59')
      await form.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Saved').first().waitFor()
      expect((await ana())?.quiet_hours).toMatchObject([{ from: '00:00', to: '23:59' }])
      await house.send({ id: 'late', title: 'Certificate ends soon', ok: false, level: 'low' })
      const { id } = await house.api.waitForIncident(({ title }) => title === 'Certificate ends soon', 30_000)
      await page.goto(`/incidents/${id}`)
      await page.getByText(/Step 1 is kept until .* \(quiet hours\)/).waitFor()
    })
  })

  test('a rule is given its hours of the week, and says them in its row', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/account')
      const urgent = page.getByRole('region', { name: 'High: wakes people' })
      await urgent.getByRole('button', { name: 'Hours of this rule' }).first().click()
      const dialog = page.getByRole('dialog', { name: 'Hours of the rule' })
      await dialog.getByRole('switch', { name: 'At every hour' }).click()
      await dialog.getByLabel('To', { exact: true }).fill('20:30')
      await dialog.getByRole('button', { name: 'Save' }).click()
      await urgent.getByText('Mon–Fri 09:00–20:30').waitFor()
      await page.reload()
      await urgent.getByText('Mon–Fri 09:00–20:30').waitFor()
      await urgent.getByRole('button', { name: 'Hours of this rule' }).first().click()
      expect(await axeViolations(page)).toEqual([])
      await dialog.getByRole('switch', { name: 'At every hour' }).click()
      await dialog.getByRole('button', { name: 'Save' }).click()
      await urgent.getByText('Mon–Fri 09:00–20:30').waitFor({ state: 'detached' })
    })
  })

  test('what is not urgent is read once a day by whoever wants that', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/account')
      const form = page.locator('form').filter({ hasText: 'Pages of low urgency only' })
      await form.getByRole('switch', { name: 'Once a day, all together' }).click()
      await form.getByLabel('At', { exact: true }).fill('07:30')
      await form.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Saved').first().waitFor()
      expect((await ana())?.low_digest_at).toBe('07:30')
    })
  })

  test.each(['light', 'dark'] as const)('both screens fit a phone and are sound, in %s', async (colorScheme) => {
    const problems: string[] = []
    await house.visit({ as: ANA, context: { ...PHONE, colorScheme } }, async (page) => {
      for (const [path, words] of [
        ['/settings/channels', 'Limits per person'],
        ['/account', 'Limits of your messages'],
      ] as const) {
        await page.goto(path)
        await page.getByRole('heading', { name: words }).waitFor()
        const sideways = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
        if (sideways !== 0) problems.push(`${path} scrolls sideways`)
        problems.push(...(await axeViolations(page)).map((violation) => `${path} ${violation}`))
      }
    })
    expect(problems).toEqual([])
  })
})
