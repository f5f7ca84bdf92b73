import { sign } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { DoorContext, Verdict } from '../door.ts'
import { at, CONTEXT, doorRequest, payloadNames, payloadText } from '../testing/door-request.ts'
import { hostileBody } from '../testing/hostile-body.ts'
import { makeSelfSigned } from '../testing/self-signed.ts'
import { options, verify } from './verify.ts'

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:incident-alarms'
const NOW = at('2026-03-02T10:12:00Z')
const GENUINE = { isGenuine: true }
const { pem, privateKey } = makeSelfSigned('2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z')
const CERTIFICATE = 'https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-1.pem'

/** A message as SNS would sign it. */
function signed(changes: Record<string, string> = {}) {
  const fields: Record<string, string> = {
    Message: 'text',
    MessageId: 'm-1',
    Timestamp: '2026-03-02T10:11:05.123Z',
    TopicArn: TOPIC,
    Type: 'Notification',
    ...changes,
  }
  const text = Object.entries(fields)
    .map(([name, value]) => `${name}\n${value}\n`)
    .join('')
  const Signature = sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64')
  return { ...fields, SignatureVersion: '2', SigningCertURL: CERTIFICATE, Signature }
}

interface Ask {
  context?: Partial<DoorContext>
  headers?: Record<string, string>
  receivedAt?: typeof NOW
}

const first = (body: unknown, { context = {}, headers = {}, receivedAt = NOW }: Ask = {}): Verdict =>
  verify(doorRequest(body, { headers, receivedAt }), { ...CONTEXT, ...context })

/** With the certificate at hand. */
function ask(body: unknown, options: Ask = {}): Verdict {
  const verdict = first(body, options)
  return 'fetch' in verdict ? verdict.judge(pem) : verdict
}
const refused = (problem: string, status = 403) => ({ refusal: { status }, problem: expect.stringContaining(problem) })

test('what SNS signed is genuine, once its certificate is there', () => {
  const verdict = first(signed())
  expect(verdict).toMatchObject({ fetch: { url: CERTIFICATE } })
  expect(ask(signed())).toEqual(GENUINE)
  expect(ask(signed({ Message: 'other' }))).toEqual(GENUINE)
  expect(ask({ ...signed(), Message: 'other' })).toMatchObject(refused('wrong'))
})

test('a missing signature is refused before anything is fetched', () => {
  const { Signature: _, ...unsigned } = signed()
  expect(first(unsigned)).toMatchObject(refused('no signature'))
  expect(first({ ...signed(), SignatureVersion: '3' })).toMatchObject(refused('no signature'))
})

test.each([
  'https://sns.eu-central-1.amazonaws.com.evil.example/x.pem',
  'http://sns.eu-central-1.amazonaws.com/x.pem',
  'https://sns.eu-central-1.amazonaws.com:444/x.pem',
  'https://sns.eu-central-1.amazonaws.com/x.crt',
  'https://evil.example/sns.eu-central-1.amazonaws.com/x.pem',
  'https://s3.amazonaws.com/sns.eu-central-1.amazonaws.com/x.pem',
  '',
])('a certificate at %s is not gone to', (SigningCertURL) => {
  expect(first({ ...signed(), SigningCertURL })).toMatchObject(refused('not one of SNS'))
})

test('the sample with the certificate of a stranger is refused', () => {
  const body = payloadText('aws-cloudwatch', 'sns-subscription-confirmation-BAD-cert-host.json')
  expect(first(body, { receivedAt: at('2026-03-02T09:00:00Z') })).toMatchObject(refused('not one of SNS'))
})

test('hosts of China and other partitions are SNS’ too', () => {
  for (const host of ['sns.cn-north-1.amazonaws.com.cn', 'sns.us-gov-west-1.amazonaws.com']) {
    expect(first({ ...signed(), SigningCertURL: `https://${host}/x.pem` })).toHaveProperty('fetch')
  }
})

test('a message of yesterday or of tomorrow is refused', () => {
  expect(first(signed(), { receivedAt: at('2026-03-03T10:11:06Z') })).toMatchObject(refused('more than a day ago'))
  expect(first(signed(), { receivedAt: at('2026-03-02T09:00:00Z') })).toMatchObject(refused('in the future'))
  expect(first(signed({ Timestamp: 'soon' }))).toMatchObject(refused('more than a day ago'))
  expect(first(signed(), { receivedAt: at('2026-03-03T10:00:00Z') })).toHaveProperty('fetch')
})

test('a source that names its topics takes no others, signed or raw', () => {
  const context = { options: { topic_arns: [`${TOPIC}-other`] } }
  expect(first(signed(), { context })).toMatchObject(refused('topic_arns'))
  const raw = { headers: { 'x-amz-sns-topic-arn': TOPIC }, context }
  expect(first({ AlarmName: 'a' }, raw)).toMatchObject(refused('topic_arns'))
  expect(ask(signed(), { context: { options: { topic_arns: [TOPIC] } } })).toEqual(GENUINE)
})

test('what is not signed needs the secret, where there is one, and the sender is asked for it', () => {
  const bare = { AlarmName: 'a', NewStateValue: 'ALARM' }
  expect(first(bare)).toEqual(GENUINE)
  const context = { secret: 's3cret' }
  const asked = first(bare, { context })
  expect(asked).toMatchObject({ refusal: { status: 401, headers: { 'www-authenticate': 'Basic realm="Tocsin"' } } })
  const authorization = `Basic ${Buffer.from('sns:s3cret').toString('base64')}`
  expect(first(bare, { context, headers: { authorization } })).toEqual(GENUINE)
  expect(ask(signed(), { context })).toEqual(GENUINE)
})

test('a source may take nothing but what is signed', () => {
  const context = { options: { require_signature: true } }
  expect(first({ AlarmName: 'a' }, { context })).toMatchObject(refused('require_signature'))
  expect(first('no JSON', { context })).toMatchObject(refused('require_signature'))
  expect(ask(signed(), { context })).toEqual(GENUINE)
})

test('settings are ARNs, and one of three words', () => {
  const form = z.strictObject(options)
  expect(form.safeParse({ topic_arns: [TOPIC], require_signature: true, insufficient_data: 'ignore' }).success).toBe(
    true,
  )
  expect(form.safeParse({ topic_arns: ['alarms'] }).error?.issues[0]?.message).toContain('expected the ARN of a topic')
  expect(form.safeParse({ insufficient_data: 'page' }).error?.issues[0]?.message).toContain('fire, resolve, ignore')
})

test('nothing that comes in makes it throw, or passes as signed', () => {
  const names = [
    'Type',
    'TopicArn',
    'Timestamp',
    'Signature',
    'SignatureVersion',
    'SigningCertURL',
    'Token',
    'SubscribeURL',
  ]
  const samples = [
    ...payloadNames('aws-cloudwatch').map((name) => payloadText('aws-cloudwatch', name)),
    JSON.stringify(signed()),
  ]
  const original = new TextDecoder().decode(new TextEncoder().encode(JSON.stringify(signed())))
  fc.assert(
    fc.property(hostileBody(names, samples), (body) => {
      const verdict = ask(body, { context: { options: { require_signature: true } } })
      const isOriginal = new TextDecoder().decode(body) === original
      expect('refusal' in verdict || isOriginal || isSameMessage(body)).toBe(true)
    }),
    { numRuns: 500 },
  )
})

/** Of a signed message these are what a change in elsewhere leaves alone. */
function isSameMessage(body: Uint8Array): boolean {
  const given = JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>
  const wanted: Record<string, unknown> = signed()
  return ['Message', 'MessageId', 'Timestamp', 'TopicArn', 'Type'].every((name) => given[name] === wanted[name])
}
