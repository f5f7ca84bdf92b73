/** A million steps that wait for their time, and some of them come due each second: how late each is taken up, and its page sent. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Bench, type Report, withTargets } from './bench.ts'
import { inspectDatabase } from './database-inspection.ts'
import { fillIncidents } from './incident-list.ts'
import { addPendingWakes, letComeDue, readFired } from './pending-wakes.ts'
import { percentile } from './statistics.ts'
import { type Cell, formatCount, formatMs, type Table } from './table.ts'
import { TARGET_LABELS, type Target } from './target.ts'
import type { TocsinTarget } from './tocsin-target.ts'

interface WakesPlan {
  pending: number
  perSecond: number
  seconds: number
}

const PLAN: WakesPlan = { pending: 1_000_000, perSecond: 100, seconds: 60 }
const PLAN_QUICK: WakesPlan = { pending: 20_000, perSecond: 20, seconds: 5 }
/** Between the look into the database and the first that comes due: the server has to be up by then. */
const LEAD_MS = 25_000
/** After the last was due: what is later than this counts as missing. */
const PATIENCE_MS = 10_000

interface WakesFigures extends WakesPlan {
  target: Target['name']
  due: number
  /** From its due instant until it was taken up, by Tocsin's own word. */
  takenMs: number[]
  /** From its due instant until its page arrived. */
  pagedMs: number[]
  /** Wakes that must not have been touched. */
  leftPending: number
}

export function benchWakes(bench: Bench): Promise<Report> {
  const plan = bench.isQuick ? PLAN_QUICK : PLAN
  const organisation = { isPaging: true, hasSecondPerson: true }
  return withTargets({ ...bench, alertmanager: null }, organisation, async ({ tocsins }) => {
    const figures: WakesFigures[] = []
    for (const tocsin of tocsins) {
      const measured = await measure(tocsin, plan, bench.log)
      figures.push(measured)
      bench.log(`wakes: ${tocsin.name} p99 ${formatMs(percentile(measured.pagedMs, 0.99))}`)
    }
    return { tables: [table(figures)], figures, failures: figures.flatMap(failuresOf) }
  })
}

async function measure(tocsin: TocsinTarget, plan: WakesPlan, log: Bench['log']): Promise<WakesFigures> {
  await fillIncidents(tocsin, plan.perSecond * plan.seconds)
  await tocsin.halt()
  const due = await inspectDatabase(tocsin.database, async (query) => {
    await addPendingWakes(query, plan.pending, Date.now())
    return letComeDue(query, { from: Date.now() + LEAD_MS, everyMs: 1_000 / plan.perSecond })
  })
  log(`wakes: ${tocsin.name} has ${formatCount(plan.pending)} pending, and ${formatCount(due.size)} that come due`)
  await tocsin.restart()
  const [first, last] = [Math.min(...due.values()), Math.max(...due.values())]
  if (Date.now() > first) throw new Error(`${tocsin.name} took longer than ${formatMs(LEAD_MS)} to start`)
  await sleep(last + PATIENCE_MS - Date.now())
  await tocsin.halt()
  const { firedAt, pending } = await inspectDatabase(tocsin.database, readFired)
  const pagedAt = new Map(tocsin.sink.pages().flatMap(({ group, at }) => (at >= first ? [[group, at] as const] : [])))
  const latenesses = (at: ReadonlyMap<string, number>): number[] =>
    [...due].flatMap(([incident, dueAt]) => (at.has(incident) ? [(at.get(incident) ?? Number.NaN) - dueAt] : []))
  return {
    ...plan,
    ...{ target: tocsin.name, due: due.size, leftPending: pending },
    ...{ takenMs: latenesses(firedAt), pagedMs: latenesses(pagedAt) },
  }
}

function failuresOf({ target, ...figures }: WakesFigures): string[] {
  const problems: string[] = []
  const { due, takenMs, pagedMs, leftPending, pending, perSecond, seconds } = figures
  const early = takenMs.filter((ms) => ms < 0).length
  if (due !== perSecond * seconds) problems.push(`${due} steps were pending, not ${perSecond * seconds}`)
  if (takenMs.length !== due) problems.push(`${due - takenMs.length} steps were not taken up`)
  if (pagedMs.length !== due) problems.push(`${due - pagedMs.length} pages did not arrive`)
  if (early > 0) problems.push(`${early} steps were taken up before their time`)
  if (leftPending !== pending) problems.push(`${pending - leftPending} wakes are gone that were not due`)
  return problems.map((problem) => `wakes, ${target}: ${problem}`)
}

function table(figures: readonly WakesFigures[]): Table {
  return {
    title: 'Steps that come due while others wait: from its due instant until each was taken up, and its page arrived',
    columns: ['server', 'pending', 'due/s', 'taken p50', 'p99', 'longest', 'paged p50', 'p99', 'longest', 'missing'],
    rows: figures.map(({ target, due, pending, perSecond, takenMs, pagedMs }): Cell[] => [
      TARGET_LABELS[target],
      formatCount(pending),
      formatCount(perSecond),
      ...[takenMs, pagedMs].flatMap((values) => [0.5, 0.99, 1].map((share) => formatMs(percentile(values, share)))),
      formatCount(due - pagedMs.length),
    ]),
    notes: ['Aim: p99 under 250 ms.'],
  }
}
