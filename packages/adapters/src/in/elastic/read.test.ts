import { expect, test } from 'vitest'
import { at, CONTEXT, payloadJson, payloadText } from '../testing/door-request.ts'
import { readingOf, signalIn, signalOfSample } from '../testing/reading-of.ts'
import { guide } from './guide.ts'
import { elastic } from './read.ts'

const sample = (name: string) => signalOfSample(elastic, name)
const active = payloadJson('elastic', 'kibana-active.json') as Record<string, string>
const KEY = 'default/0c3a7c10-1f0e-11ef-9f4c-9d0f5f6a2b11/checkout'

test('a rule of Kibana that fired and recovered is one alert', () => {
  expect(sample('kibana-active.json')).toMatchObject({
    key: KEY,
    state: 'firing',
    title: 'checkout error rate: checkout',
    description: 'error rate is 12% in the last 5 min for checkout. Alert when > 5%.',
    severity: 'critical',
    labels: {
      rule: 'checkout error rate',
      alert: 'checkout',
      rule_type: 'metrics.alert.threshold',
      tags: 'checkout,prod',
      space: 'default',
    },
    annotations: { episode: 'f3a0b1c2-8a77-4d0e-9c55-0a1b2c3d4e5f', flapping: 'false' },
    startedAt: at('2026-03-02T10:11:05.123Z'),
    link: 'https://kibana.example.com/app/observability/alerts/rules/0c3a7c10',
    isTest: false,
  })
  expect(sample('kibana-recovered.json')).toMatchObject({ key: KEY, state: 'resolved' })
})

test('the connector’s own test sends the template as it stands, and is a test', () => {
  expect(sample('kibana-webhook-template.mustache.json').isTest).toBe(true)
  for (const name of ['kibanaAlert', 'opensearchMonitor']) {
    const text = guide[name]?.({ key: 'k', addresses: ['https://t.example.com/in/elastic/k'], hasSecret: false })
    expect(signalIn(elastic, text)).toMatchObject({ isTest: true })
  }
})

test('a value that broke the JSON does not cost the alert', () => {
  const broken = payloadText('elastic', 'kibana-active.json').replace(
    'error rate is 12%',
    'said "no", twice:\n"url": "x", {',
  )
  const reading = readingOf(elastic, broken)
  expect(reading.reply.status).toBe(200)
  expect(reading.problems.join()).toContain('Escape the values in the template')
  expect(reading.signals[0]).toMatchObject({
    key: KEY,
    state: 'firing',
    title: 'checkout error rate: checkout',
    severity: 'critical',
  })
  const recovered = payloadText('elastic', 'kibana-recovered.json').replace('error rate is 12%', 'C:\\temp "x"')
  expect(readingOf(elastic, recovered).signals[0]).toMatchObject({ key: KEY, state: 'resolved' })
})

test('tags of the rule say the severity and the service where the template does not', () => {
  const { labels, severity } = signalIn(elastic, {
    ...active,
    severity: '',
    tags: 'severity:low, service:checkout,prod',
  })
  expect([severity, labels.service, labels.tags]).toEqual(['low', 'checkout', 'prod'])
  expect(signalIn(elastic, { ...active, severity: '' }).severity).toBe('unknown')
})

test('a rule that is not split has its own name for a title, and spaces tell rules apart', () => {
  expect(signalIn(elastic, { ...active, alert_id: 'query matched' }).title).toBe('checkout error rate')
  expect(signalIn(elastic, { ...active, space: 'ops' }).key).not.toBe(KEY)
})

/** Mustache as far as the summary needs it: sections over lists, and names with dots. */
function renderSummary(groups: Record<string, Record<string, string>[]>): string {
  const template = guide.kibanaSummary?.({ key: '', addresses: [], hasSecret: false }) ?? ''
  return template
    .replace(/\{\{#alerts\.(\w+)\.data\}\}(.*)\{\{\/alerts\.\w+\.data\}\}/g, (_all, group: string, inner: string) =>
      (groups[group] ?? [])
        .map((alert) => inner.replace(/\{\{([\w.]+)\}\}/g, (__, name: string) => alert[name] ?? ''))
        .join(''),
    )
    .replace(
      /\{\{([\w.]+)\}\}/g,
      (_all, name: string) => ({ 'rule.id': 'r1', 'rule.name': 'errors', 'rule.tags': 'service:checkout' })[name] ?? '',
    )
}

test('our summary holds each alert with its own state', () => {
  const body = renderSummary({
    new: [{ 'kibana.alert.instance.id': 'a', 'kibana.alert.reason': 'too many' }],
    ongoing: [{ 'kibana.alert.instance.id': 'b' }],
    recovered: [{ 'kibana.alert.instance.id': 'c' }, { 'kibana.alert.instance.id': 'd' }],
  })
  const { signals, problems } = readingOf(elastic, body)
  expect(problems).toEqual([])
  expect(signals.map(({ key, state }) => `${key} ${state}`)).toEqual([
    'default/r1/a firing',
    'default/r1/b firing',
    'default/r1/c resolved',
    'default/r1/d resolved',
  ])
  expect(signals[0]).toMatchObject({ title: 'errors: a', description: 'too many', labels: { service: 'checkout' } })
  expect(readingOf(elastic, renderSummary({})).signals).toEqual([])
})

test('all variables of an action, as {{{.}}} gives them, are read for one alert and for a summary', () => {
  const rule = {
    id: 'r1',
    name: 'errors',
    type: '.es-query',
    spaceId: 'default',
    tags: ['service:checkout'],
    url: 'https://kibana.example.com/r1',
  }
  const one = {
    rule,
    alert: { id: 'a', actionGroup: 'recovered', uuid: 'u' },
    context: { reason: 'fine' },
    state: {},
    date: '2026-03-02T10:11:05Z',
  }
  expect(signalIn(elastic, one)).toMatchObject({
    key: 'default/r1/a',
    state: 'resolved',
    labels: { service: 'checkout' },
    link: 'https://kibana.example.com/r1',
  })
  const data = { 'kibana.alert.instance.id': 'a', kibana: { alert: { severity: 'high' } } }
  const summary = {
    rule,
    date: '2026-03-02T10:11:05Z',
    alerts: {
      new: { count: 1, data: [data] },
      ongoing: { data: [] },
      recovered: { data: [{ kibana: { alert: { instance: { id: 'b' } } } }] },
    },
  }
  expect(readingOf(elastic, summary).signals).toMatchObject([
    { key: 'default/r1/a', state: 'firing', severity: 'high' },
    { key: 'default/r1/b', state: 'resolved' },
  ])
})

test('a watch fires, and its second action says that it is over', () => {
  expect(sample('watcher-webhook.json')).toMatchObject({
    key: 'watch/cluster_health/',
    state: 'firing',
    title: 'cluster_health',
    severity: 'critical',
    labels: { watch: 'cluster_health', status: 'red' },
    annotations: { hits: '42' },
  })
  expect(signalIn(elastic, { watch_id: 'cluster_health', status: 'green' })).toMatchObject({
    key: 'watch/cluster_health/',
    state: 'resolved',
  })
  expect(signalIn(elastic, { watch_id: 'cluster_health', state: 'resolved' })).toMatchObject({
    key: 'watch/cluster_health/',
    state: 'resolved',
  })
})

test.each([
  ['1', 'critical'],
  ['2', 'high'],
  ['3', 'medium'],
  ['4', 'low'],
  ['5', 'info'],
])('severity %s of a trigger of OpenSearch is %s', (trigger_severity, severity) => {
  const monitor = {
    monitor_id: 'm',
    monitor_name: 'errors',
    trigger_id: 't',
    trigger_name: 'too many',
    trigger_severity,
  }
  expect(signalIn(elastic, monitor)).toMatchObject({ key: 'monitor/m/t/', title: 'errors: too many', severity })
  expect(signalIn(elastic, { ...monitor, state: 'completed' }).key).toBe('monitor/m/t/')
})

test('the action of Watcher in the guide is JSON, and so is the body in it', () => {
  const text = guide.watcher?.({ key: 'k', addresses: ['https://t.example.com/in/elastic/k'], hasSecret: true }) ?? ''
  const { actions } = JSON.parse(`{${text}}`) as {
    actions: { tocsin: { webhook: { url: string; body: string; headers: object } } }
  }
  expect(actions.tocsin.webhook).toMatchObject({
    url: 'https://t.example.com/in/elastic/k',
    headers: { 'x-tocsin-secret': '<the secret>' },
  })
  expect(elastic.read({ ...readingRequest(actions.tocsin.webhook.body) }, CONTEXT).signals).toHaveLength(1)
})

function readingRequest(body: string) {
  return {
    method: 'POST',
    path: '',
    query: new URLSearchParams(),
    headers: {},
    body: new TextEncoder().encode(body),
    receivedAt: at('2026-01-01T00:00:00Z'),
  }
}
