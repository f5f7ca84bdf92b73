/** Takes the pictures of the guide anew: `npm run pictures`. A small company, an hour that goes badly, and the screens that show it. */
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { PHONE } from '../console/browser.ts'
import { ANA, BEN, type House, MIA, openHouse, VERA, waitUntilLive } from '../console/house.ts'

const FOLDER = fileURLToPath(new URL('../../../docs/pictures/', import.meta.url))
const DESKTOP = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 }
const DARK = { ...DESKTOP, colorScheme: 'dark' as const }
/** What is loaded after the first paint, and clocks that begin at zero. */
const SETTLE_MS = 3_000

const SERVICES = [
  ['checkout', 'Checkout', 'One request in five is answered by 500', 'critical'],
  ['orders-db', 'Orders database', 'The replica lags behind by 40 s', 'error'],
  ['search', 'Search', 'Indexing stands still', 'warning'],
  ['mail', 'Mail', 'The certificate of mail.example.com ends in three days', 'info'],
] as const

const MAP = { title: 'body.title', dedup_key: 'body.id', severity: 'body.severity' }

interface Picture {
  name: string
  path: string
  context?: typeof DESKTOP | typeof DARK | typeof PHONE
}

const OTHERS = [
  { name: 'Mia', role: 'manager' },
  { name: 'Vera', role: 'viewer' },
  { name: 'Yui', role: 'responder' },
  { name: 'Ken', role: 'responder' },
]

const house = await openHouse({ others: OTHERS })
try {
  mkdirSync(FOLDER, { recursive: true })
  await fillCompany(house)
  await fillSchedule(house)
  const incident = await haveAnHour(house)
  const pictures: Picture[] = [
    { name: 'home', path: '/' },
    { name: 'incidents', path: '/incidents', context: DARK },
    { name: 'incident', path: `/incidents/${incident}` },
    { name: 'incident-phone', path: `/incidents/${incident}`, context: PHONE },
    { name: 'schedule-quarter', path: '/on-call/schedules/checkout?view=quarter' },
    { name: 'schedule-dst', path: '/on-call/schedules/checkout?date=2027-03-22&zone=schedule', context: DARK },
  ]
  for (const picture of pictures) await take(house, picture)
} finally {
  await house.close()
}

async function fillCompany({ api }: House): Promise<void> {
  for (const [id, name] of SERVICES) {
    await create(api, '/services', { id, name, team: 'payments', policy: 'payments' })
    await create(api, '/sources', { id, name, system: 'json', service: id, map: MAP })
  }
}

/** Weeks in Berlin with office hours in Tokyo above them, of other people: nobody is on call for more days in a row than is allowed. */
async function fillSchedule({ api }: House): Promise<void> {
  const weeks = { name: 'Weeks', zone: 'Europe/Berlin', every: '1 week', handoff: 'Mon 09:00', start: '2026-01-05' }
  const tokyo = { name: 'Tokyo', zone: 'Asia/Tokyo', every: '1 week', handoff: 'Mon 09:00', start: '2026-01-05' }
  const restrictions = [{ days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], from: '09:00', to: '17:00' }]
  await create(api, '/schedules', {
    ...{ id: 'checkout', name: 'Checkout first line', zone: 'Europe/Berlin' },
    layers: [
      { ...weeks, people: [ANA, BEN, [MIA, VERA]] },
      { ...tokyo, people: ['yui@example.com', 'ken@example.com'], restrictions },
    ],
  })
}

async function create(api: House['api'], path: string, thing: object): Promise<void> {
  const { status, body } = await api.post(path, thing)
  if (status !== 201) throw new Error(`POST ${path}: ${status} ${JSON.stringify(body)}`)
}

/** Answers the incident that the pictures are about. */
async function haveAnHour({ api, url, visit }: House): Promise<string> {
  for (const [service, , title, severity] of SERVICES) {
    const { key } = await api.get<{ key: string }>(`/sources/${service}/address`)
    const answer = await fetch(`${url}/in/json/${key}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: title, title, severity }),
    })
    if (!answer.ok) throw new Error(`the door answered ${answer.status}: ${await answer.text()}`)
  }
  const first = await api.waitForIncident(({ title }) => title === SERVICES[0][2], 30_000)
  await visit({ as: ANA }, async (page) => {
    await page.goto(`/incidents/${first.id}`)
    await waitUntilLive(page)
    await page.keyboard.press('a')
    await page.getByText('Ana has it: no further pages').waitFor()
    await page.keyboard.press('n')
    await page.keyboard.type('Errors began with **release 4.2**. Rolling back.')
    await page.getByRole('button', { name: 'Add note' }).click()
    await page.getByText('Rolling back.').first().waitFor()
  })
  await api.post(`/incidents/${first.id}/responders`, { user: BEN })
  return first.id
}

async function take({ visit }: House, { name, path, context = DESKTOP }: Picture): Promise<void> {
  await visit({ as: ANA, context }, async (page) => {
    await page.goto(path)
    await waitUntilLive(page)
    await page.waitForTimeout(SETTLE_MS)
    await page.screenshot({ path: `${FOLDER}${name}.png` })
  })
}
