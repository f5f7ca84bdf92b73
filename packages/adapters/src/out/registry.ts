import type { OutChannel } from './channel.ts'
import { emailChannel } from './email/send.ts'
import { ntfyChannel } from './ntfy/send.ts'
import { webhookChannel } from './webhook/send.ts'
import { webpushChannel } from './webpush/send.ts'

/**
 * Every way out, by the name that contacts and the configuration use. A channel's `send` takes what its own `configSchema` parsed,
 * nothing else: the registry forgets the type, the schema restores it.
 */
export const outChannels: ReadonlyMap<string, OutChannel> = new Map<string, OutChannel>(
  [emailChannel, webhookChannel, ntfyChannel, webpushChannel].map((channel: OutChannel) => [channel.channel, channel]),
)
