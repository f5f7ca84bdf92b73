/** 100,000 active alerts: how long it takes to find one of them, and what memory they and a storm cost. */
import { requestsOf, spreadAlerts } from './alerts.ts'
import { type Bench, type Report, settle, withTargets } from './bench.ts'
import { formatRequest, openPump } from './http-pump.ts'
import { KEYS } from './organisation.ts'
import { readMemoryBytes } from './process-reading.ts'
import { percentile } from './statistics.ts'
import { raiseStorm, STORM_ALERTS } from './storm.ts'
import { type Cell, formatCount, formatMegabytes, formatMs, type Table } from './table.ts'
import { TARGET_LABELS, type Target } from './target.ts'
import type { TocsinTarget } from './tocsin-target.ts'

const ACTIVE_ALERTS = 100_000
const ACTIVE_ALERTS_QUICK = 20_000
const FILL_PER_REQUEST = 500
const FILL_CONNECTIONS = 4
const NAME = 'Active'

interface SearchFigures {
  target: Target['name']
  path: string
  timesMs: number[]
  /** Answered with anything but 200. */
  refused: number
}

interface MemoryFigures {
  target: Target['name']
  atRest: number | null
  afterStorm: number | null
  full: number | null
  /** From the first alert until all were answered, and from then until the server was at rest; null when it was not in time. */
  filledMs: number
  restMs: number | null
}

export function benchFullHouse(bench: Bench, wanted: { search: boolean; memory: boolean }): Promise<Report> {
  return withTargets(bench, { isPaging: true }, async ({ tocsins, all }) => {
    const [active, samples] = bench.isQuick ? [ACTIVE_ALERTS_QUICK, 20] : [ACTIVE_ALERTS, 100]
    const memory: MemoryFigures[] = []
    const search: SearchFigures[] = []
    for (const target of all) {
      const tocsin = tocsins.find((each) => each === target)
      const atRest = readMemoryBytes(target.pid)
      if (wanted.memory) await raiseStorm(target, { alertname: 'Storm', count: STORM_ALERTS, perRequest: 100 })
      const afterStorm = readMemoryBytes(target.pid)
      const filled = await fill(target, active)
      bench.log(`full house: ${target.name} took ${formatCount(active)} alerts in ${formatMs(filled.filledMs)}`)
      memory.push({ target: target.name, atRest, afterStorm, full: readMemoryBytes(target.pid), ...filled })
      if (wanted.search) search.push(...(await searchIn(target, tocsin, { active, samples })))
    }
    const tables = [
      ...(wanted.search ? [searchTable(search, active)] : []),
      ...(wanted.memory ? [memoryTable(memory, active)] : []),
    ]
    return { tables, figures: { active, search, memory }, failures: [] }
  })
}

async function fill(target: Target, active: number): Promise<Pick<MemoryFigures, 'filledMs' | 'restMs'>> {
  const pump = await openPump(target.alertsUrl, FILL_CONNECTIONS)
  const requests = requestsOf(target.alertsUrl, spreadAlerts(NAME, active), FILL_PER_REQUEST, Date.now())
  const begin = performance.now()
  const statuses = await Promise.all(requests.map((request) => pump.send(request)))
  const filledMs = performance.now() - begin
  pump.close()
  const wrong = statuses.find((status) => status !== 200)
  if (wrong !== undefined) throw new Error(`${target.name} answered ${wrong} while it was filled`)
  return { filledMs, restMs: await settle(target) }
}

interface Search {
  active: number
  samples: number
}

async function searchIn(target: Target, tocsin: TocsinTarget | undefined, search: Search): Promise<SearchFigures[]> {
  const filter = (id: string): string => `${target.alertsUrl}?filter=${encodeURIComponent(`id="${id}"`)}`
  const figures = [{ target: target.name, path: '/api/v2/alerts?filter=…', ...(await searchBy(filter, search)) }]
  if (!tocsin) return figures
  const label = (id: string): string => `${tocsin.url}/api/v1/alerts?label=${encodeURIComponent(`id=${id}`)}`
  return [...figures, { target: target.name, path: '/api/v1/alerts?label=…', ...(await searchBy(label, search)) }]
}

/** One question after the other, each for another alert. */
async function searchBy(
  urlOf: (id: string) => string,
  { active, samples }: Search,
): Promise<Pick<SearchFigures, 'timesMs' | 'refused'>> {
  const idOf = (sample: number): string => `${NAME}-${(sample * 7_919) % active}`
  await checkFound(urlOf(idOf(0)), idOf(0))
  const pump = await openPump(urlOf(''), 1)
  const timesMs: number[] = []
  let refused = 0
  for (let sample = 1; sample <= samples; sample++) {
    const request = formatRequest(urlOf(idOf(sample)), { bearer: KEYS.api })
    const begin = performance.now()
    const status = await pump.send(request)
    if (status === 200) timesMs.push(performance.now() - begin)
    else refused += 1
  }
  pump.close()
  return { timesMs, refused }
}

/** What is fast and finds nothing, or everything, must not count. */
async function checkFound(url: string, id: string): Promise<void> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${KEYS.api}` } })
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
  const answer = (await response.json()) as FoundAlert[] | { items: FoundAlert[] }
  const found = Array.isArray(answer) ? answer : answer.items
  if (found.length !== 1 || found[0]?.labels.id !== id)
    throw new Error(`${url} found ${found.length} alerts, not ${id}`)
}

interface FoundAlert {
  labels: Record<string, string>
}

function searchTable(figures: readonly SearchFigures[], active: number): Table {
  return {
    title: `Search: one alert by a label among ${formatCount(active)} active`,
    columns: ['server', 'path', 'p50', 'p99', 'refused'],
    rows: figures.map(({ target, path, timesMs, refused }): Cell[] => [
      TARGET_LABELS[target],
      path,
      formatMs(percentile(timesMs, 0.5)),
      formatMs(percentile(timesMs, 0.99)),
      formatCount(refused),
    ]),
    notes: ['Aim: p50 under 10 ms.'],
  }
}

function memoryTable(figures: readonly MemoryFigures[], active: number): Table {
  return {
    title: 'Memory of the server’s process (RSS)',
    columns: ['server', 'at rest', 'after a storm', `${formatCount(active)} active`, 'taken in', 'at rest after'],
    rows: figures.map(({ target, atRest, afterStorm, full, filledMs, restMs }): Cell[] => [
      TARGET_LABELS[target],
      formatMegabytes(atRest),
      formatMegabytes(afterStorm),
      formatMegabytes(full),
      formatMs(filledMs),
      formatMs(restMs),
    ]),
    notes: [
      'A PostgreSQL server’s own memory is not counted; that of the embedded engine is.',
      'at rest after: how long the server went on working after it had answered all of them; – when longer than the wait.',
    ],
  }
}
