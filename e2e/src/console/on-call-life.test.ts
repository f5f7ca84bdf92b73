import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from './axe.ts'
import { CHROMIUM, PHONE } from './browser.ts'
import { ANA, type House, MIA, openHouse, VERA } from './house.ts'

// What people arrange about being on call: a schedule's team and trainees, swaps, fairness, readiness and whom to call. Tokyo again.

const CEM = 'cem@example.com'
const DARK = { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' as const }
const REFUSED = [/status of 400/]

interface Care {
  team?: string
  when_empty?: unknown
  shadows?: { person: string; of?: string }[]
  layers: { holidays?: unknown }[]
}

describe.skipIf(CHROMIUM === null)('the life of those on call in the console', () => {
  let house: House

  beforeAll(async () => {
    const others = [
      { name: 'Mia', role: 'manager' },
      { name: 'Vera', role: 'viewer' },
      { name: 'Cem', role: 'responder' },
    ]
    house = await openHouse({ others })
    await create('/calendars', { id: 'free', name: 'Free days', days: [{ date: '2030-01-02', name: 'Free' }] })
    await create('/vendors', {
      id: 'db',
      name: 'Database support',
      phone: '+81 3 1234 5678',
      reference: 'Contract 4711',
    })
    const daily = { zone: 'UTC', every: '1 day', handoff: '00:00', start: '2026-01-05' }
    await create('/schedules', { id: 'checkout', name: 'Checkout', layers: [{ ...daily, people: [MIA, CEM, VERA] }] })
    await create('/schedules', { id: 'plain', name: 'Plain', layers: [{ ...daily, people: [VERA] }] })
  })

  afterAll(() => house.close())

  async function create(path: string, thing: object): Promise<void> {
    const { status, body } = await house.api.post(path, thing)
    if (status !== 201) throw new Error(`POST ${path}: ${status} ${JSON.stringify(body)}`)
  }

  async function choose(page: Page, label: string, option: string | RegExp): Promise<void> {
    await page.getByRole('combobox', { name: label }).click()
    await page.getByRole('option', { name: option }).first().click()
  }

  const fits = (page: Page) => page.evaluate<boolean>('document.documentElement.scrollWidth <= window.innerWidth')

  test('a schedule gets its team, who is paged in a gap, a trainee and holidays, and keeps them through another edit', async () => {
    // A trainee who is not chosen yet is asked about when choosing takes longer than a pause in typing.
    await house.visit({ as: MIA, announced: REFUSED }, async (page) => {
      await page.goto('/on-call/schedules/plain/edit')
      const care = page.getByRole('region', { name: 'Team, gaps and trainees' })
      await care.waitFor()
      await choose(page, 'Owning team', 'Payments')
      await choose(page, 'In a gap', 'Nobody: gaps are meant')
      await care.getByRole('button', { name: 'Add a trainee' }).click()
      await choose(page, 'Trainee', 'Cem')
      await choose(page, 'Learns from', 'Vera')
      await choose(page, 'Holidays and other days of calendars', 'Free days')
      await page.keyboard.press('Escape')
      await page.getByText('On these days alone').waitFor()
      expect(await axeViolations(page)).toEqual([])
      await page.getByRole('button', { name: 'Save' }).click()
      await page.waitForURL('**/on-call/schedules/plain')
      const saved = await house.api.get<Care>('/schedules/plain')
      expect([saved.team, saved.when_empty]).toEqual(['payments', 'nobody'])
      expect(saved.shadows).toMatchObject([{ person: expect.any(String), of: expect.any(String) }])
      expect(saved.layers[0]?.holidays).toEqual({ calendars: ['free'], on: 'off' })

      await page.getByRole('link', { name: 'Edit' }).click()
      await page.getByLabel('Name', { exact: true }).fill('Plainer')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.waitForURL('**/on-call/schedules/plain')
      expect(await house.api.get<Care>('/schedules/plain')).toMatchObject({
        ...{ team: saved.team, when_empty: saved.when_empty, shadows: saved.shadows },
      })
      await page.getByRole('button', { name: 'Subscribe in a calendar' }).click()
      await page.getByRole('dialog', { name: 'Subscribe to this address' }).waitFor()
    })
  })

  test('a shift is swapped with somebody who accepts, after both have seen what for', async () => {
    await house.visit({ as: MIA }, async (page) => {
      await page.goto('/on-call/mine')
      await page.getByRole('button', { name: 'Swap' }).nth(1).click()
      const dialog = page.getByRole('dialog', { name: 'Swap a shift in Checkout' })
      await choose(page, 'Swap with', /Cem/)
      await page.getByText('A coming shift of theirs.').waitFor()
      await choose(page, 'You take in return', /Checkout/)
      expect(await axeViolations(page)).toEqual([])
      await dialog.getByRole('button', { name: /^Ask/ }).click()
      await page.getByText('They are asked.').waitFor()
      await page.getByText('Asked: Cem').waitFor()
    })
    await house.visit({ as: CEM, context: PHONE }, async (page) => {
      await page.goto('/on-call/mine')
      await page.getByText('Mia wants to swap').waitFor()
      await page.getByText(/You get rid of .+ in Checkout for it\./).waitFor()
      expect(await fits(page)).toBe(true)
      await page.getByRole('button', { name: 'Take it' }).click()
      await page.getByRole('button', { name: 'Really take it?' }).click()
      await page.getByText('The shift is yours.').waitFor()
    })
    const { overrides = [] } = await house.api.get<{ overrides?: unknown[] }>('/schedules/checkout')
    expect(overrides.length).toBeGreaterThanOrEqual(2)
  })

  test('fairness shows the balance, what breaks the rules and the pay report, which is downloaded as a table', async () => {
    await house.visit({ as: VERA, context: DARK }, async (page) => {
      await page.goto('/on-call/fairness')
      const balance = page.getByRole('table', { name: 'Balance' })
      await balance.getByRole('row', { name: /Mia/ }).waitFor()
      await page
        .getByText(/is on call for \d+ days in a row/)
        .first()
        .waitFor()
      const pay = page.getByRole('table', { name: 'Pay report' })
      await pay.getByRole('row', { name: /Cem/ }).waitFor()
      expect(await axeViolations(page)).toEqual([])
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Download CSV' }).click(),
      ])
      expect(download.suggestedFilename()).toMatch(/^on-call-hours.*\.csv$/)
      await page.getByLabel('From', { exact: true }).fill('2026-01-10')
      await page.getByLabel('To', { exact: true }).fill('2026-01-05')
      await page.getByText('Must not lie before the first day').waitFor()
      await page.getByRole('button', { name: 'Previous quarter' }).click()
      await page.waitForURL(/quarter=\d{4}-Q\d/)
      expect(await page.getByRole('button', { name: 'Change the rules' }).count()).toBe(0)
    })
  })

  test('who is not ready is found, and becomes ready by answering a test page that a manager sends', async () => {
    await house.visit({ as: MIA }, async (page) => {
      await page.goto('/on-call/readiness')
      const people = page.getByRole('list', { name: 'Readiness' })
      const cem = people.getByRole('listitem').filter({ hasText: 'Cem' }).first()
      await cem.getByText('not ready').waitFor()
      expect(await axeViolations(page)).toEqual([])
      await cem.getByRole('button', { name: 'Send a test page' }).click()
      await cem.getByRole('button', { name: 'Page Cem now?' }).click()
      await page.getByText('Cem is paged.').waitFor()
      const { items } = await house.api.get<{ items: { id: string; title: string }[] }>('/incidents?q=Test%20alert')
      await house.api.post(`/incidents/${items[0]?.id}/acknowledge`, {})
      await page.reload()
      await cem.getByText('ready', { exact: true }).waitFor()
      await page.getByRole('switch', { name: 'Only those not ready' }).click()
      await page.waitForURL(/not_ready=true/)
      expect(await people.getByText('Cem', { exact: true }).count()).toBe(0)
    })
  })

  test('emergency contacts show vendors with what has to be named, and people by what they show', async () => {
    await house.visit({ as: VERA, context: PHONE }, async (page) => {
      await page.goto('/on-call/contacts')
      await page.getByRole('link', { name: '+81 3 1234 5678' }).waitFor()
      await page.getByText('Have ready: Contract 4711').waitFor()
      expect(await page.getByRole('link', { name: MIA }).getAttribute('href')).toBe(`mailto:${MIA}`)
      expect(await fits(page)).toBe(true)
      expect(await axeViolations(page)).toEqual([])
    })
  })

  test('calendars are made, shown with what uses them, and kept while something does', async () => {
    await house.visit({ as: MIA }, async (page) => {
      await page.goto('/settings/calendars')
      await page.getByText('Used by Plainer').waitFor()
      await page.getByRole('button', { name: 'Delete Free days' }).click()
      await page.getByText('It is used by Plainer. Take it out there first.').waitFor()
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Add calendar' }).click()
      await page.getByLabel('Name', { exact: true }).fill('Bavaria')
      await choose(page, 'Country', 'Germany')
      await choose(page, 'State', 'Bayern')
      expect(await axeViolations(page)).toEqual([])
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^Add calendar/ })
        .click()
      await page.getByText(/^Germany · BY · \d+ days/).waitFor()
      await page.getByRole('button', { name: 'Edit Bavaria' }).click()
      await page.getByLabel('Name', { exact: true }).fill('Days off in Bavaria')
      await page.getByRole('dialog').getByRole('button', { name: /^Save/ }).click()
      await page.getByText('Days off in Bavaria').waitFor()
      await page.getByRole('button', { name: 'Delete Days off in Bavaria' }).click()
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /^Delete/ })
        .click()
      await page.getByText('Days off in Bavaria is deleted.').waitFor()
    })
  })

  test.each(['/on-call/fairness', '/on-call/readiness?who=all', '/settings/calendars'])(
    '%s fits a phone and has nothing that axe finds',
    async (path) => {
      await house.visit({ as: ANA, context: { ...PHONE, colorScheme: 'dark' } }, async (page) => {
        await page.goto(path)
        await page
          .getByRole('main')
          .getByText(/Mia|Free days/)
          .first()
          .waitFor()
        expect(await fits(page)).toBe(true)
        expect(await axeViolations(page)).toEqual([])
      })
    },
  )

  test('the limit of days is loosened for a reason on record, and an edit that breaks it is refused with what it would do', async () => {
    await house.visit({ as: ANA, announced: REFUSED }, async (page) => {
      await page.goto('/on-call/fairness')
      await page.getByRole('button', { name: 'Change the rules' }).click()
      const dialog = page.getByRole('dialog', { name: 'Rules of rest and weights' })
      await dialog.getByLabel('Days in a row at most').fill('9')
      expect(await dialog.getByRole('button', { name: /^Save/ }).isDisabled()).toBe(true)
      await dialog.getByLabel('Why less rest than usual').fill('Two people until May')
      await dialog.getByText('Refuse', { exact: true }).click()
      // All of it in sight: a field that its footer covers half would count as too small to press.
      await page.setViewportSize({ width: 1280, height: 1400 })
      expect(await axeViolations(page)).toEqual([])
      await dialog.getByRole('button', { name: /^Save/ }).click()
      await dialog.waitFor({ state: 'hidden' })
      await page.getByText('The reason: Two people until May').waitFor()
      await page.getByText(/^Edits, overrides and swaps that would break a rule are refused/).waitFor()

      await page.goto('/on-call/schedules/checkout/edit')
      await page.getByLabel('Every').first().fill('3')
      await page.getByRole('combobox', { name: 'Every' }).click()
      await page.getByRole('option', { name: 'weeks' }).click()
      await page
        .getByText(/would be on call for 21 days in a row/)
        .first()
        .waitFor()
      await page.getByRole('button', { name: 'Save' }).click()
      await page
        .getByText(/would have .+ on call for \d+ days in a row; 9 are allowed/)
        .first()
        .waitFor()
      const { layers } = await house.api.get<{ layers: { every: string }[] }>('/schedules/checkout')
      expect(layers[0]?.every).toBe('1 day')
    })
  })
})
