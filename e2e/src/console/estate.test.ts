import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations } from './axe.ts'
import { CHROMIUM } from './browser.ts'
import { ANA, type House, MIA, openHouse, VERA } from './house.ts'

// Services, sources and alerts: what signals come from, how they are read, and where they went.

/** The browser reports the refusals that a test is about. */
const CONFLICT = [/status of 409/]

describe.skipIf(CHROMIUM === null)('services, sources and alerts in the console', () => {
  let house: House

  beforeAll(async () => {
    house = await openHouse()
  })

  afterAll(() => house.close())

  test('a service is created, changed, put to rest and brought back', async () => {
    await house.visit({ as: MIA }, async (page) => {
      await page.goto('/services')
      await page.getByRole('button', { name: 'Add service' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Name').fill('Web shop')
      await dialog.getByLabel('Description').fill('Sells to everybody')
      await dialog.getByRole('button', { name: 'Add service' }).click()
      await page.getByRole('link', { name: 'Web shop' }).click()
      await page.getByRole('heading', { name: 'Web shop' }).waitFor()
      await page.getByText('It has no policy: the admins are paged, all at once.').waitFor()

      await page.getByRole('button', { name: 'Edit' }).click()
      await page.getByRole('dialog').getByLabel('Name').fill('Shop of the web')
      await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
      await page.getByRole('heading', { name: 'Shop of the web' }).waitFor()

      await page.getByRole('button', { name: 'More to do with this service' }).click()
      await page.getByRole('menuitem', { name: 'Deactivate' }).click()
      await page.getByText('Shop of the web is inactive.').waitFor()
      await page.getByRole('button', { name: 'Undo' }).click()
      await page.getByText('Undone').waitFor()
      expect(await house.api.get('/services/web-shop')).toMatchObject({
        ...{ name: 'Shop of the web', description: 'Sells to everybody', active: true },
      })
    })
  })

  test('of two people who change one service the slower sees it, and chooses', async () => {
    await house.api.post('/services', { id: 'ledger', name: 'Ledger' })
    await house.visit({ as: MIA, announced: CONFLICT }, async (page) => {
      await page.goto('/services/ledger')
      const open = async (name: string) => {
        await page.getByRole('button', { name: 'Edit' }).click()
        await page.getByRole('dialog').getByLabel('Name').fill(name)
      }
      await open('Ledger of Mia')
      const changed = await fetch(`${house.url}/api/v1/services/ledger`, {
        method: 'PUT',
        headers: {
          authorization: 'Bearer api-key-0123456789abcdef0123456789abcdef',
          'content-type': 'application/json',
        },
        body: JSON.stringify({ name: 'Ledger of somebody else', description: 'Theirs' }),
      })
      expect(changed.status).toBe(200)
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('button', { name: 'Save' }).click()
      await dialog.getByText('Somebody changed it meanwhile.').waitFor()
      expect(await dialog.getByLabel('Name').inputValue()).toBe('Ledger of Mia')
      await dialog.getByRole('button', { name: 'Take the newest' }).click()
      await expect.poll(() => dialog.getByLabel('Name').inputValue()).toBe('Ledger of somebody else')
      await dialog.getByLabel('Name').fill('Ledger of both')
      await dialog.getByRole('button', { name: 'Save' }).click()
      await page.getByRole('heading', { name: 'Ledger of both' }).waitFor()
      expect(await house.api.get('/services/ledger')).toMatchObject({ name: 'Ledger of both', description: 'Theirs' })
    })
  })

  test('what the file owns is marked, and has no way to change it', async () => {
    await house.visit({ as: ANA }, async (page) => {
      await page.goto('/services/payment-api')
      await page.getByText('From file').first().waitFor()
      expect(await page.getByRole('button', { name: 'Edit' }).count()).toBe(0)
      await page.goto('/sources/json')
      await page.getByText('The configuration file says what this is; change it there.').waitFor()
      expect(await page.getByRole('button', { name: 'New key' }).count()).toBe(0)
    })
  })

  test('a key is replaced with time to move the senders, and the former one is seen to be used and ended', async () => {
    await house.api.post('/sources', { id: 'hooks', name: 'Hooks', system: 'json' })
    const { key } = await house.api.get<{ key: string }>('/sources/hooks/address')
    const knock = (with_: string) =>
      fetch(`${house.url}/in/json/${with_}`, { method: 'POST', body: JSON.stringify({ title: 'Late', id: 'l' }) })
    await house.visit({ as: MIA }, async (page) => {
      await page.goto('/sources/hooks')
      await page.getByRole('button', { name: 'New key' }).click()
      await page.getByRole('dialog').getByRole('button', { name: 'New key' }).click()
      const former = page.getByRole('region', { name: 'The former key still works' })
      await former.getByText(key).waitFor()
      await former.getByText('Nobody has used it since.').waitFor()
      expect((await knock(key)).status).toBe(200)
      await expect
        .poll(
          async () => (await house.api.get<{ former: { last_used_at: unknown } }>('/sources/hooks/address')).former,
          {
            timeout: 15_000,
          },
        )
        .toMatchObject({ last_used_at: expect.any(String) })
      await page.reload()
      await former.getByText(/^Last used/).waitFor()
      await former.getByRole('button', { name: 'End it now' }).click()
      await former.getByRole('button', { name: 'It stops working. Go on?' }).click()
      await page.getByText('The former key no longer works.').waitFor()
      expect((await knock(key)).status).toBe(404)
    })
  })

  test('a mapping over headers is tried with those that came, and with others that are typed', async () => {
    const map = { title: 'body.what + " of " + headers["x-team"]', dedup_key: 'body.what' }
    await house.api.post('/sources', { id: 'headed', name: 'Headed', system: 'json', map })
    const { key } = await house.api.get<{ key: string }>('/sources/headed/address')
    for (let n = 1; n <= 12; n += 1)
      await fetch(`${house.url}/in/json/${key}`, {
        method: 'POST',
        headers: { 'x-team': 'payments', authorization: 'Bearer s3cret' },
        body: JSON.stringify({ what: `Backup ${n} failed` }),
      })
    await house.visit({ as: MIA }, async (page) => {
      await page.goto('/sources/headed')
      // The last ten, and what came before them.
      const requests = page.locator('details').filter({ hasText: 'json · ' })
      await expect.poll(() => requests.count(), { timeout: 30_000 }).toBe(10)
      await page.getByRole('button', { name: 'Show older' }).click()
      await expect.poll(() => requests.count(), { timeout: 30_000 }).toBe(12)

      await page.getByRole('link', { name: 'Edit' }).click()
      await page.getByRole('heading', { name: 'Backup 12 failed of payments', level: 3 }).waitFor()
      const headers = page.getByRole('textbox', { name: 'Headers' })
      expect(await headers.inputValue()).toContain('authorization: [redacted]')
      await headers.fill('X-Team: shop')
      await page.getByRole('heading', { name: 'Backup 12 failed of shop', level: 3 }).waitFor()
      await headers.fill('')
      await page.getByText(/No such key/).waitFor()
      expect(await axeViolations(page)).toEqual([])
    })
  })

  test('a mapping is written beside what it makes of a real body, with the place of what is wrong', async () => {
    await house.api.post('/sources', { id: 'deploys', name: 'Deploys', system: 'json', map: { title: 'body.what' } })
    const { key } = await house.api.get<{ key: string }>('/sources/deploys/address')
    const body = { what: 'Deploy failed', n: 7, where: 'eu-1' }
    await fetch(`${house.url}/in/json/${key}`, { method: 'POST', body: JSON.stringify(body) })
    await house.visit({ as: MIA }, async (page) => {
      await page.goto('/sources/deploys')
      await page.getByRole('link', { name: 'Edit' }).click()
      await page.getByRole('heading', { name: 'Deploy failed', level: 3 }).waitFor()

      await page.getByLabel('title', { exact: true }).fill("body.what + ' in ' + body.where")
      await page.getByRole('heading', { name: 'Deploy failed in eu-1', level: 3 }).waitFor()
      await page.getByLabel('severity', { exact: true }).fill('1 +')
      await page.getByText('Line 1, column 4: Unexpected token: EOF').waitFor()
      await page.getByLabel('severity', { exact: true }).fill("'critical'")
      await page.getByRole('main').getByText('Critical', { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('The mapping is saved. The next request is read by it.').waitFor()
      expect(await house.api.get('/sources/deploys')).toMatchObject({
        map: { title: "body.what + ' in ' + body.where", severity: "'critical'" },
      })
    })
  })

  test('alerts are filtered by chips that stand in the address, and each tells the way it took', async () => {
    await house.api.post('/silences', { matchers: ['host="db-9"'], for_ms: 3_600_000, comment: 'Moving db-9' })
    await house.api.post('/sources', {
      ...{ id: 'hosts', name: 'Hosts', system: 'json' },
      map: { title: 'body.title', dedup_key: 'body.id', severity: 'body.level', labels: "{'host': body.host}" },
    })
    const { key } = await house.api.get<{ key: string }>('/sources/hosts/address')
    for (const host of ['db-8', 'db-9']) {
      const body = { title: `Slow ${host}`, id: host, level: 'medium', host }
      await fetch(`${house.url}/in/json/${key}`, { method: 'POST', body: JSON.stringify(body) })
    }
    await house.visit({ as: VERA }, async (page) => {
      await page.goto('/alerts')
      await page.getByRole('link', { name: 'Slow db-8' }).waitFor()
      await page.getByRole('button', { name: 'Filter' }).click()
      await page.getByLabel('A label, as name=value').fill('host=db-9')
      await page.keyboard.press('Enter')
      await page.getByRole('list', { name: 'Chosen filters' }).getByText('host=db-9').waitFor()
      await page.getByRole('link', { name: 'Slow db-8' }).waitFor({ state: 'detached' })
      expect(decodeURIComponent(new URL(page.url()).search)).toContain('host=db-9')
      await page.reload()
      await page.getByRole('link', { name: 'Slow db-9' }).click()

      await page.getByText('By the source’s own mapping').waitFor()
      await page.getByText('Silenced').waitFor()
      await page.getByText('What was sent (door json)').click()
      await page.getByText('"title": "Slow db-9"').waitFor()
      await page.getByRole('link', { name: 'Moving db-9' }).click()
      await page.getByRole('link', { name: 'Slow db-9' }).waitFor()
      expect(await page.getByRole('button', { name: 'End it now' }).count()).toBe(0)

      await page.goto('/alerts?q=nothing-like-this')
      await page.getByText('Nothing matches').waitFor()
      await page.getByRole('button', { name: 'Clear filters' }).click()
      await page.getByRole('link', { name: 'Slow db-8' }).waitFor()
    })
  })
})
