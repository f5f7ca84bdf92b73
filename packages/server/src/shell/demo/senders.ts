/** What the monitors of the demo send, each as the real one does, to the doors that real ones knock at. */
import { createHmac, hash } from 'node:crypto'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { keyOf, type ServiceId, type SourceName, secretOf } from './company.ts'
import type { DemoSettings } from './demo-folder.ts'

/** A condition that some monitor watches. */
export interface Condition {
  /** Of its kind, e.g. the name of a rule. */
  name: string
  title: string
  description: string
  service: ServiceId
  severity: 'critical' | 'high' | 'warning' | 'info'
  labels: Readonly<Record<string, string>>
}

export interface Statement {
  condition: Condition
  isOver: boolean
  startedAt: Instant
  at: Instant
}

export interface DoorCall {
  url: string
  headers: Record<string, string>
  payload: string
}

type Keys = Pick<DemoSettings, 'keySeed'>
type Sender = (keys: Keys, statement: Statement) => DoorCall

export type AlertSource = Exclude<SourceName, 'nightly-backup' | 'settlement-run' | 'github'>

/** How each monitor says a statement. */
export function callOf(keys: Keys, source: AlertSource, statement: Statement): DoorCall {
  return SENDERS[source](keys, statement)
}

export function beatOf(keys: Keys, source: 'nightly-backup' | 'settlement-run'): DoorCall {
  return post(`/in/heartbeat/${keyOf(keys, source)}`, {})
}

function post(url: string, body: unknown, headers: Record<string, string> = {}): DoorCall {
  return { url, headers: { 'content-type': 'application/json', ...headers }, payload: JSON.stringify(body) }
}

const NEVER = '0001-01-01T00:00:00Z'

function fingerprintOf({ name, service, labels }: Condition): string {
  return hash('sha256', JSON.stringify([name, service, labels])).slice(0, 16)
}

function notification({ condition, isOver, startedAt, at }: Statement, externalURL: string, link: string) {
  const { name, title, description, service, severity, labels } = condition
  const all = { alertname: name, service, severity, ...labels }
  return {
    version: '4',
    status: isOver ? 'resolved' : 'firing',
    receiver: 'tocsin',
    groupKey: `{}:{alertname="${name}"}`,
    groupLabels: { alertname: name },
    commonLabels: all,
    commonAnnotations: { summary: title },
    externalURL,
    alerts: [
      {
        status: isOver ? 'resolved' : 'firing',
        labels: all,
        annotations: { summary: title, description, runbook_url: `https://runbooks.kiteline.example/${name}` },
        startsAt: formatInstant(startedAt),
        endsAt: isOver ? formatInstant(at) : NEVER,
        generatorURL: `${externalURL}${link}`,
        fingerprint: fingerprintOf(condition),
      },
    ],
  }
}

const prometheus: Sender = (keys, statement) =>
  post(
    `/in/alertmanager/${keyOf(keys, 'prometheus')}`,
    notification(statement, 'https://prometheus.kiteline.example', `/graph?g0.expr=${statement.condition.name}`),
  )

const grafana: Sender = (keys, statement) =>
  post(`/in/grafana/${keyOf(keys, 'grafana')}`, {
    ...notification(statement, 'https://grafana.kiteline.example', '/alerting/grafana/view'),
    version: '1',
    orgId: 1,
    state: statement.isOver ? 'ok' : 'alerting',
  })

const SEVERITY_OF_ALARM = { critical: 'critical', high: 'high', warning: 'medium', info: 'low' } as const

const cloudwatch: Sender = (keys, { condition, isOver, at }) => {
  const { name, service, severity, description, labels } = condition
  const value = isOver ? 'OK' : 'ALARM'
  const body = {
    ...{ version: '0', 'detail-type': 'CloudWatch Alarm State Change', source: 'aws.cloudwatch' },
    ...{ account: '123456789012', region: 'eu-central-1', time: formatInstant(at) },
    resources: [`arn:aws:cloudwatch:eu-central-1:123456789012:alarm:${name}`],
    detail: {
      alarmName: name,
      configuration: {
        description: `${description} severity=${SEVERITY_OF_ALARM[severity]} service=${service}`,
        metrics: [
          {
            id: 'm1',
            metricStat: {
              metric: { namespace: 'AWS/ApplicationELB', name, dimensions: labels },
              period: 60,
              stat: 'Sum',
            },
          },
        ],
      },
      state: {
        value,
        reason: isOver ? 'Threshold no longer crossed' : 'Threshold crossed: 3 of the last 3 datapoints',
        timestamp: formatInstant(at),
      },
    },
  }
  return post(`/in/aws-cloudwatch/${keyOf(keys, 'cloudwatch')}`, body, {
    'x-tocsin-secret': secretOf(keys, 'cloudwatch'),
  })
}

const SEVERITY_OF_EVENT = { critical: 'critical', high: 'error', warning: 'warning', info: 'info' } as const

const batch: Sender = (keys, { condition, isOver, at }) =>
  post('/v2/enqueue', {
    routing_key: keyOf(keys, 'batch'),
    event_action: isOver ? 'resolve' : 'trigger',
    dedup_key: fingerprintOf(condition),
    payload: {
      ...{ summary: condition.title, source: condition.labels.host ?? 'batch-1', timestamp: formatInstant(at) },
      ...{ severity: SEVERITY_OF_EVENT[condition.severity], component: condition.name, group: condition.service },
      custom_details: { ...condition.labels, description: condition.description },
    },
    client: 'Batch scheduler',
  })

const desk: Sender = (keys, { condition, isOver }) =>
  post(`/in/json/${keyOf(keys, 'desk')}`, {
    ticket: condition.labels.ticket ?? fingerprintOf(condition),
    subject: condition.title,
    text: condition.description,
    open: !isOver,
    urgency: condition.severity,
    service: condition.service,
    customer: condition.labels.customer ?? 'several',
  })

const uptime: Sender = (keys, { condition, isOver, at }) => {
  const { name, description, service, severity, labels } = condition
  const id = Number.parseInt(fingerprintOf(condition).slice(0, 6), 16)
  return post(`/in/uptime-kuma/${keyOf(keys, 'uptime')}`, {
    heartbeat: {
      ...{ monitorID: id, status: isOver ? 1 : 0, msg: isOver ? '200 - OK' : description },
      ...{ time: formatInstant(at).replace('T', ' ').replace('Z', ''), important: true, duration: 60, retries: 1 },
    },
    monitor: {
      ...{
        id,
        name,
        pathName: `production / ${name}`,
        url: labels.url ?? 'https://www.kiteline.example',
        type: 'http',
      },
      tags: [
        { name: 'severity', value: severity },
        { name: 'service', value: service },
      ],
    },
    msg: `[${name}] ${isOver ? 'Up' : 'Down'}`,
  })
}

const SENDERS: Record<AlertSource, Sender> = { prometheus, grafana, cloudwatch, batch, desk, uptime }

export interface Deploy {
  service: ServiceId
  revision: string
  message: string
  login: string
  at: Instant
  isFailed?: boolean
}

/** A deployment, as GitHub tells it, signed as GitHub signs. */
export function deployOf(keys: Keys, { service, revision, message, login, at, isFailed = false }: Deploy): DoorCall {
  const repository = {
    ...{ full_name: `kiteline/${service}`, name: service, default_branch: 'main' },
    html_url: `https://github.com/kiteline/${service}`,
  }
  const payload = JSON.stringify({
    action: 'created',
    deployment_status: {
      ...{ state: isFailed ? 'failure' : 'success', environment: 'production', created_at: formatInstant(at) },
      ...{ description: message, log_url: `${repository.html_url}/actions` },
    },
    deployment: {
      ...{ sha: revision, ref: 'main', environment: 'production', creator: { login }, payload: { service } },
    },
    repository,
    sender: { login },
  })
  const signature = createHmac('sha256', secretOf(keys, 'github')).update(payload).digest('hex')
  return {
    url: `/in/github/${keyOf(keys, 'github')}`,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'deployment_status',
      'x-hub-signature-256': `sha256=${signature}`,
    },
    payload,
  }
}
