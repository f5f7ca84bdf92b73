import { expect, test } from 'vitest'
import { at, CONTEXT, doorRequest, payloadJson } from '../testing/door-request.ts'
import { readingOf, signalIn, signalOfSample } from '../testing/reading-of.ts'
import { guide } from './guide.ts'
import { pagerdutyWebhooks } from './read.ts'

const sample = (name: string) => signalOfSample(pagerdutyWebhooks, name)

test('an incident is one alert, from its trigger by its acknowledgement to its end and its relapse', () => {
  expect(sample('incident-triggered.json')).toMatchObject({
    key: 'PGR0VU2',
    state: 'firing',
    title: 'A little bump in the road',
    severity: 'critical',
    labels: { service: 'API Service', urgency: 'high', priority: 'P1', team: 'Engineering' },
    annotations: { number: '2', assigned_to: 'User 123', escalation_policy: 'Default' },
    startedAt: at('2020-04-09T15:16:27Z'),
    link: 'https://acme.pagerduty.com/incidents/PGR0VU2',
  })
  expect(sample('incident-acknowledged.json')).toMatchObject({ key: 'PGR0VU2', state: 'acknowledged' })
  expect(sample('incident-resolved.json')).toMatchObject({
    key: 'PGR0VU2',
    state: 'resolved',
    endedAt: at('2020-10-02T18:45:22.169Z'),
  })
  expect(sample('incident-reopened.json')).toMatchObject({
    key: 'PGR0VU2',
    state: 'firing',
    startedAt: at('2020-10-02T18:45:22.169Z'),
  })
})

test('an event that does not say the state by its name has it in the status', () => {
  expect(sample('incident-priority_updated.json')).toMatchObject({ state: 'firing', severity: 'critical' })
  const { event } = payloadJson('pagerduty-webhooks', 'incident-priority_updated.json') as { event: { data: object } }
  const data = { ...event.data, status: 'acknowledged', priority: null, urgency: 'low' }
  expect(signalIn(pagerdutyWebhooks, { event: { ...event, data } })).toMatchObject({
    state: 'acknowledged',
    severity: 'low',
  })
})

test('a ping is a test', () => {
  expect(sample('ping.json')).toMatchObject({ key: 'test/ping', isTest: true, title: 'Hello from your friend Pagey!' })
})

test('a V2 webhook is told what to make instead', () => {
  const { reply, problems } = readingOf(pagerdutyWebhooks, { messages: [{ event: 'incident.trigger' }] })
  expect([reply.status, problems[0]]).toEqual([400, expect.stringContaining('make a V3 subscription')])
})

test('one of several signatures has to be ours', () => {
  const vector = payloadJson('pagerduty-webhooks', 'signature-test-vector.json') as Record<string, string>
  const { secret = '', rawBody = '', 'X-PagerDuty-Signature': signature = '' } = vector
  const ask = (body: string, signatures: string | undefined, key = secret) =>
    pagerdutyWebhooks.verify?.(
      doorRequest(body, { headers: signatures === undefined ? {} : { 'x-pagerduty-signature': signatures } }),
      { ...CONTEXT, secret: key },
    )
  const [wrong = '', right = ''] = signature.split(',')
  expect(ask(rawBody, signature)).toEqual({ isGenuine: true })
  expect(ask(rawBody, ` ${right} `)).toEqual({ isGenuine: true })
  expect(ask(rawBody, wrong)).toMatchObject({ refusal: { status: 401 } })
  expect(ask(`${rawBody} `, signature)).toHaveProperty('refusal')
  expect(ask(rawBody, signature, 'other')).toHaveProperty('refusal')
  expect(ask(rawBody, right.replace('v1=', 'v2='))).toHaveProperty('refusal')
  expect(ask(rawBody, undefined)).toMatchObject({ problem: expect.stringContaining('missing') })
})

test('the subscription of the guide is JSON and asks for every change of state', () => {
  const text = guide.pagerdutySubscription?.({ key: 'k', addresses: ['https://t.example.com/in/k'], hasSecret: false })
  const body = JSON.parse(/-d '(.*)'$/s.exec(text ?? '')?.[1] ?? '')
  expect(body.webhook_subscription).toMatchObject({
    delivery_method: { url: 'https://t.example.com/in/k' },
    events: expect.arrayContaining(['incident.triggered', 'incident.resolved', 'incident.reopened']),
  })
})
