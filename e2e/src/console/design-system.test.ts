import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from './axe.ts'
import { CHROMIUM } from './browser.ts'
import { ANA, type House, openHouse } from './house.ts'

// Every component in every state, looked at in light and dark and from a small phone to a large screen. The pictures are kept
// in a temporary folder, for eyes.

const WIDTHS = [360, 768, 1280, 1920]
const HEIGHT = 900

describe.skipIf(CHROMIUM === null)('the design system', () => {
  let house: House
  const pictures = mkdtempSync(join(tmpdir(), 'tocsin-design-'))

  beforeAll(async () => {
    house = await openHouse()
  })

  afterAll(() => house.close())

  test.each(['light', 'dark'] as const)(
    'fits every width and breaks no rule of accessibility, in %s',
    async (scheme) => {
      await house.visit({ as: ANA, context: { colorScheme: scheme } }, async (page) => {
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: HEIGHT })
          await page.goto('/design-system')
          await page.getByRole('heading', { name: 'Keys', exact: true }).waitFor()
          await photograph(page, join(pictures, `design-${scheme}-${width}.png`))
          expect(await overflowing(page), `${width} px`).toEqual([])
          expect(await axeViolations(page), `${width} px`).toEqual([])
        }
      })
    },
  )

  test('its dialogs break no rule of accessibility either, and the refused one says why', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/design-system')
      for (const [button, words] of [
        ['A question', 'Say what was done'],
        ['One that is refused', 'That did not work'],
        ['A dangerous one', 'This cannot be undone.'],
      ] as const) {
        await page.getByRole('button', { name: button }).click()
        const dialog = page.getByRole('dialog')
        await dialog.getByText(words).waitFor()
        expect(await axeViolations(page), button).toEqual([])
        await page.keyboard.press('Escape')
        await dialog.waitFor({ state: 'hidden' })
      }
    })
  })
})

/** The whole page in one picture. Rows out of sight are not drawn, so the window is made as high as the page. */
async function photograph(page: Page, path: string): Promise<void> {
  const width = page.viewportSize()?.width ?? 0
  const height = await page.evaluate<number>('document.documentElement.scrollHeight')
  await page.setViewportSize({ width, height })
  await page.screenshot({ path })
}

/** What reaches beyond the right edge and makes the page scroll sideways. */
function overflowing(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`
    document.documentElement.scrollWidth <= innerWidth
      ? []
      : [...document.querySelectorAll('main *')]
          .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
          .map((element) => element.tagName + '.' + element.className)
          .slice(0, 5)
  `)
}
