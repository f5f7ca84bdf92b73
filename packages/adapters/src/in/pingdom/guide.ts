import type { Guide } from '../door.ts'
import { addressOf, curlText } from '../guide-text.ts'

const DOWN = {
  check_id: 12345,
  check_name: 'Checkout',
  check_type: 'HTTP',
  tags: ['service:checkout'],
  current_state: 'DOWN',
  importance_level: 'HIGH',
  description: 'HTTP Error 503',
}

export const guide: Guide = {
  pingdomWebhook: addressOf,
  curl: (door) => curlText(addressOf(door), DOWN, door),
  curlResolve: (door) => curlText(addressOf(door), { ...DOWN, current_state: 'UP', description: 'OK' }, door),
}
