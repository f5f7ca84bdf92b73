/** How many alerts a second are taken, in four shapes, beside Alertmanager under the same load. */
import { type Bench, inTurns, type Report, settle, withTargets } from './bench.ts'
import { countStored, inspectDatabase, type Stored } from './database-inspection.ts'
import { readCpuMs } from './process-reading.ts'
import { median } from './statistics.ts'
import { type Cell, formatCount, formatMs, formatRatio, type Table } from './table.ts'
import { TARGET_LABELS, type Target } from './target.ts'
import type { TocsinTarget } from './tocsin-target.ts'
import { CONNECTIONS, type LoadOutcome, runWrk } from './wrk.ts'

interface Shape {
  name: string
  alertsPerRequest: number
  kind: 'distinct' | 'repeats'
  /** What Alertmanager 0.33 does of what 0.25 does, measured once on a quiet machine: only 0.25 can be installed beside us. */
  newestFactor: number
}

const SHAPES: readonly Shape[] = [
  { name: 'distinct, 1 a request', alertsPerRequest: 1, kind: 'distinct', newestFactor: 0.58 },
  { name: 'distinct, 100 a request', alertsPerRequest: 100, kind: 'distinct', newestFactor: 0.93 },
  { name: '99 % repeats, 1 a request', alertsPerRequest: 1, kind: 'repeats', newestFactor: 0.58 },
  { name: '99 % repeats, 100 a request', alertsPerRequest: 100, kind: 'repeats', newestFactor: 0.89 },
]

interface Measured extends LoadOutcome {
  /** Processor time of the server and its database for each alert, in microseconds. */
  cpuUsPerAlert: number | null
  /** How long the server worked on after the load had ended. */
  backlogMs: number | null
}

interface Sums {
  answered: number
  sent: number
}

interface Kept extends Sums {
  stored: Stored
}

interface ShapeFigures {
  shape: string
  newestFactor: number
  rounds: Record<string, Measured[]>
  kept: Record<string, Kept>
}

/** @param wrk the path of wrk */
export async function benchIngest(bench: Bench, wrk: string): Promise<Report> {
  const figures: ShapeFigures[] = []
  for (const shape of SHAPES) figures.push(await measureShape(bench, wrk, shape))
  return { tables: [ingestTable(bench, figures)], figures, failures: figures.flatMap(failuresOf) }
}

/** Servers are fresh for every shape, so that none carries what another shape left in it. */
function measureShape(bench: Bench, wrk: string, shape: Shape): Promise<ShapeFigures> {
  const [rounds, seconds, warmSeconds] = bench.isQuick ? [1, 3, 1] : [3, 5, 2]
  return withTargets(bench, { isPaging: false }, async ({ tocsins, all }) => {
    const measured: ShapeFigures['rounds'] = {}
    const answered = new Map<Target, { answered: number; sent: number }>()
    // Round 0 warms up and counts for nothing but what must be kept.
    for (let round = 0; round <= rounds; round++) {
      for (const target of inTurns(all, round)) {
        const outcome = await measureOnce(wrk, target, shape, round, round === 0 ? warmSeconds : seconds)
        const sums = answered.get(target) ?? { answered: 0, sent: 0 }
        sums.answered += outcome.requests * shape.alertsPerRequest
        sums.sent += outcome.sentRequests * shape.alertsPerRequest
        answered.set(target, sums)
        if (round === 0) continue
        measured[target.name] = [...(measured[target.name] ?? []), outcome]
        bench.log(`ingest, ${shape.name}, ${round}/${rounds}: ${target.name} ${formatCount(outcome.alertsPerSecond)}/s`)
      }
    }
    const kept: ShapeFigures['kept'] = {}
    for (const tocsin of tocsins) {
      kept[tocsin.name] = { ...(answered.get(tocsin) ?? { answered: 0, sent: 0 }), stored: await lookInto(tocsin) }
    }
    return { shape: shape.name, newestFactor: shape.newestFactor, rounds: measured, kept }
  })
}

async function measureOnce(
  wrk: string,
  target: Target,
  shape: Shape,
  round: number,
  seconds: number,
): Promise<Measured> {
  const { alertsPerRequest, kind } = shape
  const before = readCpuMs(target.pids())
  const load = {
    url: target.alertsUrl,
    alertsPerRequest,
    kind,
    seconds,
    tag: `r${round}`,
    poolTag: 'pool',
    seed: round,
  }
  const outcome = await runWrk(wrk, load)
  const backlogMs = await settle(target)
  const after = readCpuMs(target.pids())
  const alerts = outcome.requests * alertsPerRequest
  const cpuUsPerAlert = before === null || after === null ? null : ((after - before) * 1_000) / alerts
  return { ...outcome, cpuUsPerAlert, backlogMs }
}

async function lookInto(tocsin: TocsinTarget): Promise<Stored> {
  await tocsin.halt()
  return inspectDatabase(tocsin.database, countStored)
}

function failuresOf({ shape, kept }: ShapeFigures): string[] {
  return Object.entries(kept).flatMap(([name, { answered, sent, stored }]) => {
    if (stored.received < answered)
      return [`ingest, ${shape}, ${name}: ${answered} alerts were answered, ${stored.received} are stored`]
    return stored.received > sent ? [`ingest, ${shape}, ${name}: ${stored.received} stored of ${sent} sent`] : []
  })
}

function ingestTable(bench: Bench, figures: readonly ShapeFigures[]): Table {
  return {
    title: `Ingest: alerts/s, ${CONNECTIONS} connections (medians)`,
    columns: [
      '',
      'server',
      'alerts/s',
      ...(bench.hasRules ? ['of none'] : []),
      'of AM 0.25',
      'of AM 0.33 ≈',
      'p50',
      'p99',
      'CPU µs/alert',
      'backlog',
      'lost',
    ],
    rows: figures.flatMap((each) => shapeRows(bench, each)),
    notes: [
      ...(bench.alertmanager === null ? ['Alertmanager is not here, so nothing is compared.'] : []),
      'AM 0.33 is reckoned from the 0.25 measured beside it. Aim: 1.00× of 0.33 on PostgreSQL, half of that embedded.',
      ...(bench.hasRules
        ? ['of none: with 50 event rules, 20 silences and 10 inhibitions, of the same without. Aim: 0.8×.']
        : []),
      'backlog: how long the server went on working after the last request. lost: answered, but not stored.',
    ],
  }
}

const QUIET = ', quiet'

function shapeRows({ hasRules }: Bench, { shape, newestFactor, rounds, kept }: ShapeFigures): Cell[][] {
  const rate = (name: string): number => median((rounds[name] ?? []).map((round) => round.alertsPerSecond))
  const alertmanager = rate('Alertmanager')
  return Object.entries(rounds).map(([name, measured]): Cell[] => {
    const middle = (read: (round: Measured) => number | null): number =>
      median(measured.flatMap((round) => read(round) ?? []))
    const stored = kept[name]
    return [
      shape,
      TARGET_LABELS[name as Target['name']],
      formatCount(rate(name)),
      ...(hasRules ? [name.endsWith(QUIET) ? formatRatio(rate(name) / rate(name.slice(0, -QUIET.length))) : null] : []),
      formatRatio(rate(name) / alertmanager),
      name === 'Alertmanager' ? null : formatRatio(rate(name) / (alertmanager * newestFactor)),
      formatMs(middle((round) => round.p50Ms)),
      formatMs(middle((round) => round.p99Ms)),
      formatCount(middle((round) => round.cpuUsPerAlert)),
      formatMs(middle((round) => round.backlogMs)),
      stored ? formatCount(Math.max(0, stored.answered - stored.stored.received)) : null,
    ]
  })
}
