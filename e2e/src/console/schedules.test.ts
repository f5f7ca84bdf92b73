import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from './axe.ts'
import { CHROMIUM, PHONE } from './browser.ts'
import { ANA, BEN, type House, MIA, openHouse, VERA } from './house.ts'

// Schedules as people make, read and override them. The browser stands in Tokyo.

const dayMs = 86_400_000
/** What was just deleted may be asked for once more by the news of its end. */
const GONE = [/status of 404/]
const DARK = { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' as const }
/** What the browser writes when an override is refused, as a test wants it to be. */
const REFUSED = [/status of 409/]

interface Override {
  mode: string
  starts_at: string
  ends_at: string
  add?: string
  remove?: string
}

describe.skipIf(CHROMIUM === null)('schedules in the console', () => {
  let house: House

  beforeAll(async () => {
    house = await openHouse()
    const weekly = { zone: 'Europe/Berlin', every: '1 week', handoff: 'Mon 09:00', start: '2026-01-05' }
    await create('/schedules', { id: 'berlin', name: 'Berlin', layers: [{ ...weekly, people: [ANA, MIA] }] })
    const hours = [{ days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], from: '08:00', to: '20:00' }]
    await create('/schedules', {
      id: 'days',
      name: 'Days',
      layers: [{ ...weekly, people: [MIA], restrictions: hours }],
    })
    const hourly = { zone: 'UTC', every: '1 hour', handoff: '00:00', start: '2026-01-05', people: [ANA, BEN, MIA] }
    await create('/schedules', { id: 'hourly', name: 'Hourly', layers: [hourly] })
    const daily = { zone: 'UTC', every: '1 day', handoff: '09:00', start: '2026-01-05' }
    await create('/schedules', { id: 'inside', name: 'Inside', layers: [{ ...daily, people: [ANA, BEN, MIA] }] })
    const around = { ...daily, people: [{ schedule: 'inside' }] }
    await create('/schedules', { id: 'around', name: 'Around', layers: [around] })
  })

  afterAll(() => house.close())

  async function create(path: string, thing: object): Promise<void> {
    const { status, body } = await house.api.post(path, thing)
    if (status !== 201) throw new Error(`POST ${path}: ${status} ${JSON.stringify(body)}`)
  }

  const overridesOf = async (id: string) =>
    (await house.api.get<{ overrides?: Override[] }>(`/schedules/${id}`)).overrides ?? []

  async function choose(page: Page, field: ReturnType<Page['getByRole']>, option: string): Promise<void> {
    await field.click()
    await page.getByRole('option', { name: option }).first().click()
  }

  test('a schedule of two layers is made, seen before it is saved, and changed with what changes hands in sight', async () => {
    await house.visit({ as: MIA }, async (page) => {
      await page.goto('/on-call/schedules')
      await page.getByRole('link', { name: 'New schedule' }).click()
      await page.getByLabel('Name', { exact: true }).fill('Checkout')
      await page.getByText('The preview begins as soon as somebody has a turn.').waitFor()
      await choose(page, page.getByRole('combobox', { name: 'Turn 1' }), 'Mia')
      await page.keyboard.press('Escape')
      const preview = page.getByRole('region', { name: 'Preview' })
      await preview
        .getByRole('button', { name: /^Mia: / })
        .first()
        .waitFor()
      await page.getByText('Covered for the next 90 days').waitFor()

      await page.getByRole('button', { name: 'Add a layer' }).click()
      const nights = page.getByRole('listitem').filter({ hasText: 'Layer 2' }).first()
      await nights.getByLabel('Name of the layer').fill('Office')
      const office = page
        .getByRole('listitem')
        .filter({ has: page.getByRole('button', { name: 'Remove Office' }) })
        .first()
      await choose(page, office.getByRole('combobox', { name: 'Turn 1' }), 'Ana')
      await page.keyboard.press('Escape')
      await office.getByRole('button', { name: 'Only at certain hours' }).click()
      await preview.getByRole('heading', { name: /Office/ }).waitFor()
      await preview
        .getByRole('button', { name: /^Ana: / })
        .first()
        .waitFor()
      expect(await axeViolations(page)).toEqual([])
      await page.getByRole('button', { name: 'Save' }).click()
      await page.waitForURL('**/on-call/schedules/checkout')
      const made = await house.api.get<{ layers: { name?: string; restrictions?: unknown[] }[] }>('/schedules/checkout')
      expect(made.layers.map(({ name, restrictions = [] }) => [name, restrictions.length])).toEqual([
        [undefined, 0],
        ['Office', 5],
      ])

      await page.getByRole('link', { name: 'Edit' }).click()
      await page.getByRole('button', { name: /^Layer 1/ }).click()
      const low = page
        .getByRole('listitem')
        .filter({ has: page.getByRole('button', { name: 'Remove Layer 1' }) })
        .first()
      await low.getByRole('button', { name: 'Add a turn' }).click()
      await choose(page, low.getByRole('combobox', { name: 'Turn 2' }), 'Ben')
      await page.keyboard.press('Escape')
      await page.getByText(/spans change hands in the next 90 days/).waitFor()
      await page.getByText('Mia → Ben').first().waitFor()
      await page.getByRole('link', { name: 'Checkout' }).click()
      const question = page.getByRole('dialog', { name: 'Leave the editor?' })
      await question.getByRole('button', { name: 'Cancel' }).last().click()
      await page.getByRole('button', { name: 'Save' }).click()
      await page.waitForURL('**/on-call/schedules/checkout')
      await page.getByRole('button', { name: 'Undo' }).click()
      await page.getByText('The schedule is as it was.').waitFor()
      const undone = await house.api.get<{ layers: { people: unknown[] }[] }>('/schedules/checkout')
      expect(undone.layers[0]?.people).toHaveLength(1)
    })
  })

  test('an edit shows what changes hands in a schedule that has turns of the one that is edited', async () => {
    await house.visit({ as: MIA }, async (page) => {
      await page.goto('/on-call/schedules/inside/edit')
      // The layer itself comes first, then its turns.
      await page
        .getByRole('button', { name: /^Move .+ down$/ })
        .nth(2)
        .click()
      const outer = page.getByRole('region', { name: /in Around too, by its turns of this one$/ })
      await outer.getByRole('heading').waitFor()
      // Whose days change depends on who is on call today, as the order is changed from here on. The outer schedule
      // has the same turns at the same hours, so the same changes hands in it.
      const inner = page.getByRole('list', { name: /change hands in the next 90 days$/ }).getByRole('listitem')
      const changed = await inner.allInnerTexts()
      expect(changed[0]).toMatch(/(Ana|Ben|Mia) → (Ana|Ben|Mia)/)
      expect(await outer.getByRole('listitem').allInnerTexts()).toEqual(changed)
      expect(await axeViolations(page)).toEqual([])
    })
  })

  test('a field that the server refuses says so beside itself, and layers are put in order by keyboard', async () => {
    await house.visit({ as: MIA, announced: [/status of 400/] }, async (page) => {
      await page.goto('/on-call/schedules/berlin/edit')
      await page.getByRole('button', { name: 'Add a layer' }).click()
      await page.getByLabel('Name of the layer').first().fill('Top')
      await choose(page, page.getByRole('combobox', { name: 'Turn 1' }).first(), 'Ben')
      await page.keyboard.press('Escape')
      await page.getByLabel('Time zone', { exact: true }).first().fill('Europe/Nowhere')
      await page.keyboard.press('Escape')
      await page.getByText('expected a time zone by its IANA name').first().waitFor()
      await page.getByText('There is no preview until what is marked is mended.').waitFor()
      await page.getByLabel('Time zone', { exact: true }).first().fill('Europe/Berlin')
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Move Top down' }).press('Enter')
      await page.getByText('Top is now at place 2.').waitFor()
      await page.getByRole('button', { name: 'Move Top up' }).press('Enter')
      await page.getByRole('button', { name: 'Remove Top' }).press('Enter')
      await page.getByText('Nothing changes hands in the next 90 days.').waitFor()
    })
  })

  test('a span is dragged over the timeline, and somebody takes it over; it is taken back with a way back', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/on-call/schedules/berlin')
      const lane = page.getByRole('region', { name: 'Overrides' }).getByRole('list')
      const box = await lane.boundingBox()
      if (!box) throw new Error('the lane cannot be seen')
      const y = box.y + box.height / 2
      await page.mouse.move(box.x + box.width * 0.5, y)
      await page.mouse.down()
      await page.mouse.move(box.x + box.width * 0.55, y, { steps: 4 })
      await page.mouse.move(box.x + box.width * 0.6, y, { steps: 4 })
      await page.mouse.up()
      const dialog = page.getByRole('dialog', { name: 'Override “Berlin”' })
      await choose(page, dialog.getByRole('combobox', { name: 'Who is on call' }), 'Ben')
      await dialog.getByText('On call then').waitFor()
      await dialog.getByRole('button', { name: 'Make the override' }).click()
      await page.getByText('The override is made.').waitFor()
      await page
        .getByRole('region', { name: 'On call', exact: true })
        .getByRole('button', { name: /^Ben: / })
        .waitFor()
      const [made] = await overridesOf('berlin')
      const hours = (Date.parse(made?.ends_at ?? '') - Date.parse(made?.starts_at ?? '')) / 3_600_000
      // A tenth of fourteen days, out to full hours.
      expect(hours).toBeGreaterThanOrEqual(33)
      expect(hours).toBeLessThanOrEqual(36)

      await page.getByRole('button', { name: /^Ben for everybody: / }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click()
      await page.getByText('The override is taken back.').waitFor()
      expect(await overridesOf('berlin')).toEqual([])
      await page.getByRole('button', { name: 'Undo' }).last().click()
      await expect.poll(() => overridesOf('berlin')).toHaveLength(1)
    })
  })

  test('an override is made by keyboard alone, and one that contradicts it is refused where it stands', async () => {
    await house.visit({ as: ANA, announced: REFUSED }, async (page) => {
      await page.goto('/on-call/schedules/days')
      await page.getByRole('region', { name: 'On call', exact: true }).getByRole('button').first().waitFor()
      const dialog = page.getByRole('dialog', { name: 'Override “Days”' })
      const make = async (name: string) => {
        await page.keyboard.press('o')
        await dialog.waitFor()
        await page.keyboard.type(name)
        await page.getByRole('option', { name }).first().waitFor()
        await page.keyboard.press('ArrowDown')
        await page.keyboard.press('Enter')
        await page.keyboard.press('Control+Enter')
      }
      await make('Ana')
      await page.getByText('The override is made.').waitFor()
      expect(await overridesOf('days')).toMatchObject([{ mode: 'replace' }])
      await dialog.waitFor({ state: 'detached' })
      await make('Ben')
      await dialog
        .getByText(/contradicts the override/)
        .first()
        .waitFor()
      expect(await overridesOf('days')).toHaveLength(1)
    })
  })

  test('bars are travelled by arrow keys, tell why somebody is on, and a shift is taken with one press', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto(`/on-call/schedules/berlin?date=${dateIn(40)}`)
      const answer = page.getByRole('region', { name: 'On call', exact: true })
      await answer
        .getByRole('button', { name: /^Mia: / })
        .first()
        .focus()
      await page.keyboard.press('Home')
      await page.keyboard.press('ArrowRight')
      const second = await answer.getByRole('button').nth(1).getAttribute('aria-label')
      expect(await page.evaluate("document.activeElement.getAttribute('aria-label')")).toBe(second)
      const shift = answer.getByRole('button', { name: /^Mia: Mon/ }).first()
      const label = (await shift.getAttribute('aria-label')) ?? ''
      await shift.press('Enter')
      const dialog = page.getByRole('dialog', { name: 'Mia' })
      await dialog.getByText('By Layer 1').waitFor()
      await dialog.getByRole('button', { name: 'Take this shift' }).click()
      await page.getByText('You have the shift.').waitFor()
      await answer.getByRole('button', { name: label, exact: true }).waitFor({ state: 'detached' })
      const [taken] = (await overridesOf('berlin')).slice(-1)
      expect(Date.parse(taken?.ends_at ?? '') - Date.parse(taken?.starts_at ?? '')).toBe(7 * dayMs)
    })
  })

  test('what nobody covers is hatched and told in words, and covered from there', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto(`/on-call/schedules/days?date=${dateIn(30)}`)
      await page.getByText(/Nobody is on call: \d+ gaps/).waitFor()
      await page.getByRole('button', { name: 'Cover it…' }).first().click()
      const dialog = page.getByRole('dialog', { name: 'Override “Days”' })
      await dialog.getByText('One person more is on call.').waitFor()
      await dialog.getByRole('button', { name: 'Cancel' }).last().click()
      await page.goto('/on-call/schedules')
      await page.getByText(/\d+ gaps in 30 days/).waitFor()
    })
  })

  test('the zone is chosen, stands in the address, and moves what is shown', async () => {
    await house.visit({ as: ANA }, async (page) => {
      const date = dateIn(60)
      await page.goto(`/on-call/schedules/berlin?date=${date}`)
      const answer = page.getByRole('region', { name: 'On call', exact: true })
      await answer.getByRole('button').first().waitFor()
      await answer
        .getByRole('button', { name: /1[67]:00 GMT\+9/ })
        .first()
        .waitFor()
      await page.getByText('Schedule’s').click()
      await answer
        .getByRole('button', { name: /09:00 GMT\+[12]/ })
        .first()
        .waitFor()
      expect(page.url()).toContain('zone=schedule')
      await page.getByText('UTC', { exact: true }).first().click()
      await answer
        .getByRole('button', { name: /0[78]:00 (?:UTC|GMT)/ })
        .first()
        .waitFor()
      expect(page.url()).toContain('zone=utc')
      // From a field, or what looks like one, letters are no keys.
      await answer.getByRole('button').first().focus()
      await page.keyboard.press('m')
      await page.waitForURL((url) => url.search.includes('view=month'))
      await page.keyboard.press('n')
      await page.keyboard.press('t')
      await page.waitForURL((url) => !url.search.includes('date='))
    })
  })

  test('a week in which the clocks change says so, and its handoff keeps its time on the wall', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/on-call/schedules/berlin?date=2027-03-22&zone=schedule')
      await page.getByText(/Europe\/Berlin: clocks go forward by 1 hr/).waitFor()
      const answer = page.getByRole('region', { name: 'On call', exact: true })
      await answer.getByRole('button', { name: /Mon, Mar 22, 09:00 GMT\+1 – Mon, Mar 29, 09:00 GMT\+2/ }).waitFor()
      await page.goto('/on-call/schedules/berlin?date=2027-03-28&zone=schedule&view=day')
      await answer.getByRole('button').first().waitFor()
      expect(await page.getByText('02:00', { exact: true }).count()).toBe(0)
      await page.getByText('03:00', { exact: true }).first().waitFor()
    })
  })

  test('a quarter of an hourly rotation is drawn in blocks that lead to their day', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/on-call/schedules/hourly?view=quarter')
      const answer = page.getByRole('region', { name: 'On call', exact: true })
      await answer.getByRole('button').first().waitFor()
      expect(await answer.getByRole('button').count()).toBeLessThan(90)
      await answer
        .getByRole('button', { name: /shifts: .*Ana/ })
        .nth(20)
        .click()
      await page.waitForURL('**view=day**')
      await answer
        .getByRole('button', { name: /^Ana: / })
        .first()
        .waitFor()
    })
  })

  test('a temporary schedule begins with the present plan, counts alone, and is taken back', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/on-call/schedules/berlin')
      await page.getByRole('button', { name: 'More to do with this schedule' }).click()
      await page.getByRole('menuitem', { name: 'Temporary schedule…' }).click()
      const dialog = page.getByRole('dialog', { name: 'Temporary schedule for “Berlin”' })
      await dialog.getByRole('button', { name: 'Begin with the present plan' }).click()
      await dialog
        .getByText(/^(?:Ana|Mia)$/)
        .first()
        .waitFor()
      await dialog.getByRole('button', { name: 'Make it so' }).click()
      await page.getByText('The temporary schedule is made.').waitFor()
      // Two where the handoff of Monday morning falls into it.
      await page.getByRole('button', { name: /^Temporary schedule, (?:1 shift|2 shifts): / }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click()
      await page.getByText('The temporary schedule is taken back.').waitFor()
      expect(await house.api.get('/schedules/berlin')).not.toHaveProperty('temporary')
    })
  })

  test('deleting asks, and says what leans on a schedule', async () => {
    await create('/policies', { id: 'berlin', name: 'All of Berlin', steps: [{ page: [{ schedule: 'berlin' }] }] })
    await house.visit({ as: MIA, announced: GONE }, async (page) => {
      const ask = async (path: string) => {
        await page.goto(path)
        await page.getByRole('button', { name: 'More to do with this schedule' }).click()
        await page.getByRole('menuitem', { name: 'Delete' }).click()
      }
      await ask('/on-call/schedules/berlin')
      await page.getByRole('dialog').getByText('Policy “All of Berlin”').waitFor()
      await ask('/on-call/schedules/hourly')
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
      await page.waitForURL('**/on-call/schedules')
      await page.getByText('“Hourly” is deleted.').waitFor()
    })
  })

  test('who is on call how much is shown for a quarter, with nights and weekends', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/on-call/load?quarter=2027-Q1&schedule=berlin')
      await page.getByRole('heading', { name: 'Quarter 1 of 2027' }).waitFor()
      const row = page.getByRole('row', { name: /Mia/ })
      await row.waitFor()
      expect(await row.getByRole('cell').count()).toBe(90 + 3)
      expect(await axeViolations(page)).toEqual([])
      await page.getByRole('button', { name: 'Next quarter' }).click()
      await page.waitForURL('**quarter=2027-Q2**')
    })
  })

  test.each([
    ['light', {}],
    ['dark', { context: DARK }],
  ])('the list, a timeline and its dialogs have nothing that axe finds, in %s', async (_, options) => {
    await house.visit({ as: ANA, ...options }, async (page) => {
      await page.goto('/on-call/schedules')
      await page.getByRole('link', { name: 'Berlin' }).waitFor()
      expect(await axeViolations(page)).toEqual([])
      await page.goto('/on-call/schedules/days')
      await page.getByRole('region', { name: 'On call', exact: true }).getByRole('button').first().waitFor()
      expect(await axeViolations(page)).toEqual([])
      await page.keyboard.press('o')
      await page.getByRole('dialog').waitFor()
      expect(await axeViolations(page)).toEqual([])
    })
  })

  test('on a phone a schedule is an agenda, and nothing scrolls sideways', async () => {
    await house.visit({ as: VERA, context: PHONE }, async (page) => {
      for (const path of ['/on-call/schedules', '/on-call/schedules/days', '/on-call/load']) {
        await page.goto(path)
        await page.getByText(/Mia/).locator('visible=true').first().waitFor()
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
        expect(await axeViolations(page)).toEqual([])
      }
      await page.goto('/on-call/schedules/days')
      await page.getByRole('list', { name: 'On call', exact: true }).getByRole('button').first().click()
      await page.getByRole('dialog').waitFor()
      expect(await page.getByRole('dialog').getByRole('button', { name: 'Take this shift' }).count()).toBe(0)
    })
  })
})

/** The date so many days from now, on which nobody has overridden anything yet. */
function dateIn(days: number): string {
  return new Date(Date.now() + days * dayMs).toISOString().slice(0, 10)
}
