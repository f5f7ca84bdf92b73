import { expect, test } from 'vitest'
import { at, payloadJson } from '../testing/door-request.ts'
import { readingOf, signalIn, signalOfSample } from '../testing/reading-of.ts'
import { azureMonitor } from './read.ts'

const sample = (name: string) => signalOfSample(azureMonitor, name)
const ALERT =
  '/subscriptions/11111111-1111-1111-1111-111111111111/providers/Microsoft.AlertsManagement/alerts/aaaa0a0a-bb1b-cc2c-dd3d-eeeeee4e4e4e'
const VM = '/subscriptions/1/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm-1'

/** The common schema with other essentials or another context. */
function common(essentials: object, alertContext?: unknown) {
  const body = payloadJson('azure-monitor', 'metric-fired.json') as {
    data: { essentials: object; alertContext: unknown }
  }
  const data = { ...body.data, essentials: { ...body.data.essentials, ...essentials } }
  return { ...body, data: alertContext === undefined ? data : { ...data, alertContext } }
}

test('a metric alert that fired and is resolved is one alert', () => {
  expect(sample('metric-fired.json')).toMatchObject({
    key: ALERT,
    state: 'firing',
    title: 'WCUS-R2-Gen2',
    description: 'Average Percentage CPU 31.1105 > 25',
    severity: 'low',
    labels: {
      rule: 'WCUS-R2-Gen2',
      resource: 'wcus-r2-gen2',
      resource_type: 'microsoft.compute/virtualmachines',
      resource_group: 'pipelinealertrg',
      subscription: '11111111-1111-1111-1111-111111111111',
      monitoring_service: 'Platform',
      Key1: 'Value1',
    },
    startedAt: at('2019-03-22T13:58:24.371Z'),
    isTest: false,
  })
  expect(sample('metric-fired.json').link).toMatch(/^https:\/\/portal\.azure\.com\/#blade\/.*aaaa0a0a-bb1b/)
  expect(sample('metric-resolved.json')).toMatchObject({
    key: ALERT,
    state: 'resolved',
    endedAt: at('2019-03-22T14:03:16.224Z'),
  })
})

test('a log alert links to the results of its search, and properties of the rule are labels', () => {
  expect(sample('log-v2-fired.json')).toMatchObject({
    title: 'checkout-errors on wcus-r2-gen2',
    severity: 'high',
    description: 'Count result 42 > 10',
    labels: { team: 'payments' },
    annotations: { query: 'requests | where success == false' },
    link: 'https://portal.azure.com#@tenant/blade/LogsBlade',
  })
})

test('an availability test names itself', () => {
  expect(sample('availability-fired.json')).toMatchObject({
    title: 'myAvailabilityTest on wcus-r2-gen2',
    description: 'Sum Failed Location 5 > 2',
  })
})

test.each(['Sev0 critical', 'Sev1 high', 'Sev2 medium', 'Sev3 low', 'Sev4 info', 'Sev9 unknown'])('%s', (words) => {
  const [severity, expected] = words.split(' ')
  expect(signalIn(azureMonitor, common({ severity })).severity).toBe(expected)
})

test('Service Health ends with an alert that has fired as well: the tracking id is what both have', () => {
  const context = (status: string, stage: string) => ({
    operationName: 'Microsoft.ServiceHealth/incident/action',
    status,
    properties: { title: 'Storage in East US', trackingId: 'ABC1-DEF', stage, communication: 'We look at it' },
  })
  const begun = signalIn(
    azureMonitor,
    common({ alertId: 'a', monitoringService: 'ServiceHealth' }, context('Active', 'Active')),
  )
  const over = signalIn(
    azureMonitor,
    common({ alertId: 'b', monitoringService: 'ServiceHealth' }, context('Resolved', 'RCA')),
  )
  expect([begun.state, over.state, over.key]).toEqual(['firing', 'resolved', begun.key])
  expect(begun).toMatchObject({ key: 'service-health:ABC1-DEF', annotations: { details: 'We look at it' } })
})

test('Resource Health ends when the resource is available again', () => {
  const health = (alertId: string, currentHealthStatus: string) =>
    signalIn(
      azureMonitor,
      common({ alertId, alertTargetIDs: [VM] }, { properties: { title: 'Rebooted', currentHealthStatus } }),
    )
  const [down, up] = [health('a', 'Unavailable'), health('b', 'Available')]
  expect([down.state, up.state, up.key]).toEqual(['firing', 'resolved', down.key])
})

test('an alert of managed Prometheus keeps its labels', () => {
  const context = { expression: 'up == 0', labels: { cluster: 'eu', service: 'checkout' }, annotations: {} }
  expect(signalIn(azureMonitor, common({}, context)).labels).toMatchObject({
    cluster: 'eu',
    service: 'checkout',
    rule: 'WCUS-R2-Gen2',
  })
})

test('a test of the action group is a test, and a rule of yours that begins with test- is not', () => {
  const isTest = (essentials: object) => signalIn(azureMonitor, common(essentials)).isTest
  expect(isTest({ alertRule: 'test-metricAlertRule' })).toBe(true)
  expect(isTest({ alertRule: 'test-logAlertRule-v2' })).toBe(true)
  expect(
    isTest({ alertRule: null, alertId: '/subscriptions/a/providers/Microsoft.CostManagement/alerts/Test_Alert' }),
  ).toBe(true)
  expect(isTest({ alertRule: 'test-shop-latency' })).toBe(false)
})

test('a budget without a rule, a severity and a target is an alert all the same', () => {
  const essentials = {
    alertRule: null,
    severity: null,
    signalType: null,
    alertTargetIDs: null,
    configurationItems: ['budgets'],
    monitoringService: 'CostAlerts',
  }
  const context = { AlertCategory: 'budgets', AlertData: { BudgetName: 'Production', SpentAmount: '$11' } }
  expect(signalIn(azureMonitor, common(essentials, context))).toMatchObject({
    title: 'Production on budgets',
    severity: 'unknown',
    labels: { rule: 'Production' },
  })
})

const METRIC = {
  schemaId: 'AzureMonitorMetricAlert',
  data: {
    version: '2.0',
    status: 'Activated',
    properties: { team: 'payments' },
    context: {
      timestamp: '2021-11-15T09:35:12.9703687Z',
      id: '/subscriptions/1/resourceGroups/rg/providers/microsoft.insights/metricAlerts/slow',
      name: 'slow',
      severity: '1',
      condition: { allOf: [{ metricName: 'Transactions', threshold: '0', metricValue: 100, operator: 'GreaterThan' }] },
      resourceName: 'vm-1',
      resourceId: VM,
      portalLink: 'https://portal.azure.com/#resource/x',
    },
  },
}

test('the metric schema from before the common one opens and closes, each resource by itself', () => {
  const fired = signalIn(azureMonitor, METRIC)
  expect(fired).toMatchObject({
    state: 'firing',
    title: 'slow on vm-1',
    severity: 'high',
    labels: { team: 'payments', rule: 'slow', resource: 'vm-1' },
    startedAt: at('2021-11-15T09:35:12.970Z'),
    link: 'https://portal.azure.com/#resource/x',
  })
  const over = { ...METRIC, data: { ...METRIC.data, status: 'Deactivated' } }
  expect(signalIn(azureMonitor, over)).toMatchObject({ key: fired.key, state: 'resolved' })
  const other = { ...METRIC, data: { ...METRIC.data, context: { ...METRIC.data.context, resourceId: `${VM}2` } } }
  expect(signalIn(azureMonitor, other).key).not.toBe(fired.key)
})

test('a classic metric alert has no data around it', () => {
  const { context, status } = METRIC.data
  expect(signalIn(azureMonitor, { status, context })).toMatchObject({ state: 'firing', title: 'slow on vm-1' })
  expect(signalIn(azureMonitor, { status: 'Resolved', context })).toMatchObject({
    state: 'resolved',
    key: signalIn(azureMonitor, { status, context }).key,
  })
})

test('a log alert of the first version is read with its schema and without', () => {
  const data = {
    SubscriptionId: '1',
    AlertRuleName: 'errors',
    Severity: '3',
    SearchQuery: 'Heartbeat',
    ResultCount: 2,
    ResourceId: VM,
    LinkToSearchResults: 'https://portal.azure.com#x',
  }
  const bare = signalIn(azureMonitor, data)
  expect(bare).toMatchObject({
    state: 'firing',
    title: 'errors',
    severity: 'low',
    annotations: { results: '2', query: 'Heartbeat' },
    link: 'https://portal.azure.com#x',
  })
  expect(signalIn(azureMonitor, { schemaId: 'Microsoft.Insights/LogAlert', data })).toEqual(bare)
})

test('an event of the activity log is known by its operation and resource', () => {
  const body = (overrides: object) => ({
    schemaId: 'Microsoft.Insights/activityLogs',
    data: {
      status: 'Activated',
      context: {
        activityLog: {
          operationName: 'Microsoft.Compute/virtualMachines/restart/action',
          level: 'Warning',
          resourceId: VM,
          eventTimestamp: '2021-11-16T08:27:36.1836909+00:00',
          ...overrides,
        },
      },
      properties: { team: 'payments' },
    },
  })
  expect(signalIn(azureMonitor, body({}))).toMatchObject({
    state: 'firing',
    severity: 'medium',
    labels: { team: 'payments', resource: 'vm-1' },
  })
  const health = (currentHealthStatus: string) =>
    signalIn(azureMonitor, body({ properties: { title: 'Rebooted', currentHealthStatus } }))
  expect([health('Unavailable').state, health('Available').state]).toEqual(['firing', 'resolved'])
  expect(health('Available').key).toBe(health('Unavailable').key)
})

test('a condition that nobody knows fires, and the source is told', () => {
  const reading = readingOf(azureMonitor, common({ monitorCondition: 'Odd' }))
  expect([reading.signals[0]?.state, reading.problems.length]).toEqual(['firing', 1])
})
