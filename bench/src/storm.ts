/** 10,000 alerts over 200 services at once: how long until everybody who must know was told, and whether anything was lost. */
import { setTimeout } from 'node:timers/promises'
import { requestsOf, SERVICES, spreadAlerts } from './alerts.ts'
import { type Bench, inTurns, type Report, settle, withTargets } from './bench.ts'
import { countPlaced, inspectDatabase, type Placed } from './database-inspection.ts'
import { openPump } from './http-pump.ts'
import { STATISTICS_MS } from './incident-list.ts'
import { type PageSamples, samplePages } from './page-samples.ts'
import { clockMs, waitForGroups } from './page-sink.ts'
import { median, percentile } from './statistics.ts'
import { type Cell, formatCount, formatMs, type Table } from './table.ts'
import { TARGET_LABELS, type Target } from './target.ts'
import type { TocsinTarget } from './tocsin-target.ts'
import { CONNECTIONS } from './wrk.ts'

export const STORM_ALERTS = 10_000
const WARM_ALERTS = 1_000
const PAGES_MS_MAX = 60_000
/** 600 other problems a minute are many; more of them would be a second storm, and measured with the first. */
const MEANWHILE_MS = 100
const SIZES = [1, 100]

export interface Storm {
  alertname: string
  /** Epoch milliseconds of the first post. */
  begin: number
  /** From the first post: until the last answer, and until the last group's first page. */
  answeredMs: number
  pagedMs: number
  refused: number
  groups: number
  pages: number
}

interface StormPlan {
  alertname: string
  count: number
  perRequest: number
  /** Called at the last answer. */
  onAnswered?(): void
}

interface StormFigures extends Storm {
  target: Target['name']
  alertsPerRequest: number
  /** Other alerts, each the first of its group, that came while this stormed in. */
  meanwhile: PageSamples
  placed?: Placed
}

export function benchStorm(bench: Bench): Promise<Report> {
  return withTargets(bench, { isPaging: true }, async ({ tocsins, all }) => {
    const rounds = bench.isQuick ? 1 : 3
    const figures: StormFigures[] = []
    for (const target of all) {
      await raiseStorm(target, { alertname: 'Warm', count: WARM_ALERTS, perRequest: 10 })
    }
    // A storm comes out of a quiet hour, in which the statistics say that the queues are empty.
    await setTimeout(STATISTICS_MS)
    for (let round = 1; round <= rounds; round++) {
      for (const alertsPerRequest of SIZES) {
        for (const target of inTurns(all, round)) {
          const alertname = `Storm${round}x${alertsPerRequest}`
          figures.push(await stormIn(target, alertname, alertsPerRequest))
          const { pagedMs } = figures.at(-1) ?? { pagedMs: Number.NaN }
          bench.log(`storm, ${alertsPerRequest} a request, ${round}/${rounds}: ${target.name} ${formatMs(pagedMs)}`)
        }
      }
    }
    for (const tocsin of tocsins) await lookInto(tocsin, figures)
    return { tables: [stormTable(figures)], figures, failures: figures.flatMap(failuresOf) }
  })
}

/** A storm, and beside it one new alert after the other that has nothing to do with it. */
async function stormIn(target: Target, alertname: string, alertsPerRequest: number): Promise<StormFigures> {
  let isAnswered = false
  const sampling = samplePages(target, `Meanwhile${alertname}-`, { everyMs: MEANWHILE_MS, isEnough: () => isAnswered })
  const storm = await raiseStorm(target, {
    ...{ alertname, count: STORM_ALERTS, perRequest: alertsPerRequest },
    onAnswered() {
      isAnswered = true
    },
  })
  return { ...storm, target: target.name, alertsPerRequest, meanwhile: await sampling }
}

/** Posts the alerts over 64 connections and waits until everything has come of them. The server has come to rest afterwards. */
export async function raiseStorm(
  target: Target,
  { alertname, count, perRequest, onAnswered }: StormPlan,
): Promise<Storm> {
  const requests = requestsOf(target.alertsUrl, spreadAlerts(alertname, count), perRequest, Date.now())
  const pump = await openPump(target.alertsUrl, CONNECTIONS)
  const begin = clockMs()
  const statuses = await Promise.all(requests.map((request) => pump.send(request)))
  const answeredMs = clockMs() - begin
  onAnswered?.()
  pump.close()
  const first = await waitForGroups(target.sink, `${alertname}:`, Math.min(SERVICES, count), PAGES_MS_MAX)
  await settle(target)
  return {
    alertname,
    begin,
    answeredMs,
    pagedMs: Math.max(...first.map((page) => page.at)) - begin,
    refused: statuses.filter((status) => status !== 200).length,
    groups: first.length,
    pages: target.sink.pages().filter((page) => page.title.startsWith(`${alertname}:`)).length,
  }
}

async function lookInto(tocsin: TocsinTarget, figures: StormFigures[]): Promise<void> {
  await tocsin.halt()
  await inspectDatabase(tocsin.database, async (query) => {
    for (const storm of figures.filter(({ target }) => target === tocsin.name))
      storm.placed = await countPlaced(query, storm.alertname)
  })
}

function failuresOf({ target, alertname, refused, groups, placed, meanwhile }: StormFigures): string[] {
  const problems: string[] = []
  if (meanwhile.refused > 0) problems.push(`${meanwhile.refused} alerts that came meanwhile were refused`)
  if (meanwhile.missing > 0) problems.push(`${meanwhile.missing} pages of alerts that came meanwhile never arrived`)
  if (refused > 0) problems.push(`${refused} requests were refused`)
  if (groups !== SERVICES) problems.push(`${groups} groups were paged, not ${SERVICES}`)
  if (placed) {
    const { alerts, placed: inIncident, incidents, held } = placed
    if (alerts !== STORM_ALERTS)
      problems.push(`${alerts} alerts were placed when it had come to rest, not ${STORM_ALERTS}`)
    if (inIncident !== STORM_ALERTS) problems.push(`${inIncident} alerts are in an incident, not ${STORM_ALERTS}`)
    if (incidents !== SERVICES) problems.push(`there are ${incidents} incidents, not ${SERVICES}`)
    if (held !== STORM_ALERTS) problems.push(`the incidents hold ${held} alerts, not ${STORM_ALERTS}`)
  }
  return problems.map((problem) => `${alertname}, ${target}: ${problem}`)
}

function stormTable(figures: readonly StormFigures[]): Table {
  const groups = Map.groupBy(figures, ({ target, alertsPerRequest }) => `${target} ${alertsPerRequest}`)
  const rows = [...groups.values()].map((storms): Cell[] => {
    const [first] = storms
    const middle = (read: (storm: StormFigures) => number | null): number =>
      median(storms.flatMap((each) => read(each) ?? []))
    const meanwhile = storms.flatMap((each) => each.meanwhile.latenciesMs)
    const lost = storms.flatMap(({ placed }) => (placed ? STORM_ALERTS - placed.placed : []))
    return [
      `${first?.alertsPerRequest} a request`,
      TARGET_LABELS[first?.target ?? 'Alertmanager'],
      formatMs(middle((storm) => storm.answeredMs)),
      formatMs(middle((storm) => storm.pagedMs)),
      formatMs(middle(({ placed, begin }) => (placed ? placed.lastAt - begin : null))),
      ...[0.5, 0.99].map((share) => formatMs(percentile(meanwhile, share))),
      formatCount(Math.min(...storms.map((storm) => storm.groups))),
      formatCount(Math.max(...storms.map((storm) => storm.pages))),
      lost.length === 0 ? null : formatCount(Math.max(...lost)),
    ]
  })
  return {
    title: `Storm: ${formatCount(STORM_ALERTS)} alerts over ${SERVICES} services, from the first post (medians)`,
    columns: [
      ...['', 'server', 'all answered', 'last first page', 'all in incidents', 'others p50', 'others p99'],
      ...['groups', 'pages', 'lost'],
    ],
    rows: rows.sort((a, b) => (a[0] ?? '').localeCompare(b[0] ?? '', 'en', { numeric: true })),
    notes: [
      'Aim: the last first page within 2 s; 200 groups, one page each, nothing lost; others p99 within 1 s.',
      `others: a new group’s alert every ${MEANWHILE_MS} ms while the storm comes in, from its post to its page.`,
      'all in incidents: by the instants that Tocsin wrote down, because asking while it works would slow it.',
    ],
  }
}
