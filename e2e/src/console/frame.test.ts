import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from './axe.ts'
import { CHROMIUM, PHONE } from './browser.ts'
import { openLine } from './cut-line.ts'
import { ANA, type House, openHouse, VERA, waitUntilLive } from './house.ts'

// The frame around every page: the line, the palette, the keys, the bars, in two languages.

/** What the browser writes when it cannot reach the server. */
const CUT_OFF = /net::ERR_|Failed to load resource/

/** By then what a page itself stands on has come: Chromium never asks again for a file that it could not fetch. */
const STANDS_MS = 4_000

describe.skipIf(CHROMIUM === null)('the frame of the console', () => {
  let house: House

  beforeAll(async () => {
    house = await openHouse()
  })

  afterAll(() => house.close())

  test('says since when what is shown may be old while the line is down, and catches up by itself', async () => {
    const line = await openLine(Number(new URL(house.url).port))
    const title = 'Queue of mails grows'
    try {
      await house.visit({ url: line.url, as: ANA, announced: [CUT_OFF] }, async (page) => {
        let loads = 0
        await page.goto('/incidents')
        await waitUntilLive(page)
        page.on('load', () => {
          loads += 1
        })
        await page.waitForTimeout(STANDS_MS)

        await line.cut()
        await page.getByText('Live updates lost, reconnecting…').waitFor()
        await page.getByText(/Last data from \d\d:\d\d:\d\d GMT\+9\./).waitFor()
        await house.open(title)
        await page.getByText('No line to the server. It is tried again by itself.').waitFor()
        expect(await page.getByRole('link', { name: title }).count()).toBe(0)

        await line.mend()
        await page.getByRole('button', { name: 'Try now' }).click()
        await page.getByText('Live again. Everything is up to date.').waitFor()
        await page.getByRole('link', { name: title }).waitFor()
        await page.getByText('Live again. Everything is up to date.').waitFor({ state: 'hidden' })
        expect(loads).toBe(0)
      })
    } finally {
      await line.close()
    }
  })

  test('does not break over a part that cannot come while the line is down, and has it once the line is back', async () => {
    const line = await openLine(Number(new URL(house.url).port))
    try {
      await house.visit({ url: line.url, as: ANA, announced: [CUT_OFF] }, async (page) => {
        await page.goto('/incidents')
        await waitUntilLive(page)
        await page.waitForTimeout(STANDS_MS)
        await line.cut()
        await page.getByText('Live updates lost, reconnecting…').waitFor()
        await page.keyboard.press('?')
        await page.getByText('No line to the server. It is tried again by itself.').waitFor()
        expect(await page.getByRole('dialog').count()).toBe(0)

        await line.mend()
        await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
      })
    } finally {
      await line.close()
    }
  })

  test('is walked with the keyboard alone: pages, help, palette, search and what the page offers', async () => {
    const incident = await house.open('Replica lags behind by 40 s')
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/incidents')
      await waitUntilLive(page)

      await page.keyboard.press('g')
      await page.keyboard.press('a')
      await page.waitForURL('**/alerts')

      await page.keyboard.press('?')
      const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
      await help.getByRole('listitem').filter({ hasText: 'Go to Incidents' }).waitFor()
      await help.getByRole('listitem').filter({ hasText: 'Declare an incident' }).waitFor()
      await page.keyboard.press('Escape')
      await help.waitFor({ state: 'hidden' })

      await choose(page, 'replica lags', 'Replica lags behind by 40 s')
      await page.waitForURL(`**/incidents/${incident.id}`)
      await page.getByRole('heading', { name: incident.title }).waitFor()

      await choose(page, 'ackn', 'Acknowledge')
      await page.getByText('Ana has it: no further pages').waitFor()
      expect((await house.api.incident(incident.id)).status).toBe('acknowledged')

      await choose(page, 'theme', 'Use dark colours')
      await page.locator('html[data-mantine-color-scheme="dark"]').waitFor()
      await choose(page, 'density', 'Show rows compactly')
      await page.locator('html[data-density="compact"]').waitFor()

      await page.keyboard.press('[')
      await page.getByRole('button', { name: 'Make the side bar wide' }).waitFor()
      await page.reload()
      await page.getByRole('button', { name: 'Make the side bar wide' }).waitFor()
      await page.locator('html[data-density="compact"]').waitFor()

      await choose(page, 'sign out', 'Sign out')
      await page.waitForURL('**/login*')
    })
  })

  test('finds services, people and sources by what they are called, and says when there is nothing', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/incidents')
      await page.getByRole('navigation', { name: 'Pages' }).first().waitFor()
      await page.keyboard.press('Control+k')
      const field = page.getByRole('combobox', { name: 'Commands and search' })
      const option = (name: string) => page.getByRole('option', { name })
      await field.fill('payment')
      await option('Payment API').waitFor()
      await field.fill('mia')
      await option('mia@example.com').waitFor()
      await field.fill('backup')
      await option('backup').waitFor()
      await field.fill('payments')
      for (const [group, name] of [
        ['Schedules', 'Payments primary'],
        ['Policies', 'Payments'],
        ['Teams', 'Payments'],
      ] as const)
        await page.getByRole('group', { name: group }).getByRole('option', { name, exact: true }).waitFor()
      await field.fill('replica')
      await page
        .getByRole('group', { name: 'Alerts' })
        .getByRole('option', { name: /Replica lags/ })
        .waitFor()
      expect(await axeViolations(page, '[role="dialog"]')).toEqual([])
      await field.fill('nothing is called like this')
      await page.getByText('Nothing found.').waitFor()
      await page.keyboard.press('Escape')
      await field.waitFor({ state: 'hidden' })
    })
  })

  test('takes everything that calls the reader with one key', async () => {
    const [first, second] = [await house.open('Cache is cold'), await house.open('Proxy answers 502')]
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/alerts')
      await waitUntilLive(page)
      await page.keyboard.press('Shift+A')
      await page.getByText(/\d incidents? (is|are) yours now\./).waitFor()
      for (const { id } of [first, second]) expect((await house.api.incident(id)).status).toBe('acknowledged')
      await page.keyboard.press('Shift+A')
      await page.getByText('Nothing calls you at the moment.').waitFor()
    })
  })

  test('gives a person back who was deactivated by mistake', async () => {
    const zoe = { email: 'zoe@example.com', name: 'Zoe', role: 'responder' }
    expect((await house.api.post('/users', zoe)).status).toBe(201)
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/people')
      await page.getByRole('button', { name: 'What to do with Zoe' }).click()
      await page.getByRole('menuitem', { name: 'Deactivate' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click()
      await page.getByText('Zoe cannot sign in any more.').waitFor()
      await page.getByRole('button', { name: 'Undo' }).click()
      await page.getByText('Zoe is active again.').waitFor()
      const { items } = await house.api.get<{ items: { name: string; is_active: boolean }[] }>('/users?q=zoe')
      expect(items).toEqual([expect.objectContaining({ name: 'Zoe', is_active: true })])
    })
  })

  test('takes back by key what was just done', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/design-system')
      await page.getByRole('button', { name: 'Something with a way back' }).click()
      await page.getByText('Muted the alert for an hour.').waitFor()
      await page.keyboard.press('Control+z')
      await page.getByText('The alert is heard again.').waitFor()
      await page.getByText('Muted the alert for an hour.').waitFor({ state: 'hidden' })
    })
  })

  test('tells who is on call and how the reader stands to it, and lets a viewer declare nothing', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/incidents')
      await page.getByRole('link', { name: 'You are on call' }).first().waitFor()
    })
    await house.visit({ as: VERA }, async (page) => {
      await page.goto('/incidents')
      const side = page.getByRole('navigation', { name: 'Pages' }).first()
      await side.getByText('You are off call').waitFor()
      await side.getByText('Ana', { exact: true }).waitFor()
      await page.keyboard.press('c')
      expect(await page.getByRole('dialog').count()).toBe(0)
    })
  })

  test('speaks Japanese from the bars to the palette', async () => {
    await house.visit(
      { as: ANA, context: { locale: 'ja-JP', viewport: { width: 1280, height: 800 } } },
      async (page) => {
        await page.goto('/incidents')
        const side = page.getByRole('navigation', { name: 'ページ' }).first()
        for (const name of [
          'ホーム',
          'インシデント',
          'アラート',
          'オンコール',
          'サービス',
          'ソース',
          'メンバー',
          '設定',
        ])
          await side.getByRole('link', { name }).first().waitFor()
        await side.getByText('あなたはオンコール中です').waitFor()
        expect(await page.evaluate('document.documentElement.lang')).toBe('ja')
        await page.keyboard.press('Control+k')
        await page.getByRole('combobox', { name: 'コマンドと検索' }).fill('登録')
        await page.keyboard.press('Enter')
        await page.getByRole('dialog').getByRole('textbox').first().waitFor()
      },
    )
  })

  test('fits a phone: four pages under the thumb, the rest behind one more', async () => {
    await house.visit({ as: ANA, context: PHONE }, async (page) => {
      await page.goto('/incidents')
      const bar = page.getByRole('navigation', { name: 'Pages' }).last()
      await bar.getByRole('link', { name: 'On call' }).tap()
      await page.waitForURL('**/on-call')
      await bar.getByRole('button', { name: 'More' }).tap()
      await page.getByRole('menuitem', { name: 'Sources' }).tap()
      await page.waitForURL('**/sources')
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
    })
  })
})

/** Opens the palette, types, waits until the wanted line is there, and runs what is chosen: the first line. */
async function choose(page: Page, query: string, wanted: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Commands and search' }).waitFor()
  await page.keyboard.type(query)
  await page.getByRole('option', { name: wanted, selected: true }).waitFor()
  await page.keyboard.press('Enter')
}
