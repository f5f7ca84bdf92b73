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
const FILL_PER_REQUEST = 500
const FILL_CONNECTIONS = 4
const NAME = 'Active'

interface SearchFigures {
  target: Target['name']
  path: string
  timesMs: number[]
}

interface MemoryFigures {
  target: Target['name']
  atRest: number | null
  afterStorm: number | null
  full: number | null
}

export function benchFullHouse(bench: Bench, wanted: { search: boolean; memory: boolean }): Promise<Report> {
  return withTargets(bench, { isPaging: true }, async ({ tocsins, all }) => {
    const memory: MemoryFigures[] = []
    const search: SearchFigures[] = []
    for (const target of all) {
      const tocsin = tocsins.find((each) => each === target)
      const atRest = readMemoryBytes(target.pid)
      if (wanted.memory) await raiseStorm(target, { alertname: 'Storm', count: STORM_ALERTS, perRequest: 100 })
      const afterStorm = readMemoryBytes(target.pid)
      bench.log(`full house: ${target.name} takes ${formatCount(ACTIVE_ALERTS)} alerts`)
      await fill(target)
      memory.push({ target: target.name, atRest, afterStorm, full: readMemoryBytes(target.pid) })
      if (wanted.search) search.push(...(await searchIn(target, tocsin, bench.isQuick ? 20 : 100)))
    }
    const tables = [...(wanted.search ? [searchTable(search)] : []), ...(wanted.memory ? [memoryTable(memory)] : [])]
    return { tables, figures: { search, memory }, failures: [] }
  })
}

async function fill(target: Target): Promise<void> {
  const pump = await openPump(target.alertsUrl, FILL_CONNECTIONS)
  const requests = requestsOf(target.alertsUrl, spreadAlerts(NAME, ACTIVE_ALERTS), FILL_PER_REQUEST, Date.now())
  const statuses = await Promise.all(requests.map((request) => pump.send(request)))
  pump.close()
  const wrong = statuses.find((status) => status !== 200)
  if (wrong !== undefined) throw new Error(`${target.name} answered ${wrong} while it was filled`)
  await settle(target)
}

async function searchIn(target: Target, tocsin: TocsinTarget | undefined, samples: number): Promise<SearchFigures[]> {
  const filter = (id: string): string => `${target.alertsUrl}?filter=${encodeURIComponent(`id="${id}"`)}`
  const byFilter = await searchBy(filter, samples)
  const figures = [{ target: target.name, path: '/api/v2/alerts?filter=…', timesMs: byFilter }]
  if (!tocsin) return figures
  const label = (id: string): string => `${tocsin.url}/api/v1/alerts?label=${encodeURIComponent(`id=${id}`)}`
  return [...figures, { target: target.name, path: '/api/v1/alerts?label=…', timesMs: await searchBy(label, samples) }]
}

/** One question after the other, each for another alert. */
async function searchBy(urlOf: (id: string) => string, samples: number): Promise<number[]> {
  const idOf = (sample: number): string => `${NAME}-${(sample * 7_919) % ACTIVE_ALERTS}`
  await checkFound(urlOf(idOf(0)), idOf(0))
  const pump = await openPump(urlOf(''), 1)
  const timesMs: number[] = []
  for (let sample = 1; sample <= samples; sample++) {
    const request = formatRequest(urlOf(idOf(sample)), { bearer: KEYS.api })
    const begin = performance.now()
    const status = await pump.send(request)
    timesMs.push(performance.now() - begin)
    if (status !== 200) throw new Error(`${urlOf(idOf(sample))} answered ${status}`)
  }
  pump.close()
  return timesMs
}

/** What is fast and finds nothing, or everything, must not count. */
async function checkFound(url: string, id: string): Promise<void> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${KEYS.api}` } })
  const answer = (await response.json()) as FoundAlert[] | { items: FoundAlert[] }
  const found = Array.isArray(answer) ? answer : answer.items
  if (found.length !== 1 || found[0]?.labels.id !== id)
    throw new Error(`${url} found ${found.length} alerts, not ${id}`)
}

interface FoundAlert {
  labels: Record<string, string>
}

function searchTable(figures: readonly SearchFigures[]): Table {
  return {
    title: `Search: one alert by a label among ${formatCount(ACTIVE_ALERTS)} active`,
    columns: ['server', 'path', 'p50', 'p99'],
    rows: figures.map(({ target, path, timesMs }): Cell[] => [
      TARGET_LABELS[target],
      path,
      formatMs(percentile(timesMs, 0.5)),
      formatMs(percentile(timesMs, 0.99)),
    ]),
    notes: ['Aim: p50 under 10 ms.'],
  }
}

function memoryTable(figures: readonly MemoryFigures[]): Table {
  return {
    title: 'Memory of the server’s process (RSS)',
    columns: ['server', 'at rest', 'after a storm', `${formatCount(ACTIVE_ALERTS)} active`],
    rows: figures.map(({ target, atRest, afterStorm, full }): Cell[] => [
      TARGET_LABELS[target],
      formatMegabytes(atRest),
      formatMegabytes(afterStorm),
      formatMegabytes(full),
    ]),
    notes: ['A PostgreSQL server’s own memory is not counted; that of the embedded engine is.'],
  }
}
