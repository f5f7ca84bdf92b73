import type { Guide, GuideDoor } from '../door.ts'
import { addressOf } from '../guide-text.ts'

export const guide: Guide = {
  gcpWebhook: addressOf,
  gcpTerraform: terraform,
  gcpPubsub: (door) => `gcloud pubsub subscriptions create tocsin \\
  --topic=alerts --push-endpoint=${addressOf(door)}`,
}

function terraform(door: GuideDoor): string {
  const labels = door.hasSecret ? `\n    username = "tocsin"` : ''
  const sensitive = door.hasSecret ? '\n  sensitive_labels {\n    password = var.tocsin_secret\n  }' : ''
  return `resource "google_monitoring_notification_channel" "tocsin" {
  display_name = "Tocsin"
  type         = "${door.hasSecret ? 'webhook_basicauth' : 'webhook_tokenauth'}"
  labels = {
    url = "${addressOf(door)}"${labels}
  }${sensitive}
}`
}
