/**
 * Slack's Socket Mode (https://docs.slack.dev/apis/events-api/using-socket-mode): an app-level token opens a WebSocket, on which Slack
 * says hello, sends in envelopes what it would have sent to an address, and says beforehand when it is going to end the connection.
 */
import type { Failure } from '../failure.ts'
import { readJsonObject, textAt } from '../json-object.ts'
import type { Net } from '../net.ts'
import { callSlack } from './call.ts'
import type { SlackConfig } from './config.ts'

export interface SlackEnvelope {
  kind: 'envelope'
  /** Goes into the acknowledgement. The same envelope may come again. */
  id: string
  /** `slash_commands`, `interactive`, `events_api`, and what Slack thinks of next. */
  type: string
  payload: Record<string, unknown>
  /** Whether the acknowledgement may carry an answer. */
  takesAnswer: boolean
}

export type SlackSocketMessage =
  | { kind: 'hello' }
  /** `warning` and `refresh_requested`: it ends soon, and another one is wanted. `link_disabled`: Socket Mode was switched off. */
  | { kind: 'disconnect'; reason: string }
  | SlackEnvelope
  | { kind: 'unknown' }

/** Reads one message of the connection; what cannot be read is unknown. */
export function readSocketMessage(text: string): SlackSocketMessage {
  const message = readJsonObject(text)
  const type = textAt(message, 'type')
  if (type === 'hello') return { kind: 'hello' }
  if (type === 'disconnect') return { kind: 'disconnect', reason: textAt(message, 'reason') ?? 'no reason' }
  const { envelope_id: id, payload, accepts_response_payload: takesAnswer } = message
  if (type === undefined || typeof id !== 'string' || id === '') return { kind: 'unknown' }
  const isObject = typeof payload === 'object' && payload !== null && !Array.isArray(payload)
  return { kind: 'envelope', id, type, payload: isObject ? { ...payload } : {}, takesAnswer: takesAnswer === true }
}

/** Slack waits three seconds for it; `answer` is what would have been the body of the answer to a request. */
export function formatAcknowledgement(id: string, answer?: object): string {
  return JSON.stringify({ envelope_id: id, ...(answer && { payload: answer }) })
}

/** Asks for the address of a connection: it is good for one connection, and for a short while. */
export async function askForConnection(
  net: Net,
  { url, app_token: token }: Pick<SlackConfig, 'url' | 'app_token'>,
  sentAt: string,
): Promise<{ address: string } | { failure: Failure }> {
  const outcome = await callSlack(net, { url, token: token ?? '' }, 'apps.connections.open', {}, sentAt)
  if ('failure' in outcome) return outcome
  const address = URL.parse(textAt(outcome.answer, 'url') ?? '')
  // What is said there acts on incidents: it goes unencrypted only where the Web API itself does, on a machine of one's own.
  const isRight = address?.protocol === 'wss:' || (address?.protocol === 'ws:' && url.startsWith('http:'))
  if (address && isRight) return { address: address.href }
  return { failure: { code: 'provider_error', retry: 'later', cause: 'Slack named no address to connect to' } }
}
