/** 10,000 incidents that came through the front door: how long the answers take that a hand at the console's list waits for. */
import { setTimeout } from 'node:timers/promises'
import { alertsRequest, type BenchAlert } from './alerts.ts'
import { type Bench, type Report, settle, withTargets } from './bench.ts'
import { formatRequest, openPump } from './http-pump.ts'
import { KEYS } from './organisation.ts'
import { percentile } from './statistics.ts'
import { type Cell, formatCount, formatMs, type Table } from './table.ts'
import { TARGET_LABELS, type Target } from './target.ts'
import type { TocsinTarget } from './tocsin-target.ts'

const INCIDENTS = 10_000
const INCIDENTS_QUICK = 2_000
const FILL_PER_REQUEST = 200
const AIM_MS = 100
/** Nobody has 10,000 incidents that are seconds old: both engines look at their statistics every minute. */
export const STATISTICS_MS = 75_000

/** What the console asks for, by what the hand does. `%` is replaced, so that no answer comes twice. */
const INTERACTIONS: readonly { name: string; path: string }[] = [
  { name: 'open the list', path: '/incidents?query=is:active&order=status&limit=100' },
  { name: 'count it and its groups', path: '/incidents/count?query=is:active&by=status' },
  { name: 'filter by priority', path: '/incidents?query=is:active%20priority:P1,P2&order=status&limit=100' },
  { name: 'filter by service', path: '/incidents?query=service:service-%&order=-recorded_at&limit=100' },
  { name: 'search words', path: '/incidents?query=is:active%20node-List%&order=status&limit=100' },
  { name: 'search in vain', path: '/incidents?query=nothing%has&limit=100' },
  { name: 'group by service', path: '/incidents?query=is:active&order=service&limit=100' },
  { name: 'order by change', path: '/incidents?order=-updated_at&limit=100' },
  { name: 'choose all', path: '/incidents/ids?query=is:active&limit=1000' },
]

interface ListFigures {
  target: Target['name']
  interaction: string
  timesMs: number[]
  refused: number
}

export function benchIncidentList(bench: Bench): Promise<Report> {
  return withTargets({ ...bench, alertmanager: null }, { isPaging: true }, async ({ tocsins }) => {
    const [count, samples] = bench.isQuick ? [INCIDENTS_QUICK, 10] : [INCIDENTS, 40]
    const figures: ListFigures[] = []
    for (const tocsin of tocsins) {
      await fillIncidents(tocsin, count)
      bench.log(`list: ${tocsin.name} has ${formatCount(count)} incidents`)
      await setTimeout(STATISTICS_MS)
      figures.push(...(await measure(tocsin, samples)))
    }
    return { tables: [listTable(figures, count)], figures: { count, list: figures }, failures: [] }
  })
}

/** Each alert has a name of its own, so each is an incident of its own. */
export async function fillIncidents(target: TocsinTarget, count: number): Promise<void> {
  const alerts = Array.from(
    { length: count },
    (_, index): BenchAlert => ({ alertname: `List-${index}`, service: index, id: `List-${index}` }),
  )
  const pump = await openPump(target.alertsUrl, 2)
  const now = Date.now()
  const requests: Buffer[] = []
  for (let at = 0; at < count; at += FILL_PER_REQUEST)
    requests.push(alertsRequest(target.alertsUrl, alerts.slice(at, at + FILL_PER_REQUEST), now))
  const statuses = await Promise.all(requests.map((request) => pump.send(request)))
  pump.close()
  const wrong = statuses.find((status) => status !== 200)
  if (wrong !== undefined) throw new Error(`${target.name} answered ${wrong} while it was filled`)
  await settle(target)
  await checkFilled(target, count)
}

/** A fast list of a few incidents must not count. */
async function checkFilled({ url }: TocsinTarget, count: number): Promise<void> {
  const headers = { authorization: `Bearer ${KEYS.api}` }
  const answer = await fetch(`${url}/api/v1/incidents/count?query=is:active%20List`, { headers })
  if (!answer.ok) throw new Error(`the count answered ${answer.status}: ${await answer.text()}`)
  const found = ((await answer.json()) as { count: number }).count
  if (found !== count) throw new Error(`there are ${found} incidents instead of ${count}`)
}

async function measure(target: TocsinTarget, samples: number): Promise<ListFigures[]> {
  const pump = await openPump(target.url, 1)
  const figures: ListFigures[] = []
  for (const { name, path } of INTERACTIONS) {
    const timesMs: number[] = []
    let refused = 0
    for (let sample = 0; sample < samples; sample++) {
      const place = String((sample * 37) % 200).padStart(3, '0')
      const url = `${target.url}/api/v1${path.replace(/%(?![0-9A-F]{2})/g, place)}`
      const request = formatRequest(url, { bearer: KEYS.api })
      const begin = performance.now()
      const status = await pump.send(request)
      if (status === 200) timesMs.push(performance.now() - begin)
      else refused += 1
    }
    figures.push({ target: target.name, interaction: name, timesMs, refused })
  }
  pump.close()
  return figures
}

function listTable(figures: readonly ListFigures[], count: number): Table {
  const rows = figures.map(({ target, interaction, timesMs, refused }): Cell[] => [
    ...[TARGET_LABELS[target], interaction],
    ...[0.5, 0.95, 1].map((share) => formatMs(percentile(timesMs, share))),
    formatCount(refused),
  ])
  return {
    title: `The list of ${formatCount(count)} incidents`,
    columns: ['', 'interaction', 'p50', 'p95', 'max', 'refused'],
    rows,
    notes: [`Aim: each within ${AIM_MS} ms.`],
  }
}
