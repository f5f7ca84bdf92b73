import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from './axe.ts'
import { CHROMIUM, PHONE } from './browser.ts'
import { ANA, type House, MIA, openHouse, VERA } from './house.ts'

// Who answers, in which order, and who changed what: on call, policies, teams, settings, API keys and the audit log.

const SCREENS = [
  ['/alerts', 'Alerts'],
  ['/services', 'Services'],
  ['/services/payment-api', 'Payment API'],
  ['/sources', 'Sources'],
  ['/sources/json', 'json'],
  ['/sources/json/mapping', 'Mapping of json'],
  ['/on-call', 'On call'],
  ['/on-call/policies', 'On call'],
  ['/on-call/policies/payments', 'Payments'],
  ['/people', 'People'],
  ['/people/teams', 'People'],
  ['/settings', 'Settings'],
  ['/settings/channels', 'Settings'],
  ['/settings/api-keys', 'Settings'],
  ['/settings/audit', 'Settings'],
] as const

const sidewaysOf = (page: Page) => page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')

describe.skipIf(CHROMIUM === null)('the organisation in the console', () => {
  let house: House

  beforeAll(async () => {
    house = await openHouse()
    await house.send({ id: 'd', title: 'Disk full on db-7', ok: false, level: 'critical' })
    await house.api.waitForIncident(({ title }) => title === 'Disk full on db-7', 30_000)
  })

  afterAll(() => house.close())

  test.each(['light', 'dark'] as const)(
    'every screen fits a phone and is sound for who does not see it, in %s',
    async (colorScheme) => {
      const problems: string[] = []
      await house.visit({ as: ANA, context: { ...PHONE, colorScheme } }, async (page) => {
        for (const [path, heading] of SCREENS.filter((_, index) => (index % 2 === 0) === (colorScheme === 'light'))) {
          await page.goto(path)
          await page.getByRole('heading', { name: heading, level: 1 }).waitFor()
          await expect.poll(() => page.getByRole('status', { name: 'Loading' }).count(), { timeout: 20_000 }).toBe(0)
          if ((await sidewaysOf(page)) !== 0) problems.push(`${path} scrolls sideways`)
          problems.push(...(await axeViolations(page)).map((violation) => `${path} ${violation}`))
        }
      })
      expect(problems).toEqual([])
    },
  )

  test('every screen speaks Japanese', async () => {
    await house.visit({ as: ANA, context: { locale: 'ja-JP' } }, async (page) => {
      for (const [path, words] of [
        ['/alerts', '絞り込み'],
        ['/services', '担当ポリシー|サービスを検索|すべて'],
        ['/on-call', '今後 2 週間'],
        ['/on-call/policies', 'エスカレーションポリシー'],
        ['/people/teams', 'チーム'],
        ['/settings', '優先度の表'],
        ['/settings/api-keys', 'API キー'],
        ['/settings/audit', '監査ログ'],
      ] as const) {
        await page.goto(path)
        await page.getByText(new RegExp(words)).first().waitFor()
      }
    })
  })

  test('a gap of a schedule stands in the calendar, in the reader’s zone, and one’s own shifts are listed', async () => {
    await house.api.post('/schedules', {
      ...{ id: 'days', name: 'Office hours' },
      layers: [
        {
          ...{ zone: 'Asia/Tokyo', every: '1 day', handoff: '09:00', start: '2026-01-05', people: ['ana@example.com'] },
          restrictions: [{ days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], from: '09:00', to: '18:00' }],
        },
      ],
    })
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/on-call')
      const row = page.getByRole('region', { name: 'Office hours' }).last()
      await row.getByText(/\d+ gaps/).waitFor()
      expect(await row.locator('li[data-gap]').first().getAttribute('title')).toContain('Nobody')
      await page.getByText('In Asia/Tokyo (GMT+9)').waitFor()
      await page
        .getByText(/09:00 GMT\+9 – .*18:00 GMT\+9/)
        .locator('visible=true')
        .first()
        .waitFor()
      await page.getByText('Until further notice').waitFor()
    })
  })

  test('a policy is put together step by step, changed, and says which services use it', async () => {
    await house
      .visit({ as: MIA }, async (page) => {
        await page.goto('/on-call/policies')
        await page.getByRole('button', { name: 'Add policy' }).click()
        const dialog = page.getByRole('dialog')
        await dialog.getByLabel('Name').fill('Nights')
        const whom = dialog.getByRole('combobox', { name: 'Pages', exact: true })
        await whom.first().click()
        await page.getByRole('option', { name: 'Payments primary', exact: true }).click()
        await page.keyboard.press('Escape')
        await dialog.getByRole('button', { name: 'Add a step' }).click()
        await whom.last().click()
        await page.getByRole('option', { name: 'Ben' }).last().click()
        await page.keyboard.press('Escape')
        await dialog.getByLabel('After the last step').fill('15m')
        await dialog.getByRole('button', { name: 'Add policy' }).click()
        await page.getByRole('heading', { name: 'Nights' }).waitFor()
        await page.getByText('After another 15 minutes').waitFor()
        await page.getByText('No service uses it. Choose it on the page of a service.').waitFor()

        await page.getByRole('button', { name: 'Edit' }).click()
        await page.getByRole('dialog').getByLabel('After the last step').fill('soon')
        await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
        await page.getByText(/"soon" is no duration/).waitFor()
        await page.getByRole('dialog').getByLabel('After the last step').fill('20m')
        await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
        await page.getByText('After another 20 minutes').waitFor()
      })
      .catch((error: Error) => {
        if (!/status of 400/.test(error.message)) throw error
      })
    expect(await house.api.get('/policies/nights')).toMatchObject({ steps: [{ after: '0m' }, { after: '20m' }] })
    await house.api.post('/services', { id: 'batch', name: 'Batch', policy: 'nights' })
    await house.visit({ as: VERA }, async (page) => {
      await page.goto('/on-call/policies/nights')
      await page.getByRole('link', { name: 'Batch' }).waitFor()
      expect(await page.getByRole('button', { name: 'Edit' }).count()).toBe(0)
    })
  })

  test('a team is made and its members stand on its card', async () => {
    await house.visit({ as: MIA }, async (page) => {
      await page.goto('/people/teams')
      await page.getByRole('button', { name: 'Add team' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Platform')
      await dialog.getByRole('combobox', { name: 'Members', exact: true }).click()
      await page.getByRole('option', { name: 'Vera' }).click()
      await page.keyboard.press('Escape')
      await dialog.getByRole('button', { name: 'Add team' }).click()
      await page.getByRole('region', { name: 'Platform' }).getByText('Vera').waitFor()
    })
  })

  test('a setting is changed, is marked as set, and goes back to its default', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/settings')
      const window_ = page.getByLabel('A relapse reopens the same incident for')
      await window_.fill('3h')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('The settings are saved.').waitFor()
      expect(await house.api.get('/settings')).toMatchObject({ settings: { reopen_window: '3h' } })
      await page.getByRole('button', { name: 'Back to the default' }).click()
      await page.getByText('It follows the default again.').waitFor()
      expect(await house.api.get('/settings')).toMatchObject({ changed: [] })
    })
    await house.visit({ as: VERA }, async (page) => {
      await page.goto('/settings')
      await page.getByText('Only admins change these settings.').waitFor()
      expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0)
    })
  })

  test('a key is shown once, works within its scopes, and stops when it is revoked', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/settings/api-keys')
      await page.getByRole('button', { name: 'Add key' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Name').fill('reader')
      await dialog.getByLabel('Scopes').click()
      await page.getByRole('option', { name: 'incident.read' }).click()
      await page.keyboard.press('Escape')
      await dialog.getByRole('button', { name: 'Create the key' }).click()
      await page.getByText('This is the only time that it is shown.', { exact: false }).waitFor()
      const key = await page.getByText(/^tocsin_/).innerText()
      const ask = async (path: string) =>
        (await fetch(`${house.url}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } })).status
      expect([await ask('/incidents'), await ask('/alerts')]).toEqual([200, 403])
      await page.getByRole('button', { name: 'I have copied it' }).click()
      expect(await page.getByText(/^tocsin_/).count()).toBe(0)
      const row = page.getByRole('listitem').filter({ hasText: 'reader' })
      await row.getByRole('button', { name: 'Revoke' }).click()
      await row.getByRole('button', { name: 'It stops working. Go on?' }).click()
      await page.getByText('The key reader no longer works.').waitFor()
      expect(await ask('/incidents')).toBe(401)
    })
  })

  test('the audit log says who changed what, from what to what, for those who may know', async () => {
    await house.visit({ as: MIA }, async (page) => {
      await page.goto('/settings/audit?kind=team')
      await page.getByText('Platform').first().waitFor()
      await page.getByText('Configuration file').first().waitFor()
      await page.getByText('Platform').first().click()
      await page.getByRole('row', { name: /members.*Vera/ }).waitFor()
      await page.getByRole('button', { name: 'All changes of this' }).first().click()
      await page.getByRole('button', { name: 'Only platform' }).waitFor()
    })
    await house.visit({ as: VERA }, async (page) => {
      await page.goto('/settings/audit')
      await page.getByText('Only managers and admins see the audit log.').waitFor()
    })
  })
})
