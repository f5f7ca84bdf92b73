import { textAt } from '../field-path.ts'
import { type Fields, field, isFields } from '../fields.ts'
import { type JsonBody, parseExactJsonBody } from '../json-body.ts'

/** What SNS wraps a message in (docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html). */
export interface SnsEnvelope {
  type: 'Notification' | 'SubscriptionConfirmation' | 'UnsubscribeConfirmation'
  topicArn: string
  fields: Fields
}

const TYPES = ['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation'] as const

/** The envelope of a document; undefined for what is none, such as a message that is delivered raw. */
export function findEnvelope(document: unknown): SnsEnvelope | undefined {
  if (!isFields(document)) return undefined
  const given = field(document, 'Type')
  const type = TYPES.find((known) => known === given)
  const topicArn = textAt(document, 'TopicArn')
  return type && topicArn ? { type, topicArn, fields: document } : undefined
}

/** A JSON text inside of JSON. */
export function parseInner(text: string): JsonBody {
  return parseExactJsonBody(new TextEncoder().encode(text))
}
