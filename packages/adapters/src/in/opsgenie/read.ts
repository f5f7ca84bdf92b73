import { hash } from 'node:crypto'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { DoorContext, DoorReading, DoorRequest, InAdapter } from '../door.ts'
import { replyOnly } from '../reply.ts'
import { guide } from './guide.ts'
import { readOperation } from './read-operation.ts'
import { acceptedReply, busyFactsReply, refusalReply } from './reply.ts'
import { opsgenieSignal } from './signal.ts'

/**
 * Opsgenie's Alert API v2. Most of it is about alerts that are stored, so the server asks {@link readOperation} what a request
 * wants and answers with `reply.ts`; what stands here is the creation of an alert, which also shows what a body would become. The
 * key of the source is what clients send as `Authorization: GenieKey <key>`.
 *
 * Clients (the SDKs, Alertmanager) try again after 429 and 5xx other than 501.
 */
export const opsgenie: InAdapter = {
  system: 'opsgenie',
  bodyBytesMax: LIMITS.apiBodyBytesMax,
  guide,
  read,
  busy: () => busyFactsReply(NO_FACTS),
  tooLarge: () =>
    refusalReply(NO_FACTS, { status: 413, message: `The body is larger than ${LIMITS.apiBodyBytesMax} bytes.` }),
}

const NO_FACTS = { requestId: '', tookMs: 0 }

/** Whose request it is: the key behind `GenieKey`; undefined where there is none. */
export function findGenieKey({ headers }: Pick<DoorRequest, 'headers'>): string | undefined {
  return /^GenieKey\s+(\S+)\s*$/i.exec(headers.authorization ?? '')?.[1]
}

function read(request: DoorRequest, { defaultSeverity }: DoorContext): DoorReading {
  const reading = readOperation({ ...request, method: 'POST', path: '/alerts' })
  if ('refusal' in reading) {
    const { refusal } = reading
    const problems = Object.entries(refusal.errors ?? {}).map(([name, problem]) => `${name}: ${problem}`)
    return replyOnly(refusalReply(NO_FACTS, refusal), problems.length > 0 ? problems : [refusal.message])
  }
  if (reading.operation.kind !== 'create') return replyOnly(acceptedReply(NO_FACTS))
  const { alert } = reading.operation
  const words = { ...alert, alias: alert.alias ?? hash('sha256', request.body) }
  const context = { defaultSeverity, receivedAt: request.receivedAt }
  const signal = opsgenieSignal(words, 'firing', request.receivedAt, context)
  return { signals: [signal], changes: [], reply: acceptedReply(NO_FACTS), problems: [] }
}
