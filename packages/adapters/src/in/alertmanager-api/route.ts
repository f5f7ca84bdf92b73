import type { DoorReply } from '../door.ts'
import { jsonReply } from '../reply.ts'
import { methodNotAllowedReply, notUuidReply, pathNotFoundReply } from './framework-reply.ts'

/** The operations of Alertmanager's API v2, by their names in its `api/v2/openapi.yaml`. */
export type Operation =
  | {
      name:
        | 'getAlerts'
        | 'postAlerts'
        | 'getAlertGroups'
        | 'getSilences'
        | 'postSilences'
        | 'getStatus'
        | 'getReceivers'
    }
  | { name: 'getSilence' | 'deleteSilence'; silenceId: string }

type PlainName = Exclude<Operation['name'], 'getSilence' | 'deleteSilence'>

const PLAIN: ReadonlyMap<string, ReadonlyMap<string, PlainName>> = new Map([
  ['/api/v2/alerts', methods({ GET: 'getAlerts', POST: 'postAlerts' })],
  ['/api/v2/alerts/groups', methods({ GET: 'getAlertGroups' })],
  ['/api/v2/silences', methods({ GET: 'getSilences', POST: 'postSilences' })],
  ['/api/v2/status', methods({ GET: 'getStatus' })],
  ['/api/v2/receivers', methods({ GET: 'getReceivers' })],
])
const SILENCE = '/api/v2/silence/'
const SILENCE_METHODS = ['DELETE', 'GET']
const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i

function methods(names: Record<string, PlainName>): ReadonlyMap<string, PlainName> {
  return new Map(Object.entries(names))
}

/** Which operation a request asks for, or the answer to a request that asks for none. `path` stands behind the door's prefix. */
export function findOperation(method: string, path: string): { operation: Operation } | { reply: DoorReply } {
  const plain = PLAIN.get(path)
  if (plain) {
    const name = plain.get(method)
    return name ? { operation: { name } } : { reply: methodNotAllowedReply(method, [...plain.keys()]) }
  }
  if (path.startsWith(SILENCE) && path.length > SILENCE.length) return findSilenceOperation(method, path)
  if (path.startsWith('/api/v1/')) return { reply: deprecatedReply() }
  if (path === '/-/healthy' || path === '/-/ready') return { reply: aliveReply() }
  return { reply: pathNotFoundReply(path) }
}

function findSilenceOperation(method: string, path: string): { operation: Operation } | { reply: DoorReply } {
  const silenceId = path.slice(SILENCE.length)
  if (silenceId.includes('/')) return { reply: pathNotFoundReply(path) }
  if (!SILENCE_METHODS.includes(method)) return { reply: methodNotAllowedReply(method, SILENCE_METHODS) }
  if (!UUID.test(silenceId)) return { reply: notUuidReply('silenceID', silenceId) }
  return { operation: { name: method === 'GET' ? 'getSilence' : 'deleteSilence', silenceId } }
}

function deprecatedReply(): DoorReply {
  const error =
    'The Alertmanager v1 API was deprecated in version 0.16.0 and is removed as of version 0.27.0 - please use the equivalent route in the v2 API'
  return jsonReply(410, { status: 'deprecated', error })
}

function aliveReply(): DoorReply {
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'OK' }
}
