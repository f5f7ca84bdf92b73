import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from './axe.ts'
import { CHROMIUM } from './browser.ts'
import { ANA, type House, openHouse } from './house.ts'

// The main screens from a small phone to a large screen, light and dark: with nothing in them, with more than one expects, and when the
// server fails or cannot be reached. Nothing scrolls sideways, nothing lies over a button.

const WIDTHS = [360, 768, 1280, 1920]
const LONG = 'Abrechnungsschnittstelle für grenzüberschreitende Zahlungsvorgänge in Mitteleuropa (Nachfolgesystem)'
const UNBROKEN = `payments-${'reconciliation'.repeat(9)}`

const SCREENS = ['/', '/incidents', '/alerts', '/on-call', '/services', '/sources', '/settings', '/people'] as const

/** What the browser writes when the server fails or is not there. */
const FAILED = /status of 500|net::ERR_|Failed to load resource/

describe.skipIf(CHROMIUM === null)('the main screens', () => {
  let house: House
  let incident = ''

  beforeAll(async () => {
    house = await openHouse()
  })

  afterAll(() => house.close())

  const look = async (scheme: 'light' | 'dark', paths: readonly string[], when: string): Promise<string[]> => {
    const problems: string[] = []
    await house.visit(
      { as: ANA, context: { colorScheme: scheme, viewport: { width: 1280, height: 900 } } },
      async (page) => {
        for (const path of paths) {
          await page.setViewportSize({ width: WIDTHS[0] ?? 360, height: 900 })
          await page.goto(path)
          await settle(page)
          for (const width of WIDTHS) {
            await page.setViewportSize({ width, height: 900 })
            await page.waitForTimeout(80)
            const found = await problemsOf(page)
            problems.push(...found.map((problem) => `${path} at ${width}, ${scheme}, ${when}: ${problem}`))
          }
          problems.push(...(await axeViolations(page)).map((violation) => `${path}, ${scheme}, ${when}: ${violation}`))
        }
      },
    )
    return problems
  }

  test('fit every width with nothing in them', async () => {
    expect(await look('light', SCREENS, 'empty')).toEqual([])
  })

  describe('with more than one expects', () => {
    beforeAll(async () => {
      await fill(house)
      incident = (await house.open(`${LONG} ${UNBROKEN}`)).id
      await house.open('Disk full')
      await house.api.post(`/incidents/${incident}/notes`, { text: `${UNBROKEN} ${LONG}` })
    })

    test.each(['light', 'dark'] as const)('fit every width, in %s', async (scheme) => {
      const paths = [...SCREENS, `/incidents/${incident}`, '/alerts?by=service', '/services/long', '/sources/long']
      expect(await look(scheme, paths, 'full')).toEqual([])
    })

    test.each([
      ['answers 500', 'fulfil'],
      ['cannot be reached', 'abort'],
    ] as const)('say so and stay in shape when the server %s', async (_, how) => {
      const problems: string[] = []
      const context = { viewport: { width: 360, height: 800 } }
      await house.visit({ as: ANA, context, announced: [FAILED] }, async (page) => {
        await page.route(/\/api\/v1\/(?!session)/, (route) =>
          how === 'abort'
            ? route.abort()
            : route.fulfill({
                status: 500,
                contentType: 'application/json',
                body: '{"error":{"code":"internal","message":"x"}}',
              }),
        )
        for (const path of [...SCREENS, `/incidents/${incident}`]) {
          await page.setViewportSize({ width: 360, height: 800 })
          await page.goto(path)
          await page.getByRole('button', { name: 'Try again' }).first().waitFor()
          expect(await page.getByText('Internal Server Error').count()).toBe(0)
          for (const width of WIDTHS) {
            await page.setViewportSize({ width, height: 800 })
            problems.push(...(await problemsOf(page)).map((problem) => `${path} at ${width}: ${problem}`))
          }
          problems.push(...(await axeViolations(page)).map((violation) => `${path}: ${violation}`))
        }
      })
      expect(problems).toEqual([])
    })
  })
})

/** Names longer than any screen is wide, with and without places to break them. */
async function fill({ api }: House): Promise<void> {
  await api.post('/services', { id: 'long', name: LONG, team: 'payments', policy: 'payments' })
  await api.post('/services', { id: 'unbroken', name: UNBROKEN.slice(0, 100) })
  await api.post('/sources', { id: 'long', name: LONG, system: 'json', service: 'long' })
  await api.post('/sources', { id: 'unbroken', name: UNBROKEN.slice(0, 100), system: 'alertmanager' })
  await api.post('/schedules', {
    ...{ id: 'long', name: LONG, time_zone: 'America/Argentina/ComodRivadavia' },
    layers: [
      { every: '1 week', handoff: 'Mon 09:00', start: '2026-01-05', people: ['ana@example.com', 'ben@example.com'] },
    ],
  })
}

/** Until everything that is on its way is there, or has failed. */
async function settle(page: Page): Promise<void> {
  await page.getByRole('main').first().waitFor()
  await expect.poll(() => page.getByRole('status', { name: 'Loading' }).count(), { timeout: 30_000 }).toBe(0)
}

/** What makes the page scroll sideways, and buttons that lie under something else. */
function problemsOf(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const problems = []
    const nameOf = (element) =>
      element.tagName + ' “' + (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40) + '”'
    if (document.documentElement.scrollWidth > innerWidth)
      problems.push(...[...document.querySelectorAll('body *')]
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 3)
        .map((element) => 'wider than the screen: ' + nameOf(element) + ' ' + element.className))
    const scrolled = scrollY
    for (const button of document.querySelectorAll('button, a[role="button"], input')) {
      if (!button.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue
      if (button.matches('input[type=checkbox], input[type=radio], [data-row-link]')) continue
      button.scrollIntoView({ block: 'center', inline: 'nearest' })
      const box = button.getBoundingClientRect()
      if (box.width < 2 || box.height < 2) continue
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2]
      if (x < 0 || x >= innerWidth || y < 0 || y >= innerHeight) continue
      const top = document.elementFromPoint(x, y)
      if (top && !button.contains(top) && !top.contains(button) && !top.closest('[data-disabled]'))
        problems.push(nameOf(button) + ' lies under ' + nameOf(top) + ' ' + top.className)
    }
    scrollTo(0, scrolled)
    return problems
  })()`)
}
