import type { Guide, GuideDoor } from '../door.ts'
import { addressOf, curlText } from '../guide-text.ts'

/** The second address is where Prometheus and amtool take it for an Alertmanager. */
function apiOf({ addresses }: GuideDoor): string {
  return addresses[1] ?? addresses[0] ?? ''
}

function prometheus(door: GuideDoor): string {
  const { protocol, host, pathname } = new URL(apiOf(door))
  return `# prometheus.yml
alerting:
  alertmanagers:
    - scheme: ${protocol.replace(':', '')}
      path_prefix: ${pathname}
      static_configs:
        - targets: ['${host}']`
}

export const guide: Guide = {
  prometheus,
  alertmanager: (door) => `# alertmanager.yml
route:
  receiver: tocsin
receivers:
  - name: tocsin
    webhook_configs:
      - url: ${addressOf(door)}
        send_resolved: true`,
  amtool: (door) => `amtool --alertmanager.url=${apiOf(door)} alert add \\
  alertname=DiskFull severity=critical instance=db-1`,
  curl: (door) =>
    curlText(
      `${apiOf(door)}/api/v2/alerts`,
      [
        {
          labels: { alertname: 'DiskFull', severity: 'critical', instance: 'db-1' },
          annotations: { summary: 'DiskFull on db-1' },
        },
      ],
      door,
    ),
}
