import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PASSWORD } from '../harness/organisation.ts'
import { axeViolations } from './axe.ts'
import { CHROMIUM, DESKTOP, PHONE } from './browser.ts'
import { type CutLine, openLine } from './cut-line.ts'
import { ANA, type House, MIA, openHouse, waitUntilLive } from './house.ts'
import { openNewVersion } from './new-version.ts'

// The console on a broken line: by a real service worker, real caches and a real IndexedDB. Only the line is cut by us.

/** What the browser writes when it cannot reach the server. */
const CUT_OFF = /net::ERR_|Failed to load resource|Failed to fetch|service-worker/
const KEPT_PHONE = { ...PHONE, serviceWorkers: 'allow' } as const
const KEPT_DESKTOP = { ...DESKTOP, serviceWorkers: 'allow' } as const
const AS_OF = /As of \d\d:\d\d:\d\d GMT\+9, the line is down\./

describe.skipIf(CHROMIUM === null)('the console without a line', () => {
  let house: House
  let line: CutLine

  beforeAll(async () => {
    house = await openHouse()
    line = await openLine(Number(new URL(house.url).port))
  })

  afterAll(async () => {
    await line.close()
    await house.close()
  })

  const visitKept = async (
    body: (page: Page) => Promise<void>,
    context: typeof KEPT_PHONE | typeof KEPT_DESKTOP = KEPT_PHONE,
  ) => {
    await line.mend()
    await house.visit({ url: line.url, as: ANA, context, announced: [CUT_OFF] }, body)
  }

  /** Somebody sees an incident, loses the line, and acknowledges it all the same. */
  const pressWithoutLine = async (page: Page, id: string) => {
    await page.goto(`/incidents/${id}`)
    await keepConsole(page)
    await line.cut()
    await page.getByText('Live updates lost, reconnecting…').waitFor()
    await page.getByRole('button', { name: 'Acknowledge', exact: true }).tap()
    await page.getByText('will be sent when the line is back', { exact: false }).waitFor()
  }

  test('opens with the last view of the list and of an incident, each with its age, and is live again when the line is', async () => {
    const incident = await house.open('Disk of the ledger is full')
    await visitKept(async (page) => {
      await keepConsole(page)
      await page.goto(`/incidents/${incident.id}`)
      await page.getByText('It was opened', { exact: false }).or(page.getByText(incident.title)).first().waitFor()
      await waitUntilKept(page, `/api/v1/incidents/${incident.id}/facts`)
      await page.goto('/incidents')
      await page.getByRole('link', { name: incident.title }).waitFor()
      await waitUntilKept(page, '/api/v1/incidents?')

      await line.cut()
      await page.goto(`/incidents/${incident.id}`)
      await page.getByRole('heading', { name: incident.title }).waitFor()
      await page.getByText(AS_OF).waitFor()
      await page.getByText('No line to the server.', { exact: false }).first().waitFor()
      expect(await axeViolations(page)).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
      await page.goto('/incidents')
      await page.getByRole('link', { name: incident.title }).waitFor()
      await page.getByText(AS_OF).waitFor()

      await line.mend()
      await page.getByRole('button', { name: 'Try now' }).tap()
      await page.getByText('Live again. Everything is up to date.').waitFor()
      await page.getByText(AS_OF).waitFor({ state: 'hidden' })
      await page.getByRole('link', { name: incident.title }).waitFor()
    })
  })

  test('sends an acknowledge that was pressed without a line once, when the line is back, and says both', async () => {
    const incident = await house.open('Certificate of the shop expires')
    await visitKept(async (page) => {
      await page.goto(`/incidents/${incident.id}`)
      await keepConsole(page)
      await line.cut()
      await page.getByText('Live updates lost, reconnecting…').waitFor()
      const button = page.getByRole('button', { name: 'Acknowledge', exact: true })
      await button.tap()
      const waiting = page.getByText(
        new RegExp(
          `Acknowledge ${incident.id}: will be sent when the line is back; queued \\d\\d:\\d\\d:\\d\\d GMT\\+9`,
        ),
      )
      await waiting.waitFor()
      await button.tap()
      expect(await waiting.count()).toBe(1)
      expect(await axeViolations(page)).toEqual([])
      expect((await house.api.incident(incident.id)).status).toBe('open')

      // A page that was closed meanwhile has lost nothing.
      await page.goto('/incidents')
      await waiting.waitFor()
      await line.mend()
      await page.getByRole('button', { name: 'Try now' }).tap()
      await page.getByText(`${incident.id} is yours: your acknowledge was sent.`).waitFor()
      await waiting.waitFor({ state: 'hidden' })
    })
    const facts = await house.api.facts(incident.id)
    const taken = facts.filter(({ type }) => type === 'IncidentAcknowledged')
    expect(taken).toMatchObject([{ actor: { kind: 'user' } }])
  })

  test('takes nothing from somebody who was faster, and says who has it', async () => {
    const incident = await house.open('Queue of orders grows')
    await visitKept(async (page) => {
      await pressWithoutLine(page, incident.id)
      await house.visit({ as: MIA }, async (mias) => {
        await mias.goto(`/incidents/${incident.id}`)
        await mias.getByRole('button', { name: 'Acknowledge' }).click()
        await mias.getByText('Mia has it: no further pages').waitFor()
      })
      await line.mend()
      await page.getByRole('button', { name: 'Try now' }).tap()
      await page.getByText(`Mia has ${incident.id}`).waitFor()
    })
    expect(await house.api.incident(incident.id)).toMatchObject({ owner: { name: 'Mia' } })
  })

  test('asks again before it sends an acknowledge that is older than ten minutes', async () => {
    const incident = await house.open('Backups are late')
    await visitKept(async (page) => {
      await pressWithoutLine(page, incident.id)
      await page.evaluate(makeActsOlder(11 * 60_000))
      await line.mend()
      await page.getByRole('button', { name: 'Try now' }).tap()
      await page.getByText('It was not sent, and others may have been called since.', { exact: false }).waitFor()
      expect((await house.api.incident(incident.id)).status).toBe('open')
      await page.getByRole('button', { name: 'Acknowledge now' }).tap()
      await page.getByText(`${incident.id} is yours: your acknowledge was sent.`).waitFor()
    })
    expect((await house.api.incident(incident.id)).status).toBe('acknowledged')
  })

  test('says that a session is over, and sends what was pressed once its owner has signed in', async () => {
    const incident = await house.open('Search of the shop is slow')
    await visitKept(async (page) => {
      await pressWithoutLine(page, incident.id)
      // Ended elsewhere: this browser still believes in its session.
      await page.context().clearCookies()
      await line.mend()
      await page.getByRole('button', { name: 'Try now' }).tap()
      await page.waitForURL('**/login*')
      await page.getByText('Not sent: your session is over').waitFor()
      expect((await house.api.incident(incident.id)).status).toBe('open')

      await page.getByLabel('Mail address').fill(ANA)
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
      await page.getByRole('button', { name: 'Sign in' }).tap()
      await page.getByText(`${incident.id} is yours: your acknowledge was sent.`).waitFor()
    })
    expect((await house.api.incident(incident.id)).status).toBe('acknowledged')
  })

  test('keeps nothing of somebody who signed out', async () => {
    const incident = await house.open('Replica of the ledger lags')
    await visitKept(async (page) => {
      await keepConsole(page)
      await page.goto('/incidents')
      await page.getByRole('link', { name: incident.title }).waitFor()
      await waitUntilKept(page, '/api/v1/incidents?')
      expect(await keptCaches(page)).toEqual(expect.arrayContaining([expect.stringContaining('tocsin-views-')]))
      const kept = await page.evaluate(keptTexts)
      expect(kept).toContain(incident.title)
      const csrf = (await page.context().cookies()).find(({ name }) => name.endsWith('tocsin_csrf'))?.value ?? 'none'
      expect(kept).not.toContain(csrf)

      await page.getByRole('button', { name: 'Account of Ana' }).click()
      await page.getByRole('menuitem', { name: 'Sign out' }).click()
      await page.waitForURL('**/login*')
      expect((await keptCaches(page)).filter((name) => !name.startsWith('tocsin-shell-'))).toEqual([])
      await line.cut()
      await page.goto('/incidents')
      await page.getByRole('button', { name: 'Try again' }).waitFor()
      expect(await page.getByText(incident.title).count()).toBe(0)
    }, KEPT_DESKTOP)
  })

  test('says that a new version is here, goes over to it when asked, and drops the files of the old one', async () => {
    const proxy = await openNewVersion(Number(new URL(house.url).port))
    try {
      await house.visit({ url: proxy.url, as: ANA, context: KEPT_DESKTOP }, async (page) => {
        await keepConsole(page)
        const [before] = await shells(page)
        expect(await page.getByText('A new version is here.').count()).toBe(0)
        proxy.release()
        await page.evaluate('navigator.serviceWorker.getRegistration().then((registration) => registration.update())')
        const notice = page.getByText('A new version is here.')
        await notice.waitFor()
        expect(await axeViolations(page)).toEqual([])
        expect(await shells(page)).toHaveLength(2)
        const loaded = page.waitForEvent('load')
        await page.getByRole('button', { name: 'Reload' }).click()
        await loaded
        await expect.poll(() => shells(page), { timeout: 20_000 }).toEqual([expect.not.stringMatching(before ?? '-')])
        await notice.waitFor({ state: 'hidden' })
      })
    } finally {
      await proxy.close()
    }
  })

  test('is installable: a manifest with icons that are there and shortcuts that lead somewhere', async () => {
    const manifest = await fetch(`${house.url}/manifest.webmanifest`)
    expect(manifest.headers.get('content-type')).toMatch(/^application\/manifest\+json/)
    const { icons, shortcuts } = (await manifest.json()) as {
      icons: { src: string; sizes: string; type: string }[]
      shortcuts: { name: string; url: string }[]
    }
    for (const { src, type } of icons) {
      const icon = await fetch(house.url + src)
      expect([src, icon.status, icon.headers.get('content-type')]).toEqual([src, 200, type])
    }
    const worker = await fetch(`${house.url}/service-worker.js`)
    expect(worker.headers.get('content-type')).toMatch(/javascript/)
    expect(worker.headers.get('cache-control')).toBe('no-cache')
    await house.visit({ as: ANA, context: PHONE }, async (page) => {
      await page.goto(shortcuts.find(({ name }) => name.startsWith('Declare'))?.url ?? '')
      await page.getByRole('dialog', { name: 'Declare an incident' }).waitFor()
    })
  })

  test('acknowledges and escalates with one thumb', async () => {
    const incident = await house.open('Login of the shop fails')
    await house.visit({ as: ANA, context: PHONE }, async (page) => {
      await page.goto(`/incidents/${incident.id}`)
      const escalate = page.getByRole('button', { name: 'Escalate', exact: true })
      const acknowledge = page.getByRole('button', { name: 'Acknowledge', exact: true })
      for (const button of [acknowledge, escalate]) {
        const box = await button.boundingBox()
        expect(box?.height).toBeGreaterThanOrEqual(44)
        expect(box?.y).toBeGreaterThan(600)
      }
      await escalate.tap()
      await page.getByRole('dialog').waitFor()
      await page.keyboard.press('Escape')
      await acknowledge.tap()
      await page.getByText('Ana has it: no further pages').waitFor()
    })
  })
})

/** Waits until the service worker has this page, and what it loads from now on. */
async function keepConsole(page: Page): Promise<void> {
  if (page.url() === 'about:blank') await page.goto('/')
  await waitUntilLive(page)
  await expect.poll(() => page.evaluate('navigator.serviceWorker.controller !== null'), { timeout: 20_000 }).toBe(true)
  await page.reload()
  await waitUntilLive(page)
}

async function waitUntilKept(page: Page, part: string): Promise<void> {
  await expect.poll(() => page.evaluate(keptUrls), { timeout: 20_000 }).toContain(part)
}

function keptCaches(page: Page): Promise<string[]> {
  return page.evaluate('caches.keys()')
}

async function shells(page: Page): Promise<string[]> {
  return (await keptCaches(page)).filter((name) => name.startsWith('tocsin-shell-'))
}

const EACH_VIEW = `(async (read) => {
  const names = (await caches.keys()).filter((name) => name.startsWith('tocsin-views-'))
  const found = []
  for (const name of names) {
    const cache = await caches.open(name)
    for (const request of await cache.keys()) found.push(await read(cache, request))
  }
  return found.join('\\n')
})`
const keptUrls = `${EACH_VIEW}((_, request) => new URL(request.url).pathname + new URL(request.url).search)`
const keptTexts = `${EACH_VIEW}(async (cache, request) => (await cache.match(request)).text())`

/** As if it had been pressed earlier. */
const makeActsOlder = (byMs: number) => `new Promise((resolve, reject) => {
  const opening = indexedDB.open('tocsin', 1)
  opening.onerror = () => reject(opening.error)
  opening.onsuccess = () => {
    const transaction = opening.result.transaction('acts', 'readwrite')
    const store = transaction.objectStore('acts')
    const all = store.getAll()
    all.onsuccess = () => {
      for (const act of all.result) store.put({ ...act, queuedAt: act.queuedAt - ${byMs} })
    }
    transaction.oncomplete = () => {
      opening.result.close()
      resolve()
    }
  }
})`
