import { z } from 'zod'
import type { ContactAddress, Message, OutChannel, SendResult } from '../channel.ts'
import type { Net } from '../net.ts'
import { refused } from '../post.ts'
import { gatewaySchema, sendByGateway } from './gateway.ts'
import { checkNumber, senderFor } from './number.ts'
import { formatSpeech, keysOf, SPOKEN, VOICE_BUNDLE_MAX } from './speech.ts'
import { callTwilio } from './twilio-call.ts'
import { type TwilioVoiceConfig, twilioVoiceSchema } from './twilio-config.ts'
import { gather, HANG_UP, respond, say } from './twiml.ts'

/** So long a telephone rings; the voice mail of most carriers comes later. */
const RING_S = '30'

export const voiceConfigSchema = z.discriminatedUnion('provider', [twilioVoiceSchema, gatewaySchema], {
  error: 'expected twilio or http',
})
export type VoiceConfig = z.infer<typeof voiceConfigSchema>

async function send(net: Net, config: VoiceConfig, { to }: ContactAddress, message: Message): Promise<SendResult> {
  const problem = checkNumber(to)
  if (problem !== undefined) return refused('bad_address', problem)
  const { id, sentAt } = message
  if (config.provider === 'http')
    return sendByGateway(net, config, { to, text: formatSpeech(message).join(' '), id, sentAt })
  return callTwilio(net, config, 'Calls', formOf(config, to, message), sentAt)
}

function formOf(config: TwilioVoiceConfig, to: string, message: Message): [string, string][] {
  const { callbackUrl } = message
  return [
    ['To', to],
    ['From', senderFor(to, config.from, config.senders)],
    // The words go along with the order, so that the call speaks also when Twilio cannot reach us at that moment.
    ['Twiml', formatCall(message)],
    ['Timeout', RING_S],
    ...(callbackUrl === undefined
      ? []
      : ([
          ['StatusCallback', callbackUrl],
          ['StatusCallbackEvent', 'answered'],
          ['StatusCallbackEvent', 'completed'],
        ] as [string, string][])),
  ]
}

/** Says it twice while it waits for a key; whoever picks up late, or lets the voice mail answer, misses nothing. */
export function formatCall(message: Message): string {
  const locale = message.locale ?? 'en'
  const words = SPOKEN[locale]
  const sentences = formatSpeech(message)
  if (message.kind !== 'page' || message.callbackUrl === undefined)
    return respond(say(sentences, locale), say([words.bye], locale), HANG_UP)
  const once = gather(message.callbackUrl, say([...sentences, keysOf(message)], locale))
  const again = gather(message.callbackUrl, say([words.again, ...sentences, keysOf(message)], locale))
  return respond(once, again, say([words.bye], locale), HANG_UP)
}

/** A telephone call that says what is wrong and takes keys, through Twilio or through a gateway of one's own. */
export const voiceChannel: OutChannel<VoiceConfig> = {
  channel: 'voice',
  configSchema: voiceConfigSchema,
  hearsBack: true,
  bundleMax: VOICE_BUNDLE_MAX,
  hasSecond: true,
  checkAddress: checkNumber,
  send,
}
