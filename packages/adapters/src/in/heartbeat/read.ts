import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { DoorReading, InAdapter } from '../door.ts'
import { busyReply, jsonReply, replyOnly } from '../reply.ts'

/**
 * A URL that has to be called in time. Any method and any body is a beat, for what calls it is a line in a crontab; the body
 * is not read. The alert comes from the absence of beats, so a beat itself holds no signal.
 */
export const heartbeat: InAdapter = {
  system: 'heartbeat',
  bodyBytesMax: LIMITS.apiBodyBytesMax,
  guide: {
    cron: ({ addresses: [address = ''] }) =>
      `0 * * * *  /usr/local/bin/backup && curl -fsS -m 10 --retry 3 -X POST ${address}`,
    curl: ({ addresses: [address = ''] }) => `curl -fsS -X POST ${address}`,
  },
  read: (): DoorReading => ({ ...replyOnly(jsonReply(200, { status: 'ok' })), beat: true }),
  busy: () => busyReply({ status: 'busy, try again' }),
  tooLarge: () => jsonReply(413, { status: 'the body is too large; a heartbeat needs none' }),
}
