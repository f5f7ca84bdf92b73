import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type SmtpStandin, startSmtpStandin } from '@tocsin/standins/smtp.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiClient, createApi } from './harness/api.ts'
import { KEYS, organisationYaml } from './harness/organisation.ts'
import { findProgram } from './harness/prometheus.ts'
import { makeTempDir, startTocsin, type TocsinProcess } from './harness/tocsin-process.ts'

// Official clients of other products, pointed at Tocsin unchanged.

const run = promisify(execFile)
const amtool = findProgram('amtool')

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

const curlJson = (body: unknown) =>
  fetch(`${tocsin.url}/in/json/${KEYS.json}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

test('a JSON body of the user’s own becomes an incident by its mapping, and its recovery resolves it', async () => {
  expect((await curlJson({ id: 'disk-7', title: 'Disk full on db-7', ok: false, level: 'critical' })).status).toBe(200)
  const opened = await api.waitForIncident((incident) => incident.title === 'Disk full on db-7', 5_000)
  expect(opened.id).toMatch(/^INC-\d{4}-\d{6}$/)
  expect(opened.priority).toBe('P2')
  await curlJson({ id: 'disk-7', title: 'Disk full on db-7', ok: true, level: 'critical' })
  await api.waitForIncident((incident) => incident.id === opened.id && incident.status === 'resolved', 5_000)
})

test('a heartbeat that is called answers 200 and opens nothing', async () => {
  const before = (await api.incidents()).length
  expect((await fetch(`${tocsin.url}/in/heartbeat/${KEYS.beat}`)).status).toBe(200)
  await sleep(300)
  expect((await api.incidents()).length).toBe(before)
})

test('a key that no source has is refused at every door', async () => {
  for (const path of ['/in/alertmanager/nope', '/in/json/nope', '/in/heartbeat/nope', '/am/nope/api/v2/alerts']) {
    expect((await fetch(`${tocsin.url}${path}`, { method: 'POST', body: '[]' })).status).toBe(404)
  }
  const event = { routing_key: 'f'.repeat(32), event_action: 'resolve', dedup_key: 'x' }
  expect((await fetch(`${tocsin.url}/v2/enqueue`, { method: 'POST', body: JSON.stringify(event) })).status).toBe(400)
})

describe.skipIf(!amtool)('amtool', () => {
  const am = (...args: string[]) => run(amtool ?? '', [`--alertmanager.url=${tocsin.url}/am/${KEYS.am}`, ...args])

  test('adds an alert that becomes an incident, finds it, and silences the next of its kind', async () => {
    await am('alert', 'add', 'alertname=QueueStuck', 'severity=warning', '--annotation=summary=Queue stuck')
    const opened = await api.waitForIncident((incident) => incident.title === 'Queue stuck', 5_000)
    expect(opened.priority).toBe('P3')
    expect((await am('alert', 'query', 'alertname=QueueStuck')).stdout).toContain('QueueStuck')
    const { stdout } = await am('silence', 'add', 'alertname=Noisy', '--comment=known', '--author=ana', '--duration=1h')
    const id = stdout.trim()
    expect(id).toMatch(/^[0-9a-f-]{36}$/)
    await am('alert', 'add', 'alertname=Noisy', 'severity=critical')
    await sleep(500)
    expect((await api.incidents()).filter((incident) => incident.title.includes('Noisy'))).toEqual([])
    expect((await am('silence', 'query')).stdout).toContain('Noisy')
    await am('silence', 'expire', id)
    await api.waitForIncident((incident) => incident.title === 'Noisy', 5_000)
  })

  test('reads the status and the configuration', async () => {
    expect((await am('config', 'show')).stdout).toContain('receiver')
    expect((await am('cluster', 'show')).stdout).toContain('disabled')
  })
})

describe('PagerDuty’s client', () => {
  test('triggers, acknowledges and resolves over https, and leaves a change', async () => {
    const dir = makeTempDir('tls')
    const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')]
    await run('openssl', [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
      ...[
        '-subj',
        '/CN=localhost',
        '-addext',
        'subjectAltName=DNS:localhost,IP:127.0.0.1',
        '-keyout',
        key,
        '-out',
        cert,
      ],
    ])
    const secure = await startTocsin({
      yaml: organisationYaml({ smtpUrl: smtp.url }),
      flags: ['--tls-cert', cert, '--tls-key', key],
      isHttps: true,
    })
    try {
      const script = fileURLToPath(new URL('harness/pagerduty-client.ts', import.meta.url))
      const { stdout } = await run(process.execPath, [script, `localhost:${secure.port}`, KEYS.pd], {
        env: { ...process.env, NODE_EXTRA_CA_CERTS: cert },
      })
      const replies = JSON.parse(stdout) as { status: number; data: Record<string, unknown> }[]
      expect(replies.map((reply) => reply.status)).toEqual([202, 202, 202, 202])
      expect(replies[0]?.data).toMatchObject({ status: 'success', message: 'Event processed' })
      const { stdout: seen } = await run(
        process.execPath,
        [fileURLToPath(new URL('harness/get-json.ts', import.meta.url)), `${secure.url}/api/v1/incidents`, KEYS.api],
        {
          env: { ...process.env, NODE_EXTRA_CA_CERTS: cert },
        },
      )
      const { items } = JSON.parse(seen) as {
        items: { title: string; status: string; acknowledged_at: string | null }[]
      }
      expect(items).toMatchObject([{ title: 'Checkout is down', status: 'resolved' }])
      expect(items[0]?.acknowledged_at).not.toBeNull()
    } finally {
      await secure.stop()
    }
  })
})
