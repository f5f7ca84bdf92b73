import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { HOUR, MINUTE, parseInstant } from '@tocsin/core/kernel/instant.ts'
import { z } from 'zod'
import type { DoorContext, DoorRequest, Verdict } from '../door.ts'
import { textAt } from '../field-path.ts'
import { parseExactJsonBody } from '../json-body.ts'
import { isOptionOn, optionTexts } from '../options.ts'
import { GENUINE, refuseProof, verifySharedSecret } from '../proof.ts'
import { jsonReply } from '../reply.ts'
import { findEnvelope, type SnsEnvelope } from './envelope.ts'
import { checkSignature, hasSignature } from './sns-signature.ts'

/** Hosts of SNS, China included; docs.aws.amazon.com/general/latest/gr/sns.html. */
export const SNS_HOST = /sns\.[a-z0-9-]{3,}\.amazonaws\.com(?:\.cn)?/
/** SNS tries for an hour by itself, and as long as a delivery policy says. */
const AGE_MAX = 24 * HOUR
const CLOCKS_APART_MAX = 15 * MINUTE
const ARN = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_.-]{1,256}$/

export const options = {
  topic_arns: z
    .array(
      z
        .string({ error: 'expected the ARN of a topic' })
        .regex(ARN, 'expected the ARN of a topic, such as arn:aws:sns:eu-central-1:123456789012:alarms'),
      { error: 'expected a list of ARNs' },
    )
    .max(100, 'has more than 100 entries')
    .meta({ examples: [['arn:aws:sns:eu-central-1:123456789012:alarms']] })
    .optional(),
  /** Whether what SNS did not sign (raw delivery, EventBridge) is refused. */
  require_signature: z
    .boolean({ error: 'expected true or false' })
    .meta({ examples: [true] })
    .optional(),
  insufficient_data: z
    .enum(['fire', 'resolve', 'ignore'], { error: 'expected one of fire, resolve, ignore' })
    .meta({ examples: ['ignore'] })
    .optional(),
}

/**
 * What SNS wrapped is signed, and is refused without a right signature. What comes bare cannot be: it needs the secret of the source,
 * where there is one, as the password of the endpoint's address or as EventBridge's API key.
 */
export function verify(request: DoorRequest, context: DoorContext): Verdict {
  const body = parseExactJsonBody(request.body)
  const envelope = 'value' in body ? findEnvelope(body.value) : undefined
  if (envelope) return verifyEnvelope(envelope, request.receivedAt, context)
  if (isOptionOn(context.options, 'require_signature')) {
    return refuse('it is not signed by SNS, and the source takes nothing else (require_signature)')
  }
  const topic = request.headers['x-amz-sns-topic-arn']
  if (topic !== undefined && !isOurTopic(topic, context)) return refuseTopic(topic)
  const verdict = verifySharedSecret(request, context)
  // SNS sends the password of an address only after it was asked for one.
  return 'refusal' in verdict
    ? { ...verdict, refusal: withHeader(verdict.refusal, 'www-authenticate', 'Basic realm="Tocsin"') }
    : verdict
}

function withHeader<Reply extends { headers: Record<string, string> }>(
  reply: Reply,
  name: string,
  value: string,
): Reply {
  return { ...reply, headers: { ...reply.headers, [name]: value } }
}

/** A source that names no topics takes the messages of all, but confirms the subscription of none. */
export function isOurTopic(arn: string, { options: given }: DoorContext): boolean {
  const arns = optionTexts(given, 'topic_arns')
  return arns.length === 0 || arns.includes(arn)
}

function verifyEnvelope({ topicArn, fields }: SnsEnvelope, receivedAt: Instant, context: DoorContext): Verdict {
  if (!isOurTopic(topicArn, context)) return refuseTopic(topicArn)
  const url = textAt(fields, 'SigningCertURL') ?? ''
  if (!hasSignature(fields)) return refuse('it has no signature of version 1 or 2')
  if (!isCertificateUrl(url)) return refuse('its certificate is at an address that is not one of SNS')
  const sentAt = parseInstant(textAt(fields, 'Timestamp'))
  if (sentAt === undefined || receivedAt - sentAt > AGE_MAX || sentAt - receivedAt > CLOCKS_APART_MAX) {
    return refuse('it was signed more than a day ago, or in the future')
  }
  return {
    fetch: { url, host: SNS_HOST, what: 'the certificate of the signature' },
    judge(pem) {
      const problem = checkSignature(fields, pem, receivedAt)
      return problem === undefined ? GENUINE : refuse(problem)
    },
  }
}

function isCertificateUrl(url: string): boolean {
  const parsed = URL.parse(url)
  return (
    parsed?.protocol === 'https:' &&
    new RegExp(`^${SNS_HOST.source}$`).test(parsed.host) &&
    parsed.pathname.endsWith('.pem')
  )
}

function refuseTopic(arn: string): Verdict {
  return refuse(`the topic ${arn.slice(0, 300)} is none of the source's topic_arns`)
}

/** 403 and not 401, which SNS answers by asking for a password. */
function refuse(problem: string): Verdict {
  return refuseProof(problem, jsonReply(403, { status: 'error', error: problem }))
}
