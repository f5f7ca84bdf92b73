/** New alerts one after the other, each the first of its group: from the instant before its post to the arrival of its page. */
import { setTimeout as sleep } from 'node:timers/promises'
import { alertsRequest } from './alerts.ts'
import { openPump } from './http-pump.ts'
import { clockMs, waitForGroups } from './page-sink.ts'
import type { Target } from './target.ts'

const CONNECTIONS = 32
const PAGES_MS_MAX = 20_000

export interface PageSamples {
  latenciesMs: number[]
  /** Posts that were answered otherwise than with 200. */
  refused: number
  /** Alerts that were taken, and whose page never arrived. */
  missing: number
}

/** Posts until it is enough. `name` begins the names of the alerts, and of no others of the run. */
export async function samplePages(
  target: Target,
  name: string,
  { everyMs, isEnough }: { everyMs: number; isEnough(sent: number): boolean },
): Promise<PageSamples> {
  const pump = await openPump(target.alertsUrl, CONNECTIONS)
  const postedAt = new Map<string, number>()
  let refused = 0
  for (let index = 0; !isEnough(index); index++) {
    const alert = { alertname: `${name}${index}`, service: index, id: `${name}-${index}` }
    const request = alertsRequest(target.alertsUrl, [alert], Date.now())
    const { alertname } = alert
    postedAt.set(alertname, clockMs())
    void pump.send(request).then((status) => {
      if (status === 200) return
      refused += 1
      postedAt.delete(alertname)
    })
    await sleep(everyMs)
  }
  const first = await waitForGroups(target.sink, name, postedAt.size, PAGES_MS_MAX)
  pump.close()
  const latenciesMs = first.map((page) => page.at - (postedAt.get(page.title.split(':')[0] ?? '') ?? Number.NaN))
  return { latenciesMs, refused, missing: postedAt.size - latenciesMs.length }
}
