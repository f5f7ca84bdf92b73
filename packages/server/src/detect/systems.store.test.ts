import { payloadJson, payloadText } from '@tocsin/adapters/in/testing/door-request.ts'
import { afterEach, expect, test } from 'vitest'
import { describeOnEachEngine } from '../shell/database/testing/database-harness.ts'
import { until } from '../shell/engine/testing/engine-bench.ts'
import { type DoorServer, type DoorServerOptions, keyOf, startDoorServer } from './testing/door-server.ts'

/** What a system posts when something is wrong, and when it is right again. */
interface Episode {
  system: string
  title: string
  trigger: string | object
  recovery: string | object
}

const sample = (system: string, name: string) => payloadText(system, name)
const changed = (system: string, name: string, overrides: object) => ({
  ...(payloadJson(system, name) as object),
  ...overrides,
})
const episode = (system: string, title: string, trigger: string, recovery: string): Episode => ({
  system,
  title,
  trigger: sample(system, trigger),
  recovery: sample(system, recovery),
})

const EPISODES: Episode[] = [
  episode('grafana', '15m load average too high', 'webhook-v10-firing.json', 'webhook-v10-resolved.json'),
  episode('signoz', 'p99 latency of checkout is above 2s', 'webhook-firing.json', 'webhook-resolved.json'),
  episode('datadog', 'High CPU on srv1-us1-prod', 'triggered.json', 'recovered.json'),
  episode(
    'aws-cloudwatch',
    'checkout-5xx-rate',
    'eventbridge-alarm-state-change.json',
    'eventbridge-alarm-state-change-OK.json',
  ),
  episode(
    'newrelic',
    "checkout query result is > 5.0 for 5 minutes on 'Error rate'",
    'issue-activated.json',
    'issue-closed.json',
  ),
  episode('elastic', 'checkout error rate: checkout', 'kibana-active.json', 'kibana-recovered.json'),
  {
    system: 'splunk',
    title: 'mongod errors',
    trigger: sample('splunk', 'saved-search.json'),
    recovery: changed('splunk', 'saved-search.json', { result: { alert_state: 'resolved' } }),
  },
  episode('sentry', 'ReferenceError: heck is not defined', 'event-alert-triggered.json', 'issue-resolved.json'),
  episode('azure-monitor', 'WCUS-R2-Gen2', 'metric-fired.json', 'metric-resolved.json'),
  episode(
    'gcp-monitoring',
    'High CPU on checkout: CPU > 80% on checkout-vm-1',
    'pubsub-push-open.json',
    'closed-v1.2.json',
  ),
  episode('uptime-kuma', 'checkout is down', 'down.json', 'up.json'),
  episode('pingdom', 'Name of HTTP check is down', 'down.json', 'up.json'),
  episode('statuscake', 'Example is down', 'down.form.txt', 'up.form.txt'),
  episode('zabbix', 'Linux: High memory utilization (>90% for 5m) on db-1', 'problem.json', 'recovery.json'),
  episode('nagios', 'HTTP on web-1 is CRITICAL', 'service-problem.json', 'service-recovery.json'),
  {
    system: 'icinga',
    title: 'http on web-1 is CRITICAL',
    trigger: 'notification_type=PROBLEM&host=web-1&service=http&service_state=CRITICAL',
    recovery: { type: 'StateChange', host: 'web-1', service: 'http', state: 0, state_type: 1 },
  },
  episode('pagerduty-webhooks', 'A little bump in the road', 'incident-triggered.json', 'incident-resolved.json'),
  episode('jira', 'OPS-42 Checkout 5xx', 'issue_created.json', 'issue_updated-done.json'),
  episode('servicenow', 'INC0010002 Checkout 5xx', 'created.json', 'resolved.json'),
  episode('zendesk', '#158 Checkout fails', 'event-ticket-created.json', 'event-ticket-status_changed.json'),
]

/** What systems tell of changes: the sample, and the summary under which it is stored. */
const CHANGES: readonly (readonly [system: string, name: string, summary: string])[] = [
  ['github', 'deployment_status.json', 'Deployed Codertocat/Hello-World f95f852b to production'],
  ['github', 'workflow_run-completed-failure.json', 'Workflow test of octo-org/octo-repo failed on master'],
  ['gitlab', 'deployment-event-failed.json', 'Deployment of root/test-deployment-webhooks 279484c0 to staging failed'],
  ['argocd', 'health-degraded.json', 'checkout is degraded'],
  ['json-change', 'deployed.json', 'Checkout 1.42.0 is live'],
]

describeOnEachEngine('the doors of other systems', (open) => {
  let server: DoorServer
  afterEach(() => server.stop())
  const begin = async (options?: DoorServerOptions) => {
    server = await startDoorServer(await open(), options)
  }
  const send = async (system: string, body: string | object, headers: Record<string, string> = {}) =>
    (await server.post(`/in/${system}/${keyOf(system)}`, body, headers)).status
  const incidents = async () => {
    await server.settled()
    return (await server.bench.rows('incidents')).map((row) => `${row.source_id} ${row.status}: ${row.title}`)
  }

  test('what each of them calls wrong opens an incident, and what it calls right resolves that very one', async () => {
    await begin()
    for (const { system, trigger } of EPISODES) expect([system, await send(system, trigger)]).toEqual([system, 200])
    const opened = EPISODES.map(({ system, title }) => `${system} open: ${title}`)
    expect((await incidents()).sort()).toEqual(opened.sort())
    for (const { system, recovery } of EPISODES) expect([system, await send(system, recovery)]).toEqual([system, 200])
    const resolved = EPISODES.map(({ system, title }) => `${system} resolved: ${title}`)
    expect((await incidents()).sort()).toEqual(resolved.sort())
  })

  test('what is sent twice is one alert, and nobody hears of it twice', async () => {
    await begin()
    for (let n = 0; n < 2; n++) {
      for (const { system, trigger } of EPISODES) await send(system, trigger)
      await server.settled()
    }
    expect(await incidents()).toHaveLength(EPISODES.length)
    expect(await server.bench.rows('alerts')).toHaveLength(EPISODES.length)
  })

  test('a test of a sender is recorded, and opens nothing', async () => {
    await begin()
    const gcp = { version: 'test', incident: { incident_id: '12345', state: 'OPEN', summary: 'Test Incident' } }
    const essentials = { alertId: 'a', alertRule: 'test-metricAlertRule', severity: 'Sev1', monitorCondition: 'Fired' }
    const sampleEvent = { issue_id: '1', title: 'x', tags: [['sample_event', 'yes']] }
    expect(await send('uptime-kuma', sample('uptime-kuma', 'test.json'))).toBe(200)
    expect(await send('gcp-monitoring', gcp)).toBe(200)
    expect(await send('azure-monitor', { schemaId: 'azureMonitorCommonAlertSchema', data: { essentials } })).toBe(200)
    expect(await send('sentry', { action: 'triggered', data: { event: sampleEvent } })).toBe(200)
    expect(await send('elastic', sample('elastic', 'kibana-webhook-template.mustache.json'))).toBe(200)
    expect(await send('github', sample('github', 'ping-payload.json'))).toBe(200)
    expect(await send('pagerduty-webhooks', sample('pagerduty-webhooks', 'ping.json'))).toBe(200)
    expect(await incidents()).toEqual([])
    expect((await server.bench.placements()).map(({ because }) => because)).toEqual(Array(7).fill('test_notification'))
  })

  test('changes are stored, of the service that the source or the sender names, and open nothing', async () => {
    await begin({ changes: { 'json-change': { service: undefined } } })
    for (const [system, name] of CHANGES) expect([name, await send(system, sample(system, name))]).toEqual([name, 200])
    expect(await send('json-change', { summary: 'Scaled out', service: 'api' })).toBe(200)
    expect(await incidents()).toEqual([])
    const rows = (await server.bench.rows('changes')).map((row) => `${row.source_id} ${row.service_id}: ${row.summary}`)
    const expected = CHANGES.map(
      ([system, , summary]) => `${system} ${system === 'json-change' ? null : 'api'}: ${summary}`,
    )
    expect(rows.sort()).toEqual([...expected, 'json-change api: Scaled out'].sort())
  })

  test('a source that wants it opens an incident for a failed deployment, and the next that succeeds resolves it', async () => {
    const options = { alert_on_failure: true }
    await begin({ changes: { github: { options }, argocd: { options } } })
    await send('github', sample('github', 'deployment_status-failure.json'))
    await send('argocd', sample('argocd', 'health-degraded.json'))
    expect((await incidents()).sort()).toEqual([
      'argocd open: checkout is degraded',
      'github open: Deployment of Codertocat/Hello-World f95f852b to production failed',
    ])
    await send('github', sample('github', 'deployment_status.json'))
    await send('argocd', changed('argocd', 'deployed.json', { event: 'on-healthy' }))
    expect((await incidents()).map((incident) => incident.split(':')[0]).sort()).toEqual([
      'argocd resolved',
      'github resolved',
    ])
    expect(await server.bench.rows('changes')).toHaveLength(3)
  })

  test('a ticket that is not urgent opens nothing, and one that is no longer urgent resolves', async () => {
    await begin()
    const { detail, ...event } = payloadJson('zendesk', 'event-ticket-created.json') as { detail: object }
    const withPriority = (priority: string) => ({ ...event, detail: { ...detail, priority } })
    expect(await send('zendesk', withPriority('NORMAL'))).toBe(200)
    expect(await incidents()).toEqual([])
    expect(await send('zendesk', withPriority('URGENT'))).toBe(200)
    expect(await incidents()).toEqual(['zendesk open: #158 Checkout fails'])
    expect(await send('zendesk', withPriority('LOW'))).toBe(200)
    expect(await incidents()).toEqual(['zendesk resolved: #158 Checkout fails'])
  })

  test('a ticket that becomes urgent while somebody works on it opens an incident, which is theirs already', async () => {
    await begin()
    const { issue, ...event } = payloadJson('jira', 'issue_updated-in-progress.json') as { issue: { fields: object } }
    const fields = { ...issue.fields, priority: { name: 'Low' } }
    expect(await send('jira', { ...event, issue: { ...issue, fields } })).toBe(200)
    expect(await incidents()).toEqual([])
    expect(await send('jira', { ...event, issue })).toBe(200)
    await until(async () => (await incidents())[0] === 'jira acknowledged: OPS-42 Checkout 5xx')
    expect(await send('jira', sample('jira', 'issue_updated-done.json'))).toBe(200)
    expect(await incidents()).toEqual(['jira resolved: OPS-42 Checkout 5xx'])
  })

  test('a source with a secret takes only what Sentry signed with it', async () => {
    const vector = payloadJson('sentry', 'signature-test-vector.json') as Record<string, string>
    const { clientSecret = '', rawBody = '', 'Sentry-Hook-Signature': signature = '' } = vector
    await begin({ secrets: { sentry: clientSecret, newrelic: 's3cret' } })
    expect(await send('sentry', rawBody)).toBe(401)
    expect(await send('sentry', `${rawBody} `, { 'sentry-hook-signature': signature })).toBe(401)
    expect(await incidents()).toEqual([])
    expect(await send('sentry', rawBody, { 'sentry-hook-signature': signature })).toBe(200)
    const issue = sample('newrelic', 'issue-activated.json')
    expect(await send('newrelic', issue, { authorization: 'Bearer wrong' })).toBe(401)
    expect(await send('newrelic', issue, { authorization: 'Bearer s3cret' })).toBe(200)
    expect(await incidents()).toHaveLength(2)
  })
})
