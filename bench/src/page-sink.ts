/** Where pages arrive: a stand-in that checks Tocsin's signed webhook, and a plain one for what Alertmanager sends. */

import { setTimeout as sleep } from 'node:timers/promises'
import { startHttpReceiver } from '@tocsin/standins/http-receiver.ts'
import { startWebhookStandin } from '@tocsin/standins/webhook.ts'
import { HOOK_SECRET } from './organisation.ts'

export interface Page {
  /** Epoch milliseconds with a fraction, when the request was complete. */
  at: number
  /** What is paged about: an incident, or a group of Alertmanager. */
  group: string
  title: string
}

export interface PageSink {
  url: string
  /** Everything that arrived and was accepted, in order of arrival. */
  pages(): Page[]
  /** What was refused, e.g. for a wrong signature. */
  refused(): number
  close(): Promise<void>
}

/** Epoch milliseconds with a fraction: steady within a run, and close enough to the clock for signatures. */
export function clockMs(): number {
  return performance.timeOrigin + performance.now()
}

interface TocsinBody {
  kind: string
  incident: { id: string; title: string } | null
}

export async function startTocsinSink(): Promise<PageSink> {
  const standin = await startWebhookStandin({ now: clockMs, secret: HOOK_SECRET })
  const read = memoised<{ at: number; body: string }, Page[]>(({ at, body }) => {
    const { kind, incident } = JSON.parse(body) as TocsinBody
    return kind === 'page' && incident ? [{ at, group: incident.id, title: incident.title }] : []
  })
  return {
    url: standin.url,
    pages: () => standin.accepted().flatMap(read),
    refused: () => standin.requests().length - standin.accepted().length,
    close: standin.close,
  }
}

interface AlertmanagerBody {
  groupKey: string
  alerts: { annotations: { summary?: string } }[]
}

export async function startAlertmanagerSink(): Promise<PageSink> {
  const arrivals: { at: number; body: string }[] = []
  const react = (arrival: { at: number; body: string }) => {
    arrivals.push(arrival)
    return { status: 200 }
  }
  const receiver = await startHttpReceiver({ now: clockMs, port: 0, react })
  const read = memoised<{ at: number; body: string }, Page[]>(({ at, body }) => {
    const { groupKey, alerts } = JSON.parse(body) as AlertmanagerBody
    return [{ at, group: groupKey, title: alerts[0]?.annotations.summary ?? '' }]
  })
  return { url: receiver.url, pages: () => arrivals.flatMap(read), refused: () => 0, close: receiver.close }
}

/** Bodies are parsed once, and not while they arrive: what is measured then shares the processor. */
function memoised<Key extends object, Value>(read: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, Value>()
  return (key) => {
    const value = known.get(key) ?? read(key)
    known.set(key, value)
    return value
  }
}

const LOOK_MS = 5

/** The pages about `title…`, the first of each group, as soon as there are `count` groups; what there is after `maxMs`. */
export async function waitForGroups(sink: PageSink, title: string, count: number, maxMs: number): Promise<Page[]> {
  const giveUp = performance.now() + maxMs
  for (;;) {
    const first = firstPages(sink.pages().filter((page) => page.title.startsWith(title)))
    if (first.length >= count || performance.now() > giveUp) return first
    await sleep(LOOK_MS)
  }
}

function firstPages(pages: readonly Page[]): Page[] {
  const byGroup = new Map<string, Page>()
  for (const page of pages) if (!byGroup.has(page.group)) byGroup.set(page.group, page)
  return [...byGroup.values()]
}
