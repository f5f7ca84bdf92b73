import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHROMIUM, PHONE } from './browser.ts'
import { type House, MIA, openHouse, VERA } from './house.ts'

// What a source asks of its senders, and what becomes of requests that it cannot read.

const GRAFANA = readFileSync(
  new URL('../../../packages/adapters/src/in/grafana/payloads/webhook-v10-firing.json', import.meta.url),
  'utf8',
)

describe.skipIf(CHROMIUM === null)('the doors of sources in the console', () => {
  let house: House

  beforeAll(async () => {
    house = await openHouse()
  })

  afterAll(() => house.close())

  const addressOf = async (id: string) => {
    const { addresses } = await house.api.get<{ addresses: string[] }>(`/sources/${id}/address`)
    return `${house.url}${new URL(addresses[0] ?? '').pathname}`
  }
  const post = async (address: string, body: string, headers: Record<string, string> = {}) =>
    (await fetch(address, { method: 'POST', body, headers })).status
  const titles = async () =>
    (await house.api.get<{ items: { title: string }[] }>('/incidents')).items.map(({ title }) => title)

  test('what could not be read is seen, and replayed once the mapping is mended', async () => {
    const source = { id: 'shop', name: 'Shop', system: 'json', map: { alerts: 'body.list', title: 'item.title' } }
    await house.api.post('/sources', source)
    const address = await addressOf('shop')
    expect(await post(address, '{"rows":[{"title":"Tills are down"}]}')).toBe(400)
    expect(await post(address, 'no JSON at all')).toBe(400)
    await house.visit({ as: VERA }, async (page) => {
      await page.goto('/sources/shop')
      await page.getByRole('heading', { name: 'Could not be read' }).waitFor()
      expect(await page.getByRole('button', { name: 'Replay all' }).count()).toBe(0)
    })
    await house.visit({ as: MIA }, async (page) => {
      await page.goto('/sources/shop')
      await page.getByText('alerts: No such key: list').first().click()
      await page.getByText('"Tills are down"').waitFor()
      await page.getByRole('button', { name: 'Replay', exact: true }).click()
      await page.getByText('It still cannot be read').waitFor()
      const { version: _, ...before } = await house.api.get<{ version: number }>('/sources/shop')
      expect(before).toMatchObject({ dead_letters: 2 })
      const mended = await fetch(`${house.url}/api/v1/sources/shop`, {
        method: 'PUT',
        headers: {
          authorization: 'Bearer api-key-0123456789abcdef0123456789abcdef',
          'content-type': 'application/json',
        },
        body: JSON.stringify({ name: 'Shop', system: 'json', map: { alerts: 'body.rows', title: 'item.title' } }),
      })
      expect(mended.status).toBe(200)
      await page.getByRole('button', { name: 'Replay all' }).click()
      await page.getByRole('button', { name: 'This may page people. Go on?' }).click()
      await page.getByText('1 were read, 1 still cannot be.').waitFor()
      await expect.poll(titles, { timeout: 30_000 }).toContain('Tills are down')

      await page.getByText('the body is not JSON').first().click()
      await page.getByText('no JSON at all', { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Discard' }).click()
      await page.getByRole('button', { name: 'It is gone for good. Go on?' }).click()
      await page.getByText('The request is discarded.').waitFor()
      await page.getByRole('heading', { name: 'Could not be read' }).waitFor({ state: 'detached' })
    })
  })

  test('a secret is set on the phone; from then on nothing is taken without it, and nobody is shown it', async () => {
    await house.api.post('/sources', { id: 'graf', name: 'Grafana', system: 'grafana' })
    const address = await addressOf('graf')
    await house.visit({ as: MIA, context: PHONE }, async (page) => {
      await page.goto('/sources/graf')
      await page.getByText('It has no secret: whoever knows the address may send.').waitFor()
      await page.getByText('Disable resolved message').waitFor()
      // The other one is that of what makes alerts count.
      await page.getByRole('button', { name: 'Change', exact: true }).first().click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('textbox', { name: 'Secret' }).fill('only-grafana-knows')
      await dialog.getByRole('button', { name: 'Save' }).click()
      await page.getByText('It has a secret').waitFor()
      await page.reload()
      await page.getByText('It has a secret').waitFor()
      expect(await page.content()).not.toContain('only-grafana-knows')
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
    })
    expect(await post(address, GRAFANA)).toBe(401)
    expect(await post(address, GRAFANA, { authorization: 'Bearer only-grafana-knows' })).toBe(200)
    await expect.poll(titles, { timeout: 30_000 }).toContain('15m load average too high')
  })
})
