import { expect, test } from 'vitest'
import { at, doorRequest, payloadJson } from '../testing/door-request.ts'
import { readingOf, signalIn, signalOfSample } from '../testing/reading-of.ts'
import { gcpMonitoring } from './read.ts'

const sample = (name: string) => signalOfSample(gcpMonitoring, name)
const { incident } = payloadJson('gcp-monitoring', 'open-v1.2.json') as { incident: Record<string, unknown> }
const KEY = 'internal-project/0.opqiw61fsv7p'

test('an incident that opens and closes is one alert', () => {
  expect(sample('open-v1.2.json')).toMatchObject({
    key: KEY,
    state: 'firing',
    title: 'High CPU on checkout: CPU > 80% on checkout-vm-1',
    description:
      'CPU utilization for internal-project checkout-vm-1 is above the threshold of 0.800 with a value of 0.811.\n\nRunbook: https://runbooks.example.com/cpu',
    severity: 'critical',
    labels: {
      project: 'internal-project',
      policy: 'High CPU on checkout',
      condition: 'CPU > 80%',
      service: 'checkout',
      team: 'payments',
      resource: 'checkout-vm-1',
      resource_type: 'gce_instance',
      instance_name: 'checkout-vm-1',
      zone: 'us-central1-c',
    },
    startedAt: at('2026-03-02T10:11:05Z'),
    link: 'https://console.cloud.google.com/monitoring/alerting/incidents/0.opqiw61fsv7p?project=internal-project',
    isTest: false,
  })
  expect(sample('closed-v1.2.json')).toMatchObject({
    key: KEY,
    state: 'resolved',
    startedAt: at('2026-03-02T10:11:05Z'),
    endedAt: at('2026-03-02T10:27:45Z'),
  })
})

test('what Pub/Sub pushes is the same alert', () => {
  expect(sample('pubsub-push-open.json')).toMatchObject({
    key: KEY,
    state: 'firing',
    severity: 'critical',
    labels: { service: 'checkout' },
  })
})

test('documents of older versions shout their state, have no times, and a policy may be named by its path', () => {
  expect(sample('open-5XX_errors_production.json')).toMatchObject({
    key: 'prod-web-cluster/prod-5xx-123',
    state: 'firing',
    title: 'High rate of 5XX errors detected in production environment: 5XX Error Rate > 5% on Production Web Cluster',
    severity: 'critical',
    startedAt: undefined,
    labels: { environment: 'production', team: 'platform', response_code: '5xx' },
  })
  expect(sample('open-database_latency.json').severity).toBe('medium')
})

test.each([
  ['Critical', 'critical'],
  ['Error', 'high'],
  ['Warning', 'medium'],
  ['No severity', 'unknown'],
])('severity %s is %s', (severity, expected) => {
  expect(signalIn(gcpMonitoring, { version: '1.2', incident: { ...incident, severity } }).severity).toBe(expected)
})

test('a label of the policy says the severity where the policy has none', () => {
  const policy_user_labels = { severity: 'p2' }
  expect(
    signalIn(gcpMonitoring, { incident: { ...incident, severity: 'No severity', policy_user_labels } }).severity,
  ).toBe('high')
})

test('a test of the channel is a test', () => {
  const body = {
    version: 'test',
    incident: {
      incident_id: '12345',
      scoping_project_id: '12345',
      state: 'OPEN',
      started_at: 0,
      summary: 'Test Incident',
    },
  }
  expect(signalIn(gcpMonitoring, body)).toMatchObject({ isTest: true, key: 'test/12345/12345', title: 'Test Incident' })
})

test('the secret may be a token in the address or a password', () => {
  const verify = (overrides: object) =>
    gcpMonitoring.verify?.(doorRequest('{}', overrides), { defaultSeverity: 'high', secret: 's3cret' })
  expect(verify({ query: new URLSearchParams({ auth_token: 's3cret' }) })).toEqual({ isGenuine: true })
  expect(verify({ headers: { authorization: `Basic ${btoa('tocsin:s3cret')}` } })).toEqual({ isGenuine: true })
  expect(verify({ query: new URLSearchParams({ auth_token: 'wrong' }) })).toMatchObject({ refusal: { status: 401 } })
})

test('an envelope with something else in it is refused', () => {
  for (const data of ['', '!!!', btoa('{}'), 5]) {
    expect(readingOf(gcpMonitoring, { message: { data }, subscription: 's' }).reply.status).toBe(400)
  }
})
