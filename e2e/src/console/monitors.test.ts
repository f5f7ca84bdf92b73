import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findProgram, type Peer, startExporter, startPrometheus } from '../harness/prometheus.ts'
import { axeViolations } from './axe.ts'
import { CHROMIUM, PHONE } from './browser.ts'
import { ANA, type House, MIA, openHouse } from './house.ts'

// What Tocsin checks by itself: a site that breaks and comes back, and a number that falls.

const PROMETHEUS = findProgram('prometheus')
const PATIENCE_MS = 60_000

interface Shop {
  url: string
  isUp: boolean
  close(): void
}

async function openShop(): Promise<Shop> {
  const shop: Shop = { url: '', isUp: true, close: () => server.close() }
  const server: Server = createServer((_, response) =>
    response
      .writeHead(shop.isUp ? 200 : 503, { 'content-type': 'application/json', connection: 'close' })
      .end(JSON.stringify({ status: shop.isUp ? 'ok' : 'broken' })),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  shop.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`
  return shop
}

describe.skipIf(CHROMIUM === null)('monitors in the console', () => {
  let house: House
  let shop: Shop

  beforeAll(async () => {
    shop = await openShop()
    house = await openHouse({ environment: { TOCSIN_ALLOW_PRIVATE: '127.0.0.0/8' } })
  })

  afterAll(async () => {
    await house.close()
    shop.close()
  })

  test('a monitor is tried, saved, and opens an incident when its site breaks, which is over when it is mended', async () => {
    await house.visit({ as: MIA }, async (page) => {
      await page.goto('/monitors')
      await page.getByText('No monitors yet').waitFor()
      await page.getByRole('link', { name: 'Add a monitor' }).click()
      await page.getByLabel('Name', { exact: false }).first().fill('Web shop')
      await page.getByLabel('Address').fill(shop.url)
      await page.getByLabel('Values in the JSON').fill('$.status equals fine')
      await page.getByRole('button', { name: 'Try now' }).click()
      await page.getByText('$.status is not "fine" (it is "ok")').waitFor()
      await page.getByLabel('Values in the JSON').fill('$.status equals ok')
      await page.getByRole('button', { name: 'Try now' }).click()
      await page.getByText('status 200').waitFor()
      await page.getByRole('combobox', { name: 'Service', exact: true }).click()
      await page.getByRole('option', { name: 'Payment API' }).click()
      await page.getByRole('combobox', { name: 'Checked every' }).click()
      await page.getByRole('option', { name: '10s' }).click()
      await page.getByRole('button', { name: 'Add a monitor' }).click()
      await page.getByRole('heading', { name: /Web shop.*Up/ }).waitFor()

      shop.isUp = false
      const incident = await house.api.waitForIncident(({ title }) => title.startsWith('Web shop is down'), PATIENCE_MS)
      expect(incident).toMatchObject({
        title: 'Web shop is down: status 503, expected 200-299',
        priority: 'P2',
        alerts_count: 1,
      })
      await house.pageMail(ANA, incident.id)
      await page.getByRole('heading', { name: /Web shop.*Down/ }).waitFor()
      await page.getByRole('link', { name: incident.id }).waitFor()
      expect(await axeViolations(page)).toEqual([])

      await page.goto('/monitors')
      await page.getByText('status 503, expected 200-299').waitFor()
      shop.isUp = true
      await house.api.waitForIncident(({ id, resolved_at }) => id === incident.id && resolved_at !== null, PATIENCE_MS)
      await page.getByText('Up', { exact: true }).waitFor()
      expect((await house.api.incident(incident.id)).alerts_count).toBe(1)
    })
  })

  test('the pages fit a phone', async () => {
    await house.api.post('/monitors', {
      id: 'fits',
      name: 'A monitor with a long name that goes on',
      kind: 'http',
      settings: { url: shop.url },
    })
    await house.visit({ as: MIA, context: PHONE }, async (page) => {
      for (const path of ['/monitors', '/monitors/fits', '/monitors/new', '/monitors/data-sources']) {
        await page.goto(path)
        await page.getByRole('heading', { level: 1 }).waitFor()
        const isWide = await page.evaluate('document.documentElement.scrollWidth > window.innerWidth')
        expect(isWide, path).toBe(false)
      }
    })
  })

  test.skipIf(PROMETHEUS === null)('payments that fail are P1, by the template and a real Prometheus', async () => {
    const exporter = await startExporter('payment_success_percent')
    exporter.set(99)
    let prometheus: Peer | undefined
    try {
      prometheus = await startPrometheus({
        program: PROMETHEUS ?? '',
        ...{ target: exporter.address, rules: 'groups: []', alertmanager: { address: '127.0.0.1:9', pathPrefix: '/' } },
      })
      await house.visit({ as: MIA }, async (page) => {
        await page.goto('/monitors/data-sources')
        await page.getByRole('button', { name: 'Add a data source' }).first().click()
        const dialog = page.getByRole('dialog')
        await dialog.getByLabel('Name', { exact: false }).first().fill('Prom')
        await dialog.getByLabel('Address').fill(prometheus?.url ?? '')
        await dialog.getByRole('button', { name: 'Add a data source' }).click()
        await page.getByText('Prometheus · http://127.0.0.1').waitFor()
        await page.goto('/monitors/new')
        await page.getByRole('combobox', { name: 'Kind' }).click()
        await page.getByRole('option', { name: 'Metric' }).click()
        await page.getByRole('button', { name: 'Payment success rate' }).click()
        await page.getByLabel('Query').fill('payment_success_percent')
        await page.getByLabel('Window').fill('')
        await page.getByRole('combobox', { name: 'Checked every' }).click()
        await page.getByRole('option', { name: '10s' }).click()
        // Prometheus may not have looked yet.
        const isMeasured = async () => {
          await page.getByRole('button', { name: 'Try now' }).click()
          await page.waitForTimeout(1_000)
          return page.getByText('99 %').first().isVisible()
        }
        await expect.poll(isMeasured, { timeout: 30_000 }).toBe(true)
        await page.getByRole('button', { name: 'Add a monitor' }).click()
        await page.getByRole('heading', { name: /Payment success rate.*Up/ }).waitFor()
      })
      exporter.set(91.5)
      const incident = await house.api.waitForIncident(
        ({ title }) => title.startsWith('Payment success rate'),
        PATIENCE_MS,
      )
      expect(incident).toMatchObject({ priority: 'P1' })
      expect(incident.title).toContain('91.5 % is below 95 %')
      exporter.set(99)
      await house.api.waitForIncident(({ id, resolved_at }) => id === incident.id && resolved_at !== null, PATIENCE_MS)
    } finally {
      await prometheus?.stop()
      await exporter.close()
    }
  })
})
