/**
 * The console in a real browser, as the build left it: how long somebody waits who opens the link of a page at night with nothing in the
 * cache, and what a hand at the list of 10,000 incidents waits for.
 */
import { setTimeout } from 'node:timers/promises'
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core'
import { type Bench, type Report, settle, withTargets } from './bench.ts'
import { fillIncidents, STATISTICS_MS } from './incident-list.ts'
import { makeLongIncident } from './long-incident.ts'
import { PASSWORD, PERSON } from './organisation.ts'
import { percentile } from './statistics.ts'
import { type Cell, formatCount, formatMs, type Table } from './table.ts'
import { TARGET_LABELS, type Target } from './target.ts'
import type { TocsinTarget } from './tocsin-target.ts'

const INCIDENTS = 10_000
const INCIDENTS_QUICK = 2_000
const OPEN_AIM_MS = 1_000
const INTERACTION_AIM_MS = 100
const FLAGS = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--disable-background-networking']

interface ConsoleFigures {
  target: Target['name']
  what: string
  aimMs: number | null
  timesMs: number[]
}

/** `file` is the browser's program. */
export function benchConsole(bench: Bench, file: string): Promise<Report> {
  return withTargets({ ...bench, alertmanager: null }, { isPaging: true }, async ({ tocsins }) => {
    const [count, samples] = bench.isQuick ? [INCIDENTS_QUICK, 5] : [INCIDENTS, 15]
    const figures: ConsoleFigures[] = []
    for (const tocsin of tocsins) {
      await fillIncidents(tocsin, count)
      const incident = await makeLongIncident(tocsin)
      await settle(tocsin)
      bench.log(`console: ${tocsin.name} has ${formatCount(count)} incidents, and ${incident} with a long timeline`)
      await setTimeout(STATISTICS_MS)
      const browser = await chromium.launch({ executablePath: file, args: FLAGS })
      try {
        figures.push(...(await measureOpening(browser, tocsin, { incident, samples })))
        figures.push(...(await measureList(browser, tocsin, samples)))
      } finally {
        await browser.close()
      }
    }
    return { tables: [consoleTable(figures, count)], figures: { count, console: figures }, failures: [] }
  })
}

/** From nothing to a button that can be pressed: a new profile each time, so that neither files nor code are cached. */
async function measureOpening(
  browser: Browser,
  { name, url }: TocsinTarget,
  { incident, samples }: { incident: string; samples: number },
): Promise<ConsoleFigures[]> {
  const timesMs: number[] = []
  const ownMs: number[] = []
  // The first one is the server's: what it never read from its disk.
  for (let sample = -1; sample < samples; sample++) {
    const context = await openContext(browser, url)
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    await session.send('Performance.enable', { timeDomain: 'threadTicks' })
    const begin = performance.now()
    await page.goto(`/incidents/${incident}`, { waitUntil: 'commit' })
    // A trial waits for what a press needs: the button is in sight, enabled, at rest, and nothing lies over it.
    await page.getByRole('button', { name: 'Acknowledge' }).first().click({ trial: true })
    const tookMs = performance.now() - begin
    const own = await readOwnMs(session)
    await page.getByText('Step 24 of the runbook').first().waitFor({ state: 'attached' })
    if (sample >= 0) {
      timesMs.push(tookMs)
      ownMs.push(own)
    }
    await context.close()
  }
  return [
    { target: name, what: 'open the link of an incident, to Acknowledge', aimMs: OPEN_AIM_MS, timesMs },
    { target: name, what: '  of it processor time of the page', aimMs: null, timesMs: ownMs },
  ]
}

/** What the page's own thread has worked so far: it says as much on a machine that has other things to do. */
async function readOwnMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1_000
}

/** What a hand does (a script in the page), and what it waits for (an expression in the page). */
interface Interaction {
  what: string
  act: string
  isDone: string
}

const FIRST_ROW = `document.querySelector('[data-row-id]')?.dataset.rowId`
const RESTS = `document.querySelector('[data-stale]') === null && document.querySelectorAll('[data-row-id]').length > 0`
const press = (key: string) =>
  `(document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key: '${key}', bubbles: true, cancelable: true }))`
const follow = (view: string) => `document.querySelector('nav a[href$="${view}"]').click()`

const INTERACTIONS: readonly Interaction[] = [
  {
    what: 'down one row',
    act: `globalThis.before = document.activeElement; ${press('j')}`,
    isDone: `document.activeElement !== globalThis.before && document.activeElement.closest('[data-row-id]') !== null`,
  },
  {
    what: 'choose a row',
    act: `globalThis.before = document.querySelectorAll('[data-chosen]').length; ${press('x')}`,
    isDone: `document.querySelectorAll('[data-chosen]').length !== globalThis.before`,
  },
  {
    what: 'show the list of all',
    act: `globalThis.before = location.search; ${follow('view=all')}`,
    isDone: `location.search.includes('view=all') && ${RESTS}`,
  },
  {
    what: 'back to the active ones',
    act: follow('/incidents'),
    isDone: `!location.search.includes('view=all') && ${RESTS}`,
  },
]

async function measureList(browser: Browser, { name, url }: TocsinTarget, samples: number): Promise<ConsoleFigures[]> {
  const context = await openContext(browser, url)
  const page = await context.newPage()
  await page.goto('/incidents')
  await page.locator('[data-row-id]').first().waitFor()
  const figures = INTERACTIONS.map(({ what }) => ({
    target: name,
    what,
    aimMs: INTERACTION_AIM_MS,
    timesMs: [] as number[],
  }))
  for (let sample = 0; sample < samples; sample++) {
    for (const [index, interaction] of INTERACTIONS.entries()) {
      figures[index]?.timesMs.push(await timeInPage(page, interaction))
      await setTimeout(300)
    }
  }
  if (!(await page.evaluate<boolean>(`${FIRST_ROW} !== undefined`))) throw new Error('the list lost its rows')
  await context.close()
  return figures
}

/** Milliseconds from the hand's doing to the frame that shows what came of it, on the page's own clock. */
function timeInPage(page: Page, { act, isDone }: Interaction): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve, reject) => {
    const begin = performance.now()
    const look = () => {
      const tookMs = performance.now() - begin
      if (${isDone}) requestAnimationFrame(() => resolve(performance.now() - begin))
      else if (tookMs > 10000) reject(new Error(${JSON.stringify(`nothing came of it: ${isDone}`)}))
      else requestAnimationFrame(look)
    }
    ${act}
    look()
  })`)
}

/** Signed in, with nothing in any cache. */
async function openContext(browser: Browser, url: string): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: url, locale: 'en-US', viewport: { width: 1280, height: 800 } })
  const answer = await context.request.post('/api/v1/session', { data: { email: PERSON, password: PASSWORD } })
  if (!answer.ok()) throw new Error(`cannot sign in: ${answer.status()} ${await answer.text()}`)
  return context
}

function consoleTable(figures: readonly ConsoleFigures[], count: number): Table {
  const rows = figures.map(({ target, what, aimMs, timesMs }): Cell[] => [
    ...[TARGET_LABELS[target], what],
    ...[0.5, 1].map((share) => formatMs(percentile(timesMs, share))),
    formatMs(aimMs),
  ])
  return {
    title: `The console, with ${formatCount(count)} incidents`,
    columns: ['', 'what', 'p50', 'worst', 'aim'],
    rows,
    notes: ['Each opening in a browser profile of its own, with nothing cached.'],
  }
}
