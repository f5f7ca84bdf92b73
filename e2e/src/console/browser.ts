/** Debian's chromium, and visits to a console in it. A visit fails when the page complains of anything that was not announced. */
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { PASSWORD } from '../harness/organisation.ts'
import { findProgram } from '../harness/prometheus.ts'

const PICTURES = fileURLToPath(new URL('../../../.cache/browser-tests', import.meta.url))
/** Far beyond what anything takes; a busy machine must not fail a test. */
const PATIENCE_MS = 30_000
const FLAGS = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Null where there is none: the tests are then left out and counted. */
export const CHROMIUM = findProgram('chromium')

export const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 } }
export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
}

export async function launchBrowser(): Promise<Browser> {
  if (CHROMIUM === null) throw new Error('there is no chromium; `npm test` installs it on Debian')
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
}

export interface VisitOptions {
  /** Of the console, as the browser is to write it. */
  url: string
  /** A mail address: signed in before the page opens. */
  as?: string
  /** Screen, colours and the like; a wide, light screen when left out. */
  context?: BrowserContextOptions
  /** What the browser may write to its console as an error, each as “text (address)”. */
  announced?: readonly RegExp[]
}

/** The browser reports the first look-up of a session that is not there yet, and a wrong password. */
const NOT_SIGNED_IN = /status of 401 .*\/api\/v1\/session\)$/

/** Opens a fresh browser profile, does `body` in it, and rejects when that fails or the page complained. */
export async function visit(
  browser: Browser,
  { url, as, context: settings = DESKTOP, announced = [] }: VisitOptions,
  body: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({
    baseURL: url,
    locale: 'en-US',
    timezoneId: 'Asia/Tokyo',
    reducedMotion: 'reduce',
    // What is tested is what the server sends now; the service worker has tests of its own, which let it in.
    serviceWorkers: 'block',
    ...settings,
  })
  context.setDefaultTimeout(PATIENCE_MS)
  try {
    const page = await context.newPage()
    const complaints = complaintsOf(page, [NOT_SIGNED_IN, ...announced])
    if (as !== undefined) await signIn(page, as)
    await body(page).catch((error: unknown) => explain(page, error, complaints))
    if (complaints.length > 0) throw new Error(`the page complained:\n${complaints.join('\n')}`)
  } finally {
    await context.close()
  }
}

function complaintsOf(page: Page, announced: readonly RegExp[]): string[] {
  const complaints: string[] = []
  page.on('pageerror', ({ message }) => complaints.push(`thrown: ${message}`))
  page.on('console', (message) => {
    const line = `${message.text()} (${message.location().url})`
    if (message.type() === 'error' && !announced.some((pattern) => pattern.test(line))) complaints.push(line)
  })
  return complaints
}

/** Without the login page, which has a test of its own. */
async function signIn(page: Page, email: string): Promise<void> {
  const answer = await page.request.post('/api/v1/session', { data: { email, password: PASSWORD } })
  if (!answer.ok()) throw new Error(`${email} cannot sign in: ${answer.status()} ${await answer.text()}`)
}

let pictures = 0

async function explain(page: Page, error: unknown, complaints: readonly string[]): Promise<never> {
  mkdirSync(PICTURES, { recursive: true })
  pictures += 1
  const path = `${PICTURES}/${process.pid}-${pictures}.png`
  const seen = await page.screenshot({ path }).then(
    () => `see ${path}`,
    (problem: unknown) => `no picture: ${problem}`,
  )
  const lines = [error instanceof Error ? error.message : String(error), `at ${page.url()}, ${seen}`, ...complaints]
  throw new Error(lines.join('\n'), { cause: error })
}
