import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { boundProblems } from './bounds.ts'
import { type ChangeDraft, changeOf } from './change-draft.ts'
import type { DoorContext, DoorReading, DoorReply, DoorRequest, InAdapter } from './door.ts'
import { type JsonBody, parseExactJsonBody } from './json-body.ts'
import { busyReply, jsonReply, replyOnly } from './reply.ts'
import { type SignalDraft, signalOf } from './signal-draft.ts'

/** One notification, as its system's reader gets it. */
export interface Notification {
  body: unknown
  request: DoorRequest
  context: DoorContext
  /** Something was odd, and read as well as it could be; for the source's page. */
  report(problem: string): void
}

/** Not to be read at all: the sentence goes to the sender and to the source's page. */
export interface Refusal {
  refused: string
  /** 400 where it is not said. */
  status?: number
}

/** What a notification says: of something wrong or right again, and of something that was changed. */
export interface Findings {
  signals: SignalDraft[]
  changes: ChangeDraft[]
}

/** What the doors of most systems have in common: one POST with one document in it, answered in JSON that nobody parses. */
export interface WebhookFormat extends Pick<InAdapter, 'system' | 'options' | 'takesSecret' | 'verify' | 'guide'> {
  /** POST where nothing is said. */
  methods?: readonly string[]
  bodyBytesMax?: number
  /** JSON, with the digits of long numbers kept, where nothing is said. */
  parse?(request: DoorRequest, report: Notification['report']): JsonBody
  /** A list is one of signals. */
  read(notification: Notification): SignalDraft[] | Findings | Refusal
}

/** The door of a system: `format.read` says what a document means, everything around it is the same for all. */
export function webhook(format: WebhookFormat): InAdapter {
  const { system, options, takesSecret, verify, guide, bodyBytesMax = LIMITS.doorBodyBytesMax } = format
  return {
    system,
    bodyBytesMax,
    ...(options && { options }),
    ...(takesSecret && { takesSecret }),
    ...(verify && { verify }),
    ...(guide && { guide }),
    read: (request, context) => readRequest(format, request, context),
    busy: () => busyReply({ status: 'error', error: 'busy, try again' }),
    tooLarge: () => errorReply(413, `the body is larger than ${bodyBytesMax} bytes`),
  }
}

function readRequest(format: WebhookFormat, request: DoorRequest, context: DoorContext): DoorReading {
  const { methods = ['POST'] } = format
  if (!methods.includes(request.method)) return refuse(`only ${methods.join(' and ')} is allowed`, 405)
  const problems: string[] = []
  const report = (problem: string) => problems.push(problem)
  const body = format.parse ? format.parse(request, report) : parseExactJsonBody(request.body)
  if ('error' in body) return refuse(`the body is not JSON: ${body.error}`)
  const found = format.read({ body: body.value, request, context, report })
  if ('refused' in found) return refuse(found.refused, found.status)
  const { signals, changes } = Array.isArray(found) ? { signals: found, changes: [] } : found
  if (signals.length + changes.length > LIMITS.signalsPerRequestMax) {
    return refuse(`more than ${LIMITS.signalsPerRequestMax} alerts in one notification`, 413)
  }
  return {
    signals: signals.map((draft) => signalOf(draft, { ...context, receivedAt: request.receivedAt })),
    changes: changes.map(changeOf),
    reply: jsonReply(200, {
      status: 'success',
      alerts: signals.length,
      ...(changes.length > 0 && { changes: changes.length }),
    }),
    problems: boundProblems(problems),
  }
}

function refuse(problem: string, status = 400): DoorReading {
  const [bounded = problem] = boundProblems([problem])
  return replyOnly(errorReply(status, bounded), [bounded])
}

function errorReply(status: number, error: string): DoorReply {
  return jsonReply(status, { status: 'error', error })
}
