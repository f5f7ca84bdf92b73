import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from './axe.ts'
import { CHROMIUM, PHONE } from './browser.ts'
import { ANA, BEN, type House, MIA, openHouse } from './house.ts'

// A rotation is planned from what everybody has done, an uneven one is mended, vendors are kept. Tokyo again.

const CEM = 'cem@example.com'
const REFUSED = [/status of 400/]
const DAY_MS = 86_400_000

interface Written {
  layers: { people: unknown[]; every: string }[]
  overrides?: unknown[]
  changed_at?: string[]
}

describe.skipIf(CHROMIUM === null)('fair rotations in the console', () => {
  let house: House

  beforeAll(async () => {
    house = await openHouse({
      others: [
        { name: 'Mia', role: 'manager' },
        { name: 'Cem', role: 'responder' },
      ],
    })
    // Mia has three days of five.
    const daily = { zone: 'UTC', every: '1 day', handoff: '09:00', start: '2026-01-05' }
    for (const id of ['uneven', 'planned']) {
      const layers = [{ ...daily, people: [MIA, CEM, MIA, BEN, MIA] }]
      const { status, body } = await house.api.post('/schedules', { id, name: id, layers })
      if (status !== 201) throw new Error(JSON.stringify(body))
    }
  })

  afterAll(() => house.close())

  const written = (id: string) => house.api.get<Written>(`/schedules/${id}`)
  const fits = (page: Page) => page.evaluate<boolean>('document.documentElement.scrollWidth <= window.innerWidth')

  test('a rotation is proposed with what it does to everybody, used, and taken back', async () => {
    const before = await written('planned')
    await house.visit({ as: MIA }, async (page) => {
      await page.goto('/on-call/fairness?schedule=planned')
      await page.getByRole('link', { name: 'Plan a rotation' }).click()
      await page.waitForURL('**/on-call/schedules/planned/plan')
      await page.getByRole('textbox', { name: 'How many shifts', exact: true }).fill('12')
      await page.getByText('After these 12 shifts it begins again.').waitFor()
      const balance = page.getByRole('table').first()
      await balance.getByRole('row', { name: /^Mia/ }).waitFor()
      await page.getByText('Everybody keeps their days off.').waitFor()
      await page.getByText(/spans? changes? hands in the next 90 days/).waitFor()
      expect(await axeViolations(page)).toEqual([])
      expect((await written('planned')).layers).toEqual(before.layers)

      await page.getByRole('button', { name: 'Use it' }).click()
      await page.waitForURL('**/on-call/schedules/planned')
      const after = await written('planned')
      expect(after.layers[0]?.people).toHaveLength(12)
      expect(after.changed_at).toHaveLength(1)
      await page.getByRole('button', { name: /^Undo/ }).click()
      await page.getByText('The schedule is as it was.').waitFor()
      await expect.poll(async () => (await written('planned')).layers).toEqual(before.layers)
    })
  })

  test('swaps are applied one by one or all together, and handed back', async () => {
    await house.visit({ as: MIA }, async (page) => {
      await page.goto('/on-call/schedules/uneven/mend')
      const proposals = page.getByRole('listitem').filter({ hasText: /takes .+ of Mia/ })
      await proposals.first().waitFor()
      expect(await axeViolations(page)).toEqual([])
      await proposals.first().getByRole('button', { name: 'Apply', exact: true }).click()
      await page.getByText('The change is made, and those concerned are told.').waitFor()
      await expect.poll(async () => (await written('uneven')).overrides?.length ?? 0).toBeGreaterThan(0)
      await page.getByRole('button', { name: /^Undo/ }).click()
      await page.getByText('The shifts are handed back.').waitFor()
      await page.getByRole('button', { name: 'Apply all' }).click()
      await page.getByRole('button', { name: 'Hand all of these over?' }).click()
      await page.getByText(/\d+ changes are made, and those concerned are told\./).waitFor()
    })
  })

  test('an override that leaves no day off is refused with who could take a day', async () => {
    await house.visit({ as: ANA, announced: REFUSED }, async (page) => {
      const at = (days: number) => new Date(Math.floor(Date.parse('2030-03-04T09:00Z') + days * DAY_MS)).toISOString()
      const span = { starts_at: at(0), ends_at: at(12) }
      const override = { mode: 'replace', add: MIA, ...span }
      const { status, body } = await house.api.post('/schedules/planned/overrides', override)
      expect([status, JSON.stringify(body)]).toEqual([400, expect.stringMatching(/Mia on call for .+ could take/)])
      await page.goto('/on-call/fairness')
      await page.getByText(/^Edits, overrides and swaps that would break a rule are refused/).waitFor()
    })
  })

  test('a vendor is added, named where it is used, changed and deleted', async () => {
    await house.visit({ as: MIA }, async (page) => {
      await page.goto('/on-call/contacts')
      await page.getByRole('button', { name: 'Add a vendor' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Power company')
      expect(await dialog.getByRole('button', { name: /^Add a vendor/ }).isDisabled()).toBe(true)
      await dialog.getByRole('textbox', { name: 'Phone', exact: true }).fill('+81 3 1111 2222')
      await dialog.getByRole('button', { name: 'Add hours' }).click()
      expect(await axeViolations(page)).toEqual([])
      await dialog.getByRole('button', { name: /^Add a vendor/ }).click()
      await page.getByText('Power company is saved.').waitFor()
      const row = page.getByRole('listitem').filter({ hasText: 'Power company' }).first()
      await row.getByText('No policy pages them').waitFor()
      await row.getByText('+81 3 1111 2222').waitFor()

      await row.getByRole('button', { name: 'More about Power company' }).click()
      await page.getByRole('menuitem', { name: 'Change' }).click()
      await dialog.getByRole('textbox', { name: 'What to name', exact: true }).fill('Customer 12')
      await dialog.getByRole('button', { name: /^Save/ }).click()
      await page.getByText('Have ready: Customer 12').waitFor()

      await row.getByRole('button', { name: 'More about Power company' }).click()
      await page.getByRole('menuitem', { name: 'Delete' }).click()
      await dialog.getByRole('button', { name: /^Delete/ }).click()
      await page.getByText('Power company is deleted.').waitFor()
      await page.getByText(/^No vendors yet/).waitFor()
    })
  })

  test.each(['/on-call/schedules/planned/plan', '/on-call/schedules/uneven/mend', '/on-call/contacts'])(
    '%s fits a phone and has nothing that axe finds in the dark',
    async (path) => {
      await house.visit({ as: MIA, context: { ...PHONE, colorScheme: 'dark' } }, async (page) => {
        await page.goto(path)
        await page.getByRole('main').getByText(/Mia/).first().waitFor()
        expect(await fits(page)).toBe(true)
        expect(await axeViolations(page)).toEqual([])
      })
    },
  )
})
