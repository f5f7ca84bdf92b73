import type { Guide } from '../door.ts'
import { addressOf } from '../guide-text.ts'

export const guide: Guide = {
  signozChannel: (door) => `Type:         Webhook
Webhook URL:  ${addressOf(door)}${
    door.hasSecret
      ? `
User name:    (empty)
Password:     the secret of this source`
      : ''
  }
Send resolved alerts:  on`,
}
