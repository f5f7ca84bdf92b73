import { expect, test } from 'vitest'
import { at, payloadJson } from '../testing/door-request.ts'
import { type AlertView, renderAlert, renderAlerts, renderGroup, renderReceivers, renderStatus } from './render.ts'

const ALERT: AlertView = {
  fingerprint: 'f404ecabc8dd5cd7',
  labels: {
    alertname: 'InstanceDown',
    group: 'production',
    instance: 'localhost:8081',
    job: 'node',
    severity: 'critical',
  },
  annotations: { summary: 'Instance localhost:8081 down' },
  startsAt: at('2026-02-03T10:15:30Z'),
  endsAt: at('2026-02-03T10:19:30Z'),
  updatedAt: at('2026-02-03T10:15:31.104Z'),
  generatorUrl: 'http://prometheus.example.net:9090/graph?g0.expr=up+%3D%3D+0&g0.tab=1',
  receivers: ['default'],
  silencedBy: [],
  inhibitedBy: [],
  mutedBy: [],
}

test('alerts, groups and receivers are rendered as the API says', () => {
  expect(renderAlerts([ALERT])).toEqual(payloadJson('alertmanager-api', 'get-alerts.response.json'))
  const group = renderGroup({ labels: { alertname: 'InstanceDown' }, receiver: 'default', alerts: [ALERT] })
  expect([group]).toEqual(payloadJson('alertmanager-api', 'get-alerts-groups.response.json'))
  expect(renderReceivers(['default'])).toEqual(payloadJson('alertmanager-api', 'get-receivers.response.json'))
})

test('alerts are listed in the order of their fingerprints', () => {
  const alerts = ['b', 'a', 'c'].map((fingerprint) => ({ ...ALERT, fingerprint }))
  expect(renderAlerts(alerts).map(({ fingerprint }) => fingerprint)).toEqual(['a', 'b', 'c'])
})

test('an alert is suppressed when a silence, another alert or a time interval holds it', () => {
  const stateOf = (overrides: Partial<AlertView>) =>
    (renderAlert({ ...ALERT, ...overrides }).status as { state: string }).state
  expect(stateOf({})).toBe('active')
  expect(stateOf({ silencedBy: ['x'] })).toBe('suppressed')
  expect(stateOf({ inhibitedBy: ['x'] })).toBe('suppressed')
  expect(stateOf({ mutedBy: ['x'] })).toBe('suppressed')
})

test('an alert without a link has no generatorURL', () => {
  expect(renderAlert({ ...ALERT, generatorUrl: undefined })).not.toHaveProperty('generatorURL')
})

test('the status holds every field that the API requires', () => {
  const status = renderStatus({
    startedAt: at('2026-02-03T08:00:00Z'),
    receiver: 'payment "api"',
    groupBy: ['alertname', 'a.b'],
    revision: '0.1.0',
    peers: [],
  })
  const expected = payloadJson('alertmanager-api', 'get-status.response.json') as Record<string, object>
  expect(Object.keys(status).sort()).toEqual(Object.keys(expected).sort())
  expect(Object.keys(status.versionInfo as object).sort()).toEqual(Object.keys(expected.versionInfo ?? {}).sort())
  expect(status).toMatchObject({
    cluster: { peers: [], status: 'disabled' },
    uptime: '2026-02-03T08:00:00.000Z',
    versionInfo: { version: '0.34.0', revision: '0.1.0' },
    config: {
      original:
        'route:\n  receiver: "payment \\"api\\""\n  group_by: ["alertname", "a.b"]\nreceivers:\n- name: "payment \\"api\\""\n',
    },
  })
})

test('nodes that share the work are a cluster that is ready', () => {
  const status = renderStatus({
    startedAt: at('2026-02-03T08:00:00Z'),
    receiver: 'default',
    groupBy: [],
    revision: '0.1.0',
    peers: [{ name: 'n1', address: '127.0.0.1:4000' }],
  })
  expect(status.cluster).toEqual({ name: 'n1', peers: [{ name: 'n1', address: '127.0.0.1:4000' }], status: 'ready' })
})
