import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from './axe.ts'
import { CHROMIUM, PHONE } from './browser.ts'
import { ANA, type House, MIA, openHouse } from './house.ts'

// What people do on an incident's page beside taking it: merge, look back, write with pictures, and see each other there.

/** A red dot: the smallest picture that browsers paste. */
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg=='

async function openIncident(page: Page, { id, title }: { id: string; title: string }): Promise<void> {
  await page.goto(`/incidents/${id}`)
  await page.getByRole('heading', { name: title }).waitFor()
  await page.getByLabel('Add a note').waitFor()
}

/** As the keyboard's paste does it: the clipboard holds a file. A text, because it runs in the page, whose words are not ours. */
async function pastePicture(page: Page): Promise<void> {
  await page.evaluate(`{
    const clipboardData = new DataTransfer()
    const bytes = Uint8Array.from(atob('${PIXEL}'), (letter) => letter.charCodeAt(0))
    clipboardData.items.add(new File([bytes], 'graph.png', { type: 'image/png' }))
    const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
    document.querySelector('textarea').dispatchEvent(paste)
  }`)
}

describe.skipIf(CHROMIUM === null)('the page of an incident', () => {
  let house: House

  beforeAll(async () => {
    house = await openHouse()
  })

  afterAll(() => house.close())

  test('is asked for before the console’s own script is there, which finds what came', async () => {
    const incident = await house.open('Certificates cannot be renewed')
    const address = `/api/v1/incidents/${incident.id}`
    await house.visit({ as: ANA }, async (page) => {
      const asked = page.waitForRequest((request) => new URL(request.url()).pathname === address)
      // Without what runs first nothing would ask: the script that otherwise does is held back until somebody has.
      await page.route('**/assets/start-*.js', async (route) => {
        await asked
        await route.continue()
      })
      await page.goto(`/incidents/${incident.id}`)
      await page.getByRole('button', { name: 'Acknowledge' }).first().waitFor()
      expect(await page.evaluate(`globalThis.tocsinEarly.has('${address}')`)).toBe(false)
      const [script] = await page.evaluate<string[]>(
        `[...document.querySelectorAll('link[rel=modulepreload]')].map(({ href }) => href).filter((href) => href.includes('incident-page'))`,
      )
      expect(script).toMatch(/\/assets\/incident-page-[^/]+\.js$/)
    })
  })

  test('merges with the keyboard alone, says so on both sides, and takes it back', async () => {
    const [from, into] = [await house.open('Cart is slow'), await house.open('Database is down')]
    await house.visit({ as: ANA }, async (page) => {
      await openIncident(page, from)
      await page.keyboard.press('i')
      const dialog = page.getByRole('dialog', { name: 'Merge into another incident' })
      await dialog.getByLabel('Into which incident?').focus()
      await page.keyboard.type('Database')
      await page.getByRole('option', { name: into.title }).waitFor()
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await page.keyboard.press('Tab')
      await page.keyboard.type('The cart waits for the database')
      await page.keyboard.press('Control+Enter')
      await page.getByRole('link', { name: `Merged into ${into.id}` }).waitFor()
      expect(await house.api.incident(from.id)).toMatchObject({ status: 'merged', alerts_count: 0 })
      expect(await house.api.incident(into.id)).toMatchObject({ alerts_count: 2, firing_count: 2 })

      await page.getByRole('link', { name: `Merged into ${into.id}` }).click()
      await page.getByRole('heading', { name: into.title }).waitFor()
      await page.getByRole('link', { name: from.id }).first().waitFor()
      await page.getByRole('list', { name: 'Timeline' }).getByText('The cart waits for the database').waitFor()

      await openIncident(page, from)
      await page.keyboard.press('y')
      await page.getByRole('dialog', { name: 'Undo the merge' }).waitFor()
      await page.keyboard.press('Control+Enter')
      await page.getByRole('main').getByText('Open', { exact: true }).waitFor()
      expect(await house.api.incident(into.id)).toMatchObject({ alerts_count: 1 })
    })
  })

  test('goes back to what was known at a moment, where nothing can be done, and dims what came after', async () => {
    const incident = await house.open('Queue is stuck')
    await house.visit({ as: ANA }, async (page) => {
      await openIncident(page, incident)
      await page.keyboard.press('a')
      await page.getByText('Ana has it: no further pages').waitFor()
      const timeline = page.getByRole('list', { name: 'Timeline' })
      await timeline.getByText('Ana acknowledged it').waitFor()

      await page.getByRole('slider', { name: 'As it was at' }).focus()
      await page.keyboard.press('Home')
      await page.getByText('Nothing can be done to the past.').waitFor()
      await page.getByRole('main').getByText('Open', { exact: true }).waitFor()
      const later = timeline.getByRole('listitem').filter({ hasText: 'Ana acknowledged it' })
      expect(await later.getAttribute('data-later')).toBe('true')
      await page.getByRole('heading', { name: incident.title }).click()
      await page.keyboard.press('r')
      await page.getByText('You look at the past').waitFor()
      expect(await axeViolations(page)).toEqual([])

      await page.getByRole('button', { name: 'Back to now' }).click()
      await page.getByRole('main').getByText('Acknowledged', { exact: true }).waitFor()
    })
  })

  test('takes a note with a pasted picture, shows it, and lets its writer change and delete it', async () => {
    const incident = await house.open('Checkout answers 500')
    await house.visit({ as: ANA }, async (page) => {
      await openIncident(page, incident)
      await page.keyboard.press('n')
      await page.keyboard.type('The **pool** is full')
      await pastePicture(page)
      const textOf = () => page.getByRole('textbox', { name: 'Add a note' }).inputValue()
      await expect.poll(textOf, { timeout: 10_000 }).toContain('![graph.png](/api/v1/incidents/')
      await page.getByRole('button', { name: 'Preview' }).click()
      await page.getByRole('region', { name: 'Preview' }).getByRole('img', { name: 'graph.png' }).waitFor()
      await page.getByRole('button', { name: 'Add note' }).click()
      const timeline = page.getByRole('list', { name: 'Timeline' })
      await timeline.getByRole('img', { name: 'graph.png' }).waitFor()
      expect(await timeline.locator('strong').innerText()).toBe('pool')
      const picture = timeline.getByRole('img', { name: 'graph.png' })
      const widthOf = () => picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth)
      await expect.poll(widthOf, { timeout: 10_000 }).toBe(1)

      await page.getByRole('button', { name: 'Edit note' }).click()
      const field = timeline.getByLabel('Add a note')
      await field.fill('The pool is empty')
      await page.getByRole('button', { name: 'Save note' }).click()
      await timeline.getByText('The pool is empty').first().waitFor()
      await timeline.getByText('edited', { exact: true }).waitFor()
      expect(await axeViolations(page)).toEqual([])

      await page.getByRole('button', { name: 'Delete note' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Delete note' }).click()
      await timeline.getByText('This note was deleted.').waitFor()
      const facts = await house.api.facts(incident.id)
      expect(facts.flatMap(({ type }) => (type.startsWith('Note') ? [type] : []))).toEqual([
        'NoteAdded',
        'NoteEdited',
        'NoteDeleted',
      ])
    })
  })

  test('shows two people to each other, and who writes a note', async () => {
    const incident = await house.open('Mail is late')
    await house.visit({ as: ANA }, async (ana) => {
      await openIncident(ana, incident)
      await house.visit({ as: MIA }, async (mia) => {
        await openIncident(mia, incident)
        await ana.getByRole('img', { name: 'Mia looks at this too' }).waitFor()
        await mia.getByRole('img', { name: 'Ana looks at this too' }).waitFor()
        await mia.keyboard.press('n')
        await mia.keyboard.type('I see it too')
        await ana.getByText('Mia is writing a note').waitFor()
        await mia.goto('/incidents')
        await ana.getByRole('img', { name: 'Mia looks at this too' }).waitFor({ state: 'detached' })
      })
    })
  })

  test('shows some entries alone, and each as the record has it', async () => {
    const incident = await house.open('Cache is cold')
    await house.visit({ as: ANA }, async (page) => {
      await openIncident(page, incident)
      const timeline = page.getByRole('list', { name: 'Timeline' })
      await timeline.getByText('Step 1 paged Ana').waitFor()
      await page.getByRole('button', { name: 'Alerts', exact: true }).click()
      await timeline.getByText('Step 1 paged Ana').waitFor({ state: 'detached' })
      await timeline.getByText('belongs to it').waitFor()
      await timeline.getByRole('button', { name: 'Show the raw fact' }).first().click()
      await timeline.getByText('"type": "AlertsAttached"').waitFor()
    })
  })

  test('fits a phone without moving sideways, and passes what can be checked of accessibility', async () => {
    const incident = await house.open('Search finds nothing, and this title is long enough to need more than one line')
    await house.visit({ as: ANA, context: PHONE }, async (page) => {
      await openIncident(page, incident)
      await page.getByRole('button', { name: 'Acknowledge' }).tap()
      await page.getByText('Ana has it: no further pages').waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
      expect(await axeViolations(page)).toEqual([])
    })
  })
})
