/** From the post of a new alert to the arrival of its page, while 500 alerts a second repeat in the background. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type alertsRequest, requestsOf, spreadAlerts } from './alerts.ts'
import { type Bench, type Report, settle, withTargets } from './bench.ts'
import { openPump } from './http-pump.ts'
import { type PageSamples, samplePages } from './page-samples.ts'
import { percentile } from './statistics.ts'
import { type Cell, formatCount, formatMs, type Table } from './table.ts'
import { TARGET_LABELS, type Target } from './target.ts'

const BACKGROUND_ALERTS = 1_000
const BACKGROUND_PER_SECOND = 500
const BACKGROUND_CONNECTIONS = 16
const TICK_MS = 10
const SAMPLE_MS = 50
const LEAD_MS = 2_000
const WARM_SAMPLES = 20

interface LatencyFigures extends PageSamples {
  target: Target['name']
  backgroundPerSecond: number
  backgroundRefused: number
}

export function benchPageLatency(bench: Bench): Promise<Report> {
  return withTargets(bench, { isPaging: true }, async ({ all }) => {
    const figures: LatencyFigures[] = []
    for (const target of all) {
      const each = await measureLatency(target, bench.isQuick ? 50 : 200)
      figures.push(each)
      bench.log(`page latency: ${target.name} p50 ${formatMs(percentile(each.latenciesMs, 0.5))}`)
    }
    const failures = figures.flatMap(({ target, missing }) =>
      missing === 0 ? [] : [`page latency, ${target}: ${missing} pages never arrived`],
    )
    return { tables: [latencyTable(figures)], figures, failures }
  })
}

async function measureLatency(target: Target, samples: number): Promise<LatencyFigures> {
  const repeats = spreadAlerts('Background', BACKGROUND_ALERTS)
  const filling = await openPump(target.alertsUrl, 1)
  for (const request of requestsOf(target.alertsUrl, repeats, 100, Date.now())) await filling.send(request)
  await settle(target)
  const background = await startBackground(target, repeats)
  await sleep(LEAD_MS)
  await samplePages(target, 'Warm', { everyMs: SAMPLE_MS, isEnough: (sent) => sent === WARM_SAMPLES })
  const measured = await samplePages(target, 'Sample', { everyMs: SAMPLE_MS, isEnough: (sent) => sent === samples })
  const { sent, refused, seconds } = await background.stop()
  filling.close()
  return {
    target: target.name,
    ...measured,
    backgroundPerSecond: sent / seconds,
    backgroundRefused: refused,
  }
}

interface Background {
  stop(): Promise<{ sent: number; refused: number; seconds: number }>
}

/** Repeats of one alert a request, evenly, whether or not the server keeps up. */
async function startBackground(target: Target, repeats: Parameters<typeof alertsRequest>[1]): Promise<Background> {
  const pump = await openPump(target.alertsUrl, BACKGROUND_CONNECTIONS)
  const requests = requestsOf(target.alertsUrl, repeats, 1, Date.now())
  const begin = performance.now()
  let sent = 0
  let refused = 0
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - begin) * BACKGROUND_PER_SECOND) / 1_000)
    while (sent < due) {
      const request = requests[sent % requests.length]
      sent += 1
      if (!request) continue
      void pump.send(request).then((status) => {
        if (status !== 200) refused += 1
      })
    }
  }, TICK_MS)
  return {
    async stop() {
      clearInterval(timer)
      const seconds = (performance.now() - begin) / 1_000
      await settle(target)
      const outcome = { sent, refused, seconds }
      pump.close()
      return outcome
    },
  }
}

function latencyTable(figures: readonly LatencyFigures[]): Table {
  return {
    title: `Page latency: a new alert’s post to its page’s arrival, ${BACKGROUND_PER_SECOND} repeats/s behind it`,
    columns: ['server', 'p50', 'p90', 'p99', 'longest', 'samples', 'missing', 'background/s'],
    rows: figures.map((each): Cell[] => [
      TARGET_LABELS[each.target],
      ...[0.5, 0.9, 0.99, 1].map((share) => formatMs(percentile(each.latenciesMs, share))),
      formatCount(each.latenciesMs.length),
      formatCount(each.missing),
      formatCount(each.backgroundPerSecond),
    ]),
    notes: ['Aim: p50 under 15 ms, p99 under 50 ms.'],
  }
}
