import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from './axe.ts'
import { CHROMIUM, PHONE } from './browser.ts'
import { ANA, type House, openHouse, VERA } from './house.ts'

// The criteria of the ladder on the page of their policy, and the way from a person to why they were paged.

interface Criterion {
  id: string
  name: string
  to: string
  after?: string
  when?: string
  off?: boolean
}

const sidewaysOf = (page: Page) => page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')

describe.skipIf(CHROMIUM === null)('criteria of the ladder in the console', () => {
  let house: House
  let incident: string

  beforeAll(async () => {
    house = await openHouse()
    const steps = [{ after: '0m', page: [{ user: 'ana@example.com' }] }]
    await house.api.post('/policies', { id: 'shop', name: 'Shop', criteria: 'standard', steps })
    await house.api.post('/services', { id: 'shop', name: 'Shop', policy: 'shop' })
    const declared = await house.api.post<{ id: string }>('/incidents', {
      ...{ title: 'Checkout is slow', severity: 'high', scope: 'company_wide', services: ['shop'] },
    })
    incident = declared.body.id
    await house.api.post(`/incidents/${incident}/progress`, { needs: 'vendor' })
  })

  afterAll(() => house.close())

  const criteria = async () => (await house.api.get<{ criteria: Criterion[] }>('/policies/shop')).criteria

  test('a criterion is switched off with a press, and the press is taken back', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/on-call/policies/shop')
      await page.getByText('30 minutes after it began, if the cause is not known').waitFor()
      await page.getByRole('switch', { name: 'P1 unresolved for an hour', exact: true }).press('Space')
      await page.getByText('“P1 unresolved for an hour” is off').waitFor()
      expect((await criteria()).filter(({ off }) => off).map(({ id }) => id)).toEqual(['p1-unresolved'])
      await page.getByRole('button', { name: /^Undo/ }).click()
      await expect.poll(async () => (await criteria()).filter(({ off }) => off)).toEqual([])
    })
  })

  test('one that is written is told what is wrong with it, tried on an incident, added and deleted', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/on-call/policies/shop')
      await page.getByRole('button', { name: 'Add criterion', exact: true }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('A vendor at once')
      const condition = dialog.getByRole('textbox', { name: 'Condition', exact: true })
      await condition.fill('need == "vendor"')
      await dialog.getByText(/Cannot be evaluated, and never comes true/).waitFor()
      await condition.fill('needs == "vendor"')
      await dialog.getByText('The expression can be evaluated.').waitFor()
      await dialog.getByRole('combobox', { name: 'Try on an incident', exact: true }).click()
      await page.getByRole('option', { name: /Checkout is slow/ }).click()
      await dialog.getByText(/^Would have come true at .*: somebody said how it goes\.$/).waitFor()
      await dialog.getByText('needs = vendor').waitFor()
      await dialog.getByRole('combobox', { name: 'Goes to', exact: true }).selectOption('management')
      await dialog.getByText('It would have called Management.').waitFor()
      await dialog.getByRole('button', { name: /^Add criterion/ }).click()
      await page.getByText('“A vendor at once” was added').waitFor()
      expect((await criteria()).at(-1)).toEqual({
        ...{ id: 'a-vendor-at-once', name: 'A vendor at once', to: 'management', when: 'needs == "vendor"' },
      })
      await page.getByRole('button', { name: 'Change “A vendor at once”', exact: true }).click()
      await page.getByRole('button', { name: 'Delete', exact: true }).last().click()
      await page.getByRole('button', { name: 'Really delete?', exact: true }).click()
      await expect.poll(async () => (await criteria()).length).toBe(7)
    })
  })

  test('whoever may not change the configuration reads and tries them', async () => {
    await house.visit({ as: VERA }, async (page) => {
      await page.goto('/on-call/policies/shop')
      await page.getByText('As soon as it has spread to a further service').waitFor()
      expect(await page.getByRole('switch').count()).toBe(0)
      expect(await page.getByRole('button', { name: 'Add criterion' }).count()).toBe(0)
    })
  })

  test('from a person to the incident that tells why it paged them, and back', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/people')
      await page.getByRole('link', { name: 'Why was Ana paged, or not?', exact: true }).click()
      await page.getByRole('link', { name: `Why: ${incident}`, exact: true }).click()
      await page.getByText('Ana was paged.').waitFor()
      await page.getByRole('link', { name: 'Other incidents about that time', exact: true }).click()
      await page.getByRole('heading', { name: 'Why was I paged, or not?', level: 1 }).waitFor()
    })
  })

  test.each(['light', 'dark'] as const)(
    'both fit a phone and are sound for who does not see them, in %s',
    async (colorScheme) => {
      const problems: string[] = []
      await house.visit({ as: ANA, context: { ...PHONE, colorScheme } }, async (page) => {
        for (const [path, words] of [
          ['/on-call/policies/shop', 'Impact on customers is growing'],
          ['/people/why', 'Checkout is slow'],
        ] as const) {
          await page.goto(path)
          await page.getByText(words).first().waitFor()
          if ((await sidewaysOf(page)) !== 0) problems.push(`${path} scrolls sideways`)
          problems.push(...(await axeViolations(page)).map((violation) => `${path} ${violation}`))
        }
      })
      expect(problems).toEqual([])
    },
  )
})
