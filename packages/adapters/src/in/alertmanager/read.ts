import { notificationDoor } from '../prometheus-notification.ts'
import { guide } from './guide.ts'

/**
 * Alertmanager's webhook, payload version 4 (prometheus/alertmanager `notify/webhook/webhook.go`, `template/template.go`);
 * version 3, which has no fingerprint, is read too. One request carries a whole group with firing and resolved alerts mixed:
 * each alert counts by its own status, and the status of the group by nothing.
 *
 * The sender tries again after 5xx only, until its next group interval, and drops the notification after any 4xx, 429 included.
 */
export const alertmanager = notificationDoor({
  system: 'alertmanager',
  name: 'Alertmanager',
  methods: ['POST'],
  versions: ['4', '3', 4, 3],
  guide,
})
