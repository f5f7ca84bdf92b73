import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KEYS } from '../harness/organisation.ts'
import { axeViolations } from './axe.ts'
import { CHROMIUM, PHONE } from './browser.ts'
import { ANA, type House, openHouse, VERA } from './house.ts'

// What is kept quiet, by whom and for how long; set in the console and with other tools.

const HOUR_MS = 3_600_000

const sidewaysOf = (page: Page) => page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')

describe.skipIf(CHROMIUM === null)('silences in the console', () => {
  let house: House

  beforeAll(async () => {
    house = await openHouse({ groupBy: '[alertname, instance]' })
    await fire({ alertname: 'Quiet', instance: 'db-1', cluster: 'eu' }, 'Replication of db-1 is behind')
    await fire({ alertname: 'Loud', instance: 'web-1', cluster: 'eu' }, 'web-1 does not answer')
    await house.api.waitForIncident(({ title }) => title.includes('web-1'), 30_000)
  })

  afterAll(() => house.close())

  async function alertmanager(path: string, body: object): Promise<void> {
    const answer = await fetch(`${house.url}/am/${KEYS.am}/api/v2${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(answer.status, await answer.text()).toBe(200)
  }

  const fire = (labels: Record<string, string>, summary: string) =>
    alertmanager('/alerts', [{ labels, annotations: { summary } }])

  test('from an alert: its labels are filled in, the preview follows what is typed, and it can be taken back', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/alerts')
      await page.getByRole('link', { name: 'Replication of db-1 is behind' }).click()
      await page.getByRole('link', { name: 'Silence this…' }).click()
      await page.getByText('1 alert fires now').waitFor()
      await page.getByText('1 is in an incident and stays there.').waitFor()
      expect(await page.getByRole('combobox', { name: 'Label' }).count()).toBe(3)

      await page.getByRole('button', { name: 'Take out instance' }).click()
      await page.getByRole('button', { name: 'Take out alertname' }).click()
      await page.getByText('2 alerts fire now').waitFor()
      await page.getByRole('combobox', { name: 'Value' }).fill('eu(')
      await page.getByRole('combobox', { name: 'Comparison' }).click()
      await page.getByRole('option', { name: '=~ matches' }).click()
      await page
        .getByText(/regular expression|expected|missing|unclosed|Unterminated|invalid/i)
        .first()
        .waitFor()
      await page.getByRole('combobox', { name: 'Value' }).fill('eu|us')
      await page.getByText('2 alerts fire now').waitFor()

      const set = page.getByRole('button', { name: 'Silence', exact: false }).last()
      expect(await set.isDisabled()).toBe(true)
      await page.getByText('Until tomorrow 09:00').click()
      await page.getByText(/Ends .*09:00 GMT\+9/).waitFor()
      await page.getByLabel('Why').fill('Moving house')
      await page.keyboard.press('Control+Enter')
      await page.getByRole('heading', { name: /^Back|Silence/, level: 1 }).waitFor()
      await page.getByText('Moving house').first().waitFor()
      await page.getByText('Active').waitFor()
      await page.getByRole('button', { name: 'Undo' }).click()
      await page.getByText('Expired').waitFor()
      await page.getByText('Ended', { exact: true }).waitFor()
    })
  })

  test('what amtool set is in the list with what it mutes, and ending it asks where alerts come in', async () => {
    const now = Date.now()
    await alertmanager('/silences', {
      matchers: [{ name: 'instance', value: 'db-.*', isRegex: true, isEqual: true }],
      startsAt: new Date(now).toISOString(),
      endsAt: new Date(now + 2 * HOUR_MS).toISOString(),
      createdBy: 'root@laptop',
      comment: 'set by amtool',
    })
    await fire({ alertname: 'Late', instance: 'db-2' }, 'Disk full on db-2')
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/alerts')
      const muted = page.getByRole('listitem').filter({ hasText: 'Disk full on db-2' })
      await muted.getByRole('link', { name: 'Silenced' }).click()
      await page.getByText('root@laptop').first().waitFor()
      await page.getByRole('link', { name: 'Back to the silences' }).click()
      const row = page.getByRole('listitem').filter({ hasText: 'set by amtool' })
      await row.getByText('Mutes 1').waitFor()
      await row.getByRole('button', { name: 'End now' }).click()
      await row.getByRole('button', { name: '1 alert comes in. End it?' }).click()
      await row.waitFor({ state: 'detached' })
      await page.getByRole('button', { name: 'Undo' }).waitFor()
      await page.keyboard.press('Control+z')
      await page.getByText('It is silent again until').waitFor()
      await page.getByRole('listitem').filter({ hasText: 'set by amtool' }).waitFor()
    })
    const { items } = await house.api.get<{ items: { comment: string; created_by: string }[] }>(
      '/silences?state=active',
    )
    expect(items).toMatchObject([{ comment: 'set by amtool', created_by: 'Ana' }])
  })

  test('one that is planned is changed, and its history and the audit log say what was done', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/alerts/silences?state=pending')
      await page.getByText('No silence is planned').waitFor()
      await page.getByRole('main').getByRole('link', { name: 'New silence' }).last().click()
      await page.getByText('Name a label').waitFor()
      await page.getByRole('combobox', { name: 'Label' }).fill('job')
      await page.getByRole('combobox', { name: 'Value' }).fill('batch')
      await page.keyboard.press('Escape')
      await page.getByText('Nothing that fires now').waitFor()
      await page.getByText('Later', { exact: true }).click()
      await page.getByLabel('Why').fill('Release night')
      await page.keyboard.press('Control+Enter')
      await page.getByText('Planned').waitFor()
      await page.getByRole('link', { name: 'Change' }).click()
      await page.getByLabel('Why').fill('Release night of 4.18')
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Release night of 4.18').first().waitFor()
      await page.getByText('Why: Release night →').waitFor()

      await page.goto('/settings/audit?log=silences')
      await page.getByRole('link', { name: 'Release night of 4.18' }).first().waitFor()
      await page.getByText('Changed').first().waitFor()
    })
  })

  test('who may only look finds no way to set or end one', async () => {
    await house.visit({ as: VERA }, async (page) => {
      await page.goto('/alerts/silences')
      await page.getByText('set by amtool').waitFor()
      expect(await page.getByRole('button', { name: 'End now' }).count()).toBe(0)
      expect(await page.getByRole('link', { name: 'New silence' }).count()).toBe(0)
      await page.goto('/alerts/silences/new')
      await page.getByText('Only responders, managers and admins set silences.').waitFor()
    })
  })

  test.each(['light', 'dark'] as const)(
    'its screens fit a phone and are sound for who does not see them, in %s',
    async (colorScheme) => {
      const { items } = await house.api.get<{ items: { id: string }[] }>('/silences')
      const problems: string[] = []
      await house.visit({ as: ANA, context: { ...PHONE, colorScheme } }, async (page) => {
        for (const [path, words] of [
          ['/alerts/silences', 'set by amtool'],
          ['/alerts/silences/new', 'Name a label'],
          [`/alerts/silences/${items[0]?.id}`, 'History'],
          [`/alerts/silences/${items[0]?.id}/change`, 'What it would mute'],
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
