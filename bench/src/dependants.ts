/**
 * A database fails, and everything that needs it: 10,000 alerts of the database and of 40 services, until they are one incident. What opened
 * before the database was known to fail is folded into its incident.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type BenchAlert, requestsOf, SERVICES } from './alerts.ts'
import { type Bench, type Report, settle, withTargets } from './bench.ts'
import { inspectDatabase } from './database-inspection.ts'
import { openPump } from './http-pump.ts'
import { DEPENDANTS } from './organisation.ts'
import { clockMs } from './page-sink.ts'
import { median } from './statistics.ts'
import { type Cell, formatCount, formatMs, type Table } from './table.ts'
import { TARGET_LABELS, type Target } from './target.ts'
import type { TocsinTarget } from './tocsin-target.ts'
import { CONNECTIONS } from './wrk.ts'

const STORM = 'DatabaseDown'
const STORM_ALERTS = 10_000
const WARM_ALERTS = 1_000
const PER_REQUEST = 10
const FIRST_PAGE_MS_MAX = 60_000
const LOOK_MS = 5

interface DependantsFigures {
  target: Target['name']
  answeredMs: number
  /** Until the database was paged about. */
  pagedMs: number
  /** Until the last alert was placed. */
  placedMs: number
  pages: number
  /** Incidents of the storm that somebody has to work on, and such that were folded into it. */
  working: number
  folded: number
  /** Alerts in the one incident. */
  gathered: number
}

/** Each round has fresh servers: the incident of the round before would take the next storm in. */
export async function benchDependants(bench: Bench): Promise<Report> {
  const rounds = bench.isQuick ? 1 : 3
  const figures: DependantsFigures[] = []
  for (let round = 1; round <= rounds; round++) {
    await withTargets(
      { ...bench, alertmanager: null },
      { isPaging: true, hasDependants: true },
      async ({ tocsins }) => {
        for (const tocsin of tocsins) {
          const measured = await fail(tocsin)
          figures.push(measured)
          bench.log(`dependants, ${round}/${rounds}: ${tocsin.name} ${formatMs(measured.placedMs)}`)
        }
      },
    )
  }
  return { tables: [table(figures)], figures, failures: figures.flatMap(failuresOf) }
}

async function fail(target: TocsinTarget): Promise<DependantsFigures> {
  // Services that need nothing, so that nothing of theirs gathers what comes.
  const others = SERVICES - DEPENDANTS - 1
  await post(
    target,
    alertsOf('Warm', WARM_ALERTS, (index) => DEPENDANTS + 1 + (index % others)),
  )
  await settle(target)
  const begin = clockMs()
  const answered = post(
    target,
    alertsOf(STORM, STORM_ALERTS, (index) => index % (DEPENDANTS + 1)),
  )
  const pagedMs = await firstPage(target, begin)
  await answered
  const answeredMs = (await answered) - begin
  await settle(target)
  const pages = target.sink.pages().filter(({ title }) => title.startsWith(`${STORM}:`)).length
  await target.halt()
  const found = await lookInto(target)
  return { target: target.name, answeredMs, pagedMs, pages, ...found, placedMs: found.lastAt - begin }
}

function alertsOf(alertname: string, count: number, serviceOf: (index: number) => number): BenchAlert[] {
  return Array.from({ length: count }, (_, index) => ({
    alertname,
    service: serviceOf(index),
    id: `${alertname}-${index}`,
  }))
}

/** The instant of the last answer. */
async function post({ alertsUrl }: TocsinTarget, alerts: readonly BenchAlert[]): Promise<number> {
  const pump = await openPump(alertsUrl, CONNECTIONS)
  const requests = requestsOf(alertsUrl, alerts, PER_REQUEST, Date.now())
  const statuses = await Promise.all(requests.map((request) => pump.send(request)))
  const end = clockMs()
  pump.close()
  const refused = statuses.filter((status) => status !== 200).length
  if (refused > 0) throw new Error(`${refused} requests were refused`)
  return end
}

/** The first alert is one of the database, so that the first page is the one about it. */
async function firstPage({ sink }: TocsinTarget, begin: number): Promise<number> {
  const giveUp = performance.now() + FIRST_PAGE_MS_MAX
  for (;;) {
    const page = sink.pages().find(({ title }) => title.startsWith(`${STORM}:`))
    if (page) return page.at - begin
    if (performance.now() > giveUp) return Number.NaN
    await sleep(LOOK_MS)
  }
}

interface Found {
  working: number
  folded: number
  gathered: number
  lastAt: number
}

function lookInto({ database }: TocsinTarget): Promise<Found> {
  return inspectDatabase(database, async (query) => {
    const [row] = await query<Found>(
      `with mine as (
         select p.incident_id, p.placed_at from alerts a join placements p on p.alert_id = a.id where a.labels->>'alertname' = $1
       ), theirs as (select * from incidents where title like $1 || ':%')
       select (select count(*) from theirs where status = 'open')::int working,
         (select count(*) from theirs where status = 'merged')::int folded,
         (select coalesce(max(n), 0) from (select count(*) n from mine where incident_id is not null group by incident_id) g)::int gathered,
         (select extract(epoch from max(placed_at)) * 1000 from mine)::float8 "lastAt"`,
      [STORM],
    )
    return row ?? { working: 0, folded: 0, gathered: 0, lastAt: Number.NaN }
  })
}

function failuresOf({ target, working, gathered }: DependantsFigures): string[] {
  const problems: string[] = []
  if (working !== 1) problems.push(`${working} incidents are left, not one`)
  if (gathered !== STORM_ALERTS)
    problems.push(`${gathered} alerts are in the incident of the database, not ${STORM_ALERTS}`)
  return problems.map((problem) => `dependants, ${target}: ${problem}`)
}

function table(figures: readonly DependantsFigures[]): Table {
  const rows = [...Map.groupBy(figures, ({ target }) => target)].map(([target, rounds]): Cell[] => {
    const middle = (read: (each: DependantsFigures) => number): number => median(rounds.map(read))
    return [
      TARGET_LABELS[target],
      formatMs(middle((each) => each.answeredMs)),
      formatMs(middle((each) => each.pagedMs)),
      formatMs(middle((each) => each.placedMs)),
      formatCount(middle((each) => each.pages)),
      formatCount(Math.max(...rounds.map((each) => each.working))),
      formatCount(middle((each) => each.folded)),
      formatCount(Math.min(...rounds.map((each) => each.gathered))),
    ]
  })
  return {
    title: `A database fails with ${DEPENDANTS} services that need it: ${formatCount(STORM_ALERTS)} alerts (medians)`,
    columns: ['server', 'all answered', 'first page', 'all placed', 'pages', 'incidents', 'folded', 'gathered'],
    rows,
    notes: [
      'One incident is left, of the database, with every alert in it; folded: such as opened before it was known.',
      'pages: of the database, and of services whose alerts came before it was known.',
    ],
  }
}
