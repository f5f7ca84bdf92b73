import { type SmtpStandin, startSmtpStandin } from '@tocsin/standins/smtp.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiClient, createApi } from './harness/api.ts'
import { KEYS, organisationYaml } from './harness/organisation.ts'
import { findProgram, startAlertmanager, startExporter, startPrometheus } from './harness/prometheus.ts'
import { startTocsin, type TocsinProcess } from './harness/tocsin-process.ts'

// The main walk with real peers: a rule of a real Prometheus fires, somebody is paged by a real mail, takes the incident by
// the link in it, the condition recovers, and the incident is closed with a reason.

const RULES = `groups:
  - name: payments
    rules:
      - alert: ErrorRateHigh
        expr: payment_error_ratio > 0.05
        labels: { severity: critical }
        annotations: { summary: "Payments fail" }
`
const prometheus = findProgram('prometheus')
const alertmanager = findProgram('alertmanager')

let smtp: SmtpStandin
let tocsin: TocsinProcess
let api: ApiClient

beforeAll(async () => {
  smtp = await startSmtpStandin({ now: Date.now })
  tocsin = await startTocsin({ yaml: organisationYaml({ smtpUrl: smtp.url, secondStepAfter: '3s' }) })
  api = createApi(tocsin.url, KEYS.api)
})

afterAll(async () => {
  expect(await tocsin.stop(), tocsin.output()).toBe(0)
  await smtp.close()
})

function linkIn(text: string): string {
  const link = /https?:\/\/[^\s"]+\/a\/[^\s"<]+/.exec(text)?.[0]
  if (!link) throw new Error(`no link in: ${text}`)
  return link
}

async function walk(title: string, set: (value: number) => void): Promise<void> {
  set(0.2)
  const opened = await api.waitForIncident((incident) => incident.title === title && incident.status === 'open', 20_000)
  const page = await smtp.waitForMail(
    (mail) => mail.rcptTo.includes('ana@example.com') && (mail.subject ?? '').includes(opened.id),
    5_000,
  )
  await smtp.waitForMail(
    (mail) => mail.rcptTo.includes('ben@example.com') && (mail.subject ?? '').includes(opened.id),
    10_000,
  )
  const link = linkIn(page.text ?? '')
  const shown = await fetch(link)
  expect(shown.status).toBe(200)
  expect(await shown.text()).toContain(opened.id)
  expect((await api.incident(opened.id)).status).toBe('open')
  const acted = await fetch(link, { method: 'POST' })
  expect(acted.status).toBeLessThan(400)
  expect((await api.incident(opened.id)).status).toBe('acknowledged')
  set(0)
  await api.waitForIncident((incident) => incident.id === opened.id && incident.status === 'resolved', 30_000)
  expect((await api.post(`/incidents/${opened.id}/close`, { reason: '' })).status).toBeGreaterThanOrEqual(400)
  expect((await api.post(`/incidents/${opened.id}/close`, { reason: 'A bad deploy was rolled back.' })).status).toBe(
    200,
  )
  const closed = await api.incident(opened.id)
  expect(closed.status).toBe('closed')
  const types = (await api.facts(opened.id)).map((fact) => fact.type)
  expect(types).toEqual(
    expect.arrayContaining([
      'IncidentOpened',
      'StepFired',
      'PageAttempted',
      'IncidentAcknowledged',
      'AlertsCleared',
      'IncidentResolved',
      'IncidentClosed',
    ]),
  )
}

describe.skipIf(!prometheus)('a real Prometheus', () => {
  test('that takes Tocsin for its Alertmanager gets its alert paged, taken by link, resolved and closed', async () => {
    const exporter = await startExporter('payment_error_ratio')
    const peer = await startPrometheus({
      program: prometheus ?? '',
      target: exporter.address,
      rules: RULES,
      alertmanager: { address: `127.0.0.1:${tocsin.port}`, pathPrefix: `/am/${KEYS.am}` },
    })
    try {
      await walk('Payments fail', exporter.set)
    } finally {
      await peer.stop()
      await exporter.close()
    }
  })
})

describe.skipIf(!prometheus || !alertmanager)('a real Alertmanager', () => {
  test('that sends to the webhook gets its alert paged, taken by link, resolved and closed', async () => {
    const exporter = await startExporter('payment_error_ratio')
    const middle = await startAlertmanager(alertmanager ?? '', `${tocsin.url}/in/alertmanager/${KEYS.am}`)
    const peer = await startPrometheus({
      program: prometheus ?? '',
      target: exporter.address,
      rules: RULES.replace('Payments fail', 'Payments fail behind Alertmanager').replace(
        'ErrorRateHigh',
        'ErrorRateHighToo',
      ),
      alertmanager: { address: middle.url.replace('http://', ''), pathPrefix: '/' },
    })
    try {
      await walk('Payments fail behind Alertmanager', exporter.set)
    } finally {
      await peer.stop()
      await middle.stop()
      await exporter.close()
    }
  })
})
