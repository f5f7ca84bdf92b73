import type { Guide } from '../door.ts'
import { addressOf } from '../guide-text.ts'
import { TEMPLATE } from './template.ts'

export const guide: Guide = {
  datadogUrl: addressOf,
  datadogPayload: () => JSON.stringify(TEMPLATE, null, 2),
  // Without a secret there is no header to send, and an empty part is not shown.
  datadogHeaders: ({ hasSecret }) =>
    hasSecret ? JSON.stringify({ 'X-Tocsin-Secret': 'the secret of this source' }, null, 2) : '',
  datadogMonitor: () => '@webhook-tocsin',
}
