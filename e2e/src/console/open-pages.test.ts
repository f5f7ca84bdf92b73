import type { BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from './axe.ts'
import { CHROMIUM, DESKTOP, PHONE } from './browser.ts'
import { ANA, type House, openHouse } from './house.ts'

// What people see who are not signed in, and what is met rarely: as sound for who does not see it, or works with keys, as the rest.

const SHAPES: [string, BrowserContextOptions][] = [
  ['light', DESKTOP],
  ['dark, on a phone', { ...PHONE, colorScheme: 'dark' }],
  ['Japanese', { ...DESKTOP, locale: 'ja-JP' }],
]

describe.skipIf(CHROMIUM === null)('pages for who is not signed in', () => {
  let house: House

  beforeAll(async () => {
    house = await openHouse()
  })

  afterAll(() => house.close())

  test.each(SHAPES)('break no rule of accessibility (%s)', async (_, context) => {
    const problems: string[] = []
    const announced = [/status of 4\d\d/]
    await house.visit({ context, announced }, async (page) => {
      for (const path of ['/login', '/forgot-password', '/set-password?token=none', '/set-password', '/nowhere']) {
        await page.goto(path)
        await page.getByRole('heading', { level: 1 }).or(page.getByRole('button')).first().waitFor()
        await expect
          .poll(() => page.getByRole('status', { name: /Loading|読み込み中/ }).count(), { timeout: 30_000 })
          .toBe(0)
        if (await page.evaluate('document.documentElement.scrollWidth > innerWidth'))
          problems.push(`${path} scrolls sideways`)
        problems.push(...(await axeViolations(page)).map((violation) => `${path} ${violation}`))
      }
    })
    expect(problems).toEqual([])
  })

  test.each(SHAPES)(
    'the page behind the link of a mail neither, before and after its one button (%s)',
    async (_, context) => {
      const title = `Ledger is behind ${context.locale ?? context.colorScheme ?? 'light'}`
      const incident = await house.open(title)
      const { text } = await house.pageMail(ANA, incident.id)
      const [link = ''] = /https?:\/\/\S+\/a\/[^\s>]+/.exec(text) ?? []
      const path = new URL(link).pathname
      await house.visit({ context }, async (page) => {
        await page.goto(path)
        await page.getByRole('heading', { level: 1 }).waitFor()
        expect(await axeViolations(page)).toEqual([])
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
        // By keys alone: the button is the first thing that takes the focus.
        await page.keyboard.press('Tab')
        await page.keyboard.press('Enter')
        await expect
          .poll(async () => (await house.api.incident(incident.id)).status, { timeout: 30_000 })
          .toBe('acknowledged')
        await page.getByRole('heading', { level: 1 }).waitFor()
        expect(await axeViolations(page)).toEqual([])
      })
      await house.api.post(`/incidents/${incident.id}/resolve`)
    },
  )

  test.each(SHAPES)('nor do pages that are met rarely (%s)', async (_, context) => {
    const problems: string[] = []
    await house.visit({ as: ANA, context, announced: [/status of 40[04]/] }, async (page) => {
      const paths = ['/monitors', '/monitors/new', '/alerts/rules', '/alerts/rules/new', '/alerts/rules/backtests/none']
      for (const path of [...paths, '/alerts/maintenance', '/on-call/mine', '/account', '/nowhere']) {
        await page.goto(path)
        await page.getByRole('main').first().waitFor()
        await expect
          .poll(() => page.getByRole('status', { name: /Loading|読み込み中/ }).count(), { timeout: 30_000 })
          .toBe(0)
        if (await page.evaluate('document.documentElement.scrollWidth > innerWidth'))
          problems.push(`${path} scrolls sideways`)
        problems.push(...(await axeViolations(page)).map((violation) => `${path} ${violation}`))
      }
    })
    expect(problems).toEqual([])
  })
})
