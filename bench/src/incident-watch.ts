/** Asks Tocsin's API, as anybody may, how far it has come. */
import { setTimeout as sleep } from 'node:timers/promises'
import { KEYS } from './organisation.ts'
import { clockMs } from './page-sink.ts'
import type { TocsinTarget } from './tocsin-target.ts'

const LOOK_MS = 50
const PAGE_SIZE = 200

interface IncidentList {
  items: { title: string; alerts_count: number }[]
}

/** When the newest incidents held `count` alerts of this name; null when that did not happen within `maxMs`. */
export async function waitForHeld(
  { url }: Pick<TocsinTarget, 'url'>,
  alertname: string,
  count: number,
  maxMs: number,
): Promise<number | null> {
  const giveUp = performance.now() + maxMs
  for (;;) {
    const { items } = await getApi<IncidentList>(url, `/incidents?limit=${PAGE_SIZE}&order=-recorded_at`)
    const mine = items.filter((incident) => incident.title.startsWith(`${alertname}:`))
    const held = mine.reduce((sum, incident) => sum + incident.alerts_count, 0)
    if (held >= count) return clockMs()
    if (performance.now() > giveUp) return null
    await sleep(LOOK_MS)
  }
}

export async function getApi<T>(url: string, path: string): Promise<T> {
  const response = await fetch(`${url}/api/v1${path}`, { headers: { authorization: `Bearer ${KEYS.api}` } })
  if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}
