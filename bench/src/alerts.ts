/** Alerts as Prometheus sends them, for what is sent from here; ingest.lua makes the same ones for wrk. */
import { formatRequest } from './http-pump.ts'

export const SERVICES = 200

export interface BenchAlert {
  /** Alerts with one name and one service are one group. */
  alertname: string
  /** From 0; `SERVICES` of them exist. */
  service: number
  /** Sets the alert apart from others of its group. */
  id: string
}

export function serviceName(service: number): string {
  return `service-${String(service % SERVICES).padStart(3, '0')}`
}

/** What the incident of an alert is called. */
export function titleOf({ alertname, id }: BenchAlert): string {
  return `${alertname}: disk of node-${id} is nearly full`
}

/** One POST with these alerts, active for an hour from `now` (epoch milliseconds). */
export function alertsRequest(alertsUrl: string, alerts: readonly BenchAlert[], now: number): Buffer {
  const startsAt = new Date(now - 60_000).toISOString()
  const endsAt = new Date(now + 3_600_000).toISOString()
  const body = alerts.map((alert) => ({
    labels: {
      alertname: alert.alertname,
      service: serviceName(alert.service),
      severity: 'critical',
      job: 'node',
      instance: `node-${alert.id}.example.com:9100`,
      device: '/dev/nvme0n1p2',
      mountpoint: '/var/lib/data',
      id: alert.id,
    },
    annotations: {
      summary: titleOf(alert),
      description: `/var/lib/data on node-${alert.id} has been more than 92 % full for ten minutes.`,
      runbook_url: 'https://runbooks.example.com/disk-nearly-full',
    },
    startsAt,
    endsAt,
    generatorURL: 'http://prometheus.example.com:9090/graph?g0.expr=node_filesystem_avail_bytes&g0.tab=1',
  }))
  return formatRequest(alertsUrl, { body: JSON.stringify(body) })
}

/** `count` alerts of one name, spread over the services in turns. */
export function spreadAlerts(alertname: string, count: number): BenchAlert[] {
  return Array.from({ length: count }, (_, index) => ({
    alertname,
    service: index % SERVICES,
    id: `${alertname}-${index}`,
  }))
}

/** The alerts as requests of `perRequest` each. */
export function requestsOf(
  alertsUrl: string,
  alerts: readonly BenchAlert[],
  perRequest: number,
  now: number,
): Buffer[] {
  const requests: Buffer[] = []
  for (let at = 0; at < alerts.length; at += perRequest)
    requests.push(alertsRequest(alertsUrl, alerts.slice(at, at + perRequest), now))
  return requests
}
