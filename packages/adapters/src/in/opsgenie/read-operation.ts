/** Reading what a request to Opsgenie's Alert API asks for; see `operation.ts`. */
import type { DoorRequest } from '../door.ts'
import { isFields } from '../fields.ts'
import { parseJsonBody } from '../json-body.ts'
import { BodyReader, OPSGENIE_LIMITS, type OpsgenieResponder } from './fields.ts'
import {
  type AlertChange,
  type AlertCommand,
  type AlertTarget,
  type NewOpsgenieAlert,
  type OperationReading,
  type OpsgenieOperation,
  type OpsgenieRefusal,
  refuseFields,
  type Said,
} from './operation.ts'

/** `path` stands behind `/v2`. */
export function readOperation(request: DoorRequest): OperationReading {
  const { path, query } = splitPath(request)
  const parts = decodeParts(path)
  if (!parts) return refuseFields({ identifier: 'Is not encoded as a part of an address.' })
  const asked = { method: request.method, parts: parts.slice(1), query, request }
  if (parts[0] === 'alerts') return readAlerts(asked)
  if (parts[0] === 'heartbeats') return readHeartbeats(asked)
  return noSuchPath(request)
}

interface Asked {
  method: string
  /** Behind `alerts` or `heartbeats`. */
  parts: string[]
  query: URLSearchParams
  request: DoorRequest
}

/** The client for Node leaves out the question mark before `&tags=…` when it is not told what kind of identifier it has. */
function splitPath({ path, query }: DoorRequest): { path: string; query: URLSearchParams } {
  const at = path.indexOf('/&')
  if (at < 0) return { path, query }
  return { path: path.slice(0, at), query: new URLSearchParams([...new URLSearchParams(path.slice(at + 2)), ...query]) }
}

function decodeParts(path: string): string[] | undefined {
  try {
    return path
      .split('/')
      .filter((part) => part !== '')
      .map((part) => storable(decodeURIComponent(part)))
  } catch {
    return undefined
  }
}

/** What stands in an address may hold what no database takes; bodies are mended where they are read. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd')
}

function noSuchPath({ method, path }: DoorRequest): OperationReading {
  const message = `Tocsin does not speak ${method} /v2${path}. The page of the source says what it does speak.`
  return { refusal: { status: 404, message } }
}

function readAlerts(asked: Asked): OperationReading {
  const { method, parts, query, request } = asked
  const [first, second, ...rest] = parts
  if (first === undefined) {
    if (method === 'POST') return withBody(request, readCreate)
    return method === 'GET' ? { operation: { kind: 'list', query } } : noSuchPath(request)
  }
  if (first === 'count' && second === undefined && method === 'GET') return { operation: { kind: 'count', query } }
  if (first === 'requests' && second !== undefined && rest.length === 0 && method === 'GET')
    return { operation: { kind: 'request', requestId: second } }
  if (first === 'saved-searches') return noSuchPath(request)
  const target = readTarget(first, query)
  if ('refusal' in target) return target
  if (second === undefined) return readWhole(asked, target)
  if (rest.length > (second === 'actions' ? 1 : 0)) return noSuchPath(request)
  return readPart(asked, target, second)
}

function readTarget(value: string, query: URLSearchParams): AlertTarget | { refusal: OpsgenieRefusal } {
  const type = query.get('identifierType') ?? 'id'
  const by = ({ id: 'id', tiny: 'tiny', alias: 'alias' } as const)[type]
  return by === undefined ? refuseFields({ identifierType: 'Should be one of [ id, tiny, alias ].' }) : { by, value }
}

function readWhole({ method, query, request }: Asked, target: AlertTarget): OperationReading {
  if (method === 'GET') return { operation: { kind: 'get', target } }
  if (method !== 'DELETE') return noSuchPath(request)
  return { operation: { kind: 'change', target, change: { type: 'Delete' }, said: saidInQuery(query) } }
}

type BodyOf = (body: BodyReader) => { change: AlertChange } | { command: AlertCommand }

/** What is posted or put to a part of an alert, by its path. */
const WRITES: Readonly<Record<string, BodyOf>> = {
  'POST close': () => ({ change: { type: 'Close' } }),
  'POST acknowledge': () => ({ command: { type: 'Acknowledge' } }),
  'POST unacknowledge': () => ({ command: { type: 'UnAcknowledge' } }),
  'POST notes': (body) => {
    body.requiredText('note', OPSGENIE_LIMITS.noteCharsMax)
    return { command: { type: 'AddNote' } }
  },
  'POST snooze': (body) => ({ command: { type: 'Snooze', until: body.endTime() } }),
  'POST assign': (body) => ({ command: { type: 'Assign', owner: body.responder('owner', 'user') ?? NOBODY } }),
  'POST escalate': (body) => ({
    command: { type: 'Escalate', escalation: body.responder('escalation', 'escalation') ?? NOBODY },
  }),
  'POST responders': (body) => ({
    command: { type: 'AddResponder', responder: body.responder('responder') ?? NOBODY },
  }),
  'POST teams': (body) => ({ command: { type: 'AddResponder', responder: body.responder('team', 'team') ?? NOBODY } }),
  'POST tags': (body) => ({ change: { type: 'AddTags', tags: requiredTags(body) } }),
  'POST details': (body) => ({ change: { type: 'AddDetails', details: requiredDetails(body) } }),
  'PUT message': (body) => ({
    change: { type: 'UpdateMessage', message: body.requiredText('message', OPSGENIE_LIMITS.messageCharsMax) },
  }),
  'PUT description': (body) => ({
    change: {
      type: 'UpdateDescription',
      description: body.requiredText('description', OPSGENIE_LIMITS.descriptionCharsMax),
    },
  }),
  'PUT priority': (body) => {
    const priority = body.priority()
    if (priority === undefined) body.errors.priority ??= 'Priority can not be empty.'
    return { change: { type: 'UpdatePriority', priority: priority ?? 'P3' } }
  },
}

const NOBODY: OpsgenieResponder = { type: 'user' }

function requiredTags(body: BodyReader): string[] {
  const tags = body.texts('tags', OPSGENIE_LIMITS.tagsMax)
  if (tags.length === 0) body.errors.tags ??= 'Tags can not be empty.'
  return tags
}

function requiredDetails(body: BodyReader): Record<string, string> {
  const details = body.details('details')
  if (Object.keys(details).length === 0) body.errors.details ??= 'Details can not be empty.'
  return details
}

function readPart(asked: Asked, target: AlertTarget, part: string): OperationReading {
  const { method, query, request, parts } = asked
  if (method === 'GET') return readReading(asked, target, part)
  if (method === 'DELETE') return readRemoval(asked, target, part)
  const write: BodyOf | undefined =
    part === 'actions' && method === 'POST' && parts[2] !== undefined
      ? () => ({ command: { type: 'ExecuteAction', action: parts[2] ?? '' } })
      : WRITES[`${method} ${part}`]
  if (!write) return noSuchPath(request)
  return withBody(
    request,
    (body) => {
      const said = saidInBody(body)
      const written = write(body)
      return 'change' in written
        ? { kind: 'change', target, change: written.change, said }
        : { kind: 'command', target, command: written.command, said }
    },
    query,
  )
}

function readReading({ query, request }: Asked, target: AlertTarget, part: string): OperationReading {
  if (part === 'notes') return { operation: { kind: 'entries', of: 'note', target, query } }
  if (part === 'logs') return { operation: { kind: 'entries', of: 'log', target, query } }
  if (part === 'recipients') return { operation: { kind: 'recipients', target } }
  return noSuchPath(request)
}

function readRemoval({ query, request }: Asked, target: AlertTarget, part: string): OperationReading {
  const said = saidInQuery(query)
  const listed = (name: string): string[] =>
    storable(query.get(name) ?? '')
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '')
  if (part === 'tags') {
    const tags = listed('tags')
    if (tags.length === 0) return refuseFields({ tags: 'Tags can not be empty.' })
    return { operation: { kind: 'change', target, change: { type: 'RemoveTags', tags }, said } }
  }
  if (part === 'details') {
    const keys = listed('keys')
    if (keys.length === 0) return refuseFields({ keys: 'Keys can not be empty.' })
    return { operation: { kind: 'change', target, change: { type: 'RemoveDetails', keys }, said } }
  }
  return noSuchPath(request)
}

function readCreate(body: BodyReader): OpsgenieOperation {
  const alias = body.text('alias', OPSGENIE_LIMITS.aliasCharsMax)
  const description = body.text('description', OPSGENIE_LIMITS.descriptionCharsMax)
  const entity = body.text('entity', OPSGENIE_LIMITS.nameCharsMax)
  const alert: NewOpsgenieAlert = {
    message: body.requiredText('message', OPSGENIE_LIMITS.messageCharsMax),
    responders: [...body.responders('responders'), ...body.responders('teams', 'team')],
    actions: body.texts('actions', OPSGENIE_LIMITS.actionsMax),
    tags: body.texts('tags', OPSGENIE_LIMITS.tagsMax),
    details: body.details('details'),
    priority: body.priority() ?? 'P3',
    ...(alias !== undefined && { alias }),
    ...(description !== undefined && { description }),
    ...(entity !== undefined && { entity }),
    ...saidInBody(body),
  }
  return { kind: 'create', alert }
}

function saidInBody(body: BodyReader): Said {
  const user = body.text('user', OPSGENIE_LIMITS.nameCharsMax)
  const source = body.text('source', OPSGENIE_LIMITS.nameCharsMax)
  const note = body.text('note', OPSGENIE_LIMITS.noteCharsMax)
  return {
    ...(user !== undefined && { user }),
    ...(source !== undefined && { source }),
    ...(note !== undefined && { note }),
  }
}

function saidInQuery(query: URLSearchParams): Said {
  return saidInBody(new BodyReader(fieldsOf(query)))
}

function fieldsOf(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...query].map(([name, value]) => [storable(name), storable(value)]))
}

/** Of what needs none the body may be left out. */
function withBody(
  request: DoorRequest,
  read: (body: BodyReader) => OpsgenieOperation,
  query: URLSearchParams = new URLSearchParams(),
): OperationReading {
  const parsed = request.body.byteLength === 0 ? { value: fieldsOf(query) } : parseJsonBody(request.body)
  // A client that has nothing to say sends `null`.
  const value = 'value' in parsed && parsed.value === null ? {} : 'value' in parsed ? parsed.value : undefined
  if (!isFields(value)) {
    const why = 'error' in parsed ? parsed.error : 'it is no object'
    return { refusal: { status: 400, message: `Request body is not a valid JSON: ${why}` } }
  }
  const body = new BodyReader(value)
  const operation = read(body)
  return Object.keys(body.errors).length > 0 ? refuseFields(body.errors) : { operation }
}

function readHeartbeats({ method, parts, request }: Asked): OperationReading {
  const [name, action, ...rest] = parts
  if (name === undefined) return method === 'GET' ? { operation: { kind: 'heartbeats' } } : noHeartbeatMaking(request)
  if (rest.length > 0) return noSuchPath(request)
  if (action === 'ping') return { operation: { kind: 'ping', name } }
  if (action === undefined && method === 'GET') return { operation: { kind: 'heartbeat', name } }
  return noHeartbeatMaking(request)
}

function noHeartbeatMaking({ method }: DoorRequest): OperationReading {
  const message = `Heartbeats are sources of the system heartbeat here: make and change them in Tocsin, and ping them by their id or name. ${method} is refused.`
  return { refusal: { status: 403, message } }
}
