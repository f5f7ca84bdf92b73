import { setTimeout as sleep } from 'node:timers/promises'
import { type SmtpStandin, startSmtpStandin } from '@tocsin/standins/smtp.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiClient, createApi } from './harness/api.ts'
import { KEYS, organisationYaml } from './harness/organisation.ts'
import { startTocsin, type TocsinProcess } from './harness/tocsin-process.ts'

// More comes than is taken as it comes, at a running server: the limits bite, and the people of the source hear of it once.

interface Notice {
  kind: 'storm' | 'size' | 'rate'
  began_at: string
  last_at: string
  count: number
  is_ongoing: boolean
}

/** What is counted is written every five seconds. */
const PATIENCE_MS = 20_000

let smtp: SmtpStandin
let tocsin: TocsinProcess
let api: ApiClient

beforeAll(async () => {
  smtp = await startSmtpStandin({ now: Date.now })
  tocsin = await startTocsin({ yaml: organisationYaml({ smtpUrl: smtp.url }) })
  api = createApi(tocsin.url, KEYS.api)
})

afterAll(async () => {
  expect(await tocsin.stop(), tocsin.output()).toBe(0)
  await smtp.close()
})

const post = async (path: string, body: unknown): Promise<number> => {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${tocsin.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  await answer.arrayBuffer()
  return answer.status
}

async function waitForCount(source: string, count: number): Promise<Notice> {
  for (let waited = 0; waited < PATIENCE_MS; waited += 200) {
    const { items } = await api.get<{ items: Notice[] }>(`/sources/${source}/notices`)
    const [notice] = items
    if (notice && notice.count >= count) return notice
    await sleep(200)
  }
  throw new Error(`${source} has no notice of ${count}`)
}

/** Whom mails with this subject went to. */
const told = (subject: string): string[] =>
  smtp
    .mails()
    .filter((mail) => mail.subject.includes(subject))
    .flatMap(({ rcptTo }) => rcptTo)
    .sort()

test('bodies that are too large are refused one by one, and the team of the source is told once', async () => {
  const large = { id: 'x', title: 'x'.repeat(1024 * 1024), ok: false }
  const subject = 'Requests of json are too large'
  for (let count = 0; count < 3; count += 1) expect(await post(`/in/json/${KEYS.json}`, large)).toBe(413)
  const first = await waitForCount('json', 3)
  expect(first).toMatchObject({ kind: 'size', count: 3, is_ongoing: true })
  await smtp.waitForMail((mail) => mail.subject.includes(subject), PATIENCE_MS)
  for (let count = 0; count < 2; count += 1) expect(await post(`/in/json/${KEYS.json}`, large)).toBe(413)
  const later = await waitForCount('json', 5)
  expect(later).toMatchObject({ count: 5, began_at: first.began_at })
  // A letter for the later ones would have been queued with their count; there is time for it to go out.
  await sleep(1_000)
  expect(told(subject)).toEqual(['ana@example.com', 'ben@example.com'])
  expect(await api.incidents()).toEqual([])
})

test('a sender that brings more than may wait is asked to come back, what it brings then is taken, and its team is told once', async () => {
  const subject = 'am sends faster than can be taken'
  // Recoveries of alerts that nobody knows: they are committed as everything else, and open nothing.
  const group = (request: number) => ({
    ...{ version: '4', status: 'resolved', receiver: 'tocsin', groupKey: `{}:${request}`, externalURL: '' },
    ...{ groupLabels: {}, commonLabels: {}, commonAnnotations: {} },
    alerts: Array.from({ length: 10_000 }, (_, index) => ({
      ...{ status: 'resolved', annotations: {}, generatorURL: '', fingerprint: `${request}-${index}` },
      labels: { alertname: `Alert ${request}-${index}` },
      ...{ startsAt: '2026-01-01T00:00:00Z', endsAt: '2026-01-01T00:01:00Z' },
    })),
  })
  const send = (request: number) => post(`/in/alertmanager/${KEYS.am}`, group(request))
  const answers = await Promise.all(Array.from({ length: 6 }, (_, request) => send(request)))
  const refused = answers.flatMap((status, request) => (status === 200 ? [] : [request]))
  expect(refused.length, answers.join(' ')).toBeGreaterThan(0)
  expect(refused.length).toBeLessThan(6)
  expect(new Set(refused.map((request) => answers[request]))).toEqual(new Set([503]))
  for (const request of refused) expect(await send(request)).toBe(200)
  const notice = await waitForCount('am', 1)
  expect(notice).toMatchObject({ kind: 'rate', is_ongoing: true })
  expect(notice.count).toBeLessThanOrEqual(refused.length)
  await smtp.waitForMail((mail) => mail.subject.includes(subject), PATIENCE_MS)
  await sleep(1_000)
  expect(told(subject)).toEqual(['ana@example.com', 'ben@example.com'])
})

test('notices are read by whoever may see the configuration, of a source that there is', async () => {
  const withKey = async (authorization: string | undefined, path = '/sources/json/notices') => {
    const answer = await fetch(`${tocsin.url}/api/v1${path}`, { headers: authorization ? { authorization } : {} })
    return [answer.status, ((await answer.json()) as { error?: { code: string } }).error?.code]
  }
  const keyOf = async (body: object) => {
    const made = await api.post<{ key: string }>('/api-keys', body)
    expect(made.status).toBe(201)
    return `Bearer ${made.body.key}`
  }
  const viewer = await keyOf({ name: 'viewer', role: 'viewer' })
  const narrow = await keyOf({ name: 'narrow', role: 'admin', scopes: ['incident.read'] })
  expect(await withKey(undefined)).toEqual([401, 'unauthenticated'])
  expect(await withKey(narrow)).toEqual([403, 'forbidden'])
  expect(await withKey(viewer)).toEqual([200, undefined])
  expect(await withKey(viewer, '/sources/nobody/notices')).toEqual([404, 'not_found'])
})
