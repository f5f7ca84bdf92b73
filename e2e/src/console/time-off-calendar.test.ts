import { type CalendarHost, startCalendarHost } from '@tocsin/standins/calendar-host.ts'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from './axe.ts'
import { CHROMIUM, PHONE } from './browser.ts'
import { ANA, type House, MIA, openHouse } from './house.ts'

// Time off out of somebody's own calendar, from the address to a shift that needs cover. Ana is on call all the time, in Tokyo.

const DAY_MS = 86_400_000
const day = (ahead: number) => new Date(Date.now() + ahead * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '')
const event = (uid: string, summary: string, ahead: number, ...marks: string[]) => ({
  ...{ uid, summary, start: day(ahead), end: day(ahead + 2), marks },
})
const VACATION = event('v', 'Vacation in Kyoto', 10)
const DENTIST = event('d', 'Dentist', 20, 'X-MICROSOFT-CDO-BUSYSTATUS:OOF')
const FREE = event('f', 'Vacation of a friend', 30, 'TRANSP:TRANSPARENT')
const MEETING = event('m', 'Review', 40)

describe.skipIf(CHROMIUM === null)('time off from a calendar in the console', () => {
  let house: House
  let host: CalendarHost

  beforeAll(async () => {
    host = await startCalendarHost([VACATION, DENTIST, FREE, MEETING])
    house = await openHouse({ environment: { TOCSIN_ALLOW_PRIVATE: '127.0.0.1' } })
  })

  afterAll(async () => {
    await house.close()
    await host.close()
  })

  const fits = (page: Page) => page.evaluate<boolean>('document.documentElement.scrollWidth <= window.innerWidth')
  const panelOf = (page: Page) =>
    page.locator('section').filter({ has: page.getByRole('heading', { name: 'Time off from your calendar' }) })
  const timeOffOf = (page: Page): Locator =>
    page.locator('section').filter({ has: page.getByRole('heading', { name: /^Time off\s*\d*$/ }) })

  test('a calendar is given after one has seen what counts, and its events ask for cover', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/on-call/mine')
      await page.getByRole('button', { name: 'Read it from a calendar' }).click()
      const dialog = page.getByRole('dialog', { name: 'Time off from your calendar' })
      const address = dialog.getByRole('textbox', { name: 'Secret address of the calendar', exact: true })
      await address.fill(host.pageUrl)
      await dialog.getByRole('button', { name: /^See what it finds/ }).click()
      await dialog.getByText(/^That is a page and no calendar/).waitFor()
      await address.fill(host.url)
      await dialog.getByRole('button', { name: /^See what it finds/ }).click()
      await dialog.getByText('1 event counts as time off').waitFor()
      await dialog.getByText('3 events do not count').click()
      await dialog.getByText('shown as free').waitFor()
      expect(await dialog.getByText('not out of office').count()).toBe(2)
      const words = dialog.getByRole('combobox', { name: 'Words in titles', exact: true })
      await words.fill('vacation')
      await words.press('Enter')
      await dialog.getByRole('button', { name: /^See what it finds/ }).click()
      await dialog.getByText('2 events count as time off').waitFor()
      expect(await axeViolations(page)).toEqual([])
      expect((await house.api.get<{ items: unknown[] }>('/on-call/time-off')).items).toEqual([])
      await dialog.getByRole('button', { name: /^Save/ }).click()
      await page.getByText('Your calendar is read from now on.').waitFor()

      await panelOf(page).getByText('2 times off come from it.').waitFor()
      const rows = timeOffOf(page).getByRole('listitem')
      await rows.filter({ hasText: 'Vacation in Kyoto' }).getByText('from your calendar').waitFor()
      expect(await rows.getByRole('button', { name: 'Delete' }).count()).toBe(0)
      await rows.first().getByRole('button', { name: 'Ask for cover' }).first().click()
      await page.getByRole('dialog', { name: 'Ask for cover in Payments primary' }).waitFor()
      await page.keyboard.press('Escape')
      expect(await page.content()).not.toContain('private-7f3b0c9d2e51')
      expect(await axeViolations(page)).toEqual([])
    })
  })

  test('others see that somebody is away, and no title', async () => {
    const { items } = await house.api.get<{ items: { note: string; source: string }[] }>('/on-call/time-off')
    expect(items.map(({ note, source }) => [note, source])).toEqual([
      ['', 'calendar'],
      ['', 'calendar'],
    ])
    await house.visit({ as: MIA }, async (page) => {
      await page.goto('/on-call/schedules/payments-primary')
      await page.getByText('Ana is away').first().waitFor()
      expect(await page.getByText('Kyoto').count()).toBe(0)
    })
  })

  test('an event is ignored and counts again, and what changes in the calendar follows when it is read', async () => {
    await house.visit({ as: ANA, context: { ...PHONE, colorScheme: 'dark' } }, async (page) => {
      await page.goto('/on-call/mine')
      const rows = timeOffOf(page).getByRole('listitem')
      await rows.filter({ hasText: 'Dentist' }).getByRole('button', { name: 'Ignore' }).click()
      await panelOf(page).getByText('1 ignored event').click()
      await panelOf(page).getByText('1 time off comes from it.').waitFor()
      expect(await rows.filter({ hasText: 'Dentist' }).count()).toBe(0)
      expect(await fits(page)).toBe(true)
      expect(await axeViolations(page)).toEqual([])
      await panelOf(page).getByRole('button', { name: 'Count again' }).click()
      await rows.filter({ hasText: 'Dentist' }).waitFor()

      host.publish([{ ...VACATION, summary: 'Vacation in Osaka' }])
      await panelOf(page).getByRole('button', { name: 'Read now' }).click()
      await rows.filter({ hasText: 'Vacation in Osaka' }).waitFor()
      expect(await rows.filter({ hasText: 'Dentist' }).count()).toBe(0)
      await panelOf(page).getByRole('button', { name: 'Read now' }).click()
      await page.getByText('Your calendar was read.').first().waitFor()
      await expect.poll(() => host.answers().at(-1)).toBe(304)
    })
  })

  test('a calendar that is gone says how to mend it and counts on; taken away, its time off goes', async () => {
    await house.visit({ as: ANA }, async (page) => {
      host.publish(null)
      await page.goto('/on-call/mine')
      await panelOf(page).getByRole('button', { name: 'Read now' }).click()
      await panelOf(page)
        .getByText(/Copy the new one/)
        .waitFor()
      await timeOffOf(page).getByText('Vacation in Osaka').waitFor()
      expect(await axeViolations(page)).toEqual([])
      await panelOf(page).getByRole('button', { name: 'Remove' }).click()
      const dialog = page.getByRole('dialog', { name: 'Read this calendar no longer?' })
      await dialog.getByText(/what is past stays/).waitFor()
      await dialog.getByRole('button', { name: /^Remove/ }).click()
      await page.getByText('The calendar is read no longer.').waitFor()
      await page.getByRole('button', { name: 'Read it from a calendar' }).waitFor()
      expect((await house.api.get<{ items: unknown[] }>('/on-call/time-off')).items).toEqual([])
    })
  })
})
