import { hash } from 'node:crypto'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { boundProblems } from '../bounds.ts'
import type { DoorContext, DoorReading, DoorReply, DoorRequest, InAdapter } from '../door.ts'
import { textAt, valueAt } from '../field-path.ts'
import { field, isFields } from '../fields.ts'
import { type JsonBody, parseExactJsonBody } from '../json-body.ts'
import { optionText, optionTexts } from '../options.ts'
import { busyReply, jsonReply, replyOnly } from '../reply.ts'
import { joinKey, type SignalDraft, signalOf } from '../signal-draft.ts'
import { draftOfAlarm, findAlarm, type InsufficientData } from './alarm.ts'
import { findEnvelope, parseInner, type SnsEnvelope } from './envelope.ts'
import { draftOfEvent, findEventAlarm, isEvent } from './event-bridge.ts'
import { guide } from './guide.ts'
import { options, SNS_HOST, verify } from './verify.ts'

/**
 * CloudWatch alarms, by way of SNS (signed envelopes, or raw delivery), of EventBridge (API destinations), or of a Lambda function
 * that passes on what it was given. Identity is the ARN of the alarm, whichever way it comes. Other messages of a topic are taken as
 * plain texts, because a page must not be lost over their form.
 *
 * SNS labels its JSON as text and tries again after 5xx, 429 and time-outs; EventBridge also after 409. Other 4xx lose the message.
 */
export const awsCloudwatch: InAdapter = {
  system: 'aws-cloudwatch',
  // A message has 256 KB at most, and JSON inside of JSON doubles it at worst.
  bodyBytesMax: LIMITS.apiBodyBytesMax,
  ...{ options, guide, verify, read },
  takesSecret: true,
  busy: () => busyReply({ status: 'error', error: 'busy, try again' }),
  tooLarge: () => errorReply(413, `the body is larger than ${LIMITS.apiBodyBytesMax} bytes`),
}

function read(request: DoorRequest, context: DoorContext): DoorReading {
  if (request.method !== 'POST') return replyOnly(errorReply(405, 'only POST is allowed'))
  const body = parseExactJsonBody(request.body)
  const envelope = 'value' in body ? findEnvelope(body.value) : undefined
  if (envelope?.type === 'SubscriptionConfirmation') return confirmSubscription(envelope, context)
  if (envelope?.type === 'UnsubscribeConfirmation') {
    return replyOnly(okReply(0), [
      `the topic ${bounded(envelope.topicArn)} was unsubscribed: its alarms come no longer`,
    ])
  }
  const drafts = envelope ? draftsOfNotification(envelope, context) : draftsOfBare(body, request, context)
  if ('refused' in drafts) return replyOnly(errorReply(400, drafts.refused), boundProblems([drafts.refused]))
  const { defaultSeverity } = context
  const signals = drafts.map((draft) => signalOf(draft, { defaultSeverity, receivedAt: request.receivedAt }))
  return { signals, changes: [], reply: okReply(signals.length), problems: [] }
}

/** The address that SNS names is gone to for topics that the source names, and for no other. */
function confirmSubscription({ topicArn, fields }: SnsEnvelope, { options: given }: DoorContext): DoorReading {
  const arn = bounded(topicArn)
  if (!optionTexts(given, 'topic_arns').includes(topicArn)) {
    const problem = `the topic ${arn} asks to be subscribed: add it to topic_arns of the source, and ask for the confirmation again`
    return replyOnly(errorReply(403, problem), [problem])
  }
  const url = textAt(fields, 'SubscribeURL') ?? ''
  const parameters = URL.parse(url)?.searchParams
  const isConfirmation = parameters?.get('Action') === 'ConfirmSubscription' && parameters.get('TopicArn') === topicArn
  if (!isConfirmation) {
    const problem = `the confirmation of ${arn} has an address that confirms something else`
    return replyOnly(errorReply(400, problem), [problem])
  }
  return { ...replyOnly(okReply(0)), confirm: { url, host: SNS_HOST, what: `the confirmation of the topic ${arn}` } }
}

type Drafts = SignalDraft[] | { refused: string }

function draftsOfNotification({ topicArn, fields }: SnsEnvelope, context: DoorContext): Drafts {
  const message = textAt(fields, 'Message') ?? ''
  const inner = parseInner(message)
  const known = 'value' in inner ? draftsOfDocument(inner.value, context, 'fire') : undefined
  return known ?? [draftOfText(topicArn, textAt(fields, 'Subject'), message)]
}

/** What comes without an envelope: raw delivery, EventBridge, or the event of a Lambda function. */
function draftsOfBare(body: JsonBody, request: DoorRequest, context: DoorContext): Drafts {
  const known = 'value' in body ? draftsOfDocument(body.value, context, 'fire') : undefined
  if (known) return known
  const topic = request.headers['x-amz-sns-topic-arn']
  if (topic !== undefined) return [draftOfText(topic, undefined, new TextDecoder().decode(request.body))]
  if ('error' in body) return { refused: `the body is not JSON: ${body.error}` }
  return { refused: 'the body is neither a message of SNS nor an alarm of CloudWatch nor an event of EventBridge' }
}

function draftsOfDocument(
  document: unknown,
  context: DoorContext,
  unlessSaid: InsufficientData,
): SignalDraft[] | undefined {
  const wanted = optionText(context.options, 'insufficient_data') as InsufficientData | undefined
  const alarm = findAlarm(document)
  if (alarm) return listOf(draftOfAlarm(alarm, wanted ?? unlessSaid))
  if (isEvent(document)) {
    const changed = findEventAlarm(document)
    // An alarm says to SNS only what it was told to; to EventBridge it says everything, its first steps included.
    return changed ? listOf(draftOfAlarm(changed, wanted ?? 'ignore')) : [draftOfEvent(document)]
  }
  const records = isFields(document) ? field(document, 'Records') : undefined
  if (!Array.isArray(records) || records.length > LIMITS.signalsPerRequestMax) return undefined
  const drafts = records.flatMap((record) => draftsOfRecord(record, context))
  return drafts.length > 0 ? drafts : undefined
}

function draftsOfRecord(record: unknown, context: DoorContext): SignalDraft[] {
  const sns = valueAt(record, 'Sns')
  const topic = textAt(sns, 'TopicArn')
  if (!isFields(sns) || topic === undefined) return []
  const drafts = draftsOfNotification({ type: 'Notification', topicArn: topic, fields: sns }, context)
  return 'refused' in drafts ? [] : drafts
}

function listOf(draft: SignalDraft | undefined): SignalDraft[] {
  return draft ? [draft] : []
}

/** Any other text of a topic: nothing tells when it is over, and the same subject is the same alert. */
function draftOfText(topicArn: string, subject: string | undefined, message: string): SignalDraft {
  const clean = message.replaceAll('\0', '\ufffd').toWellFormed()
  const firstLine = clean.trim().split('\n', 1)[0]
  const title = subject ?? (firstLine || 'Message without a text')
  return {
    key: joinKey('text', topicArn, hash('sha256', title)),
    state: 'firing',
    title,
    description: clean,
    labels: { alertname: title.slice(0, TITLE_LABEL_CHARS).toWellFormed(), topic: topicArn },
  }
}

const TITLE_LABEL_CHARS = 200

function bounded(arn: string): string {
  return arn.slice(0, 300).toWellFormed()
}

function okReply(alerts: number): DoorReply {
  return jsonReply(200, { status: 'success', alerts })
}

function errorReply(status: number, error: string): DoorReply {
  return jsonReply(status, { status: 'error', error })
}
