import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHROMIUM, PHONE } from './browser.ts'
import { type House, MIA, openHouse, VERA } from './house.ts'

// Rules over a stream of events: made, mended, seen to work, and taken away on the page of their source.

/** The browser tells of every answer that is a refusal. */
const REFUSED = /status of 400 .*\/api\/v1\/sources\/logins\)$/

describe.skipIf(CHROMIUM === null)('rules over a stream in the console', () => {
  let house: House
  let address: string

  beforeAll(async () => {
    house = await openHouse()
    await house.api.post('/sources', { id: 'logins', name: 'Logins', system: 'json-stream', service: 'payment-api' })
    const { addresses } = await house.api.get<{ addresses: string[] }>('/sources/logins/address')
    address = `${house.url}${new URL(addresses[0] ?? '').pathname}`
  })

  afterAll(() => house.close())

  const fail = async (user: string) => {
    const body = JSON.stringify([{ event: 'login.failed', user }])
    const headers = { 'content-type': 'application/json' }
    expect((await fetch(address, { method: 'POST', headers, body })).status).toBe(200)
  }
  const titles = async () =>
    (await house.api.get<{ items: { title: string }[] }>('/incidents')).items.map(({ title }) => title)

  test('a rule that begins with a template is mended where it is wrong, and finds what it counts', async () => {
    await house.visit({ as: MIA, announced: [REFUSED] }, async (page) => {
      await page.goto('/sources/logins')
      await page.getByText('No rules yet.').waitFor()
      await page.getByRole('button', { name: 'Start with failed logins' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('textbox', { name: 'Counts when' }).fill('name == "login.failed" &&')
      await dialog.getByRole('textbox', { name: 'Told apart by' }).fill('account')
      await dialog.getByRole('textbox', { name: 'More than' }).fill('2')
      await dialog.getByRole('button', { name: 'Save' }).click()
      // What is wrong stands beside the field that it is wrong in.
      const fieldOf = (name: string) =>
        dialog.locator('.mantine-InputWrapper-root', { has: page.getByRole('textbox', { name }) })
      await fieldOf('Counts when').getByText('Unexpected token: EOF').waitFor()
      await fieldOf('Told apart by').getByText('in the expression at 1:').waitFor()
      expect(await fieldOf('Within').getByText('expected').count()).toBe(0)
      await dialog.getByRole('textbox', { name: 'Counts when' }).fill('name == "login.failed"')
      await dialog.getByRole('textbox', { name: 'Told apart by' }).fill('account = attributes.user')
      await dialog.getByRole('button', { name: 'Save' }).click()
      await dialog.waitFor({ state: 'detached' })
      await page.getByText('more than 2 within 10').waitFor()
      await page.getByText('account = attributes.user').waitFor()
    })
    for (let times = 0; times < 3; times += 1) await fail('ana')
    await fail('ben')
    await expect.poll(titles, { timeout: 30_000 }).toContain('Failed logins: ana')
    expect(await titles()).not.toContain('Failed logins: ben')
  })

  test('a second rule of an id that another has is refused beside the id, and nothing is lost', async () => {
    await house.visit({ as: MIA, announced: [REFUSED] }, async (page) => {
      await page.goto('/sources/logins')
      await page.getByRole('button', { name: 'New rule' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('textbox', { name: 'Name' }).fill('Many errors')
      await dialog.getByRole('textbox', { name: 'Id' }).fill('failed-logins')
      await dialog.getByRole('button', { name: 'Save' }).click()
      await dialog.getByText('another rule has this id').waitFor()
      await dialog.getByRole('textbox', { name: 'Id' }).fill('errors')
      await dialog.getByRole('button', { name: 'Save' }).click()
      await dialog.waitFor({ state: 'detached' })
      await page.getByText('Many errors').waitFor()
      await page.getByText('Failed logins', { exact: true }).waitFor()
    })
  })

  test('on the phone a rule is changed and another deleted, and whoever may only look sees both ways nowhere', async () => {
    await house.visit({ as: MIA, context: PHONE }, async (page) => {
      await page.goto('/sources/logins')
      await page.getByRole('button', { name: 'Change the rule Many errors' }).click()
      const dialog = page.getByRole('dialog')
      expect(await dialog.getByRole('textbox', { name: 'Id' }).isDisabled()).toBe(true)
      await dialog.getByRole('textbox', { name: 'More than' }).fill('100')
      await dialog.getByRole('button', { name: 'Save' }).click()
      await page.getByText('more than 100 within 5').waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
      await page.getByRole('button', { name: 'Delete the rule Many errors' }).click()
      await dialog.getByRole('button', { name: 'Delete' }).click()
      await dialog.waitFor({ state: 'detached' })
      await expect.poll(() => page.getByText('Many errors').count()).toBe(0)
      await page.getByText('more than 2 within 10').waitFor()
    })
    await house.visit({ as: VERA }, async (page) => {
      await page.goto('/sources/logins')
      await page.getByText('more than 2 within 10').waitFor()
      expect(await page.getByRole('button', { name: /rule/i }).count()).toBe(0)
    })
  })
})
