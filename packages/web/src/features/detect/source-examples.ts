/** Ready-made pieces of configuration for a source: what to paste where, with the address in place. */
export interface SourceExample {
  /** Names the text in the message files that says what it is for. */
  id: 'prometheus' | 'alertmanager' | 'amtool' | 'pdjs' | 'curl' | 'curlResolve' | 'cron'
  text: string
}

export interface SourceDoor {
  system: string
  key: string
  /** As the server names them, the usual one first. */
  addresses: readonly string[]
}

const makers: Record<string, (door: SourceDoor) => SourceExample[]> = {
  alertmanager: alertmanagerExamples,
  'pagerduty-events': pagerdutyExamples,
  json: jsonExamples,
  heartbeat: heartbeatExamples,
}

/** Examples for the source’s system; none for a system that this console does not know. */
export function sourceExamples(door: SourceDoor): SourceExample[] {
  return door.addresses.length === 0 ? [] : (makers[door.system]?.(door) ?? [])
}

function alertmanagerExamples({ addresses }: SourceDoor): SourceExample[] {
  const [webhook = '', api = ''] = addresses
  const { protocol, host, pathname } = new URL(api === '' ? webhook : api)
  return [
    {
      id: 'prometheus',
      text: `# prometheus.yml
alerting:
  alertmanagers:
    - scheme: ${protocol.replace(':', '')}
      path_prefix: ${pathname}
      static_configs:
        - targets: ['${host}']`,
    },
    {
      id: 'alertmanager',
      text: `# alertmanager.yml
route:
  receiver: tocsin
receivers:
  - name: tocsin
    webhook_configs:
      - url: ${webhook}
        send_resolved: true`,
    },
    {
      id: 'amtool',
      text: `amtool --alertmanager.url=${api} alert add \\
  alertname=DiskFull severity=critical instance=db-1`,
    },
    {
      id: 'curl',
      text: curl(`${api}/api/v2/alerts`, [
        {
          labels: { alertname: 'DiskFull', severity: 'critical', instance: 'db-1' },
          annotations: { summary: 'DiskFull on db-1' },
        },
      ]),
    },
  ]
}

function pagerdutyExamples({ addresses: [address = ''], key }: SourceDoor): SourceExample[] {
  const payload = { summary: 'DiskFull on db-1', source: 'db-1', severity: 'critical' }
  return [
    {
      id: 'pdjs',
      text: `import { event } from '@pagerduty/pdjs'

await event({
  server: '${new URL(address).host}',
  data: {
    routing_key: '${key}',
    event_action: 'trigger',
    dedup_key: 'disk-db-1',
    payload: { summary: 'DiskFull on db-1', source: 'db-1', severity: 'critical' },
  },
})`,
    },
    {
      id: 'curl',
      text: curl(address, { routing_key: key, event_action: 'trigger', dedup_key: 'disk-db-1', payload }),
    },
    {
      id: 'curlResolve',
      text: curl(address, { routing_key: key, event_action: 'resolve', dedup_key: 'disk-db-1' }),
    },
  ]
}

function jsonExamples({ addresses: [address = ''] }: SourceDoor): SourceExample[] {
  return [
    { id: 'curl', text: curl(address, { id: 'disk-db-1', title: 'DiskFull on db-1', level: 'critical', ok: false }) },
    { id: 'curlResolve', text: curl(address, { id: 'disk-db-1', title: 'DiskFull on db-1', ok: true }) },
  ]
}

function heartbeatExamples({ addresses: [address = ''] }: SourceDoor): SourceExample[] {
  return [
    { id: 'cron', text: `0 * * * *  /usr/local/bin/backup && curl -fsS -m 10 --retry 3 -X POST ${address}` },
    { id: 'curl', text: `curl -fsS -X POST ${address}` },
  ]
}

function curl(address: string, body: unknown): string {
  return `curl -fsS ${address} \\
  -H 'content-type: application/json' \\
  -d '${JSON.stringify(body)}'`
}
