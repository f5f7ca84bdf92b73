import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTocsin, type TocsinProcess } from '../harness/tocsin-process.ts'
import { axeViolations } from './axe.ts'
import { CHROMIUM, launchBrowser, PHONE } from './browser.ts'

const FOLDER = join(mkdtempSync(join(tmpdir(), 'tocsin-e2e-demo-')), 'data-demo')
const DEMO = { dataDir: FOLDER, flags: ['--demo', '1 day', '--log-level', 'warn'], startMsMax: 170_000 }

describe.skipIf(CHROMIUM === null)('the demo', () => {
  let tocsin: TocsinProcess
  let browser: Browser

  beforeAll(async () => {
    ;[tocsin, browser] = await Promise.all([startTocsin(DEMO), launchBrowser()])
  })
  afterAll(async () => {
    await browser.close()
    await tocsin.stop()
    rmSync(FOLDER, { recursive: true, force: true })
  })

  async function open(context: Parameters<Browser['newContext']>[0] = {}) {
    return (await browser.newContext({ ...context, baseURL: `http://localhost:${tocsin.port}` })).newPage()
  }

  test('the link of the terminal leads to a company at work, marked as a demo', async () => {
    const findLink = () => /Open (\S+) to be signed in as Mira Novak, who is on call/.exec(tocsin.output())?.[1]
    await expect.poll(findLink, { timeout: 30_000 }).toContain('/login?as=')
    const page = await open()
    await page.goto(findLink() ?? '')
    await page.getByRole('button', { name: 'Demo' }).first().click()
    await page.getByText('Kiteline does not exist').waitFor()
    await page.goto('/incidents')
    await page.getByText('Replica orders-db-2 is 140 s behind').first().waitFor()
    const { items } = (await (await page.request.get('/api/v1/incidents?limit=200')).json()) as {
      items: { id: string; title: string }[]
    }
    await page.goto(`/incidents/${items.find(({ title }) => title.startsWith('Replica'))?.id}`)
    await page.getByRole('heading', { name: 'Replica orders-db-2 is 140 s behind' }).waitFor()
    await page.getByText('added a note').first().waitFor()
  })

  test('the page for signing in offers people to look around as, on a phone too', async () => {
    const page = await open(PHONE)
    await page.goto('/')
    await page.getByText('This is the demo: Kiteline').waitFor()
    expect(await axeViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'Enter as Ines Costa' }).click()
    await page.getByRole('button', { name: 'Demo' }).first().waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
  })

  test('within a minute or so something pages the visitor', async () => {
    const page = await open()
    await page.goto('/login?as=mira%40kiteline.example')
    await page.getByText('You are on call').first().waitFor()
    const paged = page.getByText(/Card authorisations take|checkouts end in an error/)
    await paged.first().waitFor({ timeout: 120_000 })
  })

  test('a second start goes on with the same demo, and a start for real refuses it', async () => {
    const countOf = async () => {
      const page = await open()
      await page.goto('/login?as=mira%40kiteline.example')
      await page.getByText('You are on call').first().waitFor()
      const answer = await page.request.get('/api/v1/incidents?limit=200')
      return ((await answer.json()) as { items: unknown[] }).items.length
    }
    const before = await countOf()
    expect(await tocsin.stop()).toBe(0)
    await expect(startTocsin({ dataDir: FOLDER })).rejects.toThrow(/holds the data of the demo/)
    tocsin = await startTocsin(DEMO)
    expect(await countOf()).toBeGreaterThanOrEqual(before)
  })
})
