import { expect, test } from 'vitest'
import { at, CONTEXT, doorRequest, payloadJson } from '../testing/door-request.ts'
import { verify } from './verify.ts'

interface Vector {
  secret: string
  rawBody: string
  withoutTimestamp: Record<string, string>
  withTimestamp: Record<string, string>
}
const { secret, rawBody, withoutTimestamp, withTimestamp } = payloadJson('grafana', 'hmac-test-vector.json') as Vector
const plain = withoutTimestamp['X-Grafana-Alerting-Signature'] ?? ''
const timed = withTimestamp['X-Grafana-Alerting-Signature'] ?? ''
const seconds = withTimestamp.timestamp ?? ''
const SIGNED_AT = at(new Date(Number(seconds) * 1000).toISOString())

const ask = (headers: Record<string, string>, { body = rawBody, receivedAt = SIGNED_AT, options = {} } = {}) =>
  verify(doorRequest(body, { headers, receivedAt }), { ...CONTEXT, secret, options })
const GENUINE = { isGenuine: true }

test('a signature over the body is recognised, and one over another body is not', () => {
  expect(ask({ 'x-grafana-alerting-signature': plain })).toEqual(GENUINE)
  expect(ask({ 'x-grafana-alerting-signature': plain.toUpperCase() })).toEqual(GENUINE)
  expect(ask({ 'x-grafana-alerting-signature': plain }, { body: `${rawBody} ` })).toMatchObject({
    refusal: { status: 401 },
  })
  expect(ask({ 'x-grafana-alerting-signature': `${plain}0` })).toMatchObject({ refusal: { status: 401 } })
})

test('a signature with its time holds for minutes, and without it for nothing', () => {
  const headers = { 'x-grafana-alerting-signature': timed, 'x-grafana-alerting-timestamp': seconds }
  expect(ask(headers)).toEqual(GENUINE)
  expect(ask(headers, { receivedAt: at('2026-03-02T10:50:00Z') })).toMatchObject({
    refusal: { status: 401 },
    problem: expect.stringContaining('clocks'),
  })
  expect(ask({ 'x-grafana-alerting-signature': timed })).toHaveProperty('refusal')
  expect(ask({ ...headers, 'x-grafana-alerting-timestamp': `${seconds}0` })).toHaveProperty('refusal')
})

test('the headers may have other names', () => {
  const options = { signature_header: 'X-Sig', timestamp_header: 'X-Time' }
  expect(ask({ 'x-sig': timed, 'x-time': seconds }, { options })).toEqual(GENUINE)
  expect(ask({ 'x-grafana-alerting-signature': timed, 'x-time': seconds }, { options })).toHaveProperty('refusal')
})

test('instead of a signature the secret may come as the credentials of the contact point', () => {
  expect(ask({ authorization: `Bearer ${secret}` })).toEqual(GENUINE)
  expect(ask({})).toMatchObject({ problem: expect.stringContaining('missing') })
  expect(verify(doorRequest(rawBody, { headers: {} }), CONTEXT)).toEqual(GENUINE)
})
