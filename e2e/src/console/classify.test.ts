import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from './axe.ts'
import { CHROMIUM, PHONE } from './browser.ts'
import { ANA, type House, openHouse, VERA } from './house.ts'

// Putting the record right: how an incident is classified, what it is called, and when things happened.

interface Shown {
  title: string
  description: string | null
  category: string[]
  severity: string
  scope: string
  priority: string
  occurred_at: string
  version: number
  steps: { step: string; state: string; is_by_rule: boolean }[]
}

const minuteMs = 60_000

/** The browser reports what the server refuses: a bad category, and a version that something else has raised. */
const REFUSED = [/status of 4(00|09) /]

describe.skipIf(CHROMIUM === null)('the record of an incident', () => {
  let house: House

  beforeAll(async () => {
    house = await openHouse()
  })

  afterAll(() => house.close())

  const shown = (id: string) => house.api.get<Shown>(`/incidents/${id}`)
  const stepOf = async (id: string) => (await shown(id)).steps.find(({ step }) => step === 'classify')

  async function open(page: Page, { id, title }: { id: string; title: string }): Promise<void> {
    await page.goto(`/incidents/${id}`)
    await page.getByRole('heading', { name: title }).waitFor()
    await page.getByLabel('Add a note').waitFor()
  }

  test('is classified by key: category found by search, the priority told before, and all of it taken back', async () => {
    const other = await house.open('Replica lags')
    const category = ['Database', 'Replication']
    expect((await house.api.post(`/incidents/${other.id}/classify`, { category })).status).toBe(200)
    const incident = await house.open('Checkout answers 502')
    expect(await stepOf(incident.id)).toMatchObject({ state: 'done', is_by_rule: true })
    const before = await shown(incident.id)
    await house.visit({ as: ANA, announced: REFUSED }, async (page) => {
      await open(page, incident)
      await page.getByRole('list', { name: 'How far it is' }).getByText('by source or rule').waitFor()
      await page.keyboard.press('v')
      const dialog = page.getByRole('dialog', { name: 'Classify the incident' })
      await dialog.getByRole('button', { name: 'Confirm as it is' }).waitFor()
      await dialog.getByRole('combobox', { name: 'Category', exact: true }).fill('repl')
      await page.getByRole('option', { name: 'Database / Replication', exact: true }).click()
      await dialog.getByText('Whole company', { exact: true }).click()
      await dialog.getByRole('region', { name: 'Priority' }).getByText('P1').waitFor()
      await dialog.getByText(`It is ${before.priority} now.`).waitFor()
      expect(await axeViolations(page)).toEqual([])
      await page.keyboard.press('Control+Enter')
      await page.getByText(`${incident.id} is classified`, { exact: true }).waitFor()
      expect(await shown(incident.id)).toMatchObject({ category, scope: 'company_wide', priority: 'P1' })
      expect(await stepOf(incident.id)).toMatchObject({ state: 'done', is_by_rule: false })
      await page.getByRole('list', { name: 'Timeline' }).getByText('The category is Database / Replication').waitFor()

      await page.getByRole('button', { name: 'Undo' }).click()
      await page.getByText(`${incident.id} is classified as before`, { exact: true }).waitFor()
      const { scope, priority } = before
      expect(await shown(incident.id)).toMatchObject({ category: [], scope, priority })
    })
  })

  test('refuses a category of four levels by its field, and opens from the step under a thumb', async () => {
    const incident = await house.open('Search is slow')
    await house.visit({ as: ANA, context: PHONE, announced: REFUSED }, async (page) => {
      await open(page, incident)
      await page
        .getByRole('list', { name: 'How far it is' })
        .getByRole('button', { name: /^Classify/ })
        .tap()
      const dialog = page.getByRole('dialog', { name: 'Classify the incident' })
      const field = dialog.getByRole('combobox', { name: 'Category', exact: true })
      await field.fill('a / b / c / d')
      await dialog.getByRole('button', { name: 'Classify', exact: true }).click()
      await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true')
      expect(await shown(incident.id)).toMatchObject({ category: [] })
      await field.fill('a / b')
      await dialog.getByRole('button', { name: 'Classify', exact: true }).click()
      await dialog.waitFor({ state: 'detached' })
      expect(await shown(incident.id)).toMatchObject({ category: ['a', 'b'] })
    })
  })

  test('gets other words; who was slower with the same field chooses, and a page sent meanwhile is in nobody’s way', async () => {
    const incident = await house.open('Alarm 4711')
    await house.visit({ as: ANA, announced: REFUSED }, async (page) => {
      await open(page, incident)
      await page.keyboard.press('t')
      const dialog = page.getByRole('dialog', { name: 'Title and description' })
      await dialog.getByRole('textbox', { name: 'Title', exact: true }).fill('Payments fail')
      await dialog.getByRole('textbox', { name: 'Description', exact: true }).fill('All cards are refused.')
      expect((await house.api.post(`/incidents/${incident.id}/notes`, { text: 'Looking.' })).status).toBe(200)
      await dialog.getByRole('button', { name: 'Save' }).click()
      await page.getByRole('heading', { name: 'Payments fail' }).waitFor()
      await page.getByRole('main').getByText('All cards are refused.').waitFor()

      await page.getByRole('button', { name: 'Edit title and description' }).click()
      const title = dialog.getByRole('textbox', { name: 'Title', exact: true })
      await title.fill('Cards fail')
      expect((await house.api.post(`/incidents/${incident.id}/edit`, { title: 'Card payments fail' })).status).toBe(200)
      await dialog.getByRole('button', { name: 'Save' }).click()
      await dialog.getByRole('alert').getByText('Somebody changed it meanwhile.').waitFor()
      expect(await title.inputValue()).toBe('Cards fail')
      expect((await shown(incident.id)).title).toBe('Card payments fail')
      await dialog.getByRole('button', { name: 'Write mine over it' }).click()
      await page.getByRole('heading', { name: 'Cards fail' }).waitFor()
      expect((await shown(incident.id)).title).toBe('Cards fail')
    })
  })

  test('gets a time corrected with a reason, never into the future', async () => {
    const incident = await house.open('Mails stay in the queue')
    const before = Date.parse((await shown(incident.id)).occurred_at)
    await house.visit({ as: ANA, announced: REFUSED }, async (page) => {
      await open(page, incident)
      await page.getByRole('button', { name: 'Correct a time: Occurred' }).click()
      const dialog = page.getByRole('dialog', { name: 'Correct a time' })
      const time = dialog.getByLabel(/^It was at/)
      const recorded = Date.parse(`${await time.inputValue()}Z`)
      const later = (minutes: number) => new Date(recorded + minutes * minuteMs).toISOString().slice(0, 19)
      const submit = dialog.getByRole('button', { name: /^Correct/ })
      await dialog.getByLabel('How do you know?').fill('The graphs say so')
      await time.fill(later(60))
      await dialog.getByText('This lies in the future.').waitFor()
      expect(await submit.isEnabled()).toBe(false)
      await time.fill(later(-10))
      expect(await axeViolations(page)).toEqual([])
      await submit.click()
      await dialog.waitFor({ state: 'detached' })
      const timeline = page.getByRole('list', { name: 'Timeline' })
      await timeline.getByText('Ana corrected the time “Occurred”').waitFor()
      await timeline.getByText('The graphs say so').waitFor()
      const corrected = Date.parse((await shown(incident.id)).occurred_at)
      expect(corrected).toBe(Math.floor((before - 10 * minuteMs) / 1_000) * 1_000)

      await page.getByRole('button', { name: 'Undo' }).click()
      await page.getByText(`“Occurred” of ${incident.id} is as before`).waitFor()
      expect(Date.parse((await shown(incident.id)).occurred_at)).toBe(before)
    })
  })

  test('is not changed by whoever may only look', async () => {
    const incident = await house.open('Reports are late')
    await house.visit({ as: VERA }, async (page) => {
      await page.goto(`/incidents/${incident.id}`)
      await page.getByRole('heading', { name: incident.title }).waitFor()
      const steps = page.getByRole('list', { name: 'How far it is' })
      await steps.getByText('Classify').waitFor()
      expect(await steps.getByRole('button').count()).toBe(0)
      expect(await page.getByRole('button', { name: 'Edit title and description' }).count()).toBe(0)
      await page.keyboard.press('v')
      await page.getByText('Your role does not allow this.').waitFor()
    })
  })
})
