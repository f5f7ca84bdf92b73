import type { Guide } from '../door.ts'
import { addressOf } from '../guide-text.ts'

export const guide: Guide = {
  grafanaContactPoint: (door) => `URL:          ${addressOf(door)}
HTTP Method:  POST${
    door.hasSecret
      ? `
HMAC Signature → Secret:            the secret of this source
HMAC Signature → Timestamp header:  X-Grafana-Alerting-Timestamp`
      : ''
  }
Disable resolved message:  off`,
  grafanaProvisioning: (door) => `# provisioning/alerting/tocsin.yaml
apiVersion: 1
contactPoints:
  - orgId: 1
    name: Tocsin
    receivers:
      - uid: tocsin
        type: webhook
        disableResolveMessage: false
        settings:
          url: ${addressOf(door)}
          httpMethod: POST${
            door.hasSecret
              ? `
          hmacConfig:
            secret: $TOCSIN_SECRET
            timestampHeader: X-Grafana-Alerting-Timestamp`
              : ''
          }`,
}
