import { isIP } from 'node:net'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { z } from 'zod'
import { streamRulesForm, streamRulesOf } from '../../stream/stream-rule.ts'
import { tallyEvents } from '../../stream/tally.ts'
import { boundProblems } from '../bounds.ts'
import type { DoorContext, DoorReading, DoorRequest, InAdapter } from '../door.ts'
import { busyReply, jsonReply, replyOnly } from '../reply.ts'
import { guide } from './guide.ts'
import { parseSyslog, textOfFrame } from './message.ts'

const network = z
  .string({ error: 'expected an address or a network, such as "10.0.0.0/8"' })
  .refine(isNetwork, 'expected an address or a network, such as "10.0.0.0/8"')

/**
 * Syslog: messages are counted by the rules of the source and not kept. They come to the listener that the option `--syslog` opens, which
 * finds the source by a key in the message or by the address of the sender; and here, a message a line, from whatever can post them.
 */
export const syslog: InAdapter = {
  system: 'syslog',
  bodyBytesMax: LIMITS.streamBodyBytesMax,
  options: {
    rules: streamRulesForm,
    /** Addresses of senders whose messages are of this source though they hold no key. */
    networks: z
      .array(network, { error: 'expected a list of addresses and networks' })
      .max(100, 'expected at most 100')
      .meta({ examples: [['10.0.0.0/8', '192.0.2.7']] })
      .optional(),
  },
  guide,
  read,
  busy: () => busyReply({ status: 'busy, try again' }),
  tooLarge: () => jsonReply(413, { status: `more than ${LIMITS.streamBodyBytesMax} bytes; send fewer lines at once` }),
}

function read(request: DoorRequest, { options }: DoorContext): DoorReading {
  if (request.method !== 'POST') return replyOnly(jsonReply(405, { status: 'only POST is allowed' }))
  const lines = textOfFrame(request.body)
    .split('\n')
    .filter((line) => line.trim() !== '')
  if (lines.length > LIMITS.streamEventsMax) {
    const problem = `more than ${LIMITS.streamEventsMax} lines in one request; send fewer at once`
    return replyOnly(jsonReply(413, { status: problem }), [problem])
  }
  const tally = tallyEvents(
    streamRulesOf(options),
    lines.map((line) => parseSyslog(line).event),
    request.receivedAt,
  )
  const reply = jsonReply(200, { status: 'ok', events: lines.length })
  return { signals: [], changes: [], tally, reply, problems: boundProblems(tally.problems) }
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}
