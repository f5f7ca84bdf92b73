/** A crash of the process in the middle of its work: what was acknowledged must be there afterwards. */
import { requestsOf, SERVICES, spreadAlerts } from './alerts.ts'
import type { Bench, Report } from './bench.ts'
import { countPlaced, inspectDatabase, listIds, type Placed } from './database-inspection.ts'
import { openPump } from './http-pump.ts'
import { waitForHeld } from './incident-watch.ts'
import { clockMs } from './page-sink.ts'
import { type Cell, formatCount, formatMs, type Table } from './table.ts'
import { TARGET_LABELS, type TocsinName } from './target.ts'
import { startTocsin, type TocsinTarget } from './tocsin-target.ts'
import { CONNECTIONS } from './wrk.ts'

const KILL_AFTER = 10_000
/** More are under way when the blow falls. */
const SENT = 12_000
const NAME = 'Killed'
const HELD_MS_MAX = 60_000

interface KillFigures {
  engine: TocsinName
  acknowledged: number
  missing: number
  /** From the start of the process until it said that it is ready. */
  readyMs: number
  /** From there until every acknowledged alert was in an incident. */
  heldMs: number | null
  placed: Placed
}

export async function benchKill(bench: Bench): Promise<Report> {
  const figures: KillFigures[] = []
  for (const engine of bench.engines) {
    const tocsin = await startTocsin({ ...bench, engine, profileFolder: null })
    try {
      figures.push(await killAndCount(tocsin))
    } finally {
      await tocsin.stop()
    }
    bench.log(`kill: ${engine} is missing ${figures.at(-1)?.missing} of ${figures.at(-1)?.acknowledged}`)
  }
  return { tables: [killTable(figures)], figures, failures: figures.flatMap(failuresOf) }
}

async function killAndCount(tocsin: TocsinTarget): Promise<KillFigures> {
  const acknowledged = await sendUntilKilled(tocsin)
  const readyMs = await tocsin.restart()
  const ready = clockMs()
  const heldAt = await waitForHeld(tocsin, NAME, acknowledged.length, HELD_MS_MAX)
  await tocsin.halt()
  return inspectDatabase(tocsin.database, async (query) => {
    const stored = await listIds(query)
    return {
      engine: tocsin.name,
      acknowledged: acknowledged.length,
      missing: acknowledged.filter((id) => !stored.has(id)).length,
      readyMs,
      heldMs: heldAt === null ? null : heldAt - ready,
      placed: await countPlaced(query, NAME),
    }
  })
}

/** Resolves with the ids of the alerts whose 200 we saw, those included that were under way in the kernel. */
async function sendUntilKilled(tocsin: TocsinTarget): Promise<string[]> {
  const alerts = spreadAlerts(NAME, SENT)
  const requests = requestsOf(tocsin.alertsUrl, alerts, 1, Date.now())
  const pump = await openPump(tocsin.alertsUrl, CONNECTIONS)
  const acknowledged: string[] = []
  let killed: Promise<void> | undefined
  await Promise.all(
    requests.map(async (request, index) => {
      const status = await pump.send(request)
      if (status !== 200) return
      acknowledged.push(alerts[index]?.id ?? '')
      if (acknowledged.length === KILL_AFTER) killed = tocsin.kill()
    }),
  )
  await killed
  pump.close()
  return acknowledged
}

function failuresOf({ engine, acknowledged, missing, placed }: KillFigures): string[] {
  const problems: string[] = []
  if (acknowledged < KILL_AFTER) problems.push(`only ${acknowledged} alerts were acknowledged`)
  if (missing > 0) problems.push(`${missing} acknowledged alerts are missing`)
  if (placed.placed !== placed.alerts) problems.push(`${placed.alerts - placed.placed} alerts are in no incident`)
  if (placed.incidents !== SERVICES) problems.push(`there are ${placed.incidents} incidents, not ${SERVICES}`)
  if (placed.held !== placed.placed) problems.push(`the incidents hold ${placed.held} alerts, not ${placed.placed}`)
  return problems.map((problem) => `kill, ${engine}: ${problem}`)
}

function killTable(figures: readonly KillFigures[]): Table {
  return {
    title: `Kill -9 right after ${formatCount(KILL_AFTER)} acknowledged alerts, one a request`,
    columns: ['server', 'acknowledged', 'missing', 'ready again after', 'all in incidents after'],
    rows: figures.map((each): Cell[] => [
      TARGET_LABELS[each.engine],
      formatCount(each.acknowledged),
      formatCount(each.missing),
      formatMs(each.readyMs),
      formatMs(each.heldMs),
    ]),
    notes: ['Aim: nothing missing. All in incidents: from being ready.'],
  }
}
