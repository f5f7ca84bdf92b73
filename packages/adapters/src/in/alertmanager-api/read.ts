import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { DoorContext, DoorReading, DoorRequest, InAdapter } from '../door.ts'
import { replyOnly } from '../reply.ts'
import { errorReply, pathNotFoundReply, tooLargeReply } from './framework-reply.ts'
import { readPostedAlerts } from './post-alerts.ts'
import { findOperation } from './route.ts'

/**
 * Tocsin as an Alertmanager, API v2: what Prometheus, vmalert, rulers, Grafana and amtool point at. Only `POST /alerts` holds
 * signals. The other operations need what is stored: the server asks {@link findOperation} first, parses with `query.ts` and
 * `silence.ts` and answers with `render.ts`. One source key serves this and the webhook, for both name alerts alike.
 *
 * Prometheus counts anything but 2xx as an error and drops the batch; it sends every alert that fires again within a minute.
 */
export const alertmanagerApi: InAdapter = {
  system: 'alertmanager',
  bodyBytesMax: LIMITS.doorBodyBytesMax,
  read,
  busy: () => ({
    ...errorReply(503, 'busy, try again'),
    headers: { 'content-type': 'application/json', 'retry-after': '5' },
  }),
  tooLarge: () => tooLargeReply('http: request body too large'),
}

function read(request: DoorRequest, context: DoorContext): DoorReading {
  const found = findOperation(request.method, request.path)
  if ('reply' in found) return replyOnly(found.reply)
  if (found.operation.name === 'postAlerts') return readPostedAlerts(request, context)
  return replyOnly(pathNotFoundReply(request.path))
}
