import { rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { type RunningPostgres, startPostgres } from '@tocsin/server/shell/database/testing/start-postgres.ts'
import { startSmtpStandin } from '@tocsin/standins/smtp.ts'
import { startWebhookStandin, type WebhookStandin } from '@tocsin/standins/webhook.ts'
import { describe, expect, test } from 'vitest'
import { type ApiClient, createApi } from './harness/api.ts'
import { KEYS, organisationYaml } from './harness/organisation.ts'
import { findFreePort, makeTempDir, startTocsin, type TocsinProcess } from './harness/tocsin-process.ts'

// The process is killed (SIGKILL) at random moments while alerts come in, pages go out, and people take incidents, resolve and close
// them. Whatever was answered with 2xx has to be there afterwards: a signal in an incident that somebody hears of, what a person did
// in its facts. A page may come twice, under the same key, but not for ever.

/** `CRASH_ROUNDS=50 npx vitest run e2e/src/crash.test.ts` is the long form. */
const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 6)
const SENDERS = 6
const RESPONDERS = 2
const FIRST_ACT_MS_MAX = 5_000
/** One kill can repeat what was under way; being hit by every one of several kills in a row is a matter of chance. */
const DUPLICATES_MAX = 4

interface Site {
  start(): Promise<TocsinProcess>
  end(): Promise<void>
}

async function embeddedSite(yaml: string): Promise<Site> {
  const dataDir = makeTempDir('crash')
  const port = await findFreePort()
  return {
    start: () => startTocsin({ yaml, dataDir, port }),
    end: async () => rmSync(dataDir, { recursive: true, force: true }),
  }
}

async function postgresSite(yaml: string): Promise<Site> {
  const postgres: RunningPostgres = await startPostgres()
  const dataDir = makeTempDir('crash')
  const port = await findFreePort()
  return {
    start: () => startTocsin({ yaml, dataDir, port, databaseUrl: postgres.url }),
    async end() {
      await postgres.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Posts alerts one after the other until it is stopped, and remembers which were answered with 2xx. */
function startSender(url: string, name: string, acknowledged: Set<string>): { stop(): Promise<void> } {
  let isStopped = false
  const running = (async () => {
    for (let n = 0; !isStopped; n++) {
      const id = `${name}-${n}`
      const body = JSON.stringify({ id, title: `Disk ${id}`, ok: false, level: 'critical' })
      const headers = { 'content-type': 'application/json' }
      const reply = await fetch(`${url}/in/json/${KEYS.json}`, { method: 'POST', headers, body }).catch(() => null)
      if (reply?.ok) acknowledged.add(id)
      await reply?.arrayBuffer().catch(() => null)
      await sleep(reply?.ok ? 20 : 100)
    }
  })()
  return {
    async stop() {
      isStopped = true
      await running
    },
  }
}

/** What people do with an incident, by what it is, and the fact that stays of it. */
const ACTS = {
  open: { path: 'acknowledge', body: {}, fact: 'IncidentAcknowledged' },
  acknowledged: { path: 'resolve', body: {}, fact: 'IncidentResolved' },
  resolved: { path: 'close', body: { reason: 'It works again' }, fact: 'IncidentClosed' },
} as const

/** Walks incidents through their steps until it is stopped, and remembers which facts it was promised. */
function startResponder(url: string, promised: Map<string, Set<string>>): { stop(): Promise<void> } {
  const api = createApi(url, KEYS.api)
  let isStopped = false
  const walkOne = async (): Promise<void> => {
    const incidents = await api.incidents('?limit=50')
    const incident = incidents[Math.floor(Math.random() * incidents.length)]
    const act = incident && ACTS[incident.status as keyof typeof ACTS]
    if (!act) return
    const { status } = await api.post(`/incidents/${incident.id}/${act.path}`, act.body)
    if (status >= 300) return
    const facts = promised.get(incident.id) ?? new Set()
    promised.set(incident.id, facts.add(act.fact))
  }
  const running = (async () => {
    while (!isStopped) {
      await walkOne().catch(() => sleep(100))
      await sleep(20)
    }
  })()
  return {
    async stop() {
      isStopped = true
      await running
    },
  }
}

interface AlertItem {
  key: string
  placement: { incident: string | null }
}

async function listAll<T>(api: ApiClient, path: string): Promise<T[]> {
  const items: T[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const separator = path.includes('?') ? '&' : '?'
    const page: { items: T[]; next: string | null } = await api.get(
      `${path}${separator}limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    )
    items.push(...page.items)
    cursor = page.next
  }
  return items
}

function duplicatesOf(hook: WebhookStandin): number {
  const counts = new Map<string, number>()
  for (const request of hook.accepted()) {
    const id = String(request.headers['x-tocsin-id'])
    counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return Math.max(...counts.values())
}

async function crashAndCheck(makeSite: (yaml: string) => Promise<Site>): Promise<void> {
  const smtp = await startSmtpStandin({ now: Date.now })
  const hook = await startWebhookStandin({ now: Date.now, secret: 's3cret-of-ana' })
  const site = await makeSite(organisationYaml({ smtpUrl: smtp.url, hookUrl: hook.url }))
  const acknowledged = new Set<string>()
  const promised = new Map<string, Set<string>>()
  try {
    let tocsin = await site.start()
    for (let round = 0; round < ROUNDS; round++) {
      const senders = Array.from({ length: SENDERS }, (_, n) => startSender(tocsin.url, `r${round}s${n}`, acknowledged))
      const responders = Array.from({ length: RESPONDERS }, () => startResponder(tocsin.url, promised))
      await sleep(150 + Math.random() * 1_200)
      // On a slow machine nobody may have got through to it yet.
      const before = promised.size
      for (let waited = 0; promised.size === before && waited < FIRST_ACT_MS_MAX; waited += 50) await sleep(50)
      await tocsin.kill()
      await Promise.all([...senders, ...responders].map((each) => each.stop()))
      tocsin = await site.start()
    }
    await checkEverythingIsThere(tocsin, hook, { acknowledged, taken: promised.size })
    await checkPromises(createApi(tocsin.url, KEYS.api), promised)
    expect(await tocsin.stop(), tocsin.output()).toBe(0)
  } finally {
    await site.end()
    await hook.close()
    await smtp.close()
  }
}

async function checkEverythingIsThere(
  tocsin: TocsinProcess,
  hook: WebhookStandin,
  { acknowledged, taken }: { acknowledged: Set<string>; taken: number },
): Promise<void> {
  const api = createApi(tocsin.url, KEYS.api)
  expect(acknowledged.size).toBeGreaterThan(ROUNDS)
  const deadline = Date.now() + 60_000
  let lost: string[] = []
  do {
    const alerts = await listAll<AlertItem>(api, '/alerts')
    const placed = new Set(alerts.filter((alert) => alert.placement.incident !== null).map((alert) => alert.key))
    lost = [...acknowledged].filter((key) => !placed.has(key))
    if (lost.length > 0) await sleep(500)
  } while (lost.length > 0 && Date.now() < deadline)
  expect(lost, 'acknowledged signals that are in no incident').toEqual([])
  const incidents = await listAll<{ id: string; status: string }>(api, '/incidents')
  for (const { id, status } of incidents) {
    if (status !== 'open') continue
    const incident = await api.get<{ escalation: { next: unknown; is_exhausted: boolean } | null }>(`/incidents/${id}`)
    expect(incident.escalation?.next, `${id} waits for nothing`).toBeTruthy()
  }
  // Whoever took one at once may have been quicker than its page.
  const pages = () => new Set(hook.accepted().map((request) => request.headers['x-tocsin-id'])).size
  await waitUntil(() => pages() >= incidents.length - taken, 60_000)
  expect(duplicatesOf(hook)).toBeLessThanOrEqual(DUPLICATES_MAX)
}

async function checkPromises(api: ApiClient, promised: Map<string, Set<string>>): Promise<void> {
  expect(new Set([...promised.values()].flatMap((facts) => [...facts]))).toContain('IncidentAcknowledged')
  for (const [id, facts] of promised) {
    const types = (await api.facts(id)).map(({ type }) => type)
    expect(types, id).toEqual(expect.arrayContaining([...facts]))
  }
}

async function waitUntil(isTrue: () => boolean, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while (!isTrue()) {
    if (Date.now() > deadline) throw new Error(`it did not come true within ${timeoutMs} ms`)
    await sleep(50)
  }
}

describe('killed at random moments', () => {
  test('the embedded engine loses nothing that a door acknowledged', () => crashAndCheck(embeddedSite), 600_000)
  test('a node on PostgreSQL loses nothing that a door acknowledged', () => crashAndCheck(postgresSite), 600_000)
})
